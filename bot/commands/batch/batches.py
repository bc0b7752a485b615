"""Batches: several requests in one command, by braces or by `/compare`; and the question before what costs more than usual.

Above `MAX_UNCONFIRMED_PICTURES` pictures the person confirms the number and the price first; a picture that costs more than
usual is confirmed even if it is the only one. A confirmed batch becomes jobs only as fast as the payer's own limits allow (see
`bot.commands.batch.feeder`), so that it gains no advantage in the queue.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.adapter_api import GenerationRequest
from bot.commands.presets.presets import Bilingual
from bot.grammar.callback_data import BatchAnswer
from bot.intake.speaker import Speaker
from bot.jobs import limits, moderation, money
from bot.jobs.cancellation import CancelResult, cancel_job
from bot.jobs.limits import MOMENTARY_LIMITS, Denied, LimitsOf
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.periods import time_arguments
from bot.outbox import desired
from bot.store import Tx, topics
from bot.store.rows import BatchRow, ConversationRow, PayerRow, PersonRow
from bot.upstream import RequestRefusal

MAX_UNCONFIRMED_PICTURES = 4
"""Pictures of one command that are painted without a confirmation."""
MAX_PICTURES = 16
ANY_PRICE_LI = 1_000_000_000
YES: BatchAnswer = "yes"
NO: BatchAnswer = "no"
STOP: BatchAnswer = "stop"


class BatchState(StrEnum):
    """The state of a batch."""

    ASKED = "asked"
    """Waits for its confirmation."""
    GOING = "going"
    """Its requests are being queued as jobs."""
    PAINTING = "painting"
    """All are jobs; a comparison waits for their pictures."""
    DONE = "done"
    DROPPED = "dropped"
    """Refused or stopped by its person."""


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One request of a batch, and its label among the others. Prices of a picture, in li: `usual_li` needs no question;
    `agreed_li` was asked about, so that a confirmed batch has been agreed to at that price (0: there was no question)."""

    request: GenerationRequest
    label: Bilingual
    usual_li: int
    agreed_li: int = 0

    @property
    def most_li(self) -> int:
        """What a picture may cost once the batch is confirmed."""
        return max(self.usual_li, self.agreed_li)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` is its inverse."""
        prices = {"usual_li": self.usual_li, "agreed_li": self.agreed_li}
        return {"request": self.request.to_json(), "zh": self.label.zh, "en": self.label.en, **prices}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What was stored. One of an earlier version has no prices: it was ordered as it is."""
        return cls(
            GenerationRequest.from_json(data["request"]),
            Bilingual(data["zh"], data["en"]),
            data.get("usual_li", ANY_PRICE_LI),
            data.get("agreed_li", 0),
        )


def items_of(batch: BatchRow) -> list[BatchItem]:
    """The requests of a batch."""
    return [BatchItem.from_json(each) for each in json.loads(batch.requests)]


def is_single(batch: BatchRow) -> bool:
    """Whether a batch is one request, which was asked about because of its price or its number of pictures."""
    return batch.kind == "many" and len(json.loads(batch.requests)) == 1


def batch_subject(batch_id: int) -> str:
    """The subject of a batch's post."""
    return f"batch:{batch_id}"


def denial_arguments(denied: Denied, now: float, zone: ZoneInfo) -> dict[str, Any]:
    """The arguments of the text that tells about a limit, with the time when it is over (`again`)."""
    arguments = dict(denied.arguments)
    if denied.again_at:
        arguments |= time_arguments(denied.again_at, now, zone)
    return arguments


@dataclass(frozen=True, slots=True)
class Batches:
    """Starts, confirms and stops batches, and queues their jobs. Plain functions over an open transaction."""

    manager: JobManager

    def start(
        self,
        tx: Tx,
        speaker: Speaker,
        items: Sequence[BatchItem],
        *,
        kind: str,
        job_kind: str,
        reply_to: str,
        agreed: bool = False,
    ) -> Denied | None:
        """Store a batch, and queue its jobs or ask first. `kind` is `many` (each job has its own post) or `compare` (one
        sheet for all). `agreed`: its person was shown the number and the prices. Returns the limit that forbids the whole;
        then nothing was written but a refusal by the moderation."""
        pictures = sum(w.request.n for w in items)
        if pictures > MAX_PICTURES:
            return Denied("many-too-many-pictures", {"count": pictures, "most": MAX_PICTURES})
        for item in items:
            if denied := moderation.refusal(
                tx, self.manager.words, item.request.prompt, speaker.person.id, speaker.conversation.id
            ):
                return denied
        if denied := self._check_limits(tx, speaker.payer, speaker.conversation, items):
            return denied
        priced = list(items) if agreed else [self._with_question(tx, item, speaker.payer.id) for item in items]
        ask = not agreed and (pictures > MAX_UNCONFIRMED_PICTURES or any(item.agreed_li for item in priced))
        batch = tx.get(
            BatchRow,
            "batches.add",
            kind=kind,
            person_id=speaker.person.id,
            conversation_id=speaker.conversation.id,
            payer_id=speaker.payer.id,
            language=speaker.language,
            reply_to=reply_to,
            job_kind=job_kind,
            requests=json.dumps([item.to_json() for item in priced], ensure_ascii=False),
            state=BatchState.ASKED if ask else BatchState.GOING,
            now=tx.now,
        )
        if ask or kind == "compare":
            self._post(tx, batch)
        if not ask:
            self.queue_jobs(tx, batch)
        return None

    def _with_question(self, tx: Tx, item: BatchItem, payer_id: int) -> BatchItem:
        """The item with the price that its person is to be asked about, if a picture costs more than usual now."""
        each_li = self.each_li(tx, item, payer_id)
        return replace(item, agreed_li=each_li if each_li > item.usual_li else 0)

    def each_li(self, tx: Tx, item: BatchItem, payer_id: int) -> int:
        """What a picture of an item would cost a payer now, in li."""
        return self.manager.price_for(tx, item.request, payer_id).each_li(item.request.n)

    def refusal(self, batch: BatchRow) -> RequestRefusal | None:
        """Why a request of a batch cannot or may not be painted any more."""
        refusals = (self.manager.roles.refusal(item.request) for item in items_of(batch))
        return next((refusal for refusal in refusals if refusal), None)

    def is_dearer_now(self, tx: Tx, batch: BatchRow) -> bool:
        """Whether a picture costs more than its person was asked about."""
        return any(self.each_li(tx, item, batch.payer_id) > item.most_li for item in items_of(batch))

    def price_li(self, tx: Tx, items: Sequence[BatchItem]) -> int:
        """What all requests of the batch cost now, in li."""
        return sum(self.manager.price(tx, w.request).total_li(w.request.n) for w in items)

    def _check_limits(
        self, tx: Tx, payer: PayerRow, conversation: ConversationRow, items: Sequence[BatchItem]
    ) -> Denied | None:
        """The lasting limit that forbids the whole batch, if any. Momentary limits are waited for."""
        in_force = self.manager.limits_of_payer(tx, payer, conversation)
        lasting = in_force.model_copy(update={"waiting_jobs": 0, "requests_per_minute": 0, "cooldown_s": 0})
        total, pictures = self.price_li(tx, items), sum(w.request.n for w in items)
        found = limits.check(
            tx,
            self.manager.settings.zone,
            LimitsOf(payer, lasting),
            conversation=conversation,
            n=pictures,
            price_li=total,
        )
        return found if isinstance(found, Denied) else self._check_open_batches(tx, payer, in_force.open_batches)

    def _check_open_batches(self, tx: Tx, payer: PayerRow, most: int) -> Denied | None:
        """The limit of open batches, if the payer has reached it. Holds the acceptance lock, so that no other is opened until
        commit. Unconfirmed batches do not count: they have no jobs."""
        money.lock_acceptance(tx)
        mine = tx.values("batches.open_of_payer", payer_id=payer.id)
        return Denied("limit-batches", {"limit": most, "id": mine[0]}) if most and len(mine) >= most else None

    def confirm(self, tx: Tx, batch: BatchRow) -> Denied | None:
        """Start a batch that was asked about; the limits are checked again."""
        payer = tx.get(PayerRow, "people.payer_by_id", id=batch.payer_id)
        conversation = tx.get(ConversationRow, "people.conversation_by_id", id=batch.conversation_id)
        if denied := self._check_limits(tx, payer, conversation, items_of(batch)):
            return denied
        if tx.run("batches.move", id=batch.id, from_state=BatchState.ASKED, to_state=BatchState.GOING):
            self.queue_jobs(tx, tx.get(BatchRow, "batches.get", id=batch.id))
            after = tx.get(BatchRow, "batches.get", id=batch.id)
            if is_single(after) and after.state == BatchState.DONE and not after.problem:
                desired.mark_deleted(tx, batch_subject(batch.id))  # A question; the job has its own post.
            else:
                self._refresh(tx, batch)
        return None

    def stop(self, tx: Tx, batch: BatchRow) -> list[CancelResult]:
        """Queue no more jobs of a batch, and cancel those that are open."""
        answers = []
        moved = [
            tx.run("batches.move", id=batch.id, from_state=state, to_state=BatchState.DROPPED)
            for state in (BatchState.ASKED, BatchState.GOING, BatchState.PAINTING)
        ]
        if any(moved):
            answers = [cancel_job(tx, job_id) for job_id in json.loads(batch.jobs)]
            self._refresh(tx, batch)
        return answers

    def queue_jobs(self, tx: Tx, batch: BatchRow) -> None:
        """Queue the remaining requests as jobs, as many as the payer's limits allow now."""
        items, jobs = items_of(batch), json.loads(batch.jobs)
        person = tx.get(PersonRow, "people.person_by_id", id=batch.person_id)
        payer = tx.get(PayerRow, "people.payer_by_id", id=batch.payer_id)
        conversation = tx.get(ConversationRow, "people.conversation_by_id", id=batch.conversation_id)
        denied: Denied | None = None
        before = len(jobs)
        while len(jobs) < len(items):
            if jobs and not self.manager.leaves_room(tx, payer, conversation):
                break
            item = items[len(jobs)]
            job = NewJob(
                item.request,
                payer,
                person,
                conversation,
                batch.language,
                batch.reply_to,
                batch.job_kind,
                quiet=batch.kind == "compare",
                agreed_li=item.most_li,
            )
            accepted = self.manager.accept(tx, job)
            if isinstance(accepted, Denied):
                denied = None if accepted.text_id in MOMENTARY_LIMITS else accepted
                break
            jobs.append(accepted.id)
        if len(jobs) > before:
            tx.run("batches.set_jobs", id=batch.id, jobs=json.dumps(jobs))
        if denied:
            problem = json.dumps([denied.text_id, denial_arguments(denied, tx.now, self.manager.settings.zone)])
            tx.run("batches.set_problem", id=batch.id, problem=problem)
        if denied or len(jobs) == len(items):
            after = BatchState.PAINTING if batch.kind == "compare" and jobs else BatchState.DONE
            tx.run("batches.move", id=batch.id, from_state=BatchState.GOING, to_state=after)
        if denied:
            self._post(tx, batch)
        if denied or len(jobs) > before:
            tx.hint(topics.BATCHES)

    def _post(self, tx: Tx, batch: BatchRow) -> None:
        conversation = tx.get(ConversationRow, "people.conversation_by_id", id=batch.conversation_id)
        payload = {"batch": batch.id, "language": batch.language}
        desired.ensure(tx, conversation, batch_subject(batch.id), payload)
        self._refresh(tx, batch)

    def _refresh(self, tx: Tx, batch: BatchRow) -> None:
        desired.mark_dirty(tx, batch_subject(batch.id), desired.ANSWER)
        tx.hint(topics.BATCHES)
