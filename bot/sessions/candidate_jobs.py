"""Candidates as jobs: enqueues wanted candidates, cancels queued ones, and reads the results of their jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.adapter_api import GenerationRequest, Size
from bot.jobs import money
from bot.jobs.cancellation import CancelResult, cancel_job
from bot.jobs.life_cycle import UNSURE, WAITS_FOR_A_PERSON
from bot.jobs.limits import MOMENTARY_LIMITS, Denied
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.states import ENDED, WAITING, State
from bot.jobs.stored_request import request_or_blank
from bot.sessions import events as ev
from bot.sessions.change_requests import change_request, most_images
from bot.sessions.changes import WINNER_GONE
from bot.sessions.model import Candidate, RoundWay, Session
from bot.sessions.prompts import request_for
from bot.store import Tx
from bot.store.rows import ChargeRow, ConversationRow, JobRow, PayerRow, PersonRow, PictureRow, PlacedPictureRow
from bot.upstream import RequestRefusal

OF_HOST = {
    "limit-day": "limit-host-day",
    **dict.fromkeys(("limit-pictures", "limit-yuan"), "limit-host"),
}
"""What the people of a session are told of the limits of its host, instead of what the host would be told."""
KINDS: dict[RoundWay, str] = {"anew": "session", "change": "edit", "blend": "blend"}
"""`JobRow.kind` of a round's jobs."""


