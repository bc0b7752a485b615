"""Point 1 of what people felt: *Again* worked once and was dead for ten seconds. A double click is one press, pressing
again is a new one, and a burst that costs money is asked about once. And: deleting takes every copy along (point 10).
"""

from __future__ import annotations

import pytest

from bot.commands import burst_guard
from tests.conftest import RunningApp


def labels(shenbi: RunningApp, number: int = 1) -> list[str]:
    shown = next(each for each in shenbi.chat.visible() if each.view.picture)
    return [button.label for row in shown.view.buttons for button in row]


async def test_press__double_click_is_one_press_and_pressing_again_is_another(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    for _ in range(2):
        await shenbi.chat.press(shown, "Again")
    await shenbi.chat.picture(count=2)
    assert len(await shenbi.jobs()) == 2
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)  # as if there were a second between them
    await shenbi.chat.press(shown, "Again")
    await shenbi.chat.picture(count=3)


async def test_press__burst_is_asked_about_once_and_not_swallowed(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    for _ in range(10):
        await shenbi.chat.press(shown, "Again")
    asked = await shenbi.chat.text("times in a row")
    await shenbi.chat.picture(count=1 + burst_guard.MAX_BURST)
    assert len(await shenbi.jobs()) == 1 + burst_guard.MAX_BURST
    assert sum("times in a row" in each.view.text for each in shenbi.chat.visible()) == 1
    await shenbi.chat.press(asked, "once more")
    await shenbi.chat.picture(count=2 + burst_guard.MAX_BURST)


async def test_press__star_shows_on_its_button_and_goes_by_it(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    before = len(shenbi.chat.visible())
    await shenbi.chat.press(shown, "star:1")
    await shenbi.chat.until(lambda: "⭐ Starred" in labels(shenbi))
    await shenbi.chat.press(shown, "star:1")
    await shenbi.chat.until(lambda: "⭐ Star" in labels(shenbi))
    assert len(shenbi.chat.visible()) == before  # no line in the chat about it


async def test_press__what_was_deleted_stands_nowhere(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    await shenbi.chat.say("/originals 1")
    await shenbi.chat.until(lambda: any(each.view.files for each in shenbi.chat.visible()))
    await shenbi.chat.say("/show 1")
    await shenbi.chat.picture(count=2)
    await shenbi.chat.press(shown, "Delete")
    await shenbi.chat.until(lambda: "You can undo this" in shown.view.text)  # asked about first
    await shenbi.chat.press(shown, "Delete it")
    await shenbi.chat.until(lambda: not any(each.view.files or each.view.picture for each in shenbi.chat.visible()))
