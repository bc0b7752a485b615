"""Turns a request into queued jobs, or answers why it cannot be accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.adapter_api import GenerationRequest, ReferenceMode, Size
from bot.commands.batch.batches import Batches, BatchItem, denial_arguments
from bot.commands.presets.modifiers import Modifiers
from bot.commands.presets.presets import Bilingual
from bot.commands.request_builder import RequestBuilder
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.grammar.talk import is_paintable, points_to_image
from bot.intake.context import CommandContext, UpdateContext
from bot.intake.images import ImageResult
from bot.intake.preferences import of_both
from bot.intake.reply import Reply, ReplyLine, respond
from bot.intake.speaker import Speaker
from bot.jobs.limits import Denied
from bot.jobs.manager import JobManager, NewJob
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
            request = self.request_for(tx, context.speaker, each, image, mode)
            if isinstance(request, Problem):
                _answer_not_painted(tx, context, ReplyLine(request.text_id, request.arguments))
                return
            if not reference and points_to_image(each.text):
                _answer_not_painted(tx, context, ReplyLine("link-unreadable"))
                return
            label = " · ".join(filter(None, each.choices))
            items.append(BatchItem(request, Bilingual(label, label)))
        if len(items) == 1:
            self.queue(tx, context, items[0].request, kind)
        else:
            self.queue_batch(tx, context, items, "many", kind)

    def request_for(
        self,
        tx: Tx,
        speaker: Speaker,
        parsed: Parsed,
        image: ImageResult | None = None,
        mode: ReferenceMode = "repaint",
    ) -> GenerationRequest | Problem:
        """The request of `parsed`, with its modifiers; the defaults are the speaker's and the conversation's."""
        styled = self.modifiers.dress(tx, speaker, parsed)
        if isinstance(styled, Problem):
            return styled
        shape = Size(image.width, image.height) if image and image.width and mode == "repaint" else None
        model = self.manager.catalogue.models.get(styled.options.get("model", self.builder.defaults.default_model))
        preferences = of_both(speaker.person, speaker.conversation)
        return self.builder.build(
            styled,
            language=speaker.language,
            reference=image.key if image else "",
            mode=mode,
            shape=shape,
            preferences=preferences.options(model, styled.options, has_shape=shape is not None),
        )

    def queue(self, tx: Tx, context: UpdateContext, request: GenerationRequest, kind: str) -> None:
        """Queue a request, or answer which limit is in the way.

        The model is asked again whether it can serve the request: those of `paint` are checked by the builder, but buttons and
        `/again` change the request of an earlier job, which its model may not take any more.
        """
        if refusal := self.manager.catalogue.check(request):
            _answer_not_painted(tx, context, ReplyLine(refusal.text_id, dict(refusal.arguments)))
            return
        speaker = context.speaker
        job = NewJob(
            request, speaker.payer, speaker.person, speaker.conversation, speaker.language, context.reply_to, kind
        )
        accepted = self.manager.accept(tx, job)
        if isinstance(accepted, Denied):
            self.answer_denied(tx, context, accepted)

    def queue_batch(
        self, tx: Tx, context: UpdateContext, items: list[BatchItem], kind: Literal["many", "compare"], job_kind: str
    ) -> None:
        """Queue several requests as one batch, or ask first, or answer which limit is in the way."""
        batches = Batches(self.manager)
        denied = batches.start(tx, context.speaker, items, kind=kind, job_kind=job_kind, reply_to=context.reply_to)
        if denied:
            self.answer_denied(tx, context, denied)

    def answer_denied(self, tx: Tx, context: UpdateContext, denied: Denied) -> None:
        """Say which limit is in the way, and when it no longer will be."""
        arguments = denial_arguments(denied, tx.now, self.manager.settings.zone)
        respond(tx, context, Reply((ReplyLine(denied.text_id, arguments), ReplyLine("problem-nothing-spent"))))


def _answer_not_painted(tx: Tx, context: UpdateContext, why: ReplyLine) -> None:
    cut = isinstance(context, CommandContext) and context.maybe_split
    left_out = (ReplyLine("rest-left-out"),) if cut else ()
    respond(tx, context, Reply((why, *left_out, ReplyLine("problem-nothing-spent"))))