@dataclass(frozen=True, slots=True)
class CandidateJobs:
    """All of its methods are plain functions over an open transaction."""

    manager: JobManager

    def spent_li(self, tx: Tx, session_id: int) -> int:
        """What a session has used of its budget: reserved and settled, in li."""
        return money.spent_between(tx, money.session_scope(session_id), "0000", "9999").amount_li

    # --- into the queue and out of it

    def enqueue(self, tx: Tx, conversation: ConversationRow, session: Session) -> list[ev.Event]:
        """Enqueue the wanted candidates in order, up to the first that a temporary limit holds back. Returns what became of
        each."""
        if conversation.blocked_reason:
            return []  # Nobody would see the pictures; the session's timer will suspend it.
        # The host pays: their turn in the queue, their limits. The author's limits are checked as well, by `NewJob.author`.
        payer = tx.get(PayerRow, "people.payer", kind="person", ref_id=session.host)
        if anew := self._to_be_painted_anew(tx, session):
            return [anew]
        results: list[ev.Event] = []
        for candidate in session.current_round.candidates:
            if candidate.state != "wanted":
                continue
            event = self._enqueue_one(tx, session, candidate, payer, conversation)
            if event is None:
                break
            results.append(event)
        return results

    def _enqueue_one(
        self, tx: Tx, session: Session, candidate: Candidate, payer: PayerRow, conversation: ConversationRow
    ) -> ev.JobAccepted | ev.CandidateMissed | None:
        request = self._request(tx, session, candidate)
        if not isinstance(request, GenerationRequest):
            return ev.CandidateMissed(candidate.number, request.text_id, text_arguments(request.arguments))
        price_li = self.manager.price(tx, request).total_li(request.n)
        budget = session.rules.budget_li
        if budget and price_li and self.spent_li(tx, session.id) + price_li > budget:
            return ev.CandidateMissed(candidate.number, "session-budget-out")
        if tx.get(PersonRow, "people.person_by_id", id=session.host).banned:
            return ev.CandidateMissed(candidate.number, "limit-host-banned")
        if any(tx.get(PersonRow, "people.person_by_id", id=author).banned for author in candidate.authors):
            return ev.CandidateMissed(candidate.number, "limit-banned")
        if not self.manager.leaves_room(tx, payer, conversation):
            return None
        author = candidate.authors[0] if len(candidate.authors) == 1 else session.host
        not_by_host = author != session.host
        answer = self.manager.accept(
            tx,
            NewJob(
                request,
                payer,
                tx.get(PersonRow, "people.person_by_id", id=author),
                conversation,
                session.language,
                kind=KINDS[session.current_round.way],
                quiet=True,
                session_id=session.id,
                author=tx.get(PayerRow, "people.payer", kind="person", ref_id=author) if not_by_host else None,
                agreed_li=session.rules.agreed_li,
            ),
        )
        if not isinstance(answer, Denied):
            return ev.JobAccepted(candidate.number, answer.id)
        if answer.text_id in MOMENTARY_LIMITS:
            return None  # The candidate stays wanted and is enqueued later.
        arguments = text_arguments(answer.arguments)
        if answer.again_at:
            arguments["again_at"] = str(answer.again_at)
            arguments["again"] = self._local_time(answer.again_at)
        of_host = not_by_host and not answer.of_author
        text_id = OF_HOST.get(answer.text_id, answer.text_id) if of_host else answer.text_id
        return ev.CandidateMissed(candidate.number, text_id, arguments)

    def _request(self, tx: Tx, session: Session, candidate: Candidate) -> GenerationRequest | RequestRefusal:
        current = session.current_round
        if current.way == "anew":
            return request_for(session, candidate, self.manager.catalogue)
        changed = tx.one(PlacedPictureRow, "pictures.by_key", key=current.reference)
        shape = Size(changed.width, changed.height) if changed else None
        return change_request(session, candidate, self.manager.roles, shape)

    def _to_be_painted_anew(self, tx: Tx, session: Session) -> ev.PaintAnew | None:
        """The event that has the wanted candidates painted from words: what they would be made of is gone, or the model that
        would do it."""
        current = session.current_round
        wanted = [c for c in current.candidates if c.state == "wanted"]
        if not wanted or not current.reference:
            return None
        if any(is_gone(tx, key) for key in current.references) and (
            current.way != "anew" or any(self._starts_from_winner(session, c) for c in wanted)
        ):
            return ev.PaintAnew(WINNER_GONE)
        if current.way != "anew" and most_images(self.manager.roles) < len(current.references):
            return ev.PaintAnew("session-edit-gone", starts_from=True)
        return None

    def _starts_from_winner(self, session: Session, candidate: Candidate) -> bool:
        """Whether the request that paints a candidate has the winner's picture as its reference."""
        request = request_for(session, candidate, self.manager.catalogue)
        reference = request.reference if isinstance(request, GenerationRequest) else None
        return reference is not None and reference.image == session.current_round.reference

    def _local_time(self, moment: float) -> str:
        return datetime.fromtimestamp(moment, self.manager.settings.zone).strftime("%Y-%m-%d %H:%M")

    def cancel(self, tx: Tx, job_ids: tuple[int, ...]) -> None:
        """Cancel jobs in any state."""
        for job_id in job_ids:
            cancel_job(tx, job_id)

    def dequeue(self, tx: Tx, job_ids: tuple[int, ...]) -> set[int]:
        """Take those of these jobs that still wait out of the queue; returns which they were."""
        return {job_id for job_id in job_ids if self._dequeue_one(tx, job_id)}

    def _dequeue_one(self, tx: Tx, job_id: int) -> bool:
        job = tx.one(JobRow, "jobs.get", id=job_id)
        if job is None or State(job.state) not in WAITING:
            return False
        return cancel_job(tx, job_id) is CancelResult.CANCELLED

    # --- results

    def new_events(self, tx: Tx, session: Session) -> Iterator[ev.Event]:
        """Events for what has changed with a session's jobs since the session was last written."""
        for candidate in session.candidates():
            if not candidate.job:
                continue
            job = tx.one(JobRow, "jobs.get", id=candidate.job)
            if candidate.state == "ordered":
                if event := self._result_of(tx, candidate, job):
                    yield event
            elif job and State(job.state) in ENDED:
                cost_li = self._cost_li(tx, candidate.job)
                if cost_li != candidate.cost_li:
                    yield ev.JobCostKnown(candidate.job, cost_li)

    def _result_of(
        self, tx: Tx, candidate: Candidate, job: JobRow | None
    ) -> ev.JobPainted | ev.CandidateMissed | ev.ReferenceLost | None:
        number = candidate.number
        if job is None:
            return ev.CandidateMissed(number, "result-gone")
        cost_li = self._cost_li(tx, job.id) if State(job.state) in ENDED else 0
        match State(job.state):
            case State.DONE:
                pictures = tx.all(PictureRow, "pictures.of_job", job_id=job.id)
                if not pictures:
                    return ev.CandidateMissed(number, "result-gone", cost_li=cost_li)
                return ev.JobPainted(number, pictures[0].key, cost_li)
            case State.FAILED if job.error == "reference-gone" and _winner_is_lost(tx, candidate, job):
                return ev.ReferenceLost(number)
            case State.FAILED:
                reason = job.error or "job-failed-unknown"
                return ev.CandidateMissed(number, reason, {"code": job.error_code, "model": job.model}, cost_li)
            case State.CANCELLED:
                return ev.CandidateMissed(number, "session-missed-cancelled", cost_li=cost_li)
            case State.HELD if job.error not in WAITS_FOR_A_PERSON:
                # A held job may need a person's decision, and the round does not wait for it.
                return ev.CandidateMissed(number, UNSURE if job.error == UNSURE else "held-unknown")
            case _:
                return None

    def _cost_li(self, tx: Tx, job_id: int) -> int:
        return sum(int(row.amount_li) for row in tx.all(ChargeRow, "money.charges_of_job", job_id=job_id))


def is_gone(tx: Tx, key: str) -> bool:
    """Whether a picture was deleted (also if that may still be undone), erased, or has expired."""
    return tx.one(PlacedPictureRow, "pictures.by_key", key=key) is None


def _winner_is_lost(tx: Tx, candidate: Candidate, job: JobRow) -> bool:
    """Whether a picture that the round starts from was gone, not one that came with the candidate's idea."""
    reference = request_or_blank(job).reference
    images = reference.images if reference else ()
    winners = [key for key in images if key not in candidate.images]
    return bool(winners) and (len(winners) == len(images) or any(is_gone(tx, key) for key in winners))


def text_arguments(arguments: dict[str, object] | dict[str, str | int | float]) -> dict[str, str]:
    """Arguments of a text with their values as strings, which is how a session's document and its posts store them."""
    return {name: str(value) for name, value in arguments.items()}
