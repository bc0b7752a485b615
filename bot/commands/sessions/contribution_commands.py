"""`/idea` and `/vote`, their buttons, and ideas that are given in private."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.presets.modifiers import Modifiers, take_modifiers
from bot.commands.router import Router
from bot.commands.sessions.events import (
    NO_SESSION,
    actor_in,
    actor_of,
    apply_event,
    is_here,
    open_session,
    reply_to,
    respond_if,
)
from bot.commands.sessions.idea_pictures import IdeaBuilder, StyledText, pictures_of
from bot.grammar import session_words
from bot.grammar.callback_data import IdeaCallback, VoteCallback
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, one_line
from bot.sessions import events as ev
from bot.sessions.effects import EventRefused
from bot.sessions.model import Session
from bot.sessions.phases import Phase
from bot.sessions.posts import post_progress
from bot.sessions.private_ideas import close_question, is_key_of, open_question, takes_ideas
from bot.sessions.service import SessionService
from bot.store import Tx

PRIVATE_SESSION = "private"
"""The option of an idea that was asked for in a private chat: for which session."""
VOTED = "voted"
"""The option of a vote in plain words: the number of its picture."""


@dataclass(frozen=True, slots=True)
class ContributionCommands:
    """The commands /idea and /vote and the buttons `idea:...` and `vote:...`."""

    service: SessionService
    modifiers: Modifiers

    def register(self, router: Router) -> None:
        """Add this feature to the router. A vote or an idea replaces the previous one, so repeated presses are not dropped."""
        router.add_commands({"idea": self.idea, "vote": self.vote})
        router.add_callback(VoteCallback, self.press_vote, idempotent=True)
        router.add_callback(IdeaCallback, self.press_idea, idempotent=True)

    # --- ideas

    def idea(self, tx: Tx, context: CommandContext) -> None:
        """Give an idea (`/idea ...`), also with a picture, or withdraw it ('take back')."""
        respond_if(tx, context, self._idea(tx, context))

    def _idea(self, tx: Tx, context: CommandContext) -> Reply | None:
        text = context.parsed.text
        if text.casefold() in session_words.TAKE_BACK:
            return self._take_back(tx, context)
        images = pictures_of(tx, context)
        if isinstance(images, Reply):
            return images
        styled = self._styled(tx, context, text)
        if isinstance(styled, Problem):
            return one_line(styled.text_id, **styled.arguments)
        if session_id := context.parsed.options.get(PRIVATE_SESSION, 0):
            return self._answer_privately(tx, context, session_id, text, images, styled)
        session = open_session(tx, self.service, context)
        if session is None:
            return NO_SESSION
        reply = self._give(tx, session, actor_of(context), text, images, context.reply_to, styled)
        if reply is None:
            after = self.service.get(tx, session.id)
            if after and after.phase == Phase.GATHERING:
                post_progress(tx, context.speaker.conversation, after)
        return reply

    def _give(
        self,
        tx: Tx,
        session: Session,
        actor: ev.Actor,
        text: str,
        images: tuple[str, ...],
        message: str,
        styled: StyledText,
    ) -> Reply | None:
        """Give an idea; returns why it cannot be taken, if it cannot."""
        idea = IdeaBuilder(self.service.manager).build(tx, session, actor, text, images, message, styled)
        if isinstance(idea, Reply):
            return idea
        return apply_event(tx, self.service, session, idea)

    def _styled(self, tx: Tx, context: UpdateContext, text: str) -> StyledText | Problem:
        """An idea with its modifiers applied, or which of them is unknown."""
        plain, names = take_modifiers(text)
        parsed = self.modifiers.apply(tx, context.speaker, Parsed("idea", plain, modifiers=names))
        if isinstance(parsed, Problem):
            return parsed
        options = parsed.options
        return StyledText(parsed.text if parsed.text != text else "", options.get("style", ""), options.get("no", ""))

    def _take_back(self, tx: Tx, context: UpdateContext) -> Reply | None:
        session = open_session(tx, self.service, context)
        if session is None:
            return NO_SESSION
        return apply_event(tx, self.service, session, ev.WithdrawIdea(actor_of(context)), "idea-taken-back")

    # --- ideas in private

    def press_idea(self, tx: Tx, context: PressContext, data: IdeaCallback) -> None:
        """Handle `idea:<session>:<key>`: with text, that of the button's input field, give the idea. Without text, in a
        private chat, the person followed the button's link: ask for the idea there."""
        respond_if(tx, context, self._press_idea(tx, context, data))

    def _press_idea(self, tx: Tx, context: PressContext, data: IdeaCallback) -> Reply | None:
        text = " ".join(context.press.text.split())
        if not text and context.press.direct:
            return self._ask_privately(tx, context, data)
        if text.casefold() in session_words.TAKE_BACK:
            return self._take_back(tx, context)
        styled = self._styled(tx, context, text)
        if isinstance(styled, Problem):
            return one_line(styled.text_id, **styled.arguments)
        session = self.service.get(tx, data.session)
        if session is None or not is_key_of(session, data.key):
            return NO_SESSION
        return self._give(tx, session, actor_in(tx, context, session.id), text, (), context.reply_to, styled)

    def _ask_privately(self, tx: Tx, context: UpdateContext, data: IdeaCallback) -> Reply:
        """Ask a person who followed a session's link to the private chat for an idea: their next words there are it."""
        session = self.service.get(tx, data.session)
        if session is None or not is_key_of(session, data.key):
            return NO_SESSION
        if not takes_ideas(session):
            return one_line("idea-private-over", theme=session.theme)
        speaker = context.speaker
        open_question(tx, speaker.person.id, speaker.conversation.id, session.id)
        changes = session.current_round.way == "change"
        return one_line("idea-private-ask-change" if changes else "idea-private-ask", theme=session.theme)

    def _answer_privately(
        self,
        tx: Tx,
        context: UpdateContext,
        session_id: int,
        text: str,
        images: tuple[str, ...],
        styled: StyledText,
    ) -> Reply:
        """Give the idea that was asked for in a private chat."""
        close_question(tx, context.speaker.conversation.id)
        session = self.service.get(tx, session_id)
        if session is None or not takes_ideas(session):
            return one_line("idea-private-over", theme=session.theme if session else "")
        # Without a message to reply to: the group does not have this one.
        refused = self._give(tx, session, actor_in(tx, context, session_id), text, images, "", styled)
        return refused or one_line("idea-private-in", theme=session.theme)

    # --- votes

    def vote(self, tx: Tx, context: CommandContext) -> None:
        """Vote in words: `/vote 2`."""
        number = context.parsed.options.get(VOTED) or session_words.picture_number(context.parsed.text)
        respond_if(tx, context, self._vote(tx, context, number) if number else one_line("vote-which"))

    def _vote(self, tx: Tx, context: CommandContext, number: int) -> Reply | None:
        """Vote in the round that is open now."""

        def cast(session: Session) -> ev.Event | EventRefused:
            current = session.current_round.number
            if session.phase == Phase.ENDED or (session.phase == Phase.GATHERING and current > 1):
                return EventRefused("vote-too-late")
            return ev.Vote(actor_of(context), number, current)

        return reply_to(self.service.apply_to_newest(tx, context.speaker.conversation.id, cast))

    def press_vote(self, tx: Tx, context: PressContext, data: VoteCallback) -> None:
        """Vote by a button: `vote:<session>:<round>:<number>`. The round is that of the card with the button, which may
        be over."""
        if not is_here(tx, context, data.session):
            respond_if(tx, context, NO_SESSION)
            return
        vote = ev.Vote(actor_of(context), data.number, data.round)
        reply = reply_to(self.service.apply(tx, data.session, vote))
        # Two hundred people who press slightly too late must not each get an answer in the group: the card shows the end.
        if reply and not _is_too_late(reply.lines[0].text_id):
            respond_if(tx, context, reply)


def _is_too_late(text_id: str) -> bool:
    return text_id == "vote-too-late" or text_id.startswith("session-not-while-")
