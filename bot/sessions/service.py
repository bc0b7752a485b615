"""The keeper: brings a session from one state to the next, one guarded transaction for each event.

It reads the session under a lock, asks the machine, carries out the effects (jobs, notes, sheets), and writes the session
back; whatever the effects bring about is stepped through in the same transaction.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapter_api import GenerationRequest
from bot.jobs import money
from bot.jobs.life_cycle import HELD_BACK
from bot.jobs.limits import Denied
from bot.jobs.manager import CancelResult, JobManager
from bot.jobs.manager import NewJob as JobOrder
from bot.jobs.states import ENDED, WAITING, State
from bot.outbox import desired
from bot.runtime.texts import language_of
from bot.sessions import events as ev
from bot.sessions.albums import request_album
from bot.sessions.effects import (
    CancelJobs,
    DequeueJobs,
    Effect,
    EnqueueJobs,
    EventRefused,
    MakeAlbum,
    MakeSheet,
    NotifyPerson,
    Outcome,
    RevealRound,
)
from bot.sessions.machine import new_session, step
from bot.sessions.model import Candidate, Rules, Session, dump, load
from bot.sessions.phases import Phase
from bot.sessions.prompts import request_for
from bot.sessions.timing import next_wakeup, phase_timed_out
from bot.store import Row, Tx

TEMPORARY_LIMITS = ("limit-waiting", "limit-minute")
"""Limits that pass by themselves in a moment: the candidate waits for its turn to be ordered."""
MAX_STEPS = 200
PROGRESS_MIN_DELAY_S, PROGRESS_MAX_DELAY_S = 15.0, 300.0
"""From the first idea to the note that says which are in: half of the time that is left, between these."""
REVEAL_INTERVAL_S = 1.2
"""Between two pictures of a reveal, where each is a message."""
PHASES_WITH_NEW_CARD = frozenset({Phase.GATHERING, Phase.PAINTING, Phase.VOTING, Phase.RESTING, Phase.ENDED})
"""Phases that begin with a card at the end of the conversation. (The others last a second, or were asked for under the card.)"""
KEY_BYTES = 6


@dataclass(frozen=True, slots=True)
class LoadedSession:
    """A session as it was read: its row and what is in it."""

    row: Row
    session: Session


@dataclass(frozen=True, slots=True)
class SessionService:
    """All of its methods are plain functions over an open transaction."""

    manager: JobManager

    # --- reading

    def open_session(self, tx: Tx, conversation_id: int) -> Session | None:
        """The session that is open in a conversation."""
        row = tx.one("sessions.open_here", conversation_id=conversation_id)
        return load(row["document"]) if row else None

    def newest_session(self, tx: Tx, conversation_id: int) -> Session | None:
        """The newest session of a conversation, open or ended."""
        row = tx.one("sessions.newest_here", conversation_id=conversation_id)
        return load(row["document"]) if row else None

    def get(self, tx: Tx, session_id: int) -> Session | None:
        """A session by its number."""
        row = tx.one("sessions.get", id=session_id)
        return load(row["document"]) if row else None

    def spent_li(self, tx: Tx, session_id: int) -> int:
        """What a session has used of its budget: reserved and settled, in li."""
        return money.spent_between(tx, money.session_scope(session_id), "0000", "9999").amount_li

    # --- changing

    def start(
        self, tx: Tx, conversation: Row, host: ev.Actor, theme: str, language: str, rules: Rules, words: str = ""
    ) -> Session | None:
        """Begin a session; None if one is open in this conversation already, however close they came. `words` is what is
        painted of the theme, where that is not the theme itself."""
        row = tx.one("sessions.insert", conversation_id=conversation["id"], host_id=host.id, due_at=tx.now, now=tx.now)
        if row is None:
            return None
        session = new_session(row["id"], theme, language, host, rules, tx.now, words, secrets.token_hex(KEY_BYTES))
        self._save(tx, LoadedSession(row, session), session)
        self._post_card(tx, conversation, session)
        return session

    def _post_card(self, tx: Tx, conversation: Row, session: Session, after_s: float = 0.0, reveals: int = 0) -> None:
        """Wish for the session's card, as a message of its own; `reveals` is the round that was over with it, if one was."""
        # What it shows now: when there is a newer one, this one keeps what became of that.
        payload = {
            "session": session.id,
            "shows": "card",
            "round": session.current_round.number,
            "phase": session.phase,
            "reveals": reveals,
        }
        desired.ensure(tx, conversation, session.card, payload, desired.RESULT)
        if after_s and (post := tx.one("posts.by_subject", subject=session.card)):
            tx.run("posts.postpone", id=post["id"], due_at=tx.now + after_s)

    def check_hosting_limit(self, tx: Tx, person_id: int, besides: int = 0) -> Denied | None:
        """Whether somebody hosts as many sessions as they may at once, `besides` one; None if not. To the end of the transaction
        nobody else can begin one or wake one."""
        most = self.manager.limits(tx).hosted_sessions
        money.lock_acceptance(tx)
        if not most or int(tx.value("sessions.hosted_besides", host_id=person_id, id=besides)) < most:
            return None
        return Denied("limit-sessions", {"limit": most})

    def apply(self, tx: Tx, session_id: int, event: ev.Event) -> Outcome:
        """Let something happen to a session. Returns the machine's answer to `event` itself."""
        return self._apply(tx, session_id, [event])

    def sync_jobs(self, tx: Tx, session_id: int) -> None:
        """Take in what became of a session's jobs, and order what may be ordered now."""
        loaded = self._lock(tx, session_id)
        if loaded is None:
            return
        events = list(self._job_events(tx, loaded.session))
        self._apply(tx, session_id, events, order=loaded.session.phase == Phase.PAINTING)

    def tick(self, tx: Tx, session_id: int) -> None:
        """The clock of a session: its phase may be over, its card may need the time that is left."""
        loaded = self._lock(tx, session_id)
        if loaded is None:
            return
        session = loaded.session
        if self._conversation(tx, loaded.row)["blocked_reason"]:
            self._apply(tx, session_id, [ev.ChatBlocked()])
            return
        banned = {row["id"] for row in tx.all("access.banned_people")}
        events: list[ev.Event] = [ev.PersonBanned(person.id) for person in session.people if person.id in banned]
        events.append(ev.IdleTimer())
        if phase_timed_out(session, tx.now):
            events.append(ev.PhaseTimer())
        if session.phase == Phase.PAINTING:
            events.extend(self._job_events(tx, session))
        before = loaded.row["version"]
        self._apply(tx, session_id, events, order=session.phase == Phase.PAINTING)
        if tx.run("sessions.set_due", id=session_id, version=before, due_at=next_wakeup(session, tx.now)):
            desired.mark_dirty(tx, session.card)  # Nothing happened but time.

    def repost_card(self, tx: Tx, session: Session, conversation: Row, mark: str) -> None:
        """Show the card anew at the end of the conversation; the one further up says so."""
        loaded = self._lock(tx, session.id)
        if loaded is None:
            return
        moved = replace(loaded.session, card=_card_subject(session, mark))
        self._save(tx, loaded, moved)
        desired.mark_dirty(tx, loaded.session.card)
        self._post_card(tx, conversation, moved)

    def repost_open_card(self, tx: Tx, conversation: Row, mark: str) -> None:
        """Show the card of the session that is open in a conversation anew, once for each `mark`."""
        session = self.open_session(tx, conversation["id"])
        if session and tx.one("posts.by_subject", subject=_card_subject(session, mark)) is None:
            self.repost_card(tx, session, conversation, mark)

    def post_progress(self, tx: Tx, conversation: Row, session: Session) -> None:
        """Say what is new where the card cannot change (on other platforms nothing comes of it): once which ideas are in, when
        there was time for more than the first, and once that it is being painted."""
        subject = _progress_subject(session)
        if tx.one("posts.by_subject", subject=subject):
            return
        payload = {
            "session": session.id,
            "shows": "news",
            "round": session.current_round.number,
            "phase": session.phase,
        }
        desired.ensure(tx, conversation, subject, payload, desired.PROGRESS)
        post = tx.one("posts.by_subject", subject=subject)
        if post and session.phase == Phase.GATHERING:
            left = (session.full_due_at or session.due_at) - tx.now
            pause = min(max(PROGRESS_MIN_DELAY_S, left / 2), PROGRESS_MAX_DELAY_S)
            tx.run("posts.postpone", id=post["id"], due_at=tx.now + pause)

    # --- one event after another

    def _lock(self, tx: Tx, session_id: int) -> LoadedSession | None:
        row = tx.one("sessions.lock", id=session_id)
        return LoadedSession(row, load(row["document"])) if row else None

    def _apply(self, tx: Tx, session_id: int, events: list[ev.Event], *, order: bool = False) -> Outcome:
        """Step through `events` and what they bring about; with `order`, then order what still waits to be. Returns the
        machine's answer to the first."""
        loaded = self._lock(tx, session_id)
        if loaded is None:
            return EventRefused("session-none")
        session = loaded.session
        first: Outcome | None = None
        waiting: deque[ev.Event] = deque(events)
        effect_count, revealed, reveals = 0, 0, 0
        for _ in range(MAX_STEPS):
            if not waiting:
                if not order or session.phase != Phase.PAINTING:
                    break
                order = False
                waiting.extend(self._enqueue_jobs(tx, loaded.row, session))
                continue
            outcome = self._enforce_hosting_limit(tx, session, step(session, waiting.popleft(), tx.now))
            first = first or outcome
            if isinstance(outcome, EventRefused):
                continue
            session = outcome.session
            for effect in outcome.effects:
                effect_count += 1
                if isinstance(effect, RevealRound):
                    revealed, reveals = self._reveal(tx, loaded.row, session, effect.round), effect.round
                waiting.extend(
                    self._run_effect(tx, loaded.row, session, effect, f"{loaded.row['version']}.{effect_count}")
                )
        assert not waiting, f"session {session_id} goes round in circles"
        if session is not loaded.session:
            phase_changed = (session.phase, len(session.rounds)) != (loaded.session.phase, len(loaded.session.rounds))
            new_card = phase_changed and Phase(session.phase) in PHASES_WITH_NEW_CARD
            if new_card:
                session = replace(session, card=_card_subject(session, f"{session.phase}-{loaded.row['version']}"))
            self._save(tx, loaded, session)
            desired.mark_dirty(
                tx, loaded.session.card, desired.RESULT if phase_changed and not new_card else desired.PROGRESS
            )
            if new_card:
                self._post_card(tx, self._conversation(tx, loaded.row), session, revealed * REVEAL_INTERVAL_S, reveals)
            if phase_changed:
                # A note of the phase that is over has nothing left to wait for.
                desired.mark_dirty(tx, _progress_subject(loaded.session), desired.PROGRESS)
            if phase_changed and session.phase == Phase.PAINTING:
                self.post_progress(tx, self._conversation(tx, loaded.row), session)
        return first or EventRefused()

    def _enforce_hosting_limit(self, tx: Tx, before: Session, outcome: Outcome) -> Outcome:
        """What an event has made of a session; refused if it woke one whose host has enough others."""
        if isinstance(outcome, EventRefused) or before.phase != Phase.RESTING:
            return outcome
        after = outcome.session
        if after.phase in (Phase.RESTING, Phase.ENDED) or not (
            denied := self.check_hosting_limit(tx, after.host, after.id)
        ):
            return outcome
        return EventRefused(
            "session-host-has-enough", {"host": after.name_of(after.host), **_as_text(denied.arguments)}
        )

    def _save(self, tx: Tx, loaded: LoadedSession, session: Session) -> None:
        saved = tx.run(
            "sessions.save",
            id=session.id,
            version=loaded.row["version"],
            phase=session.phase,
            host_id=session.host,
            document=dump(session),
            due_at=next_wakeup(session, tx.now),
        )
        assert saved, f"session {session.id} was changed under its lock"
        tx.hint("sessions")

    # --- effects

    def _run_effect(self, tx: Tx, row: Row, session: Session, effect: Effect, mark: str) -> list[ev.Event]:
        match effect:
            case EnqueueJobs():
                return self._enqueue_jobs(tx, row, session)
            case CancelJobs(jobs):
                for job in jobs:
                    self.manager.cancel(tx, job)
            case DequeueJobs(jobs):
                taken = [job for job in jobs if self._dequeue_job(tx, job)]
                return [ev.JobDequeued(c.number) for c in session.current_round.candidates if c.job in taken]
            case MakeSheet():
                self._request_sheet(tx, session)
            case MakeAlbum():
                request_album(tx, session, "end", session.language)
            case NotifyPerson():
                self._notify_person(tx, row, session, effect, mark)
        return []

    def _reveal(self, tx: Tx, row: Row, session: Session, number: int) -> int:
        """Wish for the pictures of a round as messages, the winner last; how many. (Where messages are limited only the last
        comes of it, where none can be changed not even that: `SessionRenderer`.)"""
        shown = next(each for each in session.rounds if each.number == number)
        tally, conversation = shown.tally(), self._conversation(tx, row)
        ordered = sorted(shown.candidates, key=lambda c: (c.number == shown.winner, tally[c.number], -c.number))
        for place, candidate in enumerate(ordered):
            subject = f"session:{session.id}:reveal:{number}:{candidate.number}"
            payload = {"session": session.id, "shows": "reveal", "round": number, "number": candidate.number}
            desired.ensure(tx, conversation, subject, payload, desired.RESULT)
            if place and (post := tx.one("posts.by_subject", subject=subject)):
                tx.run("posts.postpone", id=post["id"], due_at=tx.now + place * REVEAL_INTERVAL_S)
        return len(ordered)

    def _dequeue_job(self, tx: Tx, job_id: int) -> bool:
        """Take a job out of the queue; False if it is under way already."""
        job = tx.one("jobs.get", id=job_id)
        if job is None or State(job["state"]) not in WAITING:
            return False
        return self.manager.cancel(tx, job_id) is CancelResult.CANCELLED

    def _conversation(self, tx: Tx, row: Row) -> Row:
        return tx.get("people.conversation_by_id", id=row["conversation_id"])

    def _request_sheet(self, tx: Tx, session: Session) -> None:
        mark, language = str(session.current_round.number), session.language
        tx.run("sessions.want_sheet", session_id=session.id, kind="sheet", mark=mark, language=language, now=tx.now)
        tx.hint("sheets")

    def _enqueue_jobs(self, tx: Tx, row: Row, session: Session) -> list[ev.Event]:
        """Order the wanted candidates until one must wait; what became of each."""
        conversation = self._conversation(tx, row)
        if conversation["blocked_reason"]:
            return []  # Nobody would see it; its clock will have it rest.
        # What a session paints is the host's: their turn, their limits. (The author's besides: `_order_one`.)
        payer = tx.get("people.payer", kind="person", ref_id=session.host)
        found: list[ev.Event] = []
        for candidate in session.current_round.candidates:
            if candidate.state != "wanted":
                continue
            event = self._enqueue_job(tx, session, candidate, payer, conversation)
            if event is None:
                break
            found.append(event)
        return found

    def _enqueue_job(
        self, tx: Tx, session: Session, candidate: Candidate, payer: Row, conversation: Row
    ) -> ev.JobAccepted | ev.CandidateMissed | None:
        request = request_for(session, candidate, self.manager.catalogue)
        if not isinstance(request, GenerationRequest):
            return ev.CandidateMissed(candidate.number, request.text_id, _as_text(request.arguments))
        price_li, _ = self.manager.price_li(tx, self.manager.catalogue.models[request.model], 1)
        budget = session.rules.budget_li
        if budget and price_li and self.spent_li(tx, session.id) + price_li > budget:
            return ev.CandidateMissed(candidate.number, "session-budget-out")
        if tx.get("people.person_by_id", id=session.host)["banned"]:
            return ev.CandidateMissed(candidate.number, "limit-host-banned")
        if any(tx.get("people.person_by_id", id=author)["banned"] for author in candidate.authors):
            return ev.CandidateMissed(candidate.number, "limit-banned")
        if not self.manager.leaves_room(tx, payer["id"]):
            return None
        author = candidate.authors[0] if len(candidate.authors) == 1 else session.host
        elsewhose = author != session.host
        answer = self.manager.accept(
            tx,
            JobOrder(
                request,
                payer,
                tx.get("people.person_by_id", id=author),
                conversation,
                session.language,
                kind="session",
                quiet=True,
                session_id=session.id,
                author=tx.get("people.payer", kind="person", ref_id=author) if elsewhose else None,
            ),
        )
        if not isinstance(answer, Denied):
            return ev.JobAccepted(candidate.number, answer["id"])
        if answer.text_id in TEMPORARY_LIMITS:
            return None
        arguments = _as_text(answer.arguments)
        if answer.again_at:
            arguments["again_at"] = str(answer.again_at)
            arguments["again"] = self._clock_time(answer.again_at)
        of_host = elsewhose and answer.text_id == "limit-day" and not answer.of_author
        return ev.CandidateMissed(candidate.number, "limit-host-day" if of_host else answer.text_id, arguments)

    def _clock_time(self, moment: float) -> str:
        return datetime.fromtimestamp(moment, self.manager.settings.zone).strftime("%Y-%m-%d %H:%M")

    def _notify_person(self, tx: Tx, row: Row, session: Session, effect: NotifyPerson, mark: str) -> None:
        """Privately where we know a private conversation; otherwise as an answer in the group."""
        private = tx.one("sessions.private_conversation", person_id=effect.person)
        conversation = private or self._conversation(tx, row)
        person = tx.get("people.person_by_id", id=effect.person)
        payload = {
            "session": session.id,
            "shows": "note",
            "text": effect.text_id,
            "arguments": effect.arguments,
            "language": language_of(person["language"], person["hinted_language"], default=session.language),
            "reply_to": "" if private else effect.message,
            "person": 0 if private else effect.person,
        }
        desired.ensure(tx, conversation, f"session:{session.id}:note:{mark}", payload)

    # --- news

    def _job_events(self, tx: Tx, session: Session) -> Iterator[ev.Event]:
        """What has become of a session's jobs since it last looked; nothing new is nothing."""
        for candidate in session.candidates():
            if not candidate.job:
                continue
            job = tx.one("jobs.get", id=candidate.job)
            if candidate.state == "ordered":
                if event := self._job_outcome(tx, candidate, job):
                    yield event
            elif (
                job
                and State(job["state"]) in ENDED
                and (cost := self._job_cost_li(tx, candidate.job)) != candidate.cost_li
            ):
                yield ev.JobCostKnown(candidate.job, cost)

    def _job_outcome(self, tx: Tx, candidate: Candidate, job: Row | None) -> ev.JobPainted | ev.CandidateMissed | None:
        if job is None:
            return ev.CandidateMissed(candidate.number, "result-gone")
        cost = self._job_cost_li(tx, job["id"]) if State(job["state"]) in ENDED else 0
        match State(job["state"]):
            case State.DONE:
                pictures = tx.all("pictures.of_job", job_id=job["id"])
                if not pictures:
                    return ev.CandidateMissed(candidate.number, "result-gone", cost_li=cost)
                return ev.JobPainted(candidate.number, pictures[0]["key"], cost)
            case State.FAILED:
                reason = job["error"] or "job-failed-unknown"
                return ev.CandidateMissed(
                    candidate.number, reason, {"code": job["error_code"], "model": job["model"]}, cost
                )
            case State.CANCELLED:
                return ev.CandidateMissed(candidate.number, "session-missed-cancelled", cost_li=cost)
            case State.HELD if job["error"] != HELD_BACK:
                # It may take a person to decide; the round does not wait for them.
                return ev.CandidateMissed(candidate.number, "held-unknown")
            case _:
                return None

    def _job_cost_li(self, tx: Tx, job_id: int) -> int:
        return sum(int(row["amount_li"]) for row in tx.all("money.charges_of_job", job_id=job_id))


def _card_subject(session: Session, mark: str) -> str:
    return f"session:{session.id}:card:{mark}"


def _progress_subject(session: Session) -> str:
    return f"session:{session.id}:news:{session.current_round.number}:{session.phase}"


def _as_text(arguments: dict[str, object] | dict[str, str | int | float]) -> dict[str, str]:
    return {name: str(value) for name, value in arguments.items()}
