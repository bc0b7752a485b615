"""Renders `/history`: a sheet of the steps of a path, the words of each, and a button for each picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.commands.gallery.queries import number_of
from bot.commands.history.path import PicturePath, PictureStep, StepState
from bot.commands.jobs.buttons import in_rows
from bot.commands.paint.sources import picture_of_job
from bot.commands.prompt_text import shortened
from bot.grammar.callback_data import ContinueCallback
from bot.intake.context import UpdateContext
from bot.jobs.stored_request import request_or_blank
from bot.outbox import sheets
from bot.outbox.renderers import Rendered
from bot.outbox.sheets import SheetCell
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import JobRow, PostRow

COLUMNS = 4
LABEL_WORDS = 40
MIN_WORDS, MAX_WORDS = 24, 160
"""Characters of the words of one step in the text: what the platform's limit leaves, between these."""


def history_payload(tx: Tx, texts: Texts, subject: str, context: UpdateContext, path: PicturePath) -> dict[str, Any]:
    """The payload of the post of a path, whose sheet is requested. It holds no words: they are read when it is rendered, so
    that what is deleted meanwhile is not shown."""
    speaker = context.speaker
    cells = [_cell(texts, context, place, step) for place, step in enumerate(path.steps)]
    steps = [[str(step.state), step.job_id, step.index, step.of, list(step.made_from)] for step in path.steps]
    return {
        "steps": steps,
        "earlier": path.earlier,
        "more": path.more,
        "board": sheets.ensure_sheet(tx, subject, speaker.person.id, cells, COLUMNS),
        "language": speaker.language,
        "reply_to": context.reply_to,
    }


def _cell(texts: Texts, context: UpdateContext, place: int, step: PictureStep) -> SheetCell:
    """The sheet's cell for a step. An image that somebody sent is drawn only in their own one-to-one chat: a copy on a sheet in
    a group would outlive their `/forget`."""
    language = context.speaker.language
    if step.state is StepState.PICTURE:
        number = number_of(step.job_id, step.index, step.of)
        words = shortened(step.request.prompt if step.request else "", LABEL_WORDS)
        return SheetCell(f"{place + 1} · {words or f'#{number}'}", f"{place + 1} · #{number}", step.key)
    label = f"{place + 1} · {texts.say(language, f'history-{step.state}')}"
    plain = f"{place + 1} · {texts.say('en', f'history-{step.state}')}"
    own = step.state is StepState.SENT and bool(context.speaker.conversation.direct)
    return SheetCell(label, plain, step.key if own else "")


@dataclass(frozen=True, slots=True)
class HistoryRenderer:
    """Renders the subjects `history:`."""

    texts: Texts

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The text, the sheet once it is ready, and the buttons."""
        data = json.loads(post.payload)
        language = data.get("language") or "zh"
        if post.desired == "gone":
            return Rendered(PostView(self.texts.say(language, "post-deleted")), final=True)
        state = sheets.state_of(tx, data["board"])
        if state == "wanted" and not capabilities.edits:
            return Rendered(None)  # Post once, with the sheet.
        text = self._text(tx, data, capabilities)
        if state in ("failed", ""):
            text += "\n" + self.texts.say(language, "gallery-no-sheet")
        picture = sheets.view_of(tx, data["board"], text)
        view = PostView(
            text,
            picture=picture,
            buttons=_buttons(tx, data["steps"], capabilities),
            reply_to=data["reply_to"],
            language=language,
            milestone="done" if picture else "accepted",
        )
        return Rendered(view, final=state != "wanted")

    def _text(self, tx: Tx, data: dict[str, Any], capabilities: PlatformCapabilities) -> str:
        language, steps = data["language"], data["steps"]
        head = self.texts.say(language, "history-head", count=len(steps))
        if data["earlier"]:
            total, more = data["earlier"] + len(steps), "yes" if data["more"] else "no"
            head += "\n" + self.texts.say(language, "history-newest", count=len(steps), all=total, more=more)
            oldest = next(((step[1], step[2], step[3]) for step in steps if step[1] and step[2]), None)
            if oldest:
                head += " " + self.texts.say(language, "history-before", id=number_of(*oldest))
        foot = self.texts.say(language, "history-foot" if capabilities.callbacks else "history-foot-typed")
        left = capabilities.caption_limit - len(head) - len(foot) - 2
        room = min(MAX_WORDS, max(MIN_WORDS, left // len(steps) - 20))
        lines = [self._line(tx, language, place, step, room) for place, step in enumerate(steps, 1)]
        return "\n".join((head, *lines, foot))

    def _line(self, tx: Tx, language: str, place: int, step: Sequence[Any], room: int) -> str:
        state, job_id, index, of, made_from = step
        if state != StepState.PICTURE:
            return f"{place} · {self.texts.say(language, f'history-{state}')}"
        job = tx.one(JobRow, "jobs.get", id=job_id)
        if job is None or picture_of_job(tx, job_id, index) is None:
            return f"{place} · {self.texts.say(language, f'history-{StepState.DELETED}')}"
        words = shortened(request_or_blank(job).prompt, room)
        number = number_of(job_id, index, of)
        if len(made_from) < 2:
            return f"{place} · #{number} · {words}"
        inputs = " + ".join(str(each + 1) for each in made_from)
        return f"{place} · #{number} = {inputs} · {words}"


def _buttons(tx: Tx, steps: list[list[Any]], capabilities: PlatformCapabilities) -> tuple[tuple[Button, ...], ...]:
    """A button for each picture that is there; where not all fit, for the first and the newest."""
    found = [
        Button(
            str(place),
            ContinueCallback(job_id, index).pack(),
            f"/continue {number_of(job_id, index, of)}",
        )
        for place, (state, job_id, index, of, _) in enumerate(steps, 1)
        if state == StepState.PICTURE and picture_of_job(tx, job_id, index)
    ]
    if len(found) > capabilities.buttons:
        found = [found[0], *found[1 - capabilities.buttons :]]
    return tuple(in_rows(found)) if found else ()
