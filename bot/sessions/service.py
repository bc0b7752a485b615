"""Applies events to sessions, each in one transaction under the session's row lock.

It reads the session, asks the state machine for the transition, runs its effects (jobs, posts, sheets) and saves the session.
Events that the effects produce are applied in the same transaction.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.jobs import money
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager
from bot.outbox import desired
from bot.sessions import events as ev
from bot.sessions.albums import request_album, request_sheet
from bot.sessions.candidate_jobs import CandidateJobs, text_arguments
from bot.sessions.effects import (
    CancelJobs,
    DequeueJobs,
    Effect,
    EnqueueJobs,
    EventOutcome,
    EventRefused,
    MakeAlbum,
    MakeSheet,
    NotifyPerson,
    RevealRound,
)
from bot.sessions.machine import new_session, step
from bot.sessions.model import Rules, Session, dump
from bot.sessions.phases import Phase
from bot.sessions.posts import (
    REVEAL_INTERVAL_S,
    card_subject,
    notify_person,
    post_card,
    post_progress,
    post_reveal,
    progress_subject,
)
from bot.sessions.stored_session import UnreadableSession, session_or_none
from bot.sessions.timing import next_wakeup, phase_timed_out
from bot.store import Tx, topics
from bot.store.rows import ConversationRow, PersonRow, PostRow, SessionRow

MAX_STEPS = 200
"""The most steps in one transaction. Events cause fewer (a few for each candidate); with more they would be causing each other
without end."""
PHASES_WITH_NEW_CARD = frozenset({Phase.GATHERING, Phase.PAINTING, Phase.VOTING, Phase.RESTING, Phase.ENDED})
"""Phases that begin with a new card at the end of the conversation. (Assembling takes a second; a pause was requested while the
    card was visible.)"""
KEY_BYTES = 6


@dataclass(frozen=True, slots=True)
class LoadedSession:
    """A session as it was read: its row, and the document parsed."""

    row: SessionRow
    session: Session


@dataclass(frozen=True, slots=True)
class SessionService:
    """All of its methods are plain functions over an open transaction."""

    manager: JobManager

    @property
    def jobs(self) -> CandidateJobs:
        """The sessions' view of the job queue."""
        return CandidateJobs(self.manager)

    # --- reading

    def open_session(self, tx: Tx, conversation_id: int) -> Session | None:
        """The session that is open in a conversation."""
        return session_or_none(tx.one(SessionRow, "sessions.open_here", conversation_id=conversation_id))

    def newest_session(self, tx: Tx, conversation_id: int) -> Session | None:
        """The newest session of a conversation, open or ended."""
        return session_or_none(tx.one(SessionRow, "sessions.newest_here", conversation_id=conversation_id))

    def get(self, tx: Tx, session_id: int) -> Session | None:
        """A session by its number."""
        return session_or_none(tx.one(SessionRow, "sessions.get", id=session_id))

    # --- changing

    def start(
        self,
        tx: Tx,
        conversation: ConversationRow,
        host: ev.Actor,
        theme: str,
        language: str,
        rules: Rules,
        prompt: str = "",
    ) -> Session | None:
        """Begin a session; None if one is open in this conversation already: of two simultaneous starts one gets None. One
        that cannot be read makes room. `prompt` is what is painted of the theme, where that is not the theme itself."""
        there = tx.one(SessionRow, "sessions.open_here", conversation_id=conversation.id)
        if there and session_or_none(there) is None:
            tx.run("sessions.end_unreadable", id=there.id, version=there.version)
        row = tx.one(
            SessionRow,
            "sessions.insert",
            conversation_id=conversation.id,
            host_id=host.id,
            due_at=tx.now,
            now=tx.now,
        )
        if row is None:
            return None
        session = new_session(row.id, theme, language, host, rules, tx.now, prompt, secrets.token_hex(KEY_BYTES))
        self._save(tx, LoadedSession(row, session), session)
        post_card(tx, conversation, session)
        return session

    def check_hosting_limit(self, tx: Tx, person_id: int, where: int, besides: int = 0) -> Denied | None:
        """A denial if the person hosts as many sessions as they may (in the conversation `where`), not counting session
        `besides`. Holds the acceptance lock until commit, so that no other transaction can start or resume one meanwhile."""
        person = tx.get(PersonRow, "people.person_by_id", id=person_id)
        here = tx.get(ConversationRow, "people.conversation_by_id", id=where)
        most = self.manager.limits_of(tx, person, here).hosted_sessions
        money.lock_acceptance(tx)
        if not most or int(tx.value("sessions.hosted_besides", host_id=person_id, id=besides)) < most:
            return None
        return Denied("limit-sessions", {"limit": most})

    def apply(self, tx: Tx, session_id: int, event: ev.Event) -> EventOutcome:
        """Apply an event. Returns the state machine's outcome for `event` itself, not for those that followed from it."""
        return self._apply(tx, session_id, [event])

    def apply_to_newest(
        self, tx: Tx, conversation_id: int, event_for: Callable[[Session], ev.Event | EventRefused]
    ) -> EventOutcome:
        """Apply the event that `event_for` makes for the newest session of a conversation, which is loaded once, under its
        lock; or return its refusal."""
        newest = tx.one(SessionRow, "sessions.newest_here", conversation_id=conversation_id)
        loaded = self._lock(tx, newest.id) if newest else None
        if loaded is None:
            return EventRefused("session-none")
        event = event_for(loaded.session)
        return event if isinstance(event, EventRefused) else self._apply_loaded(tx, loaded, [event])

    def sync_jobs(self, tx: Tx, session_id: int) -> None:
        """Apply what has changed of a session's jobs, and enqueue what may be enqueued now."""
        loaded = self._lock(tx, session_id)
        if loaded is None:
            return
        events = list(self.jobs.new_events(tx, loaded.session))
        self._apply(tx, session_id, events, enqueue=loaded.session.phase == Phase.PAINTING)

    def tick(self, tx: Tx, session_id: int) -> None:
        """The session's timer fired: its phase may be over, its jobs may have ended, its card may need the time that is left.
        Raises UnreadableSession: its timer would fire again at once."""
        loaded = self._lock(tx, session_id)
        if loaded is None:
            raise UnreadableSession(f"session {session_id} cannot be advanced")
        session = loaded.session
        if _conversation(tx, loaded.row).blocked_reason:
            self._apply(tx, session_id, [ev.ChatBlocked()])
            return
        banned = set(tx.values("access.banned_people"))
        events: list[ev.Event] = [ev.PersonBanned(person.id) for person in session.people if person.id in banned]
        events.append(ev.IdleTimer())
        if phase_timed_out(session, tx.now):
            events.append(ev.PhaseTimer())
        if session.phase == Phase.PAINTING:
            events.extend(self.jobs.new_events(tx, session))
        before = loaded.row.version
        self._apply(tx, session_id, events, enqueue=session.phase == Phase.PAINTING)
        if tx.run("sessions.set_due", id=session_id, version=before, due_at=next_wakeup(session, tx.now)):
            desired.mark_dirty(tx, session.card)  # No event changed the session: the card's remaining time has.

    def repost_card(self, tx: Tx, session: Session, conversation: ConversationRow, mark: str) -> None:
        """Post the card again at the end of the conversation; the former one then says that it has moved."""
        loaded = self._lock(tx, session.id)
        if loaded is None:
            return
        moved = replace(loaded.session, card=card_subject(session, mark))
        self._save(tx, loaded, moved)
        desired.mark_dirty(tx, loaded.session.card)
        post_card(tx, conversation, moved)

    def repost_open_card(self, tx: Tx, conversation: ConversationRow, mark: str) -> None:
        """Post the card of a conversation's open session again, once for each `mark`."""
        session = self.open_session(tx, conversation.id)
        if session and tx.one(PostRow, "posts.by_subject", subject=card_subject(session, mark)) is None:
            self.repost_card(tx, session, conversation, mark)

    # --- one event after another

    def _lock(self, tx: Tx, session_id: int) -> LoadedSession | None:
        """A session under its row's lock; None if there is none, or it cannot be read."""
        row = tx.one(SessionRow, "sessions.lock", id=session_id)
        session = session_or_none(row)
        return LoadedSession(row, session) if row and session else None

    def _apply(self, tx: Tx, session_id: int, events: list[ev.Event], *, enqueue: bool = False) -> EventOutcome:
        """Apply `events` and those that their effects produce; with `enqueue`, enqueue wanted candidates afterwards. Returns the
        outcome of the first event."""
        loaded = self._lock(tx, session_id)
        if loaded is None:
            return EventRefused("session-none")
        return self._apply_loaded(tx, loaded, events, enqueue=enqueue)

    def _apply_loaded(
        self, tx: Tx, loaded: LoadedSession, events: list[ev.Event], *, enqueue: bool = False
    ) -> EventOutcome:
        session, row = loaded.session, loaded.row
        first: EventOutcome | None = None
        pending: deque[ev.Event] = deque(events)
        effect_count, revealed, reveals = 0, 0, 0
        for _ in range(MAX_STEPS):
            if not pending:
                if not enqueue or session.phase != Phase.PAINTING:
                    break
                enqueue = False
                pending.extend(self.jobs.enqueue(tx, _conversation(tx, row), session))
                continue
            outcome = self._enforce_hosting_limit(tx, row, session, step(session, pending.popleft(), tx.now))
            first = first or outcome
            if isinstance(outcome, EventRefused):
                continue
            session = outcome.session
            for effect in outcome.effects:
                effect_count += 1
                if isinstance(
                    effect, RevealRound
                ):  # Not in `_run_effect`: the next card waits for the pictures posted here.
                    revealed = post_reveal(tx, _conversation(tx, row), session, effect.round)
                    reveals = effect.round
                pending.extend(self._run_effect(tx, row, session, effect, f"{row.version}.{effect_count}"))
        assert not pending, f"session {session.id} has produced events for {MAX_STEPS} steps"
        if session is not loaded.session:
            self._save_and_post(tx, loaded, session, revealed * REVEAL_INTERVAL_S, reveals)
        return first or EventRefused()

    def _save_and_post(self, tx: Tx, loaded: LoadedSession, session: Session, delay_s: float, reveals: int) -> None:
        """Save a changed session and have its posts follow: the card edited, or a new one for a new phase (`delay_s` from now,
        after the pictures of the round that it `reveals`)."""
        before, conversation = loaded.session, _conversation(tx, loaded.row)
        phase_changed = (session.phase, len(session.rounds)) != (before.phase, len(before.rounds))
        needs_card = phase_changed and Phase(session.phase) in PHASES_WITH_NEW_CARD
        if needs_card:
            session = replace(session, card=card_subject(session, f"{session.phase}-{loaded.row.version}"))
        self._save(tx, loaded, session)
        desired.mark_dirty(tx, before.card, desired.RESULT if phase_changed and not needs_card else desired.PROGRESS)
        if needs_card:
            post_card(tx, conversation, session, delay_s, reveals)
        if phase_changed:
            # The progress note of the former phase may still wait to be sent. Marked dirty, it is rendered now, and the
            # renderer drops it, as its phase is over.
            desired.mark_dirty(tx, progress_subject(before), desired.PROGRESS)
            if session.phase == Phase.PAINTING:
                post_progress(tx, conversation, session)

    def _enforce_hosting_limit(self, tx: Tx, row: SessionRow, before: Session, outcome: EventOutcome) -> EventOutcome:
        """`outcome`, or a refusal if it would wake a resting session whose host has as many others as they may."""
        if isinstance(outcome, EventRefused) or before.phase != Phase.RESTING:
            return outcome
        after = outcome.session
        if after.phase in (Phase.RESTING, Phase.ENDED):
            return outcome
        denied = self.check_hosting_limit(tx, after.host, row.conversation_id, after.id)
        if denied is None:
            return outcome
        arguments = {"host": after.name_of(after.host), **text_arguments(denied.arguments)}
        return EventRefused("session-host-has-enough", arguments)

    def _save(self, tx: Tx, loaded: LoadedSession, session: Session) -> None:
        saved = tx.run(
            "sessions.save",
            id=session.id,
            version=loaded.row.version,
            phase=session.phase,
            host_id=session.host,
            document=dump(session),
            due_at=next_wakeup(session, tx.now),
        )
        assert saved, f"session {session.id} was changed under its lock"
        known = {person.id for person in loaded.session.people} if loaded.row.document else set()
        for person in session.people:
            if person.id not in known:
                tx.run("sessions.add_person", session_id=session.id, person_id=person.id)
        tx.hint(topics.SESSIONS)

    def _run_effect(self, tx: Tx, row: SessionRow, session: Session, effect: Effect, mark: str) -> list[ev.Event]:
        """Run one effect; returns the events that it produced. (`RevealRound` is run by `_apply_loaded`, which needs its
        count.)"""
        match effect:
            case EnqueueJobs():
                return self.jobs.enqueue(tx, _conversation(tx, row), session)
            case CancelJobs(jobs):
                self.jobs.cancel(tx, jobs)
            case DequeueJobs(jobs):
                dequeued = self.jobs.dequeue(tx, jobs)
                return [ev.JobDequeued(c.number) for c in session.current_round.candidates if c.job in dequeued]
            case MakeSheet():
                request_sheet(tx, session)
            case MakeAlbum():
                request_album(tx, session, "end", session.language)
            case NotifyPerson():
                notify_person(tx, _conversation(tx, row), session, effect, mark)
        return []


def _conversation(tx: Tx, row: SessionRow) -> ConversationRow:
    """The conversation of a session's row."""
    return tx.get(ConversationRow, "people.conversation_by_id", id=row.conversation_id)
