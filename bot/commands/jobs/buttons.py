"""The buttons under a job's post."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapter_api import RESTYLE_MODES, Button, GenerationRequest, PlatformCapabilities
from bot.commands.prompt_text import SHOWN_PROMPT
from bot.commands.request_builder import style_text
from bot.grammar.callback_data import (
    AgainCallback,
    BackCallback,
    CancelCallback,
    CollectCallback,
    DeleteCallback,
    EditPromptCallback,
    MenuCallback,
    OriginalsCallback,
    ReportCallback,
    RestyleCallback,
    ShowCallback,
    SimilarCallback,
    StarCallback,
    UndoCallback,
)
from bot.jobs.life_cycle import UNSURE
from bot.jobs.states import State
from bot.runtime.texts import Texts
from bot.store.rows import JobRow
from bot.upstream.catalogue import Catalogue

REFUSED_WORDS = ("upstream-moderation-", "upstream-infringement", "upstream-rule", "job-pictures-refused")
"""How the errors begin after which other words may help."""
MAX_IN_ROW = 6
"""Buttons in a row that a phone shows with their numbers whole."""


@dataclass(frozen=True, slots=True)
class JobButtons:
    """Makes the buttons of jobs, in the language of the job."""

    catalogue: Catalogue
    texts: Texts

    def _say(self, job: JobRow, text_id: str, **arguments: Any) -> str:
        return self.texts.say(job.language, text_id, **arguments)

    def of_state(
        self, job: JobRow, state: State, capabilities: PlatformCapabilities | None = None
    ) -> tuple[tuple[Button, ...], ...]:
        """The buttons of a job that has no result to show."""
        number = job.id
        if state is State.FAILED and job.error.startswith(REFUSED_WORDS) and capabilities:
            return (self._other_words(job, capabilities),)
        if state is State.FAILED or (state is State.HELD and job.error == UNSURE and not job.cancel_requested):
            return ((Button(self._say(job, "button-again"), AgainCallback(number).pack(), f"/again {number}"),),)
        if state in (State.CANCELLED, State.HELD) or job.cancel_requested:
            return ()
        return ((Button(self._say(job, "button-cancel"), CancelCallback(number).pack(), f"/cancel {number}"),),)

    def _other_words(self, job: JobRow, capabilities: PlatformCapabilities) -> tuple[Button, ...]:
        """The buttons for asking in other words, where the words were refused: to change them in a form, or to copy them, and to
        try the same once more, which may be painted with another seed."""
        again = Button(self._say(job, "button-again"), AgainCallback(job.id).pack(), f"/again {job.id}")
        if capabilities.forms:
            label, ask = self._say(job, "button-edit-prompt"), self._say(job, "ask-edit-prompt")
            return (Button(label, EditPromptCallback(job.id).pack(), ask=ask), again)
        if 0 < len(job.prompt) <= capabilities.copies:
            return (Button(self._say(job, "button-copy"), f"copy:{job.id}", copy=job.prompt), again)
        return (again,)

    def of_result(
        self,
        job: JobRow,
        picks: list[int],
        request: GenerationRequest,
        capabilities: PlatformCapabilities,
        *,
        starred: bool,
        changed: bool = False,
        pick: int = 0,
    ) -> tuple[tuple[Button, ...], ...]:
        """The buttons of a result; `picks` are the numbers of its pictures, from 1. `changed`: it was made from a picture that
        one can go back to. `pick`: of several pictures the post shows this one alone."""
        number = job.id
        named = f"{number}.{pick}" if pick else str(number)
        originals = self._say(job, "button-originals", count=len(picks))
        copy = Button(self._say(job, "button-copy"), f"copy:{number}", copy=request.prompt)
        each = tuple(
            Button(
                self._say(job, "button-original", pick=one),
                OriginalsCallback(number, one).pack(),
                f"/originals {number}.{one}",
            )
            for one in picks
        )
        rows: list[tuple[Button, ...]] = [
            (
                Button(self._say(job, "button-again"), AgainCallback(number).pack(), f"/again {number}"),
                Button(self._say(job, "button-restyle"), MenuCallback(number, pick).pack(), f"/restyle --from {named}"),
                Button(
                    self._say(job, "button-similar"), SimilarCallback(number, pick).pack(), f"/similar --from {named}"
                ),
            ),
            (
                Button(originals, OriginalsCallback(number, pick).pack(), f"/originals {named}"),
                Button(
                    self._say(job, "button-starred" if starred else "button-star"),
                    StarCallback(number).pack(),
                    f"/star {number}",
                    on=starred,
                ),
                Button(
                    self._say(job, "button-delete"), DeleteCallback(number).pack(), f"/delete {number}", style="danger"
                ),
            ),
        ]
        if changed:
            rows.insert(1, self._of_change(job))
            if sum(map(len, rows)) > capabilities.buttons:
                rows[2] = rows[2][:-1]  # Where few fit, without Delete: Undo deletes as well.
        # A platform without callbacks takes few buttons: there a changed picture has Back instead of the button that
        # collects it.
        last: tuple[Button, ...] = (
            (self._collect(job, picks, capabilities),) if capabilities.callbacks or not changed else ()
        )
        if len(picks) > 1 and sum(map(len, rows)) + len(each) + len(last) <= capabilities.buttons:
            rows[-1:-1] = in_rows(each)
        elif len(picks) > 1 and capabilities.callbacks and sum(map(len, rows)) + len(last) < capabilities.buttons:
            menu = MenuCallback(number, 0, "originals").pack()
            rows.insert(-1, (Button(self._say(job, "button-pick-original"), menu),))
        if 0 < len(request.prompt) <= capabilities.copies:
            last += (copy,)
        elif capabilities.forms:
            label, ask = self._say(job, "button-edit-prompt"), self._say(job, "ask-edit-prompt")
            last += (Button(label, EditPromptCallback(number).pack(), ask=ask),)
        elif len(request.prompt) > SHOWN_PROMPT and sum(map(len, rows)) + len(last) < capabilities.buttons:
            last += (Button(self._say(job, "button-prompt"), ShowCallback(number).pack(), f"/show {number}"),)
        if not capabilities.callbacks and sum(map(len, rows)) + len(last) < capabilities.buttons:
            last += (self._report(job),)  # Elsewhere it is in the menu of a restyle.
        return (*rows, last) if last else tuple(rows)

    def _report(self, job: JobRow) -> Button:
        return Button(self._say(job, "button-report"), ReportCallback(job.id).pack(), f"/report {job.id}")

    def _of_change(self, job: JobRow) -> tuple[Button, ...]:
        """The buttons that lead to what a picture was made from."""
        return (
            Button(self._say(job, "button-previous"), BackCallback(job.id).pack(), f"/back {job.id}"),
            Button(self._say(job, "button-undo-change"), UndoCallback(job.id).pack(), f"/undo {job.id}"),
        )

    def _collect(self, job: JobRow, picks: list[int], capabilities: PlatformCapabilities) -> Button:
        """The button that puts a picture on the presser's list of pictures to blend; of several it asks first which."""
        several = len(picks) > 1 and capabilities.callbacks
        pressed = MenuCallback(job.id, 0, "blend") if several else CollectCallback(job.id, picks[0])
        named = f"{job.id}" if picks[0] == 1 else f"{job.id}.{picks[0]}"
        return Button(self._say(job, "button-blend"), pressed.pack(), f"/blend --from {named}")

    def of_menu(
        self, job: JobRow, picks: list[int], menu: dict[str, Any], capabilities: PlatformCapabilities
    ) -> tuple[tuple[Button, ...], ...]:
        """In the place of a result's buttons: the question whether to delete, or a restyle's picture, mode and style."""
        number = job.id
        if menu.get("delete"):
            no = Button(self._say(job, "button-delete-no"), MenuCallback(number, 0, "back").pack())
            yes = Button(self._say(job, "button-delete-yes"), DeleteCallback(number, "yes").pack(), style="danger")
            return ((no, yes),)
        back = Button(self._say(job, "button-back"), MenuCallback(number, 0, "back").pack())
        pick, mode = int(menu["pick"]), menu["mode"]
        if mode == "originals":
            each = [
                Button(self._say(job, "button-original", pick=i), OriginalsCallback(number, i).pack()) for i in picks
            ]
            return (*in_rows(each), (back,))
        if mode == "blend":
            collect = [Button(f"🧩 {i}", CollectCallback(number, i).pack()) for i in picks]
            return (*in_rows(collect), (back,))
        offered = self.catalogue.styles_to_offer(job.model)
        together = len(picks) + len(RESTYLE_MODES) + len(offered) + 2 <= capabilities.buttons
        if not pick and len(picks) > 1 and not together:
            # First the picture, then its style: not all of these buttons fit below one message.
            ask = [Button(str(each), MenuCallback(number, each, mode).pack()) for each in picks]
            return (*in_rows(ask), (back,))
        rows: list[tuple[Button, ...]] = []
        if pick not in picks:
            pick = picks[0]  # Of several, some may have failed.
        if len(picks) > 1 and together:
            choices = [Button(f"{'●' if i == pick else '○'} {i}", MenuCallback(number, i, mode).pack()) for i in picks]
            rows += in_rows(choices)
        rows.append(
            tuple(
                Button(
                    ("● " if m == mode else "○ ") + self._say(job, f"button-keep-{m}"),
                    MenuCallback(number, pick, m).pack(),
                )
                for m in RESTYLE_MODES
            )
        )
        styles = [
            Button(self._say(job, style_text(style)), RestyleCallback(number, pick, mode, style).pack())
            for style in offered
        ]
        rows.extend(tuple(styles[i : i + 3]) for i in range(0, len(styles), 3))
        rows.append((back, self._report(job)))
        return tuple(rows)


def in_rows(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    """Rows of equal length where possible, of at most `MAX_IN_ROW`: of six numbers, six; of twelve, two rows of six."""
    rows = math.ceil(len(buttons) / MAX_IN_ROW)
    length = math.ceil(len(buttons) / rows)
    return [tuple(buttons[start : start + length]) for start in range(0, len(buttons), length)]
