"""Words without a command, and what was not meant as an order: painted, answered, or asked about at no cost.

A question's buttons hold the number of the update that was asked about (`words:<update>:paint`), so that they work after a
restart and only for the person whose words they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.access import Action, Decision
from bot.adapter_api import Adapter, Message, RawUpdate
from bot.commands.batch.many import MAX_UNCONFIRMED_PICTURES
from bot.commands.jobs.rendering import shortened
from bot.commands.paint.paint_commands import PaintCommands
from bot.commands.paint.service import PaintService
from bot.commands.router import Router
from bot.grammar.callback_data import QuestionCallback, QuestionWay, unpacked
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed, parse
from bot.grammar.talk import TALK, Kind, Understanding, answer_to_question, drawn, understood
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
"""How long words without a button answer a question; of the newest `QUESTION_NEAR` posts."""
QUESTION_NEAR = 3
TYPED_LIMIT = 400
"""Characters of words that a button can say for its person, on platforms on which a press is a text."""


@dataclass(frozen=True, slots=True)
class PlainTextHandler:
    """Decides what plain words do. `adapters` read the updates that questions were about once more."""

    router: Router
    paints: PaintService
    paint_commands: PaintCommands
    adapters: Mapping[str, Adapter]

    def register(self, router: Router) -> None:
        """Add the buttons of questions to the router."""
        router.add_callback(QuestionCallback, self.press)

    # --- what is no order

    def is_order(self, message: Message, parsed: Parsed) -> bool:
        """Whether words may be acted upon. (A command that paints nothing may come with anything.)"""
        if message.authorship != "typed":
            return False
        return not message.unreadable or parsed.command not in PAINTING | {"", "idea"}

    def say_why_not(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Answer what was forwarded, sent via a bot, changed afterwards, or cannot be read."""
        if message.unreadable and message.unreadable in HIDES_LAST_IMAGE:
            tx.run("people.set_last_image", id=context.speaker.conversation["id"], image="", now=tx.now)
        if message.unreadable:
            self._note(tx, context, "attachment-unreadable", kind=message.unreadable)
        elif message.authorship == "edited":
            self._note(tx, context, "edited-not-read")
        else:
            self._ask(
                tx,
                context,
                (ReplyLine(f"ask-{message.authorship}", {"words": shortened(message.text, 120)}),),
                ("paint",),
            )

    def ask_whether_rest(self, tx: Tx, context: CommandContext) -> None:
        """Ask what to do with words that came so soon after a long message that they may be its end."""
        self._ask(tx, context, (ReplyLine("ask-rest", {"words": shortened(context.parsed.text, 120)}),), ("paint",))

    # --- plain words

    def plain(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Plain words: with an image they are about it, without they are something to paint, unless they are neither."""
        parsed = context.parsed
        bare = not (parsed.options or parsed.variants or parsed.modifiers)
        line = understood(parsed.text) if bare and parsed.text else Understanding("words", parsed.text)
        quoted_post = message.reply_to is not None and message.reply_to.from_bot and not message.images
        if bare and not context.image.key and not context.image.problem and self._answers_question(tx, context):
            return
        if context.image.key or context.image.problem:
            self._about_a_picture(tx, context, message, line, ours=quoted_post)
        elif line.kind == "command":
            self._run(tx, context, Parsed(line.command, line.text))
        elif quoted_post and not message.direct:
            # A reply to words of ours in a group: they talk with each other about them.
            if line.kind == "words" and parsed.text:
                self._ask(tx, context, (ReplyLine("ask-words", {"words": shortened(parsed.text, 120)}),), ("paint",))
        elif not parsed.text and not parsed.modifiers:
            self._note(tx, context, "say-something")
        else:
            self._something_to_paint(tx, context, line)

    def _answers_question(self, tx: Tx, context: CommandContext) -> bool:
        """Whether words were yes or no to the question that is open here for this person; done then."""
        answer = answer_to_question(context.parsed.text)
        question = None if answer is None else self._open_question(tx, context.speaker)
        if question is None:
            return False
        row, ways = question
        if not answer:
            desired.mark_deleted(tx, f"note:{row['id']}")
            self._note(tx, context, "question-dropped")
        elif len(ways) == 1:
            self._choose(tx, context, row, ways[0])
        return not answer or len(ways) == 1

    def withdraw_question(self, tx: Tx, speaker: Speaker) -> None:
        """An order was given instead of an answer: the question that is open here for this person is not one any more."""
        if question := self._open_question(tx, speaker):
            desired.mark_deleted(tx, f"note:{question[0]['id']}")

    def _open_question(self, tx: Tx, speaker: Speaker) -> tuple[Row, list[QuestionWay]] | None:
        """The newest question that was asked here just now, and its ways to go on, if it is this person's to answer."""
        for post in tx.all("posts.newest_here", conversation_id=speaker.conversation["id"], limit=QUESTION_NEAR):
            is_note = post["subject"].startswith("note:") and post["payload"]
            if not is_note or post["desired"] == "gone" or post["created_at"] < tx.now - QUESTION_LIFE_S:
                continue
            buttons = [button for line in json.loads(post["payload"]).get("buttons", ()) for button in line]
            answers = [data for _, _, action, _ in buttons if isinstance(data := unpacked(action), QuestionCallback)]
            if not answers or len(answers) < len(buttons):
                continue
            row = tx.one("inbox.by_id", id=answers[0].update)
            if row and about_question(tx, speaker, row, Action.CONFIRM) is Decision.ALLOWED:
                return row, [data.way for data in answers]
        return None

    def _about_a_picture(
        self, tx: Tx, context: CommandContext, message: Message, line: Understanding, *, ours: bool
    ) -> None:
        if context.image.problem:
            self._run(tx, context, replace(context.parsed, command="restyle"))
        elif line.kind == "style":
            self._run(tx, context, Parsed("restyle", "", {"style": line.style}))
        elif line.kind == "command" and ours:
            self._run(tx, context, Parsed(line.command, line.text))
        elif line.kind == "instruction":
            self._offer_styles(tx, context, "edit-not-yet", words=ours)
        elif ours and line.kind in TALK:
            if message.direct:
                self._answer_talk(tx, context, line)
        elif line.kind in TALK or line.kind in ("command", "maybe-command"):
            self._run(tx, context, Parsed("restyle", ""))  # As for a picture alone.
        elif ours and context.parsed.text:
            self._ask(
                tx,
                context,
                (ReplyLine("ask-about-picture", {"words": shortened(context.parsed.text, 120)}),),
                ("restyle", "paint"),
            )
        else:
            self._run(tx, context, replace(context.parsed, command="restyle"))

    def _something_to_paint(self, tx: Tx, context: CommandContext, line: Understanding) -> None:
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
            order = replace(drawn(context.parsed), command="imagine")
            if self._is_new(tx, context.speaker):
                self._confirm(tx, context, order)
            else:
                self._run(tx, context, order)

    def _answer_talk(self, tx: Tx, context: CommandContext, line: Understanding) -> None:
        words = {"words": shortened(line.text, 120)}
        if line.kind == "question" or (line.kind == "sign" and any(map(_is_subject, line.text))):
            self._ask(tx, context, (ReplyLine("ask-words", words),), ("paint",))
        else:
            text: dict[Kind, str] = {
                "greeting": "talk-greeting",
                "sign": "talk-greeting",
                "complaint": "talk-complaint",
                "link": "link-unreadable",
            }
            self._note(tx, context, text.get(line.kind, "talk-thanks"))

    def _confirm(self, tx: Tx, context: CommandContext, order: Parsed) -> None:
        """A new person's first line costs money: asked once, with the price."""
        manager = self.paints.manager
        drafts = [self.paints.request_for(tx, context.speaker, each) for each in order.variants or (order,)]
        requests = [draft for draft in drafts if not isinstance(draft, Problem)]
        count = sum(request.n for request in requests)
        if len(requests) < len(drafts) or count > MAX_UNCONFIRMED_PICTURES:
            self._run(tx, context, order)  # It says what is wrong, or asks by itself.
            return
        price_li = sum(r.n * manager.price_li(tx, manager.catalogue.models[r.model], r.n)[0] for r in requests)
        arguments = {"words": shortened(order.text, 120), "count": count, "price": money.yuan_text(price_li)}
        self._ask(tx, context, (ReplyLine("ask-first" if price_li else "ask-first-free", arguments),), ("paint",))

    def _is_new(self, tx: Tx, speaker: Speaker) -> bool:
        """Whether a person never asked for a picture yet, where pictures cost money."""
        if self.paints.manager.settings.uses_studio:
            return False
        return not tx.all("jobs.recent_of_person", person_id=speaker.person["id"], limit=1)

    def _newest_picture(self, tx: Tx, speaker: Speaker) -> tuple[int, int] | None:
        """The newest picture that was painted for a person here, if that was just now."""
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

    def _note(self, tx: Tx, context: CommandContext, text_id: str, /, **arguments: object) -> None:
        respond(tx, context, one_line(text_id, **arguments))

    def _offer_styles(
        self, tx: Tx, context: CommandContext, first_line: str, source: tuple[int, int] | None = None, *, words: bool
    ) -> None:
        """The styles for a picture; with `words`, also to paint the words by themselves, for they may be a subject."""
        more = (self._button(tx, context, "anew"),) if words else ()
        self.paint_commands.offer_styles(tx, context, source, first_line=first_line, more=more)

    def _ask(
        self, tx: Tx, context: CommandContext, lines: tuple[ReplyLine, ...], ways: tuple[QuestionWay, ...]
    ) -> None:
        """One question that costs nothing, with a button for each way to go on."""
        buttons = tuple(self._button(tx, context, way) for way in ways)
        respond(tx, context, Reply(lines, (buttons,)))

    def _button(self, tx: Tx, context: CommandContext, way: QuestionWay) -> ReplyButton:
        words = context.parsed.text[:TYPED_LIMIT]
        typed = f"/imagine {words}"
        arguments: dict[str, object] = {}
        if way == "restyle":
            picture = tx.one("pictures.by_key", key=context.image.key)
            typed = f"/restyle --from {picture['job_id']}.{picture['idx'] + 1} {words}" if picture else ""
        elif way == "command":
            command = understood(context.parsed.text).command
            typed = f"/{command} {_trailing_number(context.parsed.text)}".rstrip()
            arguments = {"command": _name_of(command, context.speaker.language)}
        return f"button-words-{way}", arguments, QuestionCallback(context.inbox_id, way).pack(), typed

    # --- buttons

    def press(self, tx: Tx, context: PressContext, data: QuestionCallback) -> None:
        """`words:17:paint`"""
        row = tx.one("inbox.by_id", id=data.update)
        decision = about_question(tx, context.speaker, row, Action.CONFIRM)
        if row is None or decision is not Decision.ALLOWED:
            respond(tx, context, one_line("batch-not-yours" if decision is Decision.FORBIDDEN else "button-unknown"))
        else:
            self._choose(tx, context, row, data.way)

    def _choose(self, tx: Tx, context: UpdateContext, row: Row, way: QuestionWay) -> None:
        """Go on with the update that a question was about, in one of its ways."""
        message = self._read_again(row)
        command = self._command_of(message, row, way) if message else None
        if message is None or command is None:
            respond(tx, context, one_line("button-unknown"))
            return
        self.router.run_command(tx, context.as_command(*command, reply_to=message.message_id))
        desired.mark_deleted(tx, f"note:{row['id']}")

    def _command_of(self, message: Message, row: Row, way: QuestionWay) -> tuple[Parsed, ImageResult] | None:
        """What a message means in one of the ways of its question, and the image it is about; None if it does not allow it."""
        parsed, no_image = parse(message.text), ImageResult("none")
        match way:
            case "paint" if message.authorship != "typed":
                return Parsed("imagine", parsed.text if parsed.command else cleaned(message.text)), no_image
            case "paint" | "anew":
                return replace(drawn(parsed), command="imagine"), no_image
            case "restyle":
                fetched = row["fetched"]
                image = ImageResult.from_json(json.loads(fetched)) if fetched not in ("", "[]") else no_image
                return (replace(parsed, command="restyle"), image) if image.key else None
            case "command":
                command = understood(parsed.text).command
                return (Parsed(command, _trailing_number(parsed.text)), no_image) if command else None

    def _read_again(self, row: Row) -> Message | None:
        adapter = self.adapters.get(row["platform"])
        try:
            decoded = adapter.decode(RawUpdate(row["event_id"], row["body"], row["lane"])) if adapter else None
        except (ValueError, RecursionError):
            return None  # It was cleared.
        return decoded if isinstance(decoded, Message) else None


def _name_of(command: str, language: str) -> str:
    """A command's name in a language."""
    names = COMMANDS[command]
    return next(name for name in names if not name.isascii()) if language == "zh" else names[0]


def _trailing_number(text: str) -> str:
    """The number at the end of `delete 42`; empty if there is none."""
    return text[len(text.rstrip("0123456789.")) :]


def _is_subject(character: str) -> bool:
    """Whether a sign can be painted: a letter of a script in which one is a word, or an emoji."""
    return (character.isalpha() and not character.isascii()) or character > "\u2300"
