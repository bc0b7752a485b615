"""The keeper: brings a session from one state to the next, one guarded transaction for each event.

It reads the session under a lock, asks the machine, carries out the effects (jobs, notes, sheets), and writes the session
back; whatever the effects bring about is stepped through in the same transaction.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.creative import events as ev
from bot.creative.albums import want_album
from bot.creative.effects import Album, Cancel, Effect, Hang, Order, Refused, Tell, Withdraw
from bot.creative.machine import Outcome, begin, step
from bot.creative.model import Candidate, Rules, Session, dump, load
from bot.creative.phases import Phase
from bot.creative.prompts import request_for
from bot.creative.timing import time_is_up, wake_at
from bot.jobs import money
from bot.jobs.limits import Denied
from bot.jobs.manager import CancelAnswer, JobManager
from bot.jobs.manager import Order as JobOrder
from bot.jobs.states import ENDED, WAITING, State
from bot.messages import GenerationRequest
from bot.posts import wishes
from bot.store import Row, Tx
from bot.texts import language_of

NOT_YET = ("limit-waiting", "limit-minute")
"""Limits that pass by themselves in a moment: the candidate waits for its turn to be ordered."""
MOST_STEPS = 200
NEWS_EVERY_S = 15.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as it was read: its row and what is in it."""

    row: Row
    session: Session


