"""`/edit`: a picture changed by words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.commands.blend.blend_commands import BlendCommands
from bot.commands.paint.service import PaintService
from bot.commands.paint.sources import (
    current_image,
    image_of_command,
    images_of,
    missing_image_text,
    numbers_in,
    pictures_shown_with,
    words_for,
)
from bot.commands.prompt_text import shortened
from bot.commands.questions import Questions
from bot.commands.router import Router
from bot.grammar.option_values import Problem, style_named
from bot.grammar.parsing import Parsed
from bot.intake.context import CommandContext
from bot.intake.images import LAST_IMAGE_LIFE_S, ImageResult
from bot.intake.reply import Reply, ReplyLine, one_line, respond
from bot.jobs import money
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow

_GLUED = ("成", "为", "变", "掉", "一下", "下")
"""Characters that the Chinese verb begins with `/改` shares: `/改成夜晚` is the command and the words 改成夜晚."""


@dataclass(frozen=True, slots=True)
class EditCommands:
    """Changes pictures by words; asks which picture, or whether a change was meant, where that is not clear. Several pictures are
    proposed as a blend: their order and the price are shown first."""

    paints: PaintService
    questions: Questions
    blends: BlendCommands

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"edit": self.edit})

    def edit(self, tx: Tx, context: CommandContext) -> None:
        """Change a picture: `/edit make it night`, with an image, as a reply, `--from 42.1`, or after one's newest picture."""
        options = context.parsed.options
        if "sources" in options or ("source" in options and context.image.origin == "attached"):
            self.blends.blend(tx, replace(context, parsed=_with_verb(context.parsed)))
            return
        image = image_of_command(tx, context)
        if image.problem:
            respond(tx, context, one_line(image.problem, **image.arguments))
            return
        if image.origin in ("last", "none") and "source" not in options:
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
        if image.more:
            self.blends.propose(tx, context, parsed, image)
        else:
            self._change_named(tx, context, parsed, image)

    @property
    def available(self) -> bool:
        """Whether any model here changes pictures by words."""
        return self.paints.manager.roles.can_edit

    def offer(self, tx: Tx, context: CommandContext, image: ImageResult) -> None:
        """Ask whether words under a picture are to change it or to paint another, with the price, once: the answer is
        remembered."""
        parsed, manager = context.parsed, self.paints.manager
        if image.more:
            self.blends.propose(tx, context, parsed, image)  # Which asks, too.
            return
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

    def _change_named(self, tx: Tx, context: CommandContext, parsed: Parsed, image: ImageResult) -> None:
        """Change that picture of a post which the words name by number, or the only one; propose a blend of several that they
        name; ask which one is meant of those that they do not."""
        pictures = self._pictures_by_number(tx, parsed, image)
        named = numbers_in(parsed)
        # The only one is number 1, whichever number it has among those that it came with.
        beyond = [number for number in named if number not in pictures and (number > 1 or len(pictures) > 1)]
        if beyond:
            arguments = {"number": beyond[0], "count": max(1, len(pictures))}
            respond(
                tx, context, Reply((ReplyLine("edit-no-such-number", arguments), ReplyLine("problem-nothing-spent")))
            )
        elif len(pictures) > 1 and not named:
            self.questions.ask_which(tx, context, [(each.job_id, number) for number, each in pictures.items()])
        elif meant := [pictures[number] for number in named if number in pictures]:
            images, words = images_of("quoted", meant), words_for(parsed, named)
            if images.more:
                self.blends.propose(tx, context, words, images)
            else:
                self.paints.paint(tx, context, words, "edit", images, "edit")
        else:
            self.paints.paint(tx, context, parsed, "edit", image, "edit")

    def _pictures_by_number(self, tx: Tx, parsed: Parsed, image: ImageResult) -> dict[int, PictureRow]:
        """What words can name by number: the pictures that a post shows together, or the one that it shows, or that was named,
        alone; empty for an image that somebody sent."""
        alone = image.alone or "source" in parsed.options
        pictures = pictures_shown_with(tx, replace(image, alone=False))
        return {number: each for number, each in pictures.items() if not alone or each.key == image.key}


def _with_verb(parsed: Parsed) -> Parsed:
    """The words with the verb that was read as the command: 改成夜晚 of `/改成夜晚`."""
    if not parsed.text.startswith(_GLUED):
        return parsed
    variants = tuple(replace(each, text=f"改{each.text}") for each in parsed.variants)
    return replace(parsed, text=f"改{parsed.text}", variants=variants)
