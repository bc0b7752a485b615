"""Named points between two effects, at which a test can kill the process.

`hit("create.answered")` costs one look-up while no hook is set. A test sets a hook in its own process, or starts
another process with `SHENBI_CRASH_AT=create.answered` (or `create.answered:3` for the third time): it then dies there
as by `kill -9`, without clean-up.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import NoReturn

POINTS = frozenset(
    {
        "inbox.saved",  # updates are on disk, not yet acknowledged
        "inbox.decoded",  # an update is claimed and decoded, nothing else was done
        "inbox.kept",  # an image is in the picture store, not in the database
        "inbox.fetched",  # images are stored and committed, the update is still open
        "inbox.handled",  # jobs and posts of an update are committed
        "prepare.taken",  # a job is leased for the upload of its reference
        "prepare.uploaded",  # the reference is uploaded, not yet committed
        "prepare.noted",
        "create.intended",  # the intent is committed, nothing was sent
        "create.left",  # a request has left whose answer brings the pictures, and nothing else may leave yet
        "create.spaced",  # the next one may leave from 1/rate after it
        "create.answered",  # the upstream has answered, nothing is committed
        "create.noted",  # the answer (a task id, a refusal, or that it was lost) is committed
        "call.intended",  # a call to a chat model is committed as being asked, nothing was sent
        "call.answered",  # the model has answered, nothing is committed
        "call.noted",  # the answer, a refusal, or that it was lost is committed
        "cancel.answered",  # the upstream has answered a cancellation, nothing is committed
        "cancel.noted",
        "poll.answered",
        "poll.noted",
        "collect.listed",  # the results' URLs are committed
        "collect.kept",  # one picture file is written
        "collect.stored",  # all picture files and the sheet are written, not yet committed
        "collect.done",  # job done, money settled, post due
        "post.intended",  # a call to the platform is committed as being sent
        "post.answered",  # the platform has answered, nothing is committed
        "post.noted",
        "resolve.listed",  # the task listing was read for a lost answer, nothing is decided
        "resolve.noted",
    }
)

_hooks: dict[str, Callable[[], None]] = {}


def hit(name: str) -> None:
    """Run the hook of this point, if it has one. Raises KeyError for a name that is not in POINTS (a misprint)."""
    if not _hooks:
        return
    if name not in POINTS:
        raise KeyError(name)
    if hook := _hooks.get(name):
        hook()


def on(name: str, hook: Callable[[], None] | None) -> None:
    """Set the hook of a point, or remove it (None)."""
    if name not in POINTS:
        raise KeyError(name)
    if hook is None:
        _hooks.pop(name, None)
    else:
        _hooks[name] = hook


def die() -> NoReturn:
    """End the process at once, as `kill -9` would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def arm_from_environment() -> None:
    """Set the hook that SHENBI_CRASH_AT asks for, if it is set."""
    name, _, nth = os.environ.get("SHENBI_CRASH_AT", "").partition(":")
    if not name:
        return
    left = int(nth or 1)

    def countdown() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            die()

    on(name, countdown)
