"""`/edit`: a picture changed by words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.commands.paint.service import PaintService
from bot.commands.paint.sources import current_image, image_of_command, missing_image_text, pictures_shown_with
from bot.commands.prompt_text import shortened
from bot.commands.questions import Questions
from bot.commands.router import Router
from bot.grammar.option_values import Problem, style_named
from bot.grammar.parsing import Parsed
from bot.grammar.picture_numbers import numbers_named
from bot.intake.context import CommandContext
from bot.intake.images import LAST_IMAGE_LIFE_S, ImageResult
from bot.intake.reply import Reply, ReplyLine, one_line, respond
from bot.jobs import money
from bot.store import Tx
from bot.store.rows import JobRow

_GLUED = ("成", "为", "变", "掉", "一下", "下")
"""Characters that the Chinese verb begins with `/改` shares: `/改成夜晚` is the command and the words 改成夜晚."""


@dataclass(frozen=True, slots=True)
class EditCommands:
    """Changes pictures by words; asks which picture, or whether a change was meant, where that is not clear."""

    paints: PaintService
    questions: Questions

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"edit": self.edit})

    def edit(self, tx: Tx, context: CommandContext) -> None:
        """Change a picture: `/edit make it night`, with an image, as a reply, `--from 42.1`, or after one's newest picture."""
        image = image_of_command(tx, context)
        if image.problem:
            respond(tx, context, one_line(image.problem, **image.arguments))
            return
        if image.origin in ("last", "none") and "source" not in context.parsed.options:
            found = current_image(tx, context.speaker, LAST_IMAGE_LIFE_S)
            if isinstance(found, JobRow):
                self.answer_not_painted_yet(tx, context, found)
                return
            image = found or image
        if not image.key:
            respond(tx, context, one_line(missing_image_text(context, "no-image-edit")))
            return
        self.change(tx, context, _with_verb(context.parsed), image)

    def change(self, tx: Tx, context: CommandContext, parsed: Parsed, image: ImageResult) -> None:
        """Queue a change of `image` by the words of `parsed`, or answer why not. A style alone restyles it."""
        if not parsed.text and not parsed.modifiers:
            respond(tx, context, one_line("edit-needs-words"))
            return
        if style := style_named(parsed.text):
            options = {**parsed.options, "style": style}
            self.paints.paint(tx, context, replace(parsed, text="", options=options, variants=()), "restyle", image)
            return
        chosen = self._chosen(tx, context, parsed, image)
        if chosen is not None:
            self.paints.paint(tx, context, parsed, "blend" if chosen.more else "edit", chosen, "edit")

    @property
    def available(self) -> bool:
        """Whether any model here changes pictures by words."""
        return self.paints.manager.roles.can_edit

    def offer(self, tx: Tx, context: CommandContext, image: ImageResult) -> None:
        """Ask whether words under a picture are to change it or to paint another, with the price, once: the answer is
        remembered."""
        parsed, manager = context.parsed, self.paints.manager
        found = self.paints.request_for(tx, context.speaker, parsed, image, "edit")
        if isinstance(found, Problem):
            self.paints.answer_problem(tx, context, found)
            return
        price = manager.price_for(tx, found.request, context.speaker.payer.id).total_li(found.request.n)
        arguments = {"words": shortened(parsed.text, 120), "price": money.yuan_text(price)}
        line = ReplyLine("ask-change" if price else "ask-change-free", arguments)
        self.questions.ask(tx, context, (line, ReplyLine("ask-change-remembered")), ("edit", "anew"))

    def answer_not_painted_yet(self, tx: Tx, context: CommandContext, job: JobRow) -> None:
        """The picture that words are about is still being painted."""
        respond(
            tx, context, Reply((ReplyLine("edit-not-painted-yet", {"id": job.id}), ReplyLine("problem-nothing-spent")))
        )

    def _chosen(self, tx: Tx, context: CommandContext, parsed: Parsed, image: ImageResult) -> ImageResult | None:
        """The one picture to change, of several that a post shows: the one that was named, or that the words name. None if that
        had to be asked, or there is none of that number."""
        pictures = {} if "source" in parsed.options else pictures_shown_with(tx, image)
        named = numbers_named(parsed.text)
        # Several images that were sent together are all meant, in their order.
        numbers = range(1, len(image.images) + 1) if image.more else pictures.keys() or {1}
        if beyond := sorted(named - set(numbers)):
            arguments = {"number": beyond[0], "count": len(numbers)}
            respond(
                tx, context, Reply((ReplyLine("edit-no-such-number", arguments), ReplyLine("problem-nothing-spent")))
            )
            return None
        if image.more or len(pictures) < 2:
            return image
        if len(named) == 1:
            picture = pictures[min(named)]
            return ImageResult("quoted", picture.key, picture.width, picture.height)
        self.questions.ask_which(tx, context, [(picture.job_id, number) for number, picture in pictures.items()])
        return None


def _with_verb(parsed: Parsed) -> Parsed:
    """The words with the verb that was read as the command: 改成夜晚 of `/改成夜晚`."""
    if not parsed.text.startswith(_GLUED):
        return parsed
    variants = tuple(replace(each, text=f"改{each.text}") for each in parsed.variants)
    return replace(parsed, text=f"改{parsed.text}", variants=variants)
