"""Numbers are easy to guess: what belongs to one conversation stays out of the others; what a client sends may be anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app


async def private_picture(shenbi: RunningApp) -> None:
    """Ann paints in her own chat."""
    await shenbi.chat.say("/restyle anime my secret garden", image=photo())
    await shenbi.chat.picture()


@pytest.mark.parametrize(
    "text", ["/again 1", "/restyle --from 1 sketch", "/similar --from 1 a house", "/show 1", "/originals 1"]
)
async def test_stranger__guessed_number_shows_and_repaints_nothing(shenbi: RunningApp, text: str) -> None:
    await private_picture(shenbi)
    await shenbi.chat.say(text, user="eve")
    note = await shenbi.chat.until(lambda: next(iter(shenbi.chat.visible("eve")), None))
    assert "secret" not in note.view.text
    assert not note.view.picture
    assert len(shenbi.studio.record()["tasks"]) == 1


@pytest.mark.parametrize(
    "action",
    [
        "again:1",
        "similar:1",
        "restyle:1:1:repaint:sketch",
        "originals:1",
        "delete:1",
        "menu:1",
        "pick:1:sketch",
        "cancel:1",
    ],
)
async def test_stranger__forged_button_does_nothing_to_other_peoples_pictures(shenbi: RunningApp, action: str) -> None:
    await private_picture(shenbi)
    await shenbi.chat.push(
        {"action": action, "under": "x", "user": "eve", "chat": "eve", "language": "en", "admin": False, "direct": True}
    )
    note = await shenbi.chat.until(lambda: next(iter(shenbi.chat.visible("eve")), None))
    assert "secret" not in note.view.text
    assert len(shenbi.studio.record()["tasks"]) == 1
    assert not shenbi.chat.visible()[0].gone


@pytest.mark.parametrize(
    "action",
    [
        "cancel:99999999999999999999",
        "pick:" + "9" * 40,
        "restyle:-1:x",
        "menu:",
        ":::",
        "again:１２",
        "delete:1e9",
        "vote:99999999999999999999:1",
        "batch:99999999999999999999:yes",
    ],
)
async def test_stranger__button_of_nonsense_stops_nobody(shenbi: RunningApp, action: str) -> None:
    await shenbi.chat.push(
        {"action": action, "under": "x", "user": "eve", "chat": "eve", "language": "en", "admin": False, "direct": True}
    )
    await shenbi.chat.say("/imagine something sane", user="eve")
    await shenbi.chat.picture("eve")


async def test_stranger__picture_is_not_even_fetched(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, access={"people": ["scripted:ann"]}) as shenbi:
        await shenbi.chat.say("/restyle anime", image=photo(), user="eve")
        await shenbi.chat.text("invite-only", "eve")
        assert not list((tmp_path / "pictures").rglob("*.jpg"))
        await shenbi.chat.say("/restyle anime", image=photo())
        await shenbi.chat.picture()
