"""Point 1 of what people felt: *Again* worked once and was dead for ten seconds. A double click is one press, pressing
again is a new one, and a burst that costs money is asked about once. A question is answered once, and nothing is painted
that somebody asked for long ago. And: deleting takes every copy along (point 10).
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import burst_guard
from bot.intake.staleness import STALE_S
from tests.conftest import RunningApp, photo
from tests.scripted import BotMessage

FORWARDED: dict[str, Any] = {
    "text": "Shall we meet on Friday?", "authorship": "forwarded", "images": [], "quote": None, "user": "ann",
    "chat": "ann", "language": "en", "admin": False, "direct": True,
}  # fmt: skip


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


async def ask_once_more(shenbi: RunningApp) -> BotMessage:
    """The question that follows a burst of presses of *Again* by Ann, whose pictures have come by then."""
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    for _ in range(1 + burst_guard.MAX_BURST):
        await shenbi.chat.press(shown, "Again")
    asked = await shenbi.chat.text("times in a row")
    await shenbi.chat.picture(count=1 + burst_guard.MAX_BURST)
    return asked


async def test_press__confirmation_of_a_burst_paints_one_picture(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)
    asked = await ask_once_more(shenbi)
    for _ in range(3):
        await shenbi.chat.press(asked, "once more")
    await shenbi.chat.text("This question is settled")
    await shenbi.chat.picture(count=2 + burst_guard.MAX_BURST)
    assert asked.gone
    assert len(await shenbi.jobs()) == 2 + burst_guard.MAX_BURST


async def test_press__burst_is_confirmed_by_who_was_asked(shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)
    asked = await ask_once_more(shenbi)
    await shenbi.chat.press(asked, "once more", user="eve")
    await shenbi.chat.text("Only the person who asked")
    assert not asked.gone


async def test_press__confirmation_that_no_message_offers_paints_nothing(shenbi: RunningApp) -> None:
    """What a client sends may be anything: here the confirmation of a burst, below a picture."""
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    await shenbi.chat.push(pressed(shown, "sure:again:1"))
    await shenbi.chat.text("This button is too old for me")
    assert not shown.gone
    assert len(await shenbi.jobs()) == 1


async def test_press__question_is_answered_once(shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)
    await shenbi.chat.push(FORWARDED)
    question = await shenbi.chat.text("Shall I paint")
    for _ in range(2):
        await shenbi.chat.press(question, "Paint it")
    await shenbi.chat.text("This question is settled")
    await shenbi.chat.picture()
    await shenbi.chat.until(lambda: question.gone)
    await shenbi.chat.press(question, "Paint it")  # a client that still shows it
    await shenbi.chat.until(lambda: sum("is settled" in m.view.text for m in shenbi.chat.visible()) == 2)
    assert len(await shenbi.jobs()) == 1


async def test_press__question_is_answered_by_a_press_or_by_words_not_by_both(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)
    await shenbi.chat.push(FORWARDED)
    question = await shenbi.chat.text("Shall I paint")
    await shenbi.chat.say("yes")
    await shenbi.chat.press(question, "Paint it")
    await shenbi.chat.text("This question is settled")
    await shenbi.chat.picture()
    assert len(await shenbi.jobs()) == 1


async def test_press__styles_of_an_album_are_closed_by_its_words(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of an album may come after its first picture, and with them what is to be done."""
    monkeypatch.setattr(burst_guard, "DOUBLE_CLICK_S", 0.0)
    shenbi.chat.images["one"] = shenbi.chat.images["two"] = photo()
    album = FORWARDED | {"authorship": "typed", "album": "a1"}
    await shenbi.chat.push(album | {"text": "", "images": ["one"]})
    question = await shenbi.chat.text("Which style")
    await shenbi.chat.push(album | {"text": "watercolor", "images": ["two"]})
    await shenbi.chat.picture()
    await shenbi.chat.until(lambda: question.gone)
    await shenbi.chat.press(question, "sketch")
    await shenbi.chat.text("This question is settled")
    assert len(await shenbi.jobs()) == 1


async def test_press__styles_of_an_album_can_be_chosen_by_who_reads_them(shenbi: RunningApp) -> None:
    """Only the sender could: the policy was asked about a post that an album does not have."""
    shenbi.chat.images["one"] = photo()
    album = FORWARDED | {"authorship": "typed", "album": "a1", "chat": "room", "direct": False, "addressed": True}
    await shenbi.chat.push(album | {"text": "", "images": ["one"]})
    question = await shenbi.chat.text("Which style", "room")
    await shenbi.chat.push(pressed(question, "pick:1:sketch") | {"user": "ben", "direct": False})
    await shenbi.chat.picture("room")


def pressed(under: BotMessage, action: str) -> dict[str, Any]:
    """The update of a press by Ann."""
    return {
        "action": action, "under": under.id, "user": "ann", "chat": under.chat, "language": "en", "admin": False,
        "direct": True,
    }  # fmt: skip


async def test_press__what_costs_money_is_not_painted_after_a_long_outage(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    then = shenbi.app.clock.now() - STALE_S - 60
    await shenbi.chat.push(pressed(shown, "again:1") | {"sent_at": then})
    await shenbi.chat.text("pressed this more than a day ago")
    await shenbi.chat.press(shown, "Again")  # what the answer says
    await shenbi.chat.picture(count=2)
    assert len(await shenbi.jobs()) == 2


async def test_press__late_answer_leaves_its_question_open(shenbi: RunningApp) -> None:
    await shenbi.chat.push(FORWARDED)
    question = await shenbi.chat.text("Shall I paint")
    then = shenbi.app.clock.now() - STALE_S - 60
    await shenbi.chat.push(pressed(question, "words:1:paint") | {"sent_at": then})
    await shenbi.chat.text("pressed this more than a day ago")
    await shenbi.chat.press(question, "Paint it")
    await shenbi.chat.picture()
    assert len(await shenbi.jobs()) == 1


async def test_press__of_deletion_counts_however_late(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    then = shenbi.app.clock.now() - STALE_S - 60
    await shenbi.chat.push(pressed(shown, "delete:1:yes") | {"sent_at": then})
    await shenbi.chat.until(lambda: not any(each.view.picture for each in shenbi.chat.visible()))


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
