"""Many at once: a batch of requests that were asked for together, in words with braces or by `/compare`.

Above `MOST_UNASKED` pictures the number and the price are asked first. What was agreed to becomes jobs as fast as the
payer's own limits allow (see `bot.commands.batch.batches`), so that nobody's place in the queue is worth more than another's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.adapter_api import GenerationRequest
from bot.commands.presets.presets import Bilingual
from bot.intake.speaker import Speaker
from bot.jobs import limits, money
from bot.jobs.limits import Denied
from bot.jobs.manager import CancelResult, JobManager, NewJob
from bot.outbox import desired
from bot.store import Row, Tx

MOST_UNASKED = 4
"""Pictures that are painted without asking whether so many are meant."""
MOST_PICTURES = 16
WAIT_FOR_MORE = frozenset({"limit-waiting", "limit-minute"})
"""Limits that pass by themselves: what is left of a batch waits for them."""


class BatchState(StrEnum):
    """Where a batch is."""

    ASKED = "asked"
    """Its person has not said yes yet."""
    GOING = "going"
    """Its requests become jobs one by one."""
    PAINTING = "painting"
    """All are jobs; a comparison waits for their pictures."""
    DONE = "done"
    DROPPED = "dropped"
    """Its person said no, or stopped it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of a batch, and what it is called among the others."""

    request: GenerationRequest
    label: Bilingual

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `wanted_of` reads it."""
        return {"request": self.request.to_json(), "zh": self.label.zh, "en": self.label.en}


def wanted_of(batch: Row) -> list[Wanted]:
    """The requests of a batch."""
    return [
        Wanted(GenerationRequest.from_json(w["request"]), Bilingual(w["zh"], w["en"]))
        for w in json.loads(batch["requests"])
    ]


def subject_of(batch_id: int) -> str:
    """The post that tells a batch."""
    return f"batch:{batch_id}"


def arguments_of(denied: Denied, now: float, zone: ZoneInfo) -> dict[str, Any]:
    """The arguments of what a person is told about a limit, with the time when it works `again`."""
    arguments = dict(denied.arguments)
    if denied.again_at:
        then = datetime.fromtimestamp(denied.again_at, zone)
        same_day = then.date() == datetime.fromtimestamp(now, zone).date()
        arguments["again_at"] = denied.again_at
        arguments["again"] = then.strftime("%H:%M:%S" if same_day else "%Y-%m-%d %H:%M")
    return arguments


