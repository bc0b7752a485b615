"""A small stand-in for content inspection, and trial words in prompts that make a task fail in a chosen way."""

from __future__ import annotations

import re
from dataclasses import replace

from studio.server.errors import ALGORITHM, OUTPUT_INSPECTION, TIMED_OUT
from studio.server.options import TASK_TIMEOUT_S
from studio.server.task import Fate

REFUSED_WORDS = ("血腥", "裸体", "gore", "nude")
"""A prompt with one of these is refused at creation, as DataInspectionFailed. The real service's list is unknown."""

# English words match whole words only; Chinese has no spaces.
_REFUSED = re.compile("|".join(rf"\b{w}\b" if w.isascii() else w for w in REFUSED_WORDS), re.IGNORECASE | re.ASCII)


def is_refused(prompt: str) -> bool:
    """Whether the inspection of the input refuses this prompt."""
    return _REFUSED.search(prompt) is not None


def apply_trial_words(prompt: str, fate: Fate, n: int) -> Fate:
    """The fate of a task after the trial words of its prompt; docs/studio.md lists them."""
    if "studio-block-" in prompt:
        failing = n if "studio-block-all" in prompt else 1
        fate = replace(fate, failing=failing, item_code=OUTPUT_INSPECTION.code, item_message=OUTPUT_INSPECTION.message)
    if "studio-fail" in prompt:
        fate = replace(fate, code=ALGORITHM.code, message=ALGORITHM.message)
    if "studio-slow" in prompt:
        fate = replace(fate, seconds=max(fate.seconds, 60.0))
    if "studio-stuck" in prompt:
        fate = stuck(fate)
    return fate


def stuck(fate: Fate) -> Fate:
    """The fate of a task that runs until the service times it out."""
    return replace(fate, seconds=float(TASK_TIMEOUT_S), code=TIMED_OUT.code, message=TIMED_OUT.message)
