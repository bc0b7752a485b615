"""`/blend`: several pictures made into one by words.

What comes goes onto the person's list in the conversation (`bot.intake.blend_list`): the images of a message, pictures by
number, the picture that is replied to, the one whose button was pressed. Its post shows the numbered sheet, the words, the model
and the price before anything is painted, so there is no second question about the price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.access import Action, Decision, Kind, Resource, decide
from bot.adapter_api import Message
from bot.commands.blend import asked as asked_words
from bot.commands.blend.list_painter import ListPainter
from bot.commands.blend.offers import LEAST_IMAGES, Offer, Offers, offer_of
from bot.commands.jobs.result_menu import set_menu
from bot.commands.paint.service import PaintService
from bot.commands.paint.sources import (
    images_of,
    may_paint_from,
    numbers_in,
    picture_of_job,
    pictures_shown_with,
    words_for,
)
from bot.commands.questions import Questions
from bot.commands.router import Router
from bot.grammar.argument_words import blend_answer
from bot.grammar.callback_data import BlendCallback, CollectCallback
from bot.grammar.option_values import Problem, sources_in
from bot.grammar.parsing import Parsed
from bot.grammar.talk import TALK, classify, yes_or_no
from bot.intake import blend_list
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.images import ImageResult
from bot.intake.permissions import job_for
from bot.intake.reply import one_line, respond
from bot.store import Tx
from bot.store.rows import BlendRow, JobRow, ShownMessageRow


@dataclass(frozen=True, slots=True)
class BlendCommands:
    """`/blend`, the button that collects a picture, and the buttons of a list."""

    paints: PaintService
    questions: Questions

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({asked_words.COMMAND: self.blend})
        router.add_job_callback(CollectCallback, Action.REFERENCE, self.press_collect)
        router.add_callback(BlendCallback, self.press)

    @property
    def offers(self) -> Offers:
        """What lists would be painted as."""
        return Offers(self.paints)

    @property
    def painter(self) -> ListPainter:
        """Paints lists."""
        return ListPainter(self.paints)

    # --- for plain words

    def propose(self, tx: Tx, context: UpdateContext, parsed: Parsed, image: ImageResult) -> None:
        """Show the images of a message, in their order, with the words, the model and the price: painted when its person agrees.
        They take the place of a list that the person has here."""
        if image.problem:
            respond(tx, context, one_line(image.problem, **image.arguments))
        elif all(may_paint_from(tx, context.speaker, key) for key in image.images):
            self._start(tx, context, image.images, asked_words.asked_in(parsed))
        else:
            respond(tx, context, one_line("reference-gone"))

    def answer_in_words(self, tx: Tx, context: CommandContext, message: Message) -> bool:
        """Take words that answer the post of the person's own list as what is to be painted; False if they are not."""
        words = context.parsed.text
        if not words or message.reply_to is None or yes_or_no(words) is not None:
            return False
        if classify(words).kind in TALK | {"command"}:
            return False
        row = blend_list.current(tx, context.speaker)
        if row is None or blend_list.subject_of(row.id) not in self._quoted(tx, context, message.reply_to.keys):
            return False
        self._collect(
            tx, context, context.image.images if context.image.key else (), asked_words.asked_in(context.parsed)
        )
        return True

    def _quoted(self, tx: Tx, context: CommandContext, message_keys: Sequence[str]) -> set[str]:
        here = context.speaker.conversation.id
        found = (
            tx.one(ShownMessageRow, "posts.find_by_message", conversation_id=here, message_key=key)
            for key in message_keys
        )
        return {shown.subject for shown in found if shown and shown.subject}

    # --- the command

    def blend(self, tx: Tx, context: CommandContext) -> None:
        """`/blend put her in this room`: with several images, with `--from 42.1 --from 43`, or with what is on the list."""
        if pressed := blend_answer(context.parsed.text):
            self._press(tx, context, pressed)
            return
        if context.image.problem:
            respond(tx, context, one_line(context.image.problem, **context.image.arguments))
            return
        meant = self._of_shown(tx, context)
        keys = self._images(tx, meant) if meant else None
        if meant is None or keys is None:
            return
        asked = asked_words.asked_in(meant.parsed)
        if len(keys) >= LEAST_IMAGES:
            self._start(tx, context, keys, asked)
        else:
            self._collect(tx, context, keys, asked)
        if context.maybe_split:
            # An update gets one answer: this one is dropped if a refusal was given above.
            respond(tx, context, one_line("rest-not-read"))

    def _of_shown(self, tx: Tx, context: CommandContext) -> CommandContext | None:
        """A reply to a post that shows several pictures of a job means those that its words name by number, or all of them if
        there are words for a new list. None if it had to be asked which one, or one is not there."""
        image, parsed = context.image, context.parsed
        if image.origin != "quoted" or image.more or sources_in(parsed.options):
            return context
        pictures = pictures_shown_with(tx, image)
        if len(pictures) < LEAST_IMAGES:
            return context
        named = numbers_in(parsed)
        if beyond := [number for number in named if number not in pictures]:
            self._refuse(tx, context, Problem("blend-no-such-number", {"number": beyond[0], "count": len(pictures)}))
            return None
        if not named and (not parsed.text or blend_list.current(tx, context.speaker)):
            which = [(each.job_id, number) for number, each in pictures.items()]
            self.questions.ask_which(tx, context, which, "blend")
            return None
        meant = images_of("quoted", [pictures[number] for number in named or pictures])
        return replace(context, image=meant, parsed=words_for(parsed, named) if named else parsed)

    def _images(self, tx: Tx, context: CommandContext) -> tuple[str, ...] | None:
        """The images that a command means; None if one may not be used or is not there, which was answered."""
        speaker, image = context.speaker, context.image
        keys: list[str] = []
        for job_id, number in sources_in(context.parsed.options):
            job = job_for(tx, speaker, job_id, Action.REFERENCE)
            picture = picture_of_job(tx, job_id, number) if job else None
            if picture is None:
                respond(tx, context, one_line("no-such-picture", id=job_id, pick=number))
                return None
            keys.append(picture.key)
        for key in image.images if image.key and self._is_meant(tx, context, image) else ():
            if not may_paint_from(tx, speaker, key):
                respond(tx, context, one_line("reference-gone"))
                return None
            keys.append(key)
        if not keys and image.origin in ("withheld", "no-image"):
            withheld = "reply-withheld-id" if context.linked else "reply-withheld"
            respond(tx, context, one_line(withheld if image.origin == "withheld" else "reply-no-image"))
            return None
        return tuple(dict.fromkeys(keys))

    def _is_meant(self, tx: Tx, context: CommandContext, image: ImageResult) -> bool:
        """Whether a command means its image. It means the conversation's newest one, which it does not name, only if the list
        still needs a picture, or there are no words."""
        if image.origin != "last":
            return True
        row = blend_list.current(tx, context.speaker)
        on_it = blend_list.keys_of(tx, row.id) if row else ()
        return image.key not in on_it and (len(on_it) < LEAST_IMAGES or not context.parsed.text)

    def _start(self, tx: Tx, context: UpdateContext, keys: Sequence[str], asked: tuple[Parsed, ...]) -> None:
        """Start a new list with several images."""
        if len(keys) > blend_list.MAX_PICTURES:
            self._refuse(tx, context, Problem("blend-full", {"limit": blend_list.MAX_PICTURES}))
            return
        offer = self.offers.make(tx, context.speaker, asked, keys)
        if isinstance(offer, Problem):
            self._refuse(tx, context, offer)
            return
        if before := blend_list.current(tx, context.speaker):
            if not set(left := blend_list.keys_of(tx, before.id)) <= set(keys):
                respond(tx, context, one_line("blend-replaced", count=len(left)))
            blend_list.end(tx, before.id)
        self._change(tx, context, blend_list.ensure(tx, context.speaker), keys, asked, offer)

    def _collect(self, tx: Tx, context: UpdateContext, keys: Sequence[str], asked: tuple[Parsed, ...]) -> None:
        """Add an image to the list, or words, or both. Words for a list whose present price its person has been shown paint
        it."""
        row = blend_list.current(tx, context.speaker)
        before = blend_list.keys_of(tx, row.id) if row else ()
        if not (before or keys) or not (keys or asked or row):
            respond(tx, context, one_line("blend-how"))
            return
        for key in keys:
            if key in before:
                respond(tx, context, one_line("blend-already", number=before.index(key) + 1))
                return
        after = (*before, *keys)
        if len(after) > blend_list.MAX_PICTURES:
            self._refuse(tx, context, Problem("blend-full", {"limit": blend_list.MAX_PICTURES}))
            return
        asked = asked or (asked_words.of_json(row.asked) if row else ())
        offer = self.offers.make(tx, context.speaker, asked, after)
        if isinstance(offer, Problem):
            self._refuse(tx, context, offer)
            return
        row = row or blend_list.ensure(tx, context.speaker)
        shown = offer_of(row.offer)
        if not keys and len(after) >= LEAST_IMAGES and shown and shown.covers(offer) and blend_list.is_shown(tx, row):
            self.painter.paint(tx, context, row, offer, reply_to=context.reply_to)
        else:
            self._change(tx, context, row, after, asked, offer)

    def _change(
        self,
        tx: Tx,
        context: UpdateContext,
        row: BlendRow,
        keys: Sequence[str],
        asked: tuple[Parsed, ...],
        offer: Offer,
    ) -> None:
        # A list of one picture cannot be painted, so no price is offered for it.
        stored = offer.to_json() if len(keys) >= LEAST_IMAGES else ""
        blend_list.change(tx, row, keys, asked=asked_words.to_json(asked), offer=stored, reply_to=context.reply_to)

    def _refuse(self, tx: Tx, context: UpdateContext, problem: Problem) -> None:
        self.paints.answer_problem(tx, context, problem)

    # --- buttons

    def press_collect(self, tx: Tx, context: PressContext, job: JobRow, data: CollectCallback) -> None:
        """Put a picture of a job on the presser's list: `collect:42:1`."""
        picture = picture_of_job(tx, job.id, data.picture)
        if picture is None:
            respond(tx, context, one_line("no-such-picture", id=job.id, pick=data.picture))
        else:
            self._collect(tx, context, (picture.key,), ())
            set_menu(tx, context, job, None)  # Of several pictures, which one had been asked.

    def press(self, tx: Tx, context: PressContext, data: BlendCallback) -> None:
        """Paint a list, change its order, or empty it: `blend:7:paint:2`."""
        self._press(tx, context, data)

    def _press(self, tx: Tx, context: UpdateContext, data: BlendCallback) -> None:
        row = tx.one(BlendRow, "blends.get", id=data.list)
        if row and row.conversation_id != context.speaker.conversation.id:
            row = None  # What is shown to people there is painted there alone.
        resource = Resource(Kind.QUESTION, row.person_id, row.conversation_id) if row else None
        decision = decide(context.speaker.principal, Action.CONFIRM, resource)
        if row is None or decision is not Decision.ALLOWED:
            respond(tx, context, one_line("batch-not-yours" if decision is Decision.FORBIDDEN else "blend-settled"))
        elif blend_list.is_too_old(tx, row):
            blend_list.end(tx, row.id)
            respond(tx, context, one_line("blend-too-old"))
        elif data.verb == "empty":
            blend_list.end(tx, row.id)
            if isinstance(context, CommandContext):
                respond(tx, context, one_line("blend-emptied"))
        elif data.turn != row.turn:
            respond(tx, context, one_line("blend-changed"))
        elif data.verb == "move":
            self._move(tx, context, row)
        else:
            self.painter.paint_as_shown(tx, context, row)

    def _move(self, tx: Tx, context: UpdateContext, row: BlendRow) -> None:
        """Move the first picture to the end."""
        first, *others = blend_list.keys_of(tx, row.id)
        self.painter.show_anew(tx, context, row, (*others, first))
