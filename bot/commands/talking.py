"""Words without a command, and what was not meant as an order: painted, answered, or asked about at no cost.

A question's buttons hold the number of the update that was asked about (`words:<update>:paint`), so that they work after a
restart and only for the person whose words they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.access import Action, Decision
from bot.adapter_api import Adapter, Message, Press, RawUpdate
from bot.commands.batch.many import MOST_UNASKED
from bot.commands.commands import Commands
from bot.commands.jobs.rendering import shortened
from bot.grammar.parsing import Parsed, Problem, parse
from bot.grammar.talk import TALK, Kind, answer_to_question, drawn, understood
from bot.grammar.talk import Understanding as Line_
from bot.grammar.text_cleaning import cleaned
from bot.grammar.vocabulary import COMMANDS, PAINTING
from bot.intake.context import CommandContext
from bot.intake.images import HIDES_LAST_IMAGE, LAST_IMAGE_LIFE_S, ImageResult
from bot.intake.permissions import about_question
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, send_reply
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

    commands: Commands
    adapters: Mapping[str, Adapter]

    # --- what is no order

    def is_order(self, message: Message, parsed: Parsed) -> bool:
        """Whether words may be acted upon. (A command that paints nothing may come with anything.)"""
        if message.authorship != "typed":
            return False
        return not message.unreadable or parsed.command not in PAINTING | {"", "idea"}

    def say_why_not(self, tx: Tx, said: CommandContext, message: Message) -> None:
        """Answer what was forwarded, sent via a bot, changed afterwards, or cannot be read."""
        if message.unreadable and message.unreadable in HIDES_LAST_IMAGE:
            tx.run("people.set_last_image", id=said.speaker.conversation["id"], image="", now=tx.now)
        if message.unreadable:
            self._note(tx, said, "attachment-unreadable", kind=message.unreadable)
        elif message.authorship == "edited":
            self._note(tx, said, "edited-not-read")
        else:
            self._ask(
                tx, said, (ReplyLine(f"ask-{message.authorship}", {"words": shortened(message.text, 120)}),), ("paint",)
            )

    def ask_whether_rest(self, tx: Tx, said: CommandContext) -> None:
        """Ask what to do with words that came so soon after a long message that they may be its end."""
        self._ask(tx, said, (ReplyLine("ask-rest", {"words": shortened(said.parsed.text, 120)}),), ("paint",))

    # --- plain words

    def plain(self, tx: Tx, said: CommandContext, message: Message) -> None:
        """Plain words: with an image they are about it, without they are something to paint, unless they are neither."""
        parsed = said.parsed
        bare = not (parsed.options or parsed.variants or parsed.modifiers)
        line = understood(parsed.text) if bare and parsed.text else Line_("words", parsed.text)
        quoted_post = message.reply_to is not None and message.reply_to.from_bot and not message.images
        if bare and not said.found.key and not said.found.problem and self._answers_question(tx, said):
            return
        if said.found.key or said.found.problem:
            self._about_a_picture(tx, said, message, line, ours=quoted_post)
        elif line.kind == "command":
            self._run(tx, said, Parsed(line.command, line.text))
        elif quoted_post and not message.direct:
            # A reply to words of ours in a group: they talk with each other about them.
            if line.kind == "words" and parsed.text:
                self._ask(tx, said, (ReplyLine("ask-words", {"words": shortened(parsed.text, 120)}),), ("paint",))
        elif not parsed.text and not parsed.modifiers:
            self._note(tx, said, "say-something")
        else:
            self._something_to_paint(tx, said, line)

    def _answers_question(self, tx: Tx, said: CommandContext) -> bool:
        """Whether words were yes or no to the question that is open here for this person; done then."""
        answer = answer_to_question(said.parsed.text)
        question = None if answer is None else self._open_question(tx, said.speaker)
        if question is None:
            return False
        row, ways = question
        if not answer:
            desired.mark_deleted(tx, f"note:{row['id']}")
            self._note(tx, said, "question-dropped")
        elif len(ways) == 1:
            self._choose(tx, said, row, ways[0])
        return not answer or len(ways) == 1

    def withdraw_question(self, tx: Tx, speaker: Speaker) -> None:
        """An order was given instead of an answer: the question that is open here for this person is not one any more."""
        if question := self._open_question(tx, speaker):
            desired.mark_deleted(tx, f"note:{question[0]['id']}")

    def _open_question(self, tx: Tx, speaker: Speaker) -> tuple[Row, list[str]] | None:
        """The newest question that was asked here just now, and its ways to go on, if it is this person's to answer."""
        for post in tx.all("posts.newest_here", conversation_id=speaker.conversation["id"], limit=QUESTION_NEAR):
            is_note = post["subject"].startswith("note:") and post["payload"]
            if not is_note or post["desired"] == "gone" or post["created_at"] < tx.now - QUESTION_LIFE_S:
                continue
            buttons = [button for line in json.loads(post["payload"]).get("buttons", ()) for button in line]
            actions = [action.split(":") for _, _, action, _ in buttons if action.startswith("words:")]
            if not actions or len(actions) < len(buttons):
                continue
            row = tx.one("inbox.by_id", id=int(actions[0][1]))
            if row and about_question(tx, speaker, row, Action.CONFIRM) is Decision.ALLOWED:
                return row, [way for _, _, way in actions]
        return None

    def _about_a_picture(self, tx: Tx, said: CommandContext, message: Message, line: Line_, *, ours: bool) -> None:
        if said.found.problem:
            self._run(tx, said, replace(said.parsed, command="restyle"))
        elif line.kind == "style":
            self._run(tx, said, Parsed("restyle", "", {"style": line.style}))
        elif line.kind == "command" and ours:
            self._run(tx, said, Parsed(line.command, line.text))
        elif line.kind == "instruction":
            self._offer_styles(tx, said, "edit-not-yet", words=ours)
        elif ours and line.kind in TALK:
            if message.direct:
                self._answer_talk(tx, said, line)
        elif line.kind in TALK or line.kind in ("command", "maybe-command"):
            self._run(tx, said, Parsed("restyle", ""))  # As for a picture alone.
        elif ours and said.parsed.text:
            self._ask(
                tx,
                said,
                (ReplyLine("ask-about-picture", {"words": shortened(said.parsed.text, 120)}),),
                ("restyle", "paint"),
            )
        else:
            self._run(tx, said, replace(said.parsed, command="restyle"))

    def _something_to_paint(self, tx: Tx, said: CommandContext, line: Line_) -> None:
        if line.kind == "maybe-command":
            self._ask(
                tx,
                said,
                (
                    ReplyLine(
                        "ask-command", {"words": line.text, "command": _name_of(line.command, said.speaker.language)}
                    ),
                ),
                ("command", "paint"),
            )
        elif line.kind in TALK:
            self._answer_talk(tx, said, line)
        elif line.kind in ("instruction", "style"):
            if source := self._newest_picture(tx, said.speaker):
                changes = line.kind == "instruction"
                self._offer_styles(tx, said, "edit-not-yet" if changes else "", source, words=changes)
            else:
                self._ask(tx, said, (ReplyLine("ask-words", {"words": shortened(line.text, 120)}),), ("paint",))
        else:
            order = replace(drawn(said.parsed), command="imagine")
            if self._is_new(tx, said.speaker):
                self._confirm(tx, said, order)
            else:
                self._run(tx, said, order)

    def _answer_talk(self, tx: Tx, said: CommandContext, line: Line_) -> None:
        words = {"words": shortened(line.text, 120)}
        if line.kind == "question" or (line.kind == "sign" and any(map(_is_subject, line.text))):
            self._ask(tx, said, (ReplyLine("ask-words", words),), ("paint",))
        else:
            text: dict[Kind, str] = {
                "greeting": "talk-greeting",
                "sign": "talk-greeting",
                "complaint": "talk-complaint",
                "link": "link-unreadable",
            }
            self._note(tx, said, text.get(line.kind, "talk-thanks"))

    def _confirm(self, tx: Tx, said: CommandContext, order: Parsed) -> None:
        """A new person's first line costs money: asked once, with the price."""
        manager = self.commands.manager
        drafts = [self.commands.draft(tx, said.speaker, each) for each in order.variants or (order,)]
        requests = [draft for draft in drafts if not isinstance(draft, Problem)]
        count = sum(request.n for request in requests)
        if len(requests) < len(drafts) or count > MOST_UNASKED:
            self._run(tx, said, order)  # It says what is wrong, or asks by itself.
            return
        price_li = sum(r.n * manager.price_li(tx, manager.catalogue.models[r.model], r.n)[0] for r in requests)
        arguments = {"words": shortened(order.text, 120), "count": count, "price": money.yuan_text(price_li)}
        self._ask(tx, said, (ReplyLine("ask-first" if price_li else "ask-first-free", arguments),), ("paint",))

    def _is_new(self, tx: Tx, speaker: Speaker) -> bool:
        """Whether a person never asked for a picture yet, where pictures cost money."""
        if self.commands.manager.settings.uses_studio:
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

    def _run(self, tx: Tx, said: CommandContext, parsed: Parsed) -> None:
        self.commands.run(tx, replace(said, parsed=parsed))

    def _note(self, tx: Tx, said: CommandContext, text_id: str, /, **arguments: object) -> None:
        send_reply(tx, said.speaker, said.subject, one_line(text_id, **arguments), said.reply_to)

    def _offer_styles(
        self, tx: Tx, said: CommandContext, before: str, source: tuple[int, int] | None = None, *, words: bool
    ) -> None:
        """The styles for a picture; with `words`, also to paint the words by themselves, for they may be a subject."""
        more = (self._button(tx, said, "anew"),) if words else ()
        self.commands.offer_styles(tx, said, source, before=before, more=more)

    def _ask(self, tx: Tx, said: CommandContext, lines: tuple[ReplyLine, ...], ways: tuple[str, ...]) -> None:
        """One question that costs nothing, with a button for each way to go on."""
        buttons = tuple(self._button(tx, said, way) for way in ways)
        send_reply(tx, said.speaker, said.subject, Reply(lines, (buttons,)), said.reply_to)

    def _button(self, tx: Tx, said: CommandContext, way: str) -> ReplyButton:
        words = said.parsed.text[:TYPED_LIMIT]
        typed = f"/imagine {words}"
        arguments: dict[str, object] = {}
        if way == "restyle":
            picture = tx.one("pictures.by_key", key=said.found.key)
            typed = f"/restyle --from {picture['job_id']}.{picture['idx'] + 1} {words}" if picture else ""
        elif way == "command":
            command = understood(said.parsed.text).command
            typed = f"/{command} {_number_behind(said.parsed.text)}".rstrip()
            arguments = {"command": _name_of(command, said.speaker.language)}
        return f"button-words-{way}", arguments, f"words:{said.inbox_id}:{way}", typed

    # --- buttons

    def press(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """words:<update>:<way>"""
        row = tx.one("inbox.by_id", id=int(rest[0])) if len(rest) == 2 and rest[0].isdigit() else None
        decision = about_question(tx, said.speaker, row, Action.CONFIRM)
        message = self._read_again(row) if row and decision is Decision.ALLOWED else None
        if row is None or message is None:
            text_id = "batch-not-yours" if decision is Decision.FORBIDDEN else "button-unknown"
            send_reply(tx, said.speaker, said.subject, one_line(text_id), said.reply_to)
            return
        self._choose(tx, said, row, rest[1], message)

    def _choose(self, tx: Tx, said: CommandContext, row: Row, way: str, message: Message | None = None) -> None:
        """Go on with what a question was about, in one of its ways."""
        message = message or self._read_again(row)
        if message is None:
            send_reply(tx, said.speaker, said.subject, one_line("button-unknown"), said.reply_to)
            return
        parsed = parse(message.text)
        found = (
            ImageResult.from_json(json.loads(row["fetched"]))
            if row["fetched"] not in ("", "[]")
            else ImageResult("none")
        )
        meant = replace(said, found=ImageResult("none"), reply_to=message.message_id)
        line = understood(parsed.text)
        match way:
            case "paint" if message.authorship != "typed":
                words = parsed.text if parsed.command else cleaned(message.text)
                self._run(tx, meant, Parsed("imagine", words))
            case "paint" | "anew":
                self._run(tx, meant, replace(drawn(parsed), command="imagine"))
            case "restyle" if found.key:
                self._run(tx, replace(meant, found=found), replace(parsed, command="restyle"))
            case "command" if line.command:
                self._run(tx, meant, Parsed(line.command, _number_behind(parsed.text)))
            case _:
                send_reply(tx, said.speaker, said.subject, one_line("button-unknown"), said.reply_to)
                return
        desired.mark_deleted(tx, f"note:{row['id']}")

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


def _number_behind(text: str) -> str:
    """The number at the end of `delete 42`; empty if there is none."""
    return text[len(text.rstrip("0123456789.")) :]


def _is_subject(character: str) -> bool:
    """Whether a sign can be painted: a letter of a script in which one is a word, or an emoji."""
    return (character.isalpha() and not character.isascii()) or character > "\u2300"
