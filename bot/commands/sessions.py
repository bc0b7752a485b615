"""Creative sessions in a chat: commands, buttons and plain words become calls of `bot.sessions`, their results replies."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.adapter_api import Conversation, Message
from bot.commands.presets.modifiers import Modifiers, take_modifiers
from bot.commands.router import Router, respond_unknown
from bot.grammar import session_words
from bot.grammar.callback_data import IdeaCallback, SessionCallback, VoteCallback
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyLine, respond
from bot.sessions.events import Actor
from bot.sessions.requests import ActionResult, Caller, SessionActions, StyledText
from bot.store import Row, Tx

PRIVATE = "private"
"""The option of an idea that was asked for in a private chat: for which session."""
VOTED = "voted"
"""The option of a vote in plain words: the number of its picture."""


@dataclass(frozen=True, slots=True)
class SessionCommands:
    """The commands /session, /idea and /vote, the buttons of a session's card, and words that are meant for a session."""

    actions: SessionActions
    modifiers: Modifiers

    def register(self, router: Router) -> None:
        """Add this feature to the router. A vote and an idea replace the one before, so each press of theirs counts."""
        router.add_commands({"session": self.session, "idea": self.idea, "vote": self.vote})
        router.add_callback(SessionCallback, self.press)
        router.add_callback(VoteCallback, self.press_vote, idempotent=True)
        router.add_callback(IdeaCallback, self.press_idea, idempotent=True)

    # --- commands

    def session(self, tx: Tx, context: CommandContext) -> None:
        """/session ..."""
        parsed = context.parsed
        action, text = session_words.action_of(parsed.text)
        if action == "?":
            near = session_words.nearest_action(parsed.text)
            word = parsed.text.partition(" ")[0][:40]
            unknown = ActionResult("session-unknown-action", {"word": word, "near": near})
            _respond(tx, context, unknown if near else ActionResult("session-help"))
            return
        options, words = parsed.options, ""
        if action == "start":
            styled = self.modifiers.dress(tx, context.speaker, replace(parsed, text=text))
            if isinstance(styled, Problem):
                _respond_problem(tx, context, styled)
                return
            if text and styled.text != text:
                options, words = styled.options, styled.text
                # The theme is shown as it was written.
                text = " ".join((text, *(f"+{word}" for word in parsed.modifiers)))
        _respond(tx, context, self.actions.run(tx, _caller(context), action, text, options, words))

    def idea(self, tx: Tx, context: CommandContext) -> None:
        """/idea ..., also with a picture; 'take back' takes it back."""
        text = context.parsed.text
        if text.casefold() in session_words.TAKE_BACK:
            _respond(tx, context, self.actions.take_back(tx, _caller(context)))
            return
        attached = context.image if context.image.origin == "attached" else None
        if attached and attached.problem:
            _respond(tx, context, ActionResult(attached.problem, dict(attached.arguments)))
            return
        image = attached.key if attached else ""
        if (styled := self._styled(tx, context, text)) is None:
            return
        if session_id := context.parsed.options.get(PRIVATE, 0):
            result: ActionResult | None = self.actions.answer_privately(
                tx, _caller(context), session_id, text, image, styled
            )
        else:
            result = self.actions.idea(tx, _caller(context), text, image, styled)
        _respond(tx, context, result)

    def _styled(self, tx: Tx, context: UpdateContext, text: str) -> StyledText | None:
        """An idea with its modifiers applied; None if one is unknown, which is answered."""
        plain, names = take_modifiers(text)
        parsed = self.modifiers.dress(tx, context.speaker, Parsed("idea", plain, modifiers=names))
        if isinstance(parsed, Problem):
            _respond_problem(tx, context, parsed)
            return None
        options = parsed.options
        return StyledText(parsed.text if parsed.text != text else "", options.get("style", ""), options.get("no", ""))

    def vote(self, tx: Tx, context: CommandContext) -> None:
        """/vote 2"""
        number = context.parsed.options.get(VOTED) or session_words.picture_number(context.parsed.text)
        voted = self.actions.vote(tx, _caller(context), number) if number else ActionResult("vote-which")
        _respond(tx, context, voted)

    # --- buttons

    def press(self, tx: Tx, context: PressContext, data: SessionCallback) -> None:
        """session:<id>:<verb>, session:<id>:kick:<person>"""
        if data.verb == "kick" and data.person:
            _respond(tx, context, self.actions.press_kick(tx, _caller(context), data.session, data.person))
        elif data.verb in session_words.ACTIONS and not data.person:
            _respond(tx, context, self.actions.press(tx, _caller(context), data.session, data.verb))
        else:
            respond_unknown(tx, context)

    def press_vote(self, tx: Tx, context: PressContext, data: VoteCallback) -> None:
        """vote:<session>:<round>:<number>"""
        voted = self.actions.press_vote(tx, _caller(context), data.session, data.round, data.number)
        _respond(tx, context, voted)

    def press_idea(self, tx: Tx, context: PressContext, data: IdeaCallback) -> None:
        """idea:<session>:<key>, with the words of its field; without any in a private chat: it was a link to there."""
        caller, text = _caller(context), " ".join(context.press.text.split())
        if not text and context.press.direct:
            _respond(tx, context, self.actions.ask_privately(tx, caller, data.session, data.key))
        elif text.casefold() in session_words.TAKE_BACK:
            _respond(tx, context, self.actions.take_back(tx, caller))
        elif (styled := self._styled(tx, context, text)) is not None:
            result = self.actions.private_idea(tx, caller, data.session, data.key, text, dress=styled)
            _respond(tx, context, result)

    # --- chat events

    def missed_card(self, tx: Tx, where: Conversation) -> str:
        """The card of the session that is open in a conversation where nothing could be posted until now; '' for none."""
        conversation = _find(tx, where)
        if conversation is None or not conversation["blocked_reason"]:
            return ""
        session = self.actions.service.open_session(tx, conversation["id"])
        return session.card if session else ""

    def show_again(self, tx: Tx, conversation: Row, mark: str, *, unless_moved: str = "") -> None:
        """Post the card anew where it can be seen again; not if it is another one than `unless_moved` by now."""
        session = self.actions.service.open_session(tx, conversation["id"])
        if session and unless_moved in ("", session.card):
            self.actions.service.repost_open_card(tx, conversation, f"again-{mark}")

    def person_left(self, tx: Tx, conversation: Row, person: Row) -> None:
        """Whoever left the group leaves its session; a host hands over."""
        self.actions.left(tx, conversation, Actor(person["id"], person["name"]))

    # --- words that are meant for a session without a command

    def perhaps(self, message: Message) -> bool:
        """Whether a message may be meant for a session, without reading the store: most are not."""
        return message.direct or message.reply_to is not None or session_words.vote_in(message.text) is not None

    def meant(self, tx: Tx, message: Message, parsed: Parsed | None) -> Parsed | None:
        """'vote 2', and replies to a session's card; everything else stays what it was."""
        if parsed and parsed.command not in ("", "unknown"):
            return parsed
        conversation = _find(tx, message.conversation)
        if conversation and message.direct and (session_id := self.actions.asked_privately(tx, conversation["id"])):
            return Parsed("idea", " ".join(message.text.split()), options={PRIVATE: session_id})
        session = self.actions.service.open_session(tx, conversation["id"]) if conversation else None
        number = session_words.vote_in(message.text)
        # To people among themselves it may be something else; to us, also a moment too late, it is never a picture to paint.
        if number is not None and (parsed or (session and session.phase == "voting")):
            return Parsed("vote", "", options={VOTED: number})
        if conversation is None or session is None:
            return parsed
        if message.reply_to and any(_is_card(tx, conversation["id"], key) for key in message.reply_to.keys):
            return Parsed("idea", " ".join(message.text.split()))
        return parsed