@dataclass(frozen=True, slots=True)
class Batches:
    """What can be done with batches. Plain functions over an open transaction."""

    manager: JobManager

    def begin(
        self, tx: Tx, speaker: Speaker, wanted: Sequence[Wanted], *, kind: str, job_kind: str, reply_to: str
    ) -> Denied | None:
        """Note a batch, and begin it or ask first. `kind` is `many` (each job tells itself) or `compare` (one sheet for
        all). Returns what stands in the way of the whole; then nothing was written."""
        pictures = sum(w.request.n for w in wanted)
        if pictures > MOST_PICTURES:
            return Denied("many-too-many-pictures", {"count": pictures, "most": MOST_PICTURES})
        if denied := self._denied(tx, speaker.payer, speaker.conversation, wanted) or self._enough(tx, speaker.payer):
            return denied
        ask = pictures > MOST_UNASKED
        batch = tx.get(
            "batches.add",
            kind=kind,
            person_id=speaker.person["id"],
            conversation_id=speaker.conversation["id"],
            payer_id=speaker.payer["id"],
            language=speaker.language,
            reply_to=reply_to,
            job_kind=job_kind,
            requests=json.dumps([w.to_json() for w in wanted], ensure_ascii=False),
            state=BatchState.ASKED if ask else BatchState.GOING,
            now=tx.now,
        )
        if ask or kind == "compare":
            self._tell(tx, batch)
        if not ask:
            self.feed(tx, batch)
        return None

    def price_li(self, tx: Tx, wanted: Sequence[Wanted]) -> int:
        """What all of them cost now, in li."""
        return sum(
            w.request.n * self.manager.price_li(tx, self.manager.catalogue.models[w.request.model], w.request.n)[0]
            for w in wanted
        )

    def _denied(self, tx: Tx, payer: Row, conversation: Row, wanted: Sequence[Wanted]) -> Denied | None:
        """Whether the day's limits allow all of it; those of the moment are waited for."""
        lasting = self.manager.limits(tx).model_copy(update={"waiting_jobs": 0, "requests_per_minute": 0})
        total, pictures = self.price_li(tx, wanted), sum(w.request.n for w in wanted)
        # Rounded up: a mixed batch has no single price, and the limit must hold for the sum.
        each = -(-total // pictures)
        zone = self.manager.settings.zone
        return limits.check(tx, lasting, zone, payer=payer, conversation=conversation, n=pictures, price_li=each)

    def _enough(self, tx: Tx, payer: Row) -> Denied | None:
        """Whether a payer has as many batches open as they may; to the end of the transaction nobody else opens one. What only
        asks yet does not count: it becomes no job before its person says yes."""
        most = self.manager.limits(tx).open_batches
        money.lock_acceptance(tx)
        mine = tx.all("batches.open_of_payer", payer_id=payer["id"])
        return Denied("limit-batches", {"limit": most, "id": mine[0]["id"]}) if most and len(mine) >= most else None

    def agree(self, tx: Tx, batch: Row) -> Denied | None:
        """Its person said yes. Limits may have changed since it was asked."""
        payer = tx.get("people.payer_by_id", id=batch["payer_id"])
        conversation = tx.get("people.conversation_by_id", id=batch["conversation_id"])
        if denied := self._denied(tx, payer, conversation, wanted_of(batch)) or self._enough(tx, payer):
            return denied
        if tx.run("batches.move", id=batch["id"], from_state=BatchState.ASKED, to_state=BatchState.GOING):
            self.feed(tx, tx.get("batches.get", id=batch["id"]))
            self._touch(tx, batch)
        return None

    def drop(self, tx: Tx, batch: Row) -> list[CancelResult]:
        """Somebody who may said no, or stop: nothing more becomes a job, and the jobs that are open are cancelled."""
        answers = []
        moved = [
            tx.run("batches.move", id=batch["id"], from_state=state, to_state=BatchState.DROPPED)
            for state in (BatchState.ASKED, BatchState.GOING, BatchState.PAINTING)
        ]
        if any(moved):
            answers = [self.manager.cancel(tx, job_id) for job_id in json.loads(batch["jobs"])]
            self._touch(tx, batch)
        return answers

    def feed(self, tx: Tx, batch: Row) -> None:
        """Make jobs of what is left, as many as the payer's limits allow now."""
        wanted, jobs = wanted_of(batch), json.loads(batch["jobs"])
        person = tx.get("people.person_by_id", id=batch["person_id"])
        payer = tx.get("people.payer_by_id", id=batch["payer_id"])
        conversation = tx.get("people.conversation_by_id", id=batch["conversation_id"])
        denied: Denied | None = None
        before = len(jobs)
        while len(jobs) < len(wanted):
            if jobs and not self.manager.leaves_room(tx, batch["payer_id"]):
                break
            order = NewJob(
                wanted[len(jobs)].request,
                payer,
                person,
                conversation,
                batch["language"],
                batch["reply_to"],
                batch["job_kind"],
                quiet=batch["kind"] == "compare",
            )
            answer = self.manager.accept(tx, order)
            if isinstance(answer, Denied):
                denied = None if answer.text_id in WAIT_FOR_MORE else answer
                break
            jobs.append(answer["id"])
        if len(jobs) > before:
            tx.run("batches.set_jobs", id=batch["id"], jobs=json.dumps(jobs))
        if denied:
            problem = json.dumps([denied.text_id, arguments_of(denied, tx.now, self.manager.settings.zone)])
            tx.run("batches.set_problem", id=batch["id"], problem=problem)
        if denied or len(jobs) == len(wanted):
            after = BatchState.PAINTING if batch["kind"] == "compare" and jobs else BatchState.DONE
            tx.run("batches.move", id=batch["id"], from_state=BatchState.GOING, to_state=after)
        if denied:
            self._tell(tx, batch)
        if denied or len(jobs) > before:
            tx.hint("batches")

    def _tell(self, tx: Tx, batch: Row) -> None:
        conversation = tx.get("people.conversation_by_id", id=batch["conversation_id"])
        payload = {"batch": batch["id"], "language": batch["language"]}
        desired.ensure(tx, conversation, subject_of(batch["id"]), payload)
        self._touch(tx, batch)

    def _touch(self, tx: Tx, batch: Row) -> None:
        desired.mark_dirty(tx, subject_of(batch["id"]), desired.ANSWER)
        tx.hint("batches")
