"""Renders batches: the question, the progress, the sheet of a comparison."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.adapter_api.posts import Milestone
from bot.commands.batch.batches import NO, STOP, YES, Batches, BatchItem, BatchState, is_single, items_of
from bot.commands.prompt_text import shortened
from bot.grammar.callback_data import BatchAnswer, BatchCallback, ShowCallback
from bot.jobs import money
from bot.jobs.states import ENDED, State
from bot.outbox import sheets
from bot.outbox.renderers import Rendered, moments_of, times_in
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import BatchRow, JobRow, PictureRow, PostRow

SHOWN_CHOICES = 8
"""Labels of a batch's requests in its question."""


@dataclass(frozen=True, slots=True)
class BatchRenderer:
    """Renders the subjects `batch:`."""

    batches: Batches
    texts: Texts

    def batch(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The question, the progress, or the sheet of a comparison."""
        data = json.loads(post.payload)
        if post.desired == "gone":
            return Rendered(PostView(self.texts.say(data["language"], "post-deleted")), final=True)
        batch = tx.one(BatchRow, "batches.get", id=data["batch"])
        if batch is None:
            return Rendered(None, final=True)
        language, items = batch.language, items_of(batch)
        jobs = [tx.get(JobRow, "jobs.get", id=job_id) for job_id in json.loads(batch.jobs)]
        state = BatchState(batch.state)
        lines = [self._head(batch, items)]
        buttons: tuple[tuple[Button, ...], ...] = ()
        picture, moments = None, list[tuple[str, float]]()
        if batch.problem:
            text_id, arguments = json.loads(batch.problem)
            lines.append(self.texts.say(language, "batch-stopped-short", made=len(jobs), count=len(items)))
            lines.append(self.texts.say(language, text_id, **arguments))
            moments = moments_of(arguments)
        if state is BatchState.ASKED:
            lines += self._question(tx, batch, items)
            buttons = (self._answers(batch, YES, NO),)
        elif state is BatchState.DROPPED:
            lines.append(self.texts.say(language, "question-dropped" if is_single(batch) else "batch-dropped"))
        elif batch.kind == "many":
            lines.append(self.texts.say(language, "batch-made", made=len(jobs), count=len(items)))
            if state is BatchState.GOING:
                buttons = (self._answers(batch, STOP),)
        else:
            key = data.get("board", "")
            picture = sheets.view_of(tx, key, shortened(items[0].request.prompt)) if key else None
            lines += self._comparison(jobs, language, len(items), shown=picture is not None)
            if picture:
                buttons = _picture_buttons(tx, jobs, items, language)
            elif state is not BatchState.DONE:
                buttons = (self._answers(batch, STOP),)
        waits = (
            state in (BatchState.GOING, BatchState.PAINTING) or sheets.state_of(tx, data.get("board", "")) == "wanted"
        )
        milestone: Milestone = "accepted" if waits else "done"
        if state in (BatchState.ASKED, BatchState.DROPPED):
            milestone = "notice" if state is BatchState.ASKED else "cancelled"
        text = "\n".join(lines)
        view = PostView(
            text,
            times=times_in(text, moments),
            milestone=milestone,
            picture=picture,
            buttons=buttons,
            reply_to=batch.reply_to,
            language=language,
        )
        return Rendered(view, final=not waits)

    def _head(self, batch: BatchRow, items: list[BatchItem]) -> str:
        if is_single(batch):
            return self.texts.say(batch.language, "prompt-piece", prompt=shortened(items[0].request.prompt, 120))
        text_id = "batch-compare-head" if batch.kind == "compare" else "batch-many-head"
        return self.texts.say(batch.language, text_id, prompt=shortened(items[0].request.prompt, 120), count=len(items))

    def _question(self, tx: Tx, batch: BatchRow, items: list[BatchItem]) -> list[str]:
        language, lines = batch.language, []
        if not is_single(batch):
            labels = [w.label.for_language(language) for w in items[:SHOWN_CHOICES]]
            more = "…" if len(items) > SHOWN_CHOICES else ""
            lines.append(" / ".join(labels) + more)
        pictures = sum(w.request.n for w in items)
        price = self.batches.price_li(tx, items)
        dearest = max(items, key=lambda item: item.agreed_li)
        if dearest.agreed_li:
            size = dearest.request.size
            lines.append(
                self.texts.say(
                    language,
                    "price-ask",
                    price=money.yuan_text(dearest.agreed_li),
                    usual=money.yuan_text(dearest.usual_li),
                    model=dearest.request.model,
                    size=f"{size.width}×{size.height}",
                )
            )
        if pictures > 1 or not dearest.agreed_li:
            is_set = any(item.request.is_set for item in items)
            text_id = "batch-ask-free" if not price else "price-ask-set" if is_set else "batch-ask"
            lines.append(self.texts.say(language, text_id, count=pictures, price=money.yuan_text(price)))
        return lines

    def _answers(self, batch: BatchRow, *answers: BatchAnswer) -> tuple[Button, ...]:
        say, number = self.texts.say, batch.id
        return tuple(
            Button(
                say(batch.language, f"{'price' if is_single(batch) else 'batch'}-button-{answer}"),
                BatchCallback(number, answer).pack(),
                f"/many {answer} {number}",
                style="primary" if answer == YES else "",
            )
            for answer in answers
        )

    def _comparison(self, jobs: list[JobRow], language: str, count: int, *, shown: bool) -> list[str]:
        ended = [job for job in jobs if State(job.state) in ENDED]
        failed = [job for job in ended if job.state != State.DONE]
        lines = []
        if not shown:
            lines.append(self.texts.say(language, "batch-compare-progress", ended=len(ended), count=count))
        if failed:
            lines.append(self.texts.say(language, "batch-compare-failed", count=len(failed)))
            if reason := next((job.error for job in failed if job.error), ""):
                lines.append(
                    self.texts.say(language, reason, code=failed[0].error_code, limit="", model=failed[0].model)
                )
        if price := sum(money.charge_li(job, job.n) for job in ended if job.state == State.DONE):
            lines.append(self.texts.say(language, "job-charged", price=money.yuan_text(price)))
        if shown and self.batches.manager.settings.uses_studio:
            lines.append(self.texts.say(language, "job-by-studio"))
        return lines


def _picture_buttons(
    tx: Tx, jobs: list[JobRow], items: list[BatchItem], language: str
) -> tuple[tuple[Button, ...], ...]:
    """A button for each picture of a sheet, which posts the picture with its own buttons."""
    buttons = [
        Button(
            f"#{job.id} {shortened(w.label.for_language(language), 24)}",
            ShowCallback(job.id).pack(),
            f"/show {job.id}",
        )
        for job, w in zip(jobs, items, strict=False)
        if job.state == State.DONE and tx.all(PictureRow, "pictures.of_job", job_id=job.id)
    ]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
