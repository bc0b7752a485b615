"""Decode large images in a child process, one for each image.

A decode may take hundreds of megabytes, and a C library may crash on a malicious file. In a child all memory is returned, and
a crash is reported as a damaged image. Small images are decoded in the bot's process, which saves starting one.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

import structlog

from bot.media.containers import parse_container
from bot.media.decoders import open_source
from bot.media.errors import ImageProblem
from bot.media.limits import BYTES_PER_PIXEL
from bot.media.sniffing import sniff

P = ParamSpec("P")
T = TypeVar("T")

OWN_PROCESS_BYTES: Final = 48_000_000
"""A decode that takes more memory runs in a child process (a PNG of 12 megapixels does), which takes half a second to start."""
TIMEOUT_S: Final = 90.0
"""For one image, on a busy machine."""

log = structlog.get_logger()


def needs_process(data: bytes) -> bool:
    """Whether decoding takes enough memory for a separate process. False for what cannot be read: it is refused quickly."""
    kind = sniff(data)
    if kind is None:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about malformed files, which must not fill the log.
            width, height = open_source(parse_container(kind, data)).size
    except Exception:  # noqa: BLE001 - whatever a decoder raises; the work itself reports it
        return False
    # JPEGs are decoded at an eighth of their size; a progressive one keeps its coefficients meanwhile, two bytes each.
    return width * height * BYTES_PER_PIXEL.get(kind, 3.0) > OWN_PROCESS_BYTES


def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a new process. `work` is a module-level function; arguments and result are pickled. Raises what the
    work raises; ImageProblem if the process dies or times out."""
    task = pickle.dumps((work, args, kwargs))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bot.media"],
            input=task,
            capture_output=True,
            timeout=TIMEOUT_S,
            start_new_session=True,  # Ctrl-C is handled by the bot.
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("image.decoder-slow", limit_s=TIMEOUT_S)
        raise ImageProblem("image-damaged") from None
    if done.returncode:
        log.warning("image.decoder-died", status=done.returncode, output=done.stderr[-500:].decode("utf-8", "replace"))
        raise ImageProblem("image-damaged")
    result: Any = pickle.loads(done.stdout)  # noqa: S301 - from our own process, which unpickled only our task
    if isinstance(result, Exception):
        raise result
    answer: T = result
    return answer


def main() -> None:
    """In the child: read the task from standard input, write the result to standard output."""
    work, args, kwargs = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the bot, our parent
    try:
        result = work(*args, **kwargs)
    except ImageProblem as problem:
        result = problem
    sys.stdout.buffer.write(pickle.dumps(result))
