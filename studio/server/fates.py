"""Plans the course of a task when it is accepted: how long it takes, how many pictures come, what fails."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from studio.server import content_inspection, errors
from studio.server.errors import ApiError
from studio.server.faults import Call, Faults
from studio.server.options import LiveSettings
from studio.server.task import Fate, TaskOrder


class FatePlanner:
    """Draws the fates of tasks; `trial_words`: words of a prompt may choose them."""

    def __init__(self, faults: Faults, live: LiveSettings, rng: Random, *, trial_words: bool) -> None:
        self._faults, self._live, self._rng, self._trial_words = faults, live, rng, trial_words

    def plan(self, call: Call, order: TaskOrder, size_error: ApiError | None = None) -> Fate:
        """The fate of a task. `call` is its creation; `size_error`: what is wrong with its size, if that is found inside."""
        settings = self._live.settings
        fate = Fate(seconds=max(settings.min_task_s, settings.durations.draw(self._rng)))
        if order.is_set:
            fate = replace(fate, pictures=self._set_pictures(order))
        if self._trial_words:
            fate = content_inspection.apply_trial_words(order.prompt, fate, order.n)
        fate = self._with_fault(replace(call, operation="task"), order, fate)
        if size_error is not None:
            return replace(fate, code=size_error.code, message=size_error.message)
        if order.sync and fate.seconds > settings.sync_limit_s:
            timed_out = errors.SYNC_TIMED_OUT
            return replace(fate, seconds=settings.sync_limit_s, code=timed_out.code, message=timed_out.message)
        return fate

    def _set_pictures(self, order: TaskOrder) -> int:
        """How many pictures of a set come: the model decides. Here half of all seeds bring as many as asked for."""
        if self._live.settings.set_pictures:
            return min(order.n, int(self._live.settings.set_pictures))
        rng = Random(f"{order.seed} set")
        return order.n if rng.random() < 0.5 else rng.randint(1, order.n)

    def _with_fault(self, call: Call, order: TaskOrder, fate: Fate) -> Fate:
        fault = self._faults.fire(call)
        if fault is None:
            return fate
        match fault.do:
            case "fail":
                return replace(fate, code=fault.refusal.code, message=fault.refusal.message)
            case "partial":
                code, message = fault.refusal.code, fault.refusal.message
                return replace(fate, failing=min(fault.count, order.n), item_code=code, item_message=message)
            case "slow":
                return replace(fate, seconds=max(fate.seconds, fault.seconds))
            case "spoil":
                return replace(fate, spoil="cut" if fault.file == "cut" else "text")
            case _:
                return content_inspection.stuck(fate)