@dataclass(frozen=True, slots=True)
class Keeper:
    """All of its methods are plain functions over an open transaction."""

    manager: JobManager

    # --- reading

    def open_here(self, tx: Tx, conversation_id: int) -> Session | None:
        """The session that is open in a conversation."""
        row = tx.one("sessions.open_here", conversation_id=conversation_id)
        return load(row["document"]) if row else None

    def newest_here(self, tx: Tx, conversation_id: int) -> Session | None:
        """The newest session of a conversation, open or ended."""
        row = tx.one("sessions.newest_here", conversation_id=conversation_id)
        return load(row["document"]) if row else None

    def get(self, tx: Tx, session_id: int) -> Session | None:
        """A session by its number."""
        row = tx.one("sessions.get", id=session_id)
        return load(row["document"]) if row else None

    def spent_li(self, tx: Tx, session_id: int) -> int:
        """What a session has used of its budget: reserved and settled, in li."""
        payer = tx.get("sessions.payer", session_id=session_id)
        return money.spent_between(tx, f"payer:{payer['id']}", "0000", "9999").amount_li

    # --- changing

    def start(
        self, tx: Tx, conversation: Row, host: ev.Actor, theme: str, language: str, rules: Rules, words: str = ""
    ) -> Session | None:
        """Begin a session; None if one is open in this conversation already, however close they came. `words` is what is
        painted of the theme, where that is not the theme itself."""
        row = tx.one("sessions.insert", conversation_id=conversation["id"], due_at=tx.now, now=tx.now)
        if row is None:
            return None
        # It pays for itself: a lane and a budget of its own.
        tx.get("people.payer", kind="session", ref_id=row["id"])
        session = begin(row["id"], theme, language, host, rules, tx.now, words)
        self._save(tx, Kept(row, session), session)
        wishes.put(tx, conversation, session.card, {"session": session.id, "shows": "card"})
        return session

    def apply(self, tx: Tx, session_id: int, event: ev.Event) -> Outcome:
        """Let something happen to a session. Returns the machine's answer to `event` itself."""
        return self._apply(tx, session_id, [event])

    def look(self, tx: Tx, session_id: int) -> None:
        """Take in what became of a session's jobs, and order what may be ordered now."""
        kept = self._lock(tx, session_id)
        if kept is None:
            return
        events = list(self._news(tx, kept.session))
        self._apply(tx, session_id, events, order=kept.session.phase == Phase.PAINTING)

    def tick(self, tx: Tx, session_id: int) -> None:
        """The clock of a session: its phase may be over, its card may need the time that is left."""
        kept = self._lock(tx, session_id)
        if kept is None:
            return
        session = kept.session
        if self._conversation(tx, kept.row)["blocked_reason"]:
            self._apply(tx, session_id, [ev.Barred()])
            return
        events: list[ev.Event] = [ev.Idle()]
        if time_is_up(session, tx.now):
            events.append(ev.Time())
        if session.phase == Phase.PAINTING:
            events.extend(self._news(tx, session))
        before = kept.row["version"]
        self._apply(tx, session_id, events, order=session.phase == Phase.PAINTING)
        if tx.run("sessions.set_due", id=session_id, version=before, due_at=wake_at(session, tx.now)):
            wishes.touch(tx, session.card)  # Nothing happened but time.

    def move_card(self, tx: Tx, session: Session, conversation: Row, mark: str) -> None:
        """Show the card anew at the end of the conversation; the one further up says so."""
        kept = self._lock(tx, session.id)
        if kept is None:
            return
        moved = replace(kept.session, card=_card_of(session, mark))
        self._save(tx, kept, moved)
        wishes.touch(tx, kept.session.card)
        wishes.put(tx, conversation, moved.card, {"session": session.id, "shows": "card"})

    def show_again(self, tx: Tx, conversation: Row, mark: str) -> None:
        """Show the card of the session that is open in a conversation anew, once for each `mark`."""
        session = self.open_here(tx, conversation["id"])
        if session and tx.one("posts.by_subject", subject=_card_of(session, mark)) is None:
            self.move_card(tx, session, conversation, mark)

    def news(self, tx: Tx, conversation: Row, session: Session) -> None:
        """Say what is new where the card cannot change (on other platforms nothing comes of it): at once if nothing was said
        for a while, otherwise when that while is over, so that whatever comes in between is said as well."""
        slot = int(tx.now // NEWS_EVERY_S)
        of_round = f"session:{session.id}:news:{session.now_round.number}:{session.phase}"
        payload = {"session": session.id, "shows": "news", "round": session.now_round.number, "phase": session.phase}
        if session.phase == Phase.PAINTING:
            slot = 0  # Said once.
        elif any(tx.one("posts.by_subject", subject=f"{of_round}:{n}") for n in (slot, slot - 1)):
            slot += 1
        subject = f"{of_round}:{slot}"
        if tx.one("posts.by_subject", subject=subject) is None:
            wishes.put(tx, conversation, subject, payload, wishes.PROGRESS)
            post = tx.one("posts.by_subject", subject=subject)
            if post and slot * NEWS_EVERY_S > tx.now:
                tx.run("posts.postpone", id=post["id"], due_at=slot * NEWS_EVERY_S)

    # --- one event after another

    def _lock(self, tx: Tx, session_id: int) -> Kept | None:
        row = tx.one("sessions.lock", id=session_id)
        return Kept(row, load(row["document"])) if row else None

    def _apply(self, tx: Tx, session_id: int, events: list[ev.Event], *, order: bool = False) -> Outcome:
        """Step through `events` and what they bring about; with `order`, then order what still waits to be. Returns the
        machine's answer to the first."""
        kept = self._lock(tx, session_id)
        if kept is None:
            return Refused("session-none")
        session = kept.session
        first: Outcome | None = None
        waiting: deque[ev.Event] = deque(events)
        notes = 0
        for _ in range(MOST_STEPS):
            if not waiting:
                if not order or session.phase != Phase.PAINTING:
                    break
                order = False
                waiting.extend(self._order(tx, kept.row, session))
                continue
            outcome = step(session, waiting.popleft(), tx.now)
            first = first or outcome
            if isinstance(outcome, Refused):
                continue
            session = outcome.session
            for effect in outcome.effects:
                notes += 1
                waiting.extend(self._carry_out(tx, kept.row, session, effect, f"{kept.row['version']}.{notes}"))
        assert not waiting, f"session {session_id} goes round in circles"
        if session is not kept.session:
            self._save(tx, kept, session)
            turned = session.phase != kept.session.phase
            wishes.touch(tx, session.card, wishes.RESULT if turned else wishes.PROGRESS)
            if turned and session.phase == Phase.PAINTING:
                self.news(tx, self._conversation(tx, kept.row), session)
        return first or Refused()

    def _save(self, tx: Tx, kept: Kept, session: Session) -> None:
        saved = tx.run(
            "sessions.save",
            id=session.id,
            version=kept.row["version"],
            phase=session.phase,
            document=dump(session),
            due_at=wake_at(session, tx.now),
        )
        assert saved, f"session {session.id} was changed under its lock"
        tx.hint("sessions")

    # --- effects

    def _carry_out(self, tx: Tx, row: Row, session: Session, effect: Effect, mark: str) -> list[ev.Event]:
        match effect:
            case Order():
                return self._order(tx, row, session)
            case Cancel(jobs):
                for job in jobs:
                    self.manager.cancel(tx, job, 0, is_admin=True)
            case Withdraw(jobs):
                taken = [job for job in jobs if self._withdraw(tx, job)]
                return [ev.Withdrawn(c.number) for c in session.now_round.candidates if c.job in taken]
            case Hang():
                self._hang(tx, session)
            case Album():
                want_album(tx, session, "end", session.language)
            case Tell():
                self._tell(tx, row, session, effect, mark)
        return []

    def _withdraw(self, tx: Tx, job_id: int) -> bool:
        """Take a job out of the queue; False if it is under way already."""
        job = tx.one("jobs.get", id=job_id)
        if job is None or State(job["state"]) not in WAITING:
            return False
        return self.manager.cancel(tx, job_id, 0, is_admin=True) is CancelAnswer.CANCELLED

    def _conversation(self, tx: Tx, row: Row) -> Row:
        return tx.get("people.conversation_by_id", id=row["conversation_id"])

    def _hang(self, tx: Tx, session: Session) -> None:
        mark, language = str(session.now_round.number), session.language
        tx.run("sessions.want_sheet", session_id=session.id, kind="sheet", mark=mark, language=language, now=tx.now)
        tx.hint("sheets")

    def _order(self, tx: Tx, row: Row, session: Session) -> list[ev.Event]:
        """Order the wanted candidates until one must wait; what became of each."""
        conversation = self._conversation(tx, row)
        if conversation["blocked_reason"]:
            return []  # Nobody would see it; its clock will have it rest.
        payer = tx.get("sessions.payer", session_id=session.id)
        found: list[ev.Event] = []
        for candidate in session.now_round.candidates:
            if candidate.state != "wanted":
                continue
            event = self._order_one(tx, session, candidate, payer, conversation)
            if event is None:
                break
            found.append(event)
        return found

    def _order_one(
        self, tx: Tx, session: Session, candidate: Candidate, payer: Row, conversation: Row
    ) -> ev.Accepted | ev.Missed | None:
        request = request_for(session, candidate, self.manager.catalogue)
        if not isinstance(request, GenerationRequest):
            return ev.Missed(candidate.number, request.text_id, _words(request.arguments))
        price_li, _ = self.manager.price_li(tx, self.manager.catalogue.models[request.model], 1)
        budget = session.rules.budget_li
        if budget and price_li and self.spent_li(tx, session.id) + price_li > budget:
            return ev.Missed(candidate.number, "session-budget-out")
        author = candidate.authors[0] if len(candidate.authors) == 1 else session.host
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
            ),
        )
        if not isinstance(answer, Denied):
            return ev.Accepted(candidate.number, answer["id"])
        if answer.text_id in NOT_YET:
            return None
        arguments = _words(answer.arguments)
        if answer.again_at:
            arguments["again"] = self._clock_time(answer.again_at)
        return ev.Missed(candidate.number, answer.text_id, arguments)

    def _clock_time(self, moment: float) -> str:
        return datetime.fromtimestamp(moment, self.manager.settings.zone).strftime("%Y-%m-%d %H:%M")

    def _tell(self, tx: Tx, row: Row, session: Session, effect: Tell, mark: str) -> None:
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
        wishes.put(tx, conversation, f"session:{session.id}:note:{mark}", payload)

    # --- news

    def _news(self, tx: Tx, session: Session) -> Iterator[ev.Event]:
        """What has become of a session's jobs since it last looked; nothing new is nothing."""
        for candidate in session.candidates():
            if not candidate.job:
                continue
            job = tx.one("jobs.get", id=candidate.job)
            if candidate.state == "ordered":
                if event := self._decided(tx, candidate, job):
                    yield event
            elif job and State(job["state"]) in ENDED and (cost := self._cost(tx, candidate.job)) != candidate.cost_li:
                yield ev.Billed(candidate.job, cost)

    def _decided(self, tx: Tx, candidate: Candidate, job: Row | None) -> ev.Painted | ev.Missed | None:
        if job is None:
            return ev.Missed(candidate.number, "result-gone")
        cost = self._cost(tx, job["id"]) if State(job["state"]) in ENDED else 0
        match State(job["state"]):
            case State.DONE:
                pictures = tx.all("pictures.of_job", job_id=job["id"])
                if not pictures:
                    return ev.Missed(candidate.number, "result-gone", cost_li=cost)
                return ev.Painted(candidate.number, pictures[0]["key"], cost)
            case State.FAILED:
                reason = job["error"] or "job-failed-unknown"
                return ev.Missed(candidate.number, reason, {"code": job["error_code"], "model": job["model"]}, cost)
            case State.CANCELLED:
                return ev.Missed(candidate.number, "session-missed-cancelled", cost_li=cost)
            case State.HELD:
                # It may take a person to decide; the round does not wait for them.
                return ev.Missed(candidate.number, "held-unknown")
            case _:
                return None

    def _cost(self, tx: Tx, job_id: int) -> int:
        return sum(int(row["amount_li"]) for row in tx.all("money.charges_of_job", job_id=job_id))


def _card_of(session: Session, mark: str) -> str:
    return f"session:{session.id}:card:{mark}"


def _words(arguments: dict[str, object] | dict[str, str | int | float]) -> dict[str, str]:
    return {name: str(value) for name, value in arguments.items()}
