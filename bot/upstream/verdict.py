"""`Verdict`: what an error of the service means for us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

BUSY_TEXT = "upstream-busy"
"""What a person is told while the service takes no more requests from anybody."""
NO_PICTURE_TEXT = "upstream-no-picture"
"""What a person is told when a task succeeded and has no picture for them."""
OPERATOR_TEXTS = {
    text_id: f"{text_id}-operator"
    for text_id in (
        "upstream-key",
        "upstream-workspace",
        "upstream-address",
        "upstream-arrears",
        "upstream-free-tier",
        "upstream-model-access",
        "upstream-model-gone",
        "upstream-protocol",
        "upstream-reference-unreadable",
        "upstream-reference-resolution",
        "upstream-reference-format",
        "upstream-reference-large",
        "upstream-number",
        "upstream-size",
        "upstream-parameter",
        "upstream-unknown",
        NO_PICTURE_TEXT,
    )
}
"""What the operator is told where a person is told such a text. These may also name the `model` and its `successor`."""
NO_SUCCESSOR = "none"
"""The argument `successor` of such a text where the model has none."""


class Treatment(StrEnum):
    """What to do about an error."""

    RETRY_LATER = "retry_later"
    """The service is busy or has failed: the pool pauses for `pause_s`, then the same request is sent again."""
    TELL_PERSON = "tell_person"
    """This request cannot work (moderation, a bad image): it fails, its person is told why."""
    TELL_OPERATOR = "tell_operator"
    """The key, the account or the model cannot be used: `scope` is suspended until the operator has fixed it. With a
    `pause_s` the service itself was not reached: the pool pauses, and tries again by itself."""
    NEW_TASK_ONCE = "new_task_once"
    """The task failed through no fault of the request: worth one new task, not two."""


Scope = Literal["job", "pool", "account"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an error means.

    `text_id` and `operator_text_id` (None: the operator need not know) name messages in the locales, to be rendered
    with `arguments`. `scope` says what is affected, and `pause_s` for how many seconds it should pause; 0 where that
    does not help. `is_concurrency`: too many tasks at once, so the spare slot has to go.
    `proves_refusal`: as the answer to a create, it proves that no task was made.
    """

    code: str
    treatment: Treatment
    text_id: str
    scope: Scope = "job"
    pause_s: float = 0.0
    is_concurrency: bool = False
    operator_text_id: str | None = None
    proves_refusal: bool = True

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments of the texts that this verdict names."""
        return {"code": self.code}
