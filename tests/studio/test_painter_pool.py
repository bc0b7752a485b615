"""The pool of painter processes: reused, replaced after a failure, stopped at the end."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from studio.server.painter_pool import OrderError, PainterError, PainterPool

BROKEN = "tests.studio.broken_painter"


@pytest.fixture
async def pool() -> AsyncIterator[PainterPool]:
    pool = PainterPool(1, timeout_s=30, module=BROKEN)
    yield pool
    await pool.close()


async def paint(pool: PainterPool, prompt: str) -> bytes:
    return (await pool.paint({"prompt": prompt}, [b"refer", b"ence"])).data


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_painter_pool__painter_paints_again(pool: PainterPool) -> None:
    first = await paint(pool, "a")
    assert first == await paint(pool, "b")
    assert alive(int(first))
    await pool.close()
    assert not alive(int(first))


@pytest.mark.parametrize("how", ["die", "break", "babble", "stop short"])
async def test_painter_pool__broken_painter_fails_its_picture_and_is_replaced(pool: PainterPool, how: str) -> None:
    first = await paint(pool, "a")
    with pytest.raises(PainterError):
        await paint(pool, how)
    assert not alive(int(first))
    assert await paint(pool, "b") != first


async def test_painter_pool__refused_order_keeps_the_process(pool: PainterPool) -> None:
    first = await paint(pool, "a")
    with pytest.raises(OrderError):
        await paint(pool, "refuse")
    assert await paint(pool, "b") == first


async def test_painter_pool__painter_that_takes_too_long_is_ended() -> None:
    pool = PainterPool(1, timeout_s=30, module=BROKEN)
    first = await paint(pool, "a")
    impatient = PainterPool(1, timeout_s=0.01, module=BROKEN)
    with pytest.raises(PainterError):
        await paint(impatient, "hang")
    hanging = asyncio.create_task(paint(pool, "hang"))
    await asyncio.sleep(0)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert not alive(int(first))
    await pool.close()
    await impatient.close()


async def test_painter_pool__as_many_at_once_as_there_are_painters() -> None:
    pool = PainterPool(2, timeout_s=30, module=BROKEN)
    pids = await asyncio.gather(*(paint(pool, "a") for _ in range(6)))
    assert len(set(pids)) == 2
    await pool.close()
