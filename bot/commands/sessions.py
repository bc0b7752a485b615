"""Creative sessions as people speak of them: from what was said or pressed to the room of the sessions, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.adapter_api import Conversation, Message, Press
from bot.commands.callbacks import PressHandler
from bot.commands.commands import CommandHandler
from bot.commands.presets.modifiers import Modifiers, take_modifiers
from bot.grammar import session_words
from bot.grammar.parsing import Parsed, Problem
from bot.intake.context import CommandContext
from bot.intake.reply import Reply, ReplyLine, send_reply
from bot.sessions.events import Actor
from bot.sessions.requests import ActionResult, Caller, SessionActions, StyledText
from bot.store import Row, Tx

PRIVATE = "private"
"""The option of an idea that was asked for in a private chat: for which session."""


@dataclass(frozen=True, slots=True)
class SessionCommands:
    """The commands /session, /idea and /vote, the buttons of a session's card, and words that are meant for a session."""

    actions: SessionActions
    modifiers: Modifiers

    def commands(self) -> dict[str, CommandHandler]:
        """For `Commands.more`."""
        return {"session": self.session, "idea": self.idea, "vote": self.vote}

    def presses(self) -> dict[str, PressHandler]:
        """For `Presses.more`."""
        return {"session": self.press, "vote": self.press_vote, "idea": self.press_idea}

    # --- commands

    def session(self, tx: Tx, said: CommandContext) -> None:
        """/session ..."""
        action, text = session_words.action_of(said.parsed.text)
        if action == "?":
            near = session_words.nearest_action(said.parsed.text)
            word = said.parsed.text.partition(" ")[0][:40]
            meant = ActionResult("session-unknown-action", {"word": word, "near": near})
            self._answer(tx, said, meant if near else ActionResult("session-help"))
            return
        options, words = said.parsed.options, ""
        if action == "start":
            dressed = self.modifiers.dress(tx, said.speaker, replace(said.parsed, text=text))
            if isinstance(dressed, Problem):
                self._refuse(tx, said, dressed)
                return
            if text and dressed.text != text:
                options, words = dressed.options, dressed.text
                # The theme is shown as it was written.
                text = " ".join((text, *(f"+{word}" for word in said.parsed.modifiers)))
        self._answer(tx, said, self.actions.run(tx, _ask(said), action, text, options, words))

    def idea(self, tx: Tx, said: CommandContext) -> None:
        """/idea ..., also with a picture; 'take back' takes it back."""
        if said.parsed.text.casefold() in session_words.TAKE_BACK:
            self._answer(tx, said, self.actions.take_back(tx, _ask(said)))
            return
        attached = said.found if said.found.origin == "attached" else None
        if attached and attached.problem:
            self._answer(tx, said, ActionResult(attached.problem, dict(attached.arguments)))
            return
        image = attached.key if attached else ""
        text = said.parsed.text
        if (dress := self._dress(tx, said, text)) is None:
            return
        if private := said.parsed.options.get(PRIVATE, 0):
            self._answer(tx, said, self.actions.answer_privately(tx, _ask(said), private, text, image, dress))
        else:
            self._answer(tx, said, self.actions.idea(tx, _ask(said), text, image, dress))

    def _dress(self, tx: Tx, said: CommandContext, text: str) -> StyledText | None:
        """What its modifiers make of an idea; None if one is unknown, which is answered."""
        plain, names = take_modifiers(text)
        dressed = self.modifiers.dress(tx, said.speaker, Parsed("idea", plain, modifiers=names))
        if isinstance(dressed, Problem):
            self._refuse(tx, said, dressed)
            return None
        options = dressed.options
        return StyledText(dressed.text if dressed.text != text else "", options.get("style", ""), options.get("no", ""))

    def press_idea(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """idea:<session>:<key>, with the words of its field; without any in a private chat: it was a link to there."""
        if len(rest) != 2 or not rest[0].isdigit():
            self._answer(tx, said, ActionResult("button-unknown"))
            return
        text = " ".join(press.text.split())
        if not text and press.direct:
            self._answer(tx, said, self.actions.ask_privately(tx, _ask(said), int(rest[0]), rest[1]))
        elif text.casefold() in session_words.TAKE_BACK:
            self._answer(tx, said, self.actions.take_back(tx, _ask(said)))
        elif (dress := self._dress(tx, said, text)) is not None:
            answer = self.actions.private_idea(tx, _ask(said), int(rest[0]), rest[1], text, dress=dress)
            self._answer(tx, said, answer)

    def vote(self, tx: Tx, said: CommandContext) -> None:
        """/vote 2"""
        number = session_words.vote_in(f"vote {said.parsed.text}")
        self._answer(tx, said, self.actions.vote(tx, _ask(said), number) if number else ActionResult("vote-which"))

    def press(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """session:<id>:<verb>, session:<id>:kick:<person>"""
        if len(rest) == 3 and rest[1] == "kick" and rest[0].isdigit() and rest[2].isdigit():
            self._answer(tx, said, self.actions.press_kick(tx, _ask(said), int(rest[0]), int(rest[2])))
        elif len(rest) == 2 and rest[0].isdigit() and rest[1] in session_words.ACTIONS:
            self._answer(tx, said, self.actions.press(tx, _ask(said), int(rest[0]), rest[1]))
        else:
            self._answer(tx, said, ActionResult("button-unknown"))

    def press_vote(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """vote:<session>:<round>:<number>"""
        if len(rest) == 3 and all(part.isdigit() for part in rest):
            session_id, round_, number = map(int, rest)
            self._answer(tx, said, self.actions.press_vote(tx, _ask(said), session_id, round_, number))
        else:
            self._answer(tx, said, ActionResult("button-unknown"))

    def _refuse(self, tx: Tx, said: CommandContext, problem: Problem) -> None:
        send_reply(
            tx, said.speaker, said.subject, Reply((ReplyLine(problem.text_id, problem.arguments),)), said.reply_to
        )

    def _answer(self, tx: Tx, said: CommandContext, answer: ActionResult | None) -> None:
        if answer:
            note = Reply((ReplyLine(answer.text_id, answer.arguments),), tuple((button,) for button in answer.buttons))
            send_reply(tx, said.speaker, said.subject, note, said.reply_to)

    # --- what happens to a conversation

    def missed_card(self, tx: Tx, where: Conversation) -> str:
        """The card of the session that is open in a conversation where nothing could be posted until now; '' for none."""
        place = tx.one(
            "people.find_conversation", platform=where.platform, chat_id=where.chat_id, thread_id=where.thread_id
        )
        session = self.actions.service.open_session(tx, place["id"]) if place and place["blocked_reason"] else None
        return session.card if session else ""

    def show_again(self, tx: Tx, conversation: Row, mark: str, *, unless_moved: str = "") -> None:
        """Show the card anew where it can be seen again; not if it is another one than `unless_moved` by now."""
        session = self.actions.service.open_session(tx, conversation["id"])
        if session and unless_moved in ("", session.card):
            self.actions.service.repost_open_card(tx, conversation, f"again-{mark}")

    def person_left(self, tx: Tx, conversation: Row, person: Row) -> None:
        """Who is no longer in the group is no longer in its session; a host hands over."""
        self.actions.left(tx, conversation, Actor(person["id"], person["name"]))

    # --- words that are meant for a session without a command

    def perhaps(self, message: Message) -> bool:
        """Whether it is worth looking: most messages are not, and cost nothing."""
        return message.direct or message.reply_to is not None or session_words.vote_in(message.text) is not None

    def meant(self, tx: Tx, message: Message, parsed: Parsed | None) -> Parsed | None:
        """'vote 2', and answers to a session's card; everything else stays what it was."""
        if parsed and parsed.command not in ("", "unknown"):
            return parsed
        where = message.conversation
        place = tx.one(
            "people.find_conversation", platform=where.platform, chat_id=where.chat_id, thread_id=where.thread_id
        )
        if place and message.direct and (private := self.actions.asked_privately(tx, place["id"])):
            return Parsed("idea", " ".join(message.text.split()), options={PRIVATE: private})
        session = self.actions.service.open_session(tx, place["id"]) if place else None
        number = session_words.vote_in(message.text)
        # To people among themselves it may be something else; to us, also a moment too late, it is never a picture to paint.
        if number is not None and (parsed or (session and session.phase == "voting")):
            return Parsed("vote", str(number))
        if place is None or session is None:
            return parsed
        if message.reply_to and any(self._is_card(tx, place["id"], key) for key in message.reply_to.keys):
            return Parsed("idea", " ".join(message.text.split()))
        return parsed

    def _is_card(self, tx: Tx, conversation_id: int, key: str) -> bool:
        row = tx.one("posts.recall", conversation_id=conversation_id, message_key=key)
        if row is None or not (row["subject"] or "").startswith("session:"):
            return False
        post = tx.one("posts.by_subject", subject=row["subject"])
        return post is not None and json.loads(post["payload"]).get("shows") == "card"


def _ask(said: CommandContext) -> Caller:
    speaker = said.speaker
    actor = Actor(speaker.person["id"], speaker.person["name"], speaker.principal.moderates)
    return Caller(actor, speaker.conversation, speaker.language, said.reply_to, str(said.inbox_id))
