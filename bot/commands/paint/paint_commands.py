"""`/imagine`, `/restyle`, `/similar` and `/again`, in words and by buttons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.access import Action, Decision
from bot.adapter_api import GenerationRequest, ReferenceMode
from bot.commands.jobs.lookup import job_if_allowed, named_job
from bot.commands.jobs.result_menu import set_menu
from bot.commands.paint.service import PaintService
from bot.commands.paint.sources import image_of_command, may_paint_from, missing_image_text, picture_of_job
from bot.commands.pressed import pressed_question
from bot.commands.request_builder import RoutedRequest, style_text
from bot.commands.router import Router
from bot.grammar.callback_data import (
    AgainCallback,
    EditPromptCallback,
    PickStyleCallback,
    QuestionCallback,
    RestyleCallback,
    SimilarCallback,
)
from bot.grammar.option_values import Problem, take_style
from bot.grammar.parsing import Parsed, parse
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.images import ImageResult
from bot.intake.permissions import about_question, job_for
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond
from bot.jobs.prices import agreed_by
from bot.jobs.stored_request import request_of
from bot.store import Tx
from bot.store.rows import InboxRow, JobRow
from bot.upstream import Model, RequestRefusal, Role

SEED_STEP = 1000
SEEDS = 2_147_483_000
BUTTONS_A_ROW = 3


@dataclass(frozen=True, slots=True)
class PaintCommands:
    """Paints words, from images, and from pictures of jobs."""

    paints: PaintService

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands(
            {"imagine": self.imagine, "restyle": self.restyle, "similar": self.similar, "again": self.again}
        )
        router.add_job_callback(AgainCallback, Action.REPEAT, self.press_again)
        router.add_job_callback(SimilarCallback, Action.REFERENCE, self.press_similar)
        router.add_job_callback(RestyleCallback, Action.REFERENCE, self.press_restyle)
        # Each form that is sent in counts, also two within a second.
        router.add_job_callback(
            EditPromptCallback,
            Action.REPEAT,
            lambda tx, context, job, data: self._run_edited(tx, context, router),
            idempotent=True,
        )
        router.add_callback(PickStyleCallback, self.press_style)

    # --- commands

    def imagine(self, tx: Tx, context: CommandContext) -> None:
        """Paint words: `/imagine a cat`. With an image, repaint it by the words."""
        image = context.image
        attached = image.origin == "attached" and (image.key or image.problem)
        if attached or "source" in context.parsed.options:
            self._paint_from(tx, context, "repaint")
        else:
            self.paints.paint(tx, context, context.parsed, "imagine")

    def restyle(self, tx: Tx, context: CommandContext) -> None:
        """Repaint an image in a style or by words: `/restyle watercolor`, with an image or `--from 42.1`."""
        self._paint_from(tx, context, "repaint")

    def similar(self, tx: Tx, context: CommandContext) -> None:
        """Paint words in the style of an image: `/similar a lighthouse`."""
        self._paint_from(tx, context, "refonly")

    def _paint_from(self, tx: Tx, context: CommandContext, mode: ReferenceMode) -> None:
        parsed = _leading_style(context.parsed)
        image, source = image_of_command(tx, context), parsed.options.get("source")
        if image.problem:
            respond(tx, context, one_line(image.problem, **image.arguments))
            return
        if not image.key:
            respond(tx, context, one_line(missing_image_text(context, f"no-image-{mode}")))
            return
        has_words = bool(parsed.text or parsed.modifiers)
        if mode == "repaint" and not has_words and "style" not in parsed.options:
            self.offer_styles(tx, context, parsed.options.get("source"))
            return
        if mode == "refonly" and not has_words:
            if source and (job := job_for(tx, context.speaker, source[0], Action.REPEAT)):
                # What a pressed button means, on platforms where a press is a text: the job's own words once more.
                self._paint_from_picture(tx, context, job, source[1], "refonly")
                return
            respond(tx, context, one_line("similar-needs-words"))
            return
        self.paints.paint(tx, context, parsed, "restyle" if mode == "repaint" else "similar", image, mode)

    def again(self, tx: Tx, context: CommandContext) -> None:
        """Paint a job's request once more: `/again 42 --n 2`; without a number that of the picture that is replied to,
        or the person's newest."""
        options = context.parsed.options
        source = options.get("source")
        job_id, named = (source[0], str(source[0])) if source else named_job(tx, context)
        if not (job_id or named):
            respond(tx, context, one_line("no-job-to-repeat"))
        elif job := job_if_allowed(tx, context, job_id, named, Action.REPEAT):
            self._paint_again(tx, context, job, options)

    def offer_styles(
        self,
        tx: Tx,
        context: CommandContext,
        source: tuple[int, int] | None = None,
        *,
        first_line: str = "",
        more: tuple[ReplyButton, ...] = (),
    ) -> None:
        """Ask in which style to restyle an image; `first_line` is the id of a text to begin with, `more` are other
        ways to go on."""
        typed = f"--from {source[0]}.{source[1]} " if source else ""

        def button(style: str) -> ReplyButton:
            # With a source the press names the picture, otherwise the update whose image is used.
            data = RestyleCallback(*source, "repaint", style) if source else PickStyleCallback(context.inbox_id, style)
            return style_text(style), {}, data.pack(), f"/restyle {typed}{style}"

        catalogue = self.paints.manager.catalogue
        offered = catalogue.styles_to_offer(self.paints.builder.default_model(context.speaker))
        buttons = [button(style) for style in offered]
        rows = [tuple(buttons[i : i + BUTTONS_A_ROW]) for i in range(0, len(buttons), BUTTONS_A_ROW)]
        if more:
            rows.append(more)
        lines = [ReplyLine(first_line)] if first_line else []
        lines.append(ReplyLine("ask-style"))
        can_edit, count = self.paints.manager.roles.can_edit, len(context.image.images)
        if count > 1 and not source:
            lines.append(ReplyLine("ask-style-first", {"count": count}))
            if can_edit:
                lines.append(ReplyLine("ask-style-or-blend", {"count": count}))
                blend = QuestionCallback(context.inbox_id, "blend").pack()
                rows.append((("button-words-blend", {"count": count}, blend, "/blend"),))
        elif can_edit:
            lines.append(ReplyLine("ask-style-or-change"))
        respond(tx, context, Reply(tuple(lines), tuple(rows)))

    # --- buttons

    def press_again(self, tx: Tx, context: PressContext, job: JobRow, data: AgainCallback) -> None:
        """Paint a job's request once more, with a new seed: `again:42`."""
        self._paint_again(tx, context, job, {})

    def _run_edited(self, tx: Tx, context: PressContext, router: Router) -> None:
        """Carry out the words of a form that began with those of a job: `prompt:42`. Without a command they are painted."""
        parsed = parse(context.press.text)
        if not (parsed.text or parsed.modifiers or parsed.problems):
            respond(tx, context, one_line("prompt-needs-words"))
            return
        if not parsed.command:
            parsed = replace(parsed, command="imagine")
        router.run_command(tx, context.as_command(parsed, ImageResult("none")))

    def press_similar(self, tx: Tx, context: PressContext, job: JobRow, data: SimilarCallback) -> None:
        """Paint a job's words in the style of its picture: `similar:42`, `similar:42:2`."""
        self._paint_from_picture(tx, context, job, data.picture or 1, "refonly")

    def press_restyle(self, tx: Tx, context: PressContext, job: JobRow, data: RestyleCallback) -> None:
        """Repaint picture 1 of a job in another style: `restyle:42:1:repaint:sketch`."""
        self._paint_from_picture(tx, context, job, data.picture, data.mode, data.style)
        set_menu(tx, context, job, None)

    def press_style(self, tx: Tx, context: PressContext, data: PickStyleCallback) -> None:
        """Repaint the image of update 17, about which the bot has asked, in the style that was chosen:
        `pick:17:sketch`. The question stays: its image may be painted in several styles, until something else is
        ordered instead."""
        row, question = tx.one(InboxRow, "inbox.by_id", id=data.update), pressed_question(tx, context, data.update)
        # The number is the client's word: only whose image it is, and those who see the question, may choose for it.
        if about_question(context.speaker, row, question, Action.ANSWER) is not Decision.ALLOWED:
            row = None
        elif question and question.desired == "gone":
            respond(tx, context, one_line("question-answered"))
            return
        image = (
            ImageResult.from_json(json.loads(row.image_result)) if row and row.image_result not in ("", "[]") else None
        )
        if image is None or not image.key or not may_paint_from(tx, context.speaker, image.key):
            respond(tx, context, one_line("reference-gone"))
            return
        self.paints.paint(tx, context, Parsed("restyle", "", {"style": data.style}), "restyle", image, "repaint")

    # --- from jobs

    def _paint_again(self, tx: Tx, context: UpdateContext, job: JobRow, options: Mapping[str, Any]) -> None:
        """Queue a job's request once more with a new seed, and with what was written changed."""
        request = request_of(job)
        # Repeating another person's job reuses its reference. If that is a private picture, a low strength would reproduce
        # it, so check that this speaker may use it. (A job's own person was checked when they asked for it.)
        mine = job.person_id == context.speaker.person.id
        if request.reference and not may_paint_from(tx, context.speaker, request.reference.image, stands_here=mine):
            respond(tx, context, one_line("reference-gone"))
            return
        changes = {**options, "seed": options.get("seed", _next_seed(request.seed, context))}

        def request_for(model: Model) -> GenerationRequest | RequestRefusal:
            return self.paints.builder.with_options(request, changes, model)

        role: Role = "edit" if request.reference and request.reference.mode == "edit" else "paint"
        self._queue(tx, context, job, self.paints.builder.route(context.speaker, options, role, request_for, job.model))

    def _paint_from_picture(
        self, tx: Tx, context: UpdateContext, job: JobRow, number: int, mode: ReferenceMode, style: str = ""
    ) -> None:
        """Queue a job's request with its picture `number` as the reference, in another style if there is one."""
        picture = picture_of_job(tx, job.id, number)
        if picture is None:
            respond(tx, context, one_line("no-such-picture", id=job.id, pick=number))
            return
        before, key = request_of(job), picture.key
        request = replace(before, seed=_next_seed(before.seed, context))

        def request_for(model: Model) -> GenerationRequest:
            return self.paints.builder.from_picture(request, model, key, mode, style)

        found = self.paints.builder.route(context.speaker, {}, "paint", request_for, job.model)
        self._queue(tx, context, job, found, "restyle" if mode == "repaint" else "similar")

    def _queue(
        self, tx: Tx, context: UpdateContext, job: JobRow, found: RoutedRequest | Problem, kind: str = ""
    ) -> None:
        """Queue a request that was made of a job's. What its payer has agreed to for that job needs no question."""
        if isinstance(found, Problem):
            self.paints.answer_problem(tx, context, found)
            return
        usual_li = max(found.usual_li, agreed_by(job, context.speaker.payer.id))
        self.paints.queue(tx, context, replace(found, usual_li=usual_li), kind or job.kind)


def _next_seed(seed: int, context: UpdateContext) -> int:
    """Another seed than the job's, the same however often the update is handled."""
    return (seed + SEED_STEP + context.inbox_id) % SEEDS


def _leading_style(parsed: Parsed) -> Parsed:
    """A style's name at the beginning of the words is read as a style ('oil painting at dusk')."""
    variants = tuple(map(_leading_style, parsed.variants))
    if "style" not in parsed.options and (found := take_style(parsed.text))[0]:
        return replace(parsed, text=found[1], options={**parsed.options, "style": found[0]}, variants=variants)
    return replace(parsed, variants=variants)
