"""Fetching the image that a message means, while the picture store fails."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapter_api import Conversation, ImageSource, Message, Sender
from bot.intake import image_fetcher
from bot.intake.image_fetcher import FETCH_DEADLINE_S, FetchLater, ImageFetcher
from bot.media.storage.folder_store import FolderPictureStore
from tests.conftest import RunningApp, photo


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No picture can be stored: the keys that were tried."""
    tried: list[str] = []

    async def put(self: FolderPictureStore, key: str, data: bytes) -> None:
        tried.append(key)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FolderPictureStore, "put", put)
    return tried


async def test_image_fetcher__image_that_cannot_be_stored_is_tried_again_and_then_answered(
    shenbi: RunningApp, full: list[str]
) -> None:
    shenbi.chat.images["one"] = photo()
    message = Message(
        Conversation("scripted", "ann"), Sender("scripted", "ann"), "1", images=(ImageSource("one"),), direct=True
    )
    fetcher = ImageFetcher(shenbi.app.store, shenbi.app.pictures)
    now = shenbi.app.clock.now()
    assert isinstance(await fetcher.fetch(shenbi.chat, message, now), FetchLater)
    given_up = await fetcher.fetch(shenbi.chat, message, now - FETCH_DEADLINE_S)
    assert not isinstance(given_up, FetchLater)
    assert (given_up.key, given_up.problem) == ("", "image-not-stored")
    assert len(full) == 2


async def test_image_fetcher__person_is_told_and_their_chat_goes_on(
    shenbi: RunningApp, full: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The update was tried again and again without a pause, and nothing else in its chat was handled."""
    monkeypatch.setattr(image_fetcher, "FETCH_DEADLINE_S", 0.0)
    await shenbi.chat.say("/restyle watercolor", image=photo())
    await shenbi.chat.say("/lang en")
    await shenbi.chat.text("English")
    await shenbi.chat.text("I could not store that picture")
    assert len(full) == 1


async def test_update_worker__failure_of_the_system_is_not_taken_for_the_databases(
    shenbi: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the operating system is retried a few times with pauses, then answered; only while the database is away is
    an update tried for ever."""
    monkeypatch.setattr("bot.intake.update_worker.MOST_ATTEMPTS", 1)

    async def fetch(*anything: Any) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(ImageFetcher, "fetch", fetch)
    await shenbi.chat.say("/restyle watercolor", image=photo())
    await shenbi.chat.text("Something went wrong on our side")
