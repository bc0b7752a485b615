"""Painters in processes of their own: reused, replaced when they break, gone at the end."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from studio.server.painter_process import OrderError, PainterError, PainterProcess

BROKEN = "tests.studio.broken_painter"


@pytest.fixture
async def easel() -> AsyncIterator[PainterProcess]:
    easel = PainterProcess(1, timeout_s=30, module=BROKEN)
    yield easel
    await easel.close()


async def paint(easel: PainterProcess, prompt: str) -> bytes:
    return (await easel.paint({"prompt": prompt}, b"reference")).data


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_painter_paints_again(easel: PainterProcess) -> None:
    first = await paint(easel, "a")
    assert first == await paint(easel, "b")
    assert alive(int(first))
    await easel.close()
    assert not alive(int(first))


@pytest.mark.parametrize("how", ["die", "break", "babble", "stop short"])
async def test_a_broken_painter_fails_its_picture_and_is_replaced(easel: PainterProcess, how: str) -> None:
    first = await paint(easel, "a")
    with pytest.raises(PainterError):
        await paint(easel, how)
    assert not alive(int(first))
    assert await paint(easel, "b") != first


async def test_a_refused_order_costs_nobody_their_place(easel: PainterProcess) -> None:
    first = await paint(easel, "a")
    with pytest.raises(OrderError):
        await paint(easel, "refuse")
    assert await paint(easel, "b") == first


async def test_a_painter_that_takes_too_long_is_ended() -> None:
    easel = PainterProcess(1, timeout_s=30, module=BROKEN)
    first = await paint(easel, "a")
    impatient = PainterProcess(1, timeout_s=0.01, module=BROKEN)
    with pytest.raises(PainterError):
        await paint(impatient, "hang")
    hanging = asyncio.create_task(paint(easel, "hang"))
    await asyncio.sleep(0)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert not alive(int(first))
    await easel.close()
    await impatient.close()


async def test_as_many_at_once_as_there_are_painters() -> None:
    easel = PainterProcess(2, timeout_s=30, module=BROKEN)
    pids = await asyncio.gather(*(paint(easel, "a") for _ in range(6)))
    assert len(set(pids)) == 2
    await easel.close()
