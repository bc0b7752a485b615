"""A disk that runs full refuses new pictures first; what was accepted goes on."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from bot.jobs import claim as claiming
from bot.jobs.limits import Denied
from bot.media.storage.folder_store import FolderPictureStore
from bot.retention.maintenance import Maintenance
from bot.store import open_store
from tests.clock import DrivenClock
from tests.conformance.store.kit import Kit

Usage = namedtuple("Usage", "total used free")


async def test_low_disk__new_work_is_refused_while_the_disk_is_low(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [10**9]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free[0]))
    store = await open_store(f"sqlite:///{tmp_path / 'x.db'}", DrivenClock())
    told: list[str] = []
    try:
        kit = await Kit.make(store, tmp_path)
        janitor = Maintenance(store, kit.manager, FolderPictureStore(tmp_path), lambda code, /, **_: told.append(code))
        await janitor.once()
        assert not isinstance(await store.write(kit.enqueue, "ann"), Denied)
        free[0] = 10**6
        await janitor.once()
        await janitor.once()
        refused = await store.write(kit.enqueue, "ben")
        assert isinstance(refused, Denied)
        assert refused.text_id == "limit-disk"
        assert told == ["disk-low"], "the operator is told once"
        assert isinstance(await store.write(kit.claim), claiming.Claimed), "what was accepted goes on"
        free[0] = 10**9
        await janitor.once()
        assert not isinstance(await store.write(kit.enqueue, "ben"), Denied)
    finally:
        await store.close()
