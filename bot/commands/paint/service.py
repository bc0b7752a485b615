"""Turns a request into queued jobs, or answers why it cannot be accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.adapter_api import ReferenceMode, Size
from bot.commands.batch.batches import MAX_UNCONFIRMED_PICTURES, Batches, BatchItem, denial_arguments
from bot.commands.presets.modifiers import Modifiers
from bot.commands.presets.presets import Bilingual
from bot.commands.request_builder import RequestBuilder, RoutedRequest
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.grammar.talk import is_paintable, points_to_image
from bot.intake.context import CommandContext, UpdateContext
from bot.intake.images import ImageResult
from bot.intake.preferences import of_both
from bot.intake.reply import Reply, ReplyLine, first_of_several, problem_lines, respond
from bot.intake.speaker import Speaker
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager, NewJob
from bot.jobs.prices import NOT_AGREED
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class PaintService:
    """Queues jobs for commands and buttons."""

    manager: JobManager
    builder: RequestBuilder
    modifiers: Modifiers

    def paint(
        self,
        tx: Tx,
        context: UpdateContext,
        parsed: Parsed,
        kind: str,
        image: ImageResult | None = None,
        mode: ReferenceMode = "repaint",
    ) -> None:
        """Queue what `parsed` asks for, each of its variants, or answer why not."""
        items = []
        reference = image is not None and bool(image.key)
        for each in parsed.variants or (parsed,):
            if not is_paintable(each.text):
                each = replace(each, text="")
            found = self.request_for(tx, context.speaker, each, image, mode)
            if isinstance(found, Problem):
                self.answer_problem(tx, context, found)
                return
            if not reference and points_to_image(each.text):
                self.answer_problem(tx, context, Problem("link-unreadable", {}))
                return
            label = " · ".join(filter(None, each.choices))
            items.append(BatchItem(found.request, Bilingual(label, label), found.usual_li))
        if len(items) == 1:
            self.queue(tx, context, RoutedRequest(items[0].request, items[0].usual_li), kind)
        else:
            self.queue_batch(tx, context, items, "many", kind)
        # An update gets one answer: this one is dropped if a refusal was given above.
        remarks = first_of_several(image) if image and mode != "edit" and isinstance(context, CommandContext) else ()
        if isinstance(context, CommandContext) and context.maybe_split:
            remarks = (*remarks, ReplyLine("rest-not-read"))
        if remarks:
            respond(tx, context, Reply(remarks))

    def request_for(
        self,
        tx: Tx,
        speaker: Speaker,
        parsed: Parsed,
        image: ImageResult | None = None,
        mode: ReferenceMode = "repaint",
    ) -> RoutedRequest | Problem:
        """The request of `parsed`, with its modifiers; the defaults are the speaker's and the conversation's. Only an edit takes
        several images; otherwise the first one counts."""
        styled = self.modifiers.apply(tx, speaker, parsed)
        if isinstance(styled, Problem):
            return styled
        return self.builder.build(
            styled,
            speaker,
            reference=image.key if image else "",
            mode=mode,
            shape=Size(image.width, image.height) if image and image.width and mode != "refonly" else None,
            preferences=of_both(speaker.person, speaker.conversation),
            more=image.more if image and mode == "edit" else (),
        )

    def queue(self, tx: Tx, context: UpdateContext, routed: RoutedRequest, kind: str) -> None:
        """Queue a request that its model can serve; or ask first, if its pictures are dearer than usual or too many to be painted
        without a word; or answer which limit is in the way."""
        speaker, request = context.speaker, routed.request
        if request.n <= MAX_UNCONFIRMED_PICTURES:
            accepted = self.manager.accept(
                tx,
                NewJob(
                    request,
                    speaker.payer,
                    speaker.person,
                    speaker.conversation,
                    speaker.language,
                    context.reply_to,
                    kind,
                    agreed_li=routed.usual_li,
                ),
            )
            if not isinstance(accepted, Denied):
                return
            if accepted.text_id != NOT_AGREED:
                self.answer_denied(tx, context, accepted)
                return
        self.queue_batch(tx, context, [BatchItem(request, Bilingual("", ""), routed.usual_li)], "many", kind)

    def queue_batch(
        self, tx: Tx, context: UpdateContext, items: list[BatchItem], kind: Literal["many", "compare"], job_kind: str
    ) -> None:
        """Queue several requests as one batch, or ask first, or answer which limit is in the way."""
        batches = Batches(self.manager)
        denied = batches.start(tx, context.speaker, items, kind=kind, job_kind=job_kind, reply_to=context.reply_to)
        if denied:
            self.answer_denied(tx, context, denied)

    def queue_agreed(
        self, tx: Tx, context: UpdateContext, items: Sequence[BatchItem], job_kind: str, reply_to: str
    ) -> Denied | None:
        """Queue requests whose number and prices (`agreed_li`) their person has agreed to: one as a job, several as a batch.
        Returns the limit that forbids it; then nothing was written."""
        speaker = context.speaker
        if len(items) > 1:
            return Batches(self.manager).start(
                tx, speaker, items, kind="many", job_kind=job_kind, reply_to=reply_to, agreed=True
            )
        accepted = self.manager.accept(
            tx,
            NewJob(
                items[0].request,
                speaker.payer,
                speaker.person,
                speaker.conversation,
                speaker.language,
                reply_to,
                job_kind,
                agreed_li=items[0].most_li,
            ),
        )
        return accepted if isinstance(accepted, Denied) else None

    def answer_denied(self, tx: Tx, context: UpdateContext, denied: Denied) -> None:
        """Say which limit is in the way, and when it no longer will be."""
        arguments = denial_arguments(denied, tx.now, self.manager.settings.zone)
        respond(tx, context, Reply((ReplyLine(denied.text_id, arguments), ReplyLine("problem-nothing-spent"))))

    def answer_problem(self, tx: Tx, context: UpdateContext, problem: Problem) -> None:
        """Say why nothing is painted."""
        cut = isinstance(context, CommandContext) and context.maybe_split
        left_out = (ReplyLine("rest-left-out"),) if cut else ()
        respond(tx, context, Reply((*problem_lines(problem), *left_out, ReplyLine("problem-nothing-spent"))))