def _find(tx: Tx, where: Conversation) -> Row | None:
    return tx.one("people.find_conversation", platform=where.platform, chat_id=where.chat_id, thread_id=where.thread_id)


def _is_card(tx: Tx, conversation_id: int, key: str) -> bool:
    """Whether a message is a session's card."""
    row = tx.one("posts.find_by_message", conversation_id=conversation_id, message_key=key)
    if row is None or not (row["subject"] or "").startswith("session:"):
        return False
    post = tx.one("posts.by_subject", subject=row["subject"])
    return post is not None and json.loads(post["payload"]).get("shows") == "card"


def _caller(context: UpdateContext) -> Caller:
    speaker = context.speaker
    actor = Actor(speaker.person["id"], speaker.person["name"], speaker.principal.moderates)
    return Caller(actor, speaker.conversation, speaker.language, context.reply_to, str(context.inbox_id))


def _respond(tx: Tx, context: UpdateContext, result: ActionResult | None) -> None:
    if result:
        buttons = tuple((button,) for button in result.buttons)
        respond(tx, context, Reply((ReplyLine(result.text_id, result.arguments),), buttons))


def _respond_problem(tx: Tx, context: UpdateContext, problem: Problem) -> None:
    respond(tx, context, Reply((ReplyLine(problem.text_id, problem.arguments),)))
