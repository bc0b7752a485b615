"""Text without a command, and messages that must not be acted on: painted, answered, or asked about at no cost."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from bot.adapter_api import Message
from bot.commands.batch.batches import MAX_UNCONFIRMED_PICTURES
from bot.commands.blend.blend_commands import BlendCommands
from bot.commands.paint.edit_commands import EditCommands
from bot.commands.paint.paint_commands import PaintCommands
from bot.commands.paint.service import PaintService
from bot.commands.paint.sources import current_image
from bot.commands.prompt_text import shortened
from bot.commands.questions import Questions, command_name
from bot.commands.router import Router
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.grammar.picture_numbers import numbers_named
from bot.grammar.talk import TALK, Classification, LineKind, classify, strip_order_from
from bot.grammar.vocabulary import PAINTING
from bot.intake.context import CommandContext
from bot.intake.images import HIDES_LAST_IMAGE, LAST_IMAGE_LIFE_S
from bot.intake.preferences import of_both
from bot.intake.reply import ReplyLine, one_line, respond
from bot.intake.speaker import Speaker
from bot.jobs import money
from bot.store import Tx
from bot.store.rows import JobRow, PlacedPictureRow

EDIT_BY_WORDS_S = 900.0
"""For how long words about a picture change the newest one of a one-to-one chat without a question."""


@dataclass(frozen=True, slots=True)
class PlainTextHandler:
    """Decides what plain text does. Implements `bot.intake.handlers.PlainTextHooks`."""

    router: Router
    paints: PaintService
    paint_commands: PaintCommands
    questions: Questions
    edits: EditCommands
    blends: BlendCommands

    # --- messages that must not be acted on

    def is_request(self, message: Message, parsed: Parsed) -> bool:
        """Whether a message may be acted upon: typed by its sender, and readable where it paints."""
        if message.authorship != "typed":
            return False
        return not message.unreadable or parsed.command not in PAINTING | {"", "idea"}

    def explain_not_request(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Answer a message that was forwarded, sent via a bot, edited, or has an unreadable attachment."""
        if message.unreadable and message.unreadable in HIDES_LAST_IMAGE:
            tx.run("people.set_last_image", id=context.speaker.conversation.id, image="", now=tx.now)
        if message.unreadable:
            self._respond(tx, context, "attachment-unreadable", kind=message.unreadable)
        elif message.authorship == "edited":
            self._respond(tx, context, "edited-not-read")
        else:
            self.questions.ask(
                tx,
                context,
                (ReplyLine(f"ask-{message.authorship}", {"words": shortened(message.text, 120)}),),
                ("paint",),
            )

    def ask_about_rest(self, tx: Tx, context: CommandContext) -> None:
        """Ask what to do with words that were sent soon after a long message and may be the rest of it."""
        self.questions.ask(
            tx, context, (ReplyLine("ask-rest", {"words": shortened(context.parsed.text, 120)}),), ("paint",)
        )

    def withdraw_question(self, tx: Tx, speaker: Speaker) -> None:
        """Delete the person's open question here: they have given an order instead of an answer."""
        self.questions.withdraw(tx, speaker)

    # --- plain text

    def handle(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Act on plain text: about an image if there is one, otherwise words to paint, a command's name or small talk."""
        if self.blends.answer_in_words(tx, context, message):
            return
        parsed = context.parsed
        bare = not (parsed.options or parsed.variants or parsed.modifiers)
        under_picture = bool(context.image.key)
        line = Classification("words", parsed.text)
        if bare and parsed.text:
            line = classify(parsed.text, under_picture=under_picture)
        quoted_post = message.reply_to is not None and message.reply_to.from_bot and not message.images
        if bare and not context.image.key and not context.image.problem and self.questions.answer_in_words(tx, context):
            return
        if context.image.key or context.image.problem:
            self._with_image(tx, context, message, line, quotes_bot=quoted_post)
        elif line.kind == "command":
            self._run(tx, context, Parsed(line.command, line.text))
        elif quoted_post and not message.direct:
            # A reply to the bot in a group: people talk to each other about its message.
            if line.kind == "words" and parsed.text:
                self.questions.ask(
                    tx, context, (ReplyLine("ask-words", {"words": shortened(parsed.text, 120)}),), ("paint",)
                )
        elif not parsed.text and not parsed.modifiers:
            self._respond(tx, context, "say-something")
        else:
            self._without_image(tx, context, message, line)

    def _with_image(
        self, tx: Tx, context: CommandContext, message: Message, line: Classification, *, quotes_bot: bool
    ) -> None:
        if context.image.problem:
            self._run(tx, context, replace(context.parsed, command="restyle"))
        elif line.kind == "style" and line.style:
            self._run(tx, context, Parsed("restyle", "", {"style": line.style}))
        elif line.kind in ("command", "maybe-command") and quotes_bot:
            # Under one of our pictures a command's name is no subject: `收藏`, `compare`.
            self._run(tx, context, Parsed(line.command, line.text if line.kind == "command" else ""))
        elif line.kind in ("instruction", "style") or (line.kind == "words" and numbers_named(context.parsed.text)):
            self._change(tx, context, words=quotes_bot)
        elif quotes_bot and line.kind in TALK:
            if message.direct and line.kind == "question":
                self._respond(tx, context, "talk-question-under-picture")
            elif message.direct:
                self._answer_talk(tx, context, line)
        elif line.kind in TALK or line.kind in ("command", "maybe-command"):
            self._run(tx, context, Parsed("restyle", ""))  # As for a picture without words.
        elif quotes_bot and context.parsed.text:
            self._change_or_paint(tx, context)
        elif context.parsed.text and self.edits.available:
            self._run(tx, context, replace(context.parsed, command="edit"))
        else:
            self._run(tx, context, replace(context.parsed, command="restyle"))

    def _change(self, tx: Tx, context: CommandContext, *, words: bool) -> None:
        """Change the picture of a message by its words; where no model can, offer styles (with `words`, also to paint them)."""
        if self.edits.available:
            self._run(tx, context, replace(context.parsed, command="edit"))
        else:
            self._offer_styles(tx, context, "edit-not-offered", words=words)

    def _change_or_paint(self, tx: Tx, context: CommandContext) -> None:
        """Words under one of our pictures that may change it or be a new one: as this person decided before, or asked."""
        preferred = of_both(context.speaker.person, context.speaker.conversation).reply
        if preferred == "paint":
            self._run(tx, context, replace(strip_order_from(context.parsed), command="imagine"))
        elif preferred == "edit" and self.edits.available:
            self._run(tx, context, replace(context.parsed, command="edit"))
        elif self.edits.available:
            self.edits.offer(tx, context, context.image)
        else:
            self.questions.ask(
                tx,
                context,
                (ReplyLine("ask-about-picture", {"words": shortened(context.parsed.text, 120)}),),
                ("restyle", "paint"),
            )

    def _without_image(self, tx: Tx, context: CommandContext, message: Message, line: Classification) -> None:
        if line.kind == "maybe-command":
            self.questions.ask(
                tx,
                context,
                (
                    ReplyLine(
                        "ask-command",
                        {"words": line.text, "command": command_name(line.command, context.speaker.language)},
                    ),
                ),
                ("command", "paint"),
            )
        elif line.kind in TALK:
            self._answer_talk(tx, context, line)
        elif line.kind in ("instruction", "style"):
            self._about_newest(tx, context, line, message)
        else:
            order = replace(strip_order_from(context.parsed), command="imagine")
            if self._is_new(tx, context.speaker):
                self._confirm(tx, context, order)
            else:
                self._run(tx, context, order)

    def _about_newest(self, tx: Tx, context: CommandContext, line: Classification, message: Message) -> None:
        """Words that are about a picture, in a message without one. In a one-to-one chat soon after it they change it; otherwise
        the bot asks."""
        found = current_image(tx, context.speaker, LAST_IMAGE_LIFE_S)
        if found is None:
            self.questions.ask(tx, context, (ReplyLine("ask-words", {"words": shortened(line.text, 120)}),), ("paint",))
            return
        if isinstance(found, JobRow):
            self.edits.answer_not_painted_yet(tx, context, found)
            return
        with_image = replace(context, image=found)
        # The buttons of a question look up what image its message meant.
        tx.run("inbox.note_image", id=context.inbox_id, image_result=json.dumps(asdict(found)))
        if not message.direct or current_image(tx, context.speaker, EDIT_BY_WORDS_S) != found:
            if line.kind == "style" or not self.edits.available:
                self._offer_styles(tx, with_image, "edit-not-offered" if line.kind == "instruction" else "", words=True)
            else:
                self.edits.offer(tx, with_image, found)
        elif line.kind == "style":
            self._run(tx, with_image, Parsed("restyle", "", {"style": line.style}))
        else:
            self._change(tx, with_image, words=True)

    def _answer_talk(self, tx: Tx, context: CommandContext, line: Classification) -> None:
        words = {"words": shortened(line.text, 120)}
        if line.kind == "question" or (line.kind == "sign" and any(map(_is_subject, line.text))):
            self.questions.ask(tx, context, (ReplyLine("ask-words", words),), ("paint",))
        else:
            text: dict[LineKind, str] = {
                "greeting": "talk-greeting",
                "sign": "talk-greeting",
                "complaint": "talk-complaint",
                "link": "link-unreadable",
            }
            self._respond(tx, context, text.get(line.kind, "talk-thanks"))

    def _confirm(self, tx: Tx, context: CommandContext, order: Parsed) -> None:
        """If the first picture of a new person costs money, ask for confirmation once, with the price."""
        manager = self.paints.manager
        built = [self.paints.request_for(tx, context.speaker, each) for each in order.variants or (order,)]
        found = [routed for routed in built if not isinstance(routed, Problem)]
        count = sum(routed.request.n for routed in found)
        prices = [manager.price_for(tx, routed.request, context.speaker.payer.id) for routed in found]
        dear = any(p.each_li(r.request.n) > r.usual_li for p, r in zip(prices, found, strict=True))
        if len(found) < len(built) or count > MAX_UNCONFIRMED_PICTURES or dear:
            self._run(tx, context, order)  # Answers what is wrong, or asks by itself.
            return
        price_li = sum(price.total_li(routed.request.n) for price, routed in zip(prices, found, strict=True))
        arguments = {"words": shortened(order.text, 120), "count": count, "price": money.yuan_text(price_li)}
        self.questions.ask(
            tx, context, (ReplyLine("ask-first" if price_li else "ask-first-free", arguments),), ("paint",)
        )

    def _is_new(self, tx: Tx, speaker: Speaker) -> bool:
        """Whether a person has never asked for a picture, where pictures cost money."""
        if self.paints.manager.settings.uses_studio:
            return False
        return not tx.all(JobRow, "jobs.recent_of_person", person_id=speaker.person.id, limit=1)

    # --- answers

    def _run(self, tx: Tx, context: CommandContext, parsed: Parsed) -> None:
        self.router.run_command(tx, replace(context, parsed=parsed))

    def _respond(self, tx: Tx, context: CommandContext, text_id: str, /, **arguments: object) -> None:
        respond(tx, context, one_line(text_id, **arguments))

    def _offer_styles(self, tx: Tx, context: CommandContext, first_line: str, *, words: bool) -> None:
        """Offer the styles for a picture; with `words`, also to paint the words themselves, which may be a subject."""
        picture = tx.one(PlacedPictureRow, "pictures.by_key", key=context.image.key)
        source = (picture.job_id, picture.idx + 1) if picture else None
        more = (self.questions.button(tx, context, "anew"),) if words else ()
        self.paint_commands.offer_styles(tx, context, source, first_line=first_line, more=more)


def _is_subject(character: str) -> bool:
    """Whether a character is a subject: a letter of a script in which one is a word, or an emoji."""
    return (character.isalpha() and not character.isascii()) or character > "\u2300"
