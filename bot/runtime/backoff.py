"""Exponential backoff with jitter, for all retries."""

from __future__ import annotations

import random
from dataclasses import dataclass

_MOST_DOUBLINGS = 40
"""Enough for any `most_s`; larger powers of two would overflow a float."""


@dataclass(slots=True)
class Backoff:
    """Growing pauses, in seconds. The first is about `first_s`, none is above `most_s`; `failures` counts them in a
    row."""

    first_s: float = 1.0
    most_s: float = 60.0
    failures: int = 0

    def next(self) -> float:
        """Count a failure; returns how many seconds to wait: see `retry_pause_s`."""
        pause = retry_pause_s(self.failures, self.first_s, self.most_s)
        self.failures += 1
        return pause

    def reset(self) -> None:
        """Start over with the first pause, after a success."""
        self.failures = 0


def pause_s(failures: int, first_s: float, most_s: float) -> float:
    """The pause after `failures` earlier ones, without jitter."""
    return min(most_s, first_s * 2.0 ** min(max(failures, 0), _MOST_DOUBLINGS))


def retry_pause_s(failures: int, first_s: float, most_s: float) -> float:
    """Seconds to wait after `failures` earlier ones: half to all of `pause_s`, so that several processes do not retry at
    the same moment."""
    return pause_s(failures, first_s, most_s) * random.uniform(0.5, 1.0)
