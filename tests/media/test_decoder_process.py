"""Large images are decoded in child processes: the bot's memory stays small, and it survives a decoder's crash."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from pathlib import Path

import pytest
from PIL import Image

from bot.media import ImageProblem, decoder_process, measure_image, run_in_decode_queue


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 120).save(out, "PNG")
    return out.getvalue()


def process_of(data: bytes) -> int:
    return os.getpid()


def crash(data: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


async def test_decoder_process__large_image_has_a_process_of_its_own_and_a_small_one_has_none() -> None:
    small, large = png(640, 480), png(4600, 3000)
    assert await run_in_decode_queue(process_of, small) == os.getpid()
    assert await run_in_decode_queue(process_of, large) != os.getpid()
    assert await run_in_decode_queue(measure_image, large) == (4600, 3000)


def read_from(data: bytes, pipe: str) -> str:
    return Path(pipe).read_text(encoding="ascii")


async def test_decoder_process__small_image_does_not_wait_for_a_large_one(tmp_path: Path) -> None:
    """An upload of 63 million pixels takes seconds; measuring a finished picture must not wait for it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    large = asyncio.create_task(run_in_decode_queue(read_from, png(4600, 3000), str(pipe)))
    # Opened for writing as soon as the other side reads: the large image is being worked on.
    opened = await asyncio.to_thread(pipe.open, "w", encoding="ascii")
    assert await run_in_decode_queue(measure_image, png(640, 480)) == (640, 480)
    assert not large.done()
    opened.write("done")
    opened.close()
    assert await large == "done"


async def test_decoder_process__large_image_that_breaks_off_is_refused_as_a_small_one_is() -> None:
    for data in (png(640, 480), png(4600, 3000)):
        with pytest.raises(ImageProblem) as refused:
            await run_in_decode_queue(measure_image, data[: len(data) // 2])
        assert refused.value.text_id == "image-damaged"


def test_decoder_process__decoder_that_crashes_is_a_damaged_image() -> None:
    with pytest.raises(ImageProblem, match="image-damaged"):
        decoder_process.run(crash, b"")
