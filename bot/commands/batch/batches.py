"""Batches: the loop that queues their jobs, the renderer of their posts, their commands and buttons."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace

from bot.access import Action, Decision, Kind, Resource, decide
from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.adapter_api.posts import Milestone
from bot.commands.batch.many import Batches, BatchItem, BatchState, batch_subject, items_of
from bot.commands.paint.service import PaintService
from bot.commands.presets.presets import Bilingual
from bot.commands.prompt_text import shortened
from bot.commands.request_builder import style_text
from bot.commands.router import Router
from bot.grammar.callback_data import BatchAnswer, BatchCallback, ShowCallback
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyLine, one_line, respond
from bot.jobs import money
from bot.jobs.states import ENDED, State
from bot.outbox import desired, sheets
from bot.outbox.renderers import Rendered, moments_of, times_in
from bot.runtime.texts import LANGUAGES, Texts
from bot.store import Row, Store, Tx
from bot.store.loops import NOW, Loop
from bot.upstream.model import MAX_SEED

EVERY_S = 3.0
MAX_BATCHES_PER_STEP = 20
"""In one transaction, which holds the lock under which jobs are accepted."""
COMPARED = ("photography", "watercolor", "anime", "oil painting")
"""The styles of a comparison where none is written."""
ALL_WORDS = frozenset({"all", "全部", "所有"})
YES: BatchAnswer = "yes"
NO: BatchAnswer = "no"
STOP: BatchAnswer = "stop"
ANSWERS: dict[str, BatchAnswer] = {
    "yes": YES,
    "是": YES,
    "好": YES,
    "画": YES,
    "no": NO,
    "不": NO,
    "否": NO,
    "stop": STOP,
    "停": STOP,
    "停止": STOP,
}
SHOWN_CHOICES = 8


class BatchFeeder(Loop):
    """Queues the remaining jobs of each batch, and requests the sheet of a comparison once all its jobs have ended."""

    name = "batches"
    topics = ("batches", "jobs")

    def __init__(self, store: Store, batches: Batches) -> None:
        super().__init__(store)
        self.batches = batches
        self._round_began = 0.0

    async def once(self) -> float:
        now = self.clock.now()
        if not await self.store.read(lambda tx: bool(tx.value("batches.count_open"))):
            return now + EVERY_S
        # Each round looks at all batches, a few per transaction: transactions stay short, and no batch is starved.
        self._round_began = self._round_began or now
        if await self.store.write(self._step, self._round_began) == MAX_BATCHES_PER_STEP:
            return NOW
        self._round_began = 0.0
        return now + EVERY_S

    def _step(self, tx: Tx, before: float) -> int:
        """Process the next batches that were not processed since `before`; returns how many those were."""
        open_ = tx.all("batches.open", before=before, limit=MAX_BATCHES_PER_STEP)
        for batch in open_:
            if batch["state"] == BatchState.GOING:
                self.batches.queue_jobs(tx, batch)
                batch = tx.get("batches.get", id=batch["id"])
            jobs = [tx.get("jobs.get", id=job_id) for job_id in json.loads(batch["jobs"])]
            ended = [job for job in jobs if State(job["state"]) in ENDED]
            progress = f"{len(jobs)} {len(ended)}"
            # Before `finish_comparison`, which ends it. Jobs may also have been queued at its start, or by another process.
            tx.run("batches.looked_at", id=batch["id"], told=progress, now=tx.now)
            if batch["state"] == BatchState.PAINTING and len(ended) == len(jobs):
                finish_comparison(tx, batch, jobs)
            elif batch["told"] != progress:
                desired.mark_dirty(tx, batch_subject(batch["id"]))
        return len(open_)


def finish_comparison(tx: Tx, batch: Row, jobs: list[Row]) -> None:
    """All jobs of a comparison have ended: request its sheet."""
    places = []
    for job, item in zip(jobs, items_of(batch), strict=False):
        picture = next(iter(tx.all("pictures.of_job", job_id=job["id"])), None)
        if picture and job["state"] == State.DONE:
            number = f"#{job['id']} · "
            label = number + item.label.for_language(batch["language"])
            places.append(sheets.SheetCell(label, number + item.label.en, picture["key"]))
    subject = batch_subject(batch["id"])
    if places:
        columns = 2 if len(places) <= 4 else 3
        key = sheets.ensure_sheet(tx, subject, batch["person_id"], places, columns)
        if post := tx.one("posts.by_subject", subject=subject):
            payload = json.loads(post["payload"]) | {"board": key}
            tx.run("posts.set_payload", id=post["id"], payload=json.dumps(payload))
    tx.run("batches.move", id=batch["id"], from_state=BatchState.PAINTING, to_state=BatchState.DONE)
    desired.mark_dirty(tx, subject, desired.RESULT)


@dataclass(frozen=True, slots=True)
class BatchRenderer:
    """Renders the subjects `batch:`."""

    batches: Batches
    texts: Texts

    def batch(self, tx: Tx, post: Row, capabilities: PlatformCapabilities) -> Rendered:
        """The question, the progress, or the sheet of a comparison."""
        data = json.loads(post["payload"])
        if post["desired"] == "gone":
            return Rendered(PostView(self.texts.say(data["language"], "post-deleted")), final=True)
        batch = tx.one("batches.get", id=data["batch"])
        if batch is None:
            return Rendered(None, final=True)
        language, items = batch["language"], items_of(batch)
        jobs = [tx.get("jobs.get", id=job_id) for job_id in json.loads(batch["jobs"])]
        state = BatchState(batch["state"])
        lines = [self._head(batch, items)]
        buttons: tuple[tuple[Button, ...], ...] = ()
        picture, moments = None, list[tuple[str, float]]()
        if batch["problem"]:
            text_id, arguments = json.loads(batch["problem"])
            lines.append(self.texts.say(language, "batch-stopped-short", made=len(jobs), count=len(items)))
            lines.append(self.texts.say(language, text_id, **arguments))
            moments = moments_of(arguments)
        if state is BatchState.ASKED:
            lines += self._question(tx, language, items)
            buttons = (self._answers(batch, YES, NO),)
        elif state is BatchState.DROPPED:
            lines.append(self.texts.say(language, "batch-dropped"))
        elif batch["kind"] == "many":
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
            reply_to=batch["reply_to"],
            language=language,
        )
        return Rendered(view, final=not waits)

    def _head(self, batch: Row, items: list[BatchItem]) -> str:
        text_id = "batch-compare-head" if batch["kind"] == "compare" else "batch-many-head"
        return self.texts.say(
            batch["language"], text_id, prompt=shortened(items[0].request.prompt, 120), count=len(items)
        )

    def _question(self, tx: Tx, language: str, items: list[BatchItem]) -> list[str]:
        labels = [w.label.for_language(language) for w in items[:SHOWN_CHOICES]]
        more = "…" if len(items) > SHOWN_CHOICES else ""
        pictures = sum(w.request.n for w in items)
        price = self.batches.price_li(tx, items)
        text_id = "batch-ask" if price else "batch-ask-free"
        return [
            " / ".join(labels) + more,
            self.texts.say(language, text_id, count=pictures, price=money.yuan_text(price)),
        ]

    def _answers(self, batch: Row, *answers: BatchAnswer) -> tuple[Button, ...]:
        say, number = self.texts.say, batch["id"]
        return tuple(
            Button(
                say(batch["language"], f"batch-button-{answer}"),
                BatchCallback(number, answer).pack(),
                f"/many {answer} {number}",
                style="primary" if answer == YES else "",
            )
            for answer in answers
        )

    def _comparison(self, jobs: list[Row], language: str, count: int, *, shown: bool) -> list[str]:
        ended = [job for job in jobs if State(job["state"]) in ENDED]
        failed = [job for job in ended if job["state"] != State.DONE]
        lines = []
        if not shown:
            lines.append(self.texts.say(language, "batch-compare-progress", ended=len(ended), count=count))
        if failed:
            lines.append(self.texts.say(language, "batch-compare-failed", count=len(failed)))
            if reason := next((job["error"] for job in failed if job["error"]), ""):
                lines.append(
                    self.texts.say(language, reason, code=failed[0]["error_code"], limit="", model=failed[0]["model"])
                )
        if price := sum(job["n"] * job["price_li"] for job in ended if job["state"] == State.DONE):
            lines.append(self.texts.say(language, "job-charged", price=money.yuan_text(price)))
        if shown and self.batches.manager.settings.uses_studio:
            lines.append(self.texts.say(language, "job-by-studio"))
        return lines


def _picture_buttons(tx: Tx, jobs: list[Row], items: list[BatchItem], language: str) -> tuple[tuple[Button, ...], ...]:
    """A button for each picture of a sheet, which posts the picture with its own buttons."""
    buttons = [
        Button(
            f"#{job['id']} {shortened(w.label.for_language(language), 24)}",
            ShowCallback(job["id"]).pack(),
            f"/show {job['id']}",
        )
        for job, w in zip(jobs, items, strict=False)
        if job["state"] == State.DONE and tx.all("pictures.of_job", job_id=job["id"])
    ]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


@dataclass(frozen=True, slots=True)
class BatchCommands:
    """`/compare`; `/many` and the buttons that confirm or stop a batch."""

    paints: PaintService
    batches: Batches
    texts: Texts

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"compare": self.compare, "many": self.many})
        router.add_callback(BatchCallback, self.press)

    def compare(self, tx: Tx, context: CommandContext) -> None:
        """The same words and the same seed in several styles (or in all variants of braces), on one sheet."""
        parsed = context.parsed
        variants = parsed.variants or self._styled(parsed)
        if not any(v.text or v.modifiers for v in variants):
            respond(tx, context, one_line("compare-needs-words"))
            return
        seed = parsed.options.get("seed", random.randint(0, MAX_SEED))
        items = []
        for each in variants:
            each = replace(each, options={**each.options, "seed": seed, "n": 1})
            request = self.paints.request_for(tx, context.speaker, each)
            if isinstance(request, Problem):
                reply = Reply((ReplyLine(request.text_id, request.arguments), ReplyLine("problem-nothing-spent")))
                respond(tx, context, reply)
                return
            items.append(BatchItem(request, self._label(each)))
        self.paints.queue_batch(tx, context, items, "compare", "compare")

    def _all_styles(self, parsed: Parsed) -> tuple[str, ...]:
        model = parsed.options.get("model", self.paints.builder.defaults.default_model)
        return self.paints.manager.catalogue.styles_to_offer(model)

    def _styled(self, parsed: Parsed) -> tuple[Parsed, ...]:
        first, _, rest = parsed.text.partition(" ")
        named = parsed.options.get("style")
        if fold(first) in ALL_WORDS and rest.strip():
            parsed, styles = replace(parsed, text=rest.strip()), self._all_styles(parsed)
        else:
            styles = tuple(dict.fromkeys([named, *COMPARED] if named else COMPARED))[: len(COMPARED)]
        return tuple(replace(parsed, options={**parsed.options, "style": style}) for style in styles)

    def _label(self, parsed: Parsed) -> Bilingual:
        if parsed.choices:
            label = " · ".join(filter(None, parsed.choices))
            return Bilingual(label, label)
        names = {lang: self.texts.say(lang, style_text(parsed.options["style"])) for lang in LANGUAGES}
        return Bilingual(names["zh"], names["en"])

    def many(self, tx: Tx, context: CommandContext) -> None:
        """`/many yes 12`: the buttons of a batch as text."""
        word, _, number = context.parsed.text.partition(" ")
        answer = ANSWERS.get(fold(word))
        number = number.strip().lstrip("#")
        if answer is None or not (number.isascii() and number.isdigit()) or len(number) > 12:
            respond(tx, context, one_line("help-many"))
            return
        self._decide(tx, context, int(number), answer)

    def press(self, tx: Tx, context: PressContext, data: BatchCallback) -> None:
        """`batch:12:yes`"""
        self._decide(tx, context, data.batch, data.answer)

    def _decide(self, tx: Tx, context: UpdateContext, batch_id: int, answer: BatchAnswer) -> None:
        """Confirm or stop a batch, if the speaker may."""
        batch = tx.one("batches.get", id=batch_id)
        resource = Resource(Kind.BATCH, batch["person_id"], batch["conversation_id"]) if batch else None
        decision = decide(context.speaker.principal, Action.CONFIRM if answer == YES else Action.STOP, resource)
        if batch is None or decision is not Decision.ALLOWED:
            text_id = "batch-not-yours" if decision is Decision.FORBIDDEN else "batch-none"
            respond(tx, context, one_line(text_id, id=batch_id))
        elif answer != YES:
            self.batches.stop(tx, batch)
        elif denied := self.batches.confirm(tx, batch):
            self.paints.answer_denied(tx, context, denied)
