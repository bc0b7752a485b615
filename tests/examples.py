"""How many examples the costly property tests draw. They are marked `drawn`."""

from __future__ import annotations

import os

ALL = bool(os.environ.get("SHENBI_ALL_EXAMPLES"))
SHARE = 4


def examples(most: int) -> int:
    """A quarter of `most` with `make test`, all of them where SHENBI_ALL_EXAMPLES is set, as in `make prove-short`: each run
    draws others, so faults that are rare are found by many runs rather than by a long one."""
    return most if ALL else -(-most // SHARE)
