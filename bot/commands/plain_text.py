"""Text without a command, and messages that are no order: painted, answered, or asked about at no cost.

The buttons of a question hold the number of the update that it is about (`words:<update>:paint`), so that they work after a
restart, and only for its sender.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.access import Action, Decision
from bot.adapter_api import Adapter, Message, RawUpdate
from bot.commands.batch.batches import MAX_UNCONFIRMED_PICTURES
from bot.commands.paint.paint_commands import PaintCommands
from bot.commands.paint.service import PaintService
from bot.commands.prompt_text import shortened
from bot.commands.router import Router
from bot.grammar.callback_data import QuestionCallback, QuestionChoice, unpacked
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed, parse
from bot.grammar.talk import TALK, Classification, LineKind, classify, strip_order_from, yes_or_no
from bot.grammar.text_cleaning import cleaned
from bot.grammar.vocabulary import COMMANDS, PAINTING
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.images import HIDES_LAST_IMAGE, LAST_IMAGE_LIFE_S, ImageResult
from bot.intake.permissions import about_question
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond
from bot.intake.speaker import Speaker
from bot.jobs import money
from bot.jobs.states import State
from bot.outbox import desired
from bot.store import Row, Tx

QUESTION_LIFE_S = 1800.0
"""For how long a typed yes or no answers a question, if that is among the newest `QUESTION_POSTS` posts."""
QUESTION_POSTS = 3
MAX_TYPED_LENGTH = 400
"""Characters of words in the typed form of a button, for platforms on which a press is a text."""


@dataclass(frozen=True, slots=True)
class PlainTextHandler:
    """Decides what plain text does. `adapters` decode the updates of questions again."""

    router: Router
    paints: PaintService
    paint_commands: PaintCommands
    adapters: Mapping[str, Adapter]

    def register(self, router: Router) -> None:
        """Add the buttons of questions to the router."""
        router.add_callback(QuestionCallback, self.press)

    # --- messages that are no order

    def is_order(self, message: Message, parsed: Parsed) -> bool:
        """Whether a message may be acted upon: typed by its sender, and readable where it paints."""
        if message.authorship != "typed":
            return False
        return not message.unreadable or parsed.command not in PAINTING | {"", "idea"}

    def explain_not_order(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Answer a message that was forwarded, sent via a bot, edited, or has an unreadable attachment."""
        if message.unreadable and message.unreadable in HIDES_LAST_IMAGE:
            tx.run("people.set_last_image", id=context.speaker.conversation["id"], image="", now=tx.now)
        if message.unreadable:
            self._respond(tx, context, "attachment-unreadable", kind=message.unreadable)
        elif message.authorship == "edited":
            self._respond(tx, context, "edited-not-read")
        else:
            self._ask(
                tx,
                context,
                (ReplyLine(f"ask-{message.authorship}", {"words": shortened(message.text, 120)}),),
                ("paint",),
            )

    def ask_about_rest(self, tx: Tx, context: CommandContext) -> None:
        """Ask what to do with words that came so soon after a long message that they may be the rest of it."""
        self._ask(tx, context, (ReplyLine("ask-rest", {"words": shortened(context.parsed.text, 120)}),), ("paint",))

    # --- plain text

    def handle(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Act on plain text: about an image if there is one, otherwise words to paint, a command's name or small talk."""
        parsed = context.parsed
        bare = not (parsed.options or parsed.variants or parsed.modifiers)
        line = classify(parsed.text) if bare and parsed.text else Classification("words", parsed.text)
        quoted_post = message.reply_to is not None and message.reply_to.from_bot and not message.images
        if bare and not context.image.key and not context.image.problem and self._answers_question(tx, context):
            return
        if context.image.key or context.image.problem:
            self._with_image(tx, context, message, line, quotes_bot=quoted_post)
        elif line.kind == "command":
            self._run(tx, context, Parsed(line.command, line.text))
        elif quoted_post and not message.direct:
            # A reply to the bot in a group: people talk to each other about its message.
            if line.kind == "words" and parsed.text:
                self._ask(tx, context, (ReplyLine("ask-words", {"words": shortened(parsed.text, 120)}),), ("paint",))
        elif not parsed.text and not parsed.modifiers:
            self._respond(tx, context, "say-something")
        else:
            self._without_image(tx, context, line)

    def _answers_question(self, tx: Tx, context: CommandContext) -> bool:
        """Carry out a typed yes or no to the person's open question here; False if it is none."""
        answer = yes_or_no(context.parsed.text)
        question = None if answer is None else self._open_question(tx, context.speaker)
        if question is None:
            return False
        row, choices = question
        if not answer:
            desired.mark_deleted(tx, f"note:{row['id']}")
            self._respond(tx, context, "question-dropped")
        elif len(choices) == 1:
            self._run_choice(tx, context, row, choices[0])
        return not answer or len(choices) == 1

    def withdraw_question(self, tx: Tx, speaker: Speaker) -> None:
        """Delete the person's open question here: they have given an order instead of an answer."""
        if question := self._open_question(tx, speaker):
            desired.mark_deleted(tx, f"note:{question[0]['id']}")

    def _open_question(self, tx: Tx, speaker: Speaker) -> tuple[Row, list[QuestionChoice]] | None:
        """The update of the newest recent question here, and its choices, if this person may answer it."""
        for post in tx.all("posts.newest_here", conversation_id=speaker.conversation["id"], limit=QUESTION_POSTS):
            is_question = post["subject"].startswith("note:") and post["payload"]
            if not is_question or post["desired"] == "gone" or post["created_at"] < tx.now - QUESTION_LIFE_S:
                continue
            buttons = [button for line in json.loads(post["payload"]).get("buttons", ()) for button in line]
            answers = [data for _, _, action, _ in buttons if isinstance(data := unpacked(action), QuestionCallback)]
            if not answers or len(answers) < len(buttons):
                continue
            row = tx.one("inbox.by_id", id=answers[0].update)
            if row and about_question(tx, speaker, row, Action.CONFIRM) is Decision.ALLOWED:
                return row, [data.choice for data in answers]
        return None

    def _with_image(
        self, tx: Tx, context: CommandContext, message: Message, line: Classification, *, quotes_bot: bool
    ) -> None:
        if context.image.problem:
            self._run(tx, context, replace(context.parsed, command="restyle"))
        elif line.kind == "style":
            self._run(tx, context, Parsed("restyle", "", {"style": line.style}))
        elif line.kind == "command" and quotes_bot:
            self._run(tx, context, Parsed(line.command, line.text))
        elif line.kind == "instruction":
            self._offer_styles(tx, context, "edit-not-yet", words=quotes_bot)
        elif quotes_bot and line.kind in TALK:
            if message.direct:
                self._answer_talk(tx, context, line)
        elif line.kind in TALK or line.kind in ("command", "maybe-command"):
            self._run(tx, context, Parsed("restyle", ""))  # As for a picture without words.
        elif quotes_bot and context.parsed.text:
            self._ask(
                tx,
                context,
                (ReplyLine("ask-about-picture", {"words": shortened(context.parsed.text, 120)}),),
                ("restyle", "paint"),
            )
        else:
            self._run(tx, context, replace(context.parsed, command="restyle"))

    def _without_image(self, tx: Tx, context: CommandContext, line: Classification) -> None:
        if line.kind == "maybe-command":
            self._ask(
                tx,
                context,
                (
                    ReplyLine(
                        "ask-command", {"words": line.text, "command": _name_of(line.command, context.speaker.language)}
                    ),
                ),
                ("command", "paint"),
            )
        elif line.kind in TALK:
            self._answer_talk(tx, context, line)
        elif line.kind in ("instruction", "style"):
            if source := self._newest_picture(tx, context.speaker):
                changes = line.kind == "instruction"
                self._offer_styles(tx, context, "edit-not-yet" if changes else "", source, words=changes)
            else:
                self._ask(tx, context, (ReplyLine("ask-words", {"words": shortened(line.text, 120)}),), ("paint",))
        else:
            order = replace(strip_order_from(context.parsed), command="imagine")
            if self._is_new(tx, context.speaker):
                self._confirm(tx, context, order)
            else:
                self._run(tx, context, order)

    def _answer_talk(self, tx: Tx, context: CommandContext, line: Classification) -> None:
        words = {"words": shortened(line.text, 120)}
        if line.kind == "question" or (line.kind == "sign" and any(map(_is_subject, line.text))):
            self._ask(tx, context, (ReplyLine("ask-words", words),), ("paint",))
        else:
            text: dict[LineKind, str] = {
                "greeting": "talk-greeting",
                "sign": "talk-greeting",
                "complaint": "talk-complaint",
                "link": "link-unreadable",
            }
            self._respond(tx, context, text.get(line.kind, "talk-thanks"))

    def _confirm(self, tx: Tx, context: CommandContext, order: Parsed) -> None:
        """The first picture of a new person costs money: asked once, with the price."""
        manager = self.paints.manager
        built = [self.paints.request_for(tx, context.speaker, each) for each in order.variants or (order,)]
        requests = [request for request in built if not isinstance(request, Problem)]
        count = sum(request.n for request in requests)
        if len(requests) < len(built) or count > MAX_UNCONFIRMED_PICTURES:
            self._run(tx, context, order)  # Answers what is wrong, or asks by itself.
            return
        price_li = sum(r.n * manager.price_li(tx, manager.catalogue.models[r.model], r.n)[0] for r in requests)
        arguments = {"words": shortened(order.text, 120), "count": count, "price": money.yuan_text(price_li)}
        self._ask(tx, context, (ReplyLine("ask-first" if price_li else "ask-first-free", arguments),), ("paint",))

    def _is_new(self, tx: Tx, speaker: Speaker) -> bool:
        """Whether a person has never asked for a picture, where pictures cost money."""
        if self.paints.manager.settings.uses_studio:
            return False
        return not tx.all("jobs.recent_of_person", person_id=speaker.person["id"], limit=1)

    def _newest_picture(self, tx: Tx, speaker: Speaker) -> tuple[int, int] | None:
        """The person's newest picture here, if it is recent."""
        job = tx.one(
            "jobs.newest_of_person_here", person_id=speaker.person["id"], conversation_id=speaker.conversation["id"]
        )
        if job is None or State(job["state"]) is not State.DONE or job["created_at"] < tx.now - LAST_IMAGE_LIFE_S:
            return None
        pictures = tx.all("pictures.of_job", job_id=job["id"])
        return (job["id"], pictures[0]["idx"] + 1) if pictures else None

    # --- answers

    def _run(self, tx: Tx, context: CommandContext, parsed: Parsed) -> None:
        self.router.run_command(tx, replace(context, parsed=parsed))

    def _respond(self, tx: Tx, context: CommandContext, text_id: str, /, **arguments: object) -> None:
        respond(tx, context, one_line(text_id, **arguments))

    def _offer_styles(
        self, tx: Tx, context: CommandContext, first_line: str, source: tuple[int, int] | None = None, *, words: bool
    ) -> None:
        """Offer the styles for a picture; with `words`, also to paint the words themselves, which may be a subject."""
        more = (self._button(tx, context, "anew"),) if words else ()
        self.paint_commands.offer_styles(tx, context, source, first_line=first_line, more=more)

    def _ask(
        self, tx: Tx, context: CommandContext, lines: tuple[ReplyLine, ...], choices: tuple[QuestionChoice, ...]
    ) -> None:
        """Ask, with a button for each choice."""
        buttons = tuple(self._button(tx, context, choice) for choice in choices)
        respond(tx, context, Reply(lines, (buttons,)))

    def _button(self, tx: Tx, context: CommandContext, choice: QuestionChoice) -> ReplyButton:
        words = context.parsed.text[:MAX_TYPED_LENGTH]
        typed = f"/imagine {words}"
        arguments: dict[str, object] = {}
        if choice == "restyle":
            picture = tx.one("pictures.by_key", key=context.image.key)
            typed = f"/restyle --from {picture['job_id']}.{picture['idx'] + 1} {words}" if picture else ""
        elif choice == "command":
            command = classify(context.parsed.text).command
            typed = f"/{command} {_trailing_number(context.parsed.text)}".rstrip()
            arguments = {"command": _name_of(command, context.speaker.language)}
        return f"button-words-{choice}", arguments, QuestionCallback(context.inbox_id, choice).pack(), typed

    # --- buttons

    def press(self, tx: Tx, context: PressContext, data: QuestionCallback) -> None:
        """`words:17:paint`"""
        row = tx.one("inbox.by_id", id=data.update)
        decision = about_question(tx, context.speaker, row, Action.CONFIRM)
        if row is None or decision is not Decision.ALLOWED:
            respond(tx, context, one_line("batch-not-yours" if decision is Decision.FORBIDDEN else "button-unknown"))
        else:
            self._run_choice(tx, context, row, data.choice)

    def _run_choice(self, tx: Tx, context: UpdateContext, row: Row, choice: QuestionChoice) -> None:
        """Carry out a choice for the update that a question was about."""
        message = self._decode_again(row)
        command = self._command_of(message, row, choice) if message else None
        if message is None or command is None:
            respond(tx, context, one_line("button-unknown"))
            return
        self.router.run_command(tx, context.as_command(*command, reply_to=message.message_id))
        desired.mark_deleted(tx, f"note:{row['id']}")

    def _command_of(self, message: Message, row: Row, choice: QuestionChoice) -> tuple[Parsed, ImageResult] | None:
        """The command, and its image, that a choice makes of a message; None if it makes none."""
        parsed, no_image = parse(message.text), ImageResult("none")
        match choice:
            case "paint" if message.authorship != "typed":
                return Parsed("imagine", parsed.text if parsed.command else cleaned(message.text)), no_image
            case "paint" | "anew":
                return replace(strip_order_from(parsed), command="imagine"), no_image
            case "restyle":
                fetched = row["fetched"]
                image = ImageResult.from_json(json.loads(fetched)) if fetched not in ("", "[]") else no_image
                return (replace(parsed, command="restyle"), image) if image.key else None
            case "command":
                command = classify(parsed.text).command
                return (Parsed(command, _trailing_number(parsed.text)), no_image) if command else None

    def _decode_again(self, row: Row) -> Message | None:
        adapter = self.adapters.get(row["platform"])
        try:
            decoded = adapter.decode(RawUpdate(row["event_id"], row["body"], row["lane"])) if adapter else None
        except (ValueError, RecursionError):
            return None  # Its body was cleared.
        return decoded if isinstance(decoded, Message) else None


def _name_of(command: str, language: str) -> str:
    """A command's name in a language."""
    names = COMMANDS[command]
    return next(name for name in names if not name.isascii()) if language == "zh" else names[0]


def _trailing_number(text: str) -> str:
    """The number at the end of `delete 42`; empty if there is none."""
    return text[len(text.rstrip("0123456789.")) :]


def _is_subject(character: str) -> bool:
    """Whether a character is a subject: a letter of a script in which one is a word, or an emoji."""
    return (character.isalpha() and not character.isascii()) or character > "\u2300"
