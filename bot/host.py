"""What an adapter is given: see `bot.messages.Host`."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.chat import vocabulary
from bot.chat.gallery_page import PlatformGallery
from bot.chat.inbox import Inbox
from bot.chat.orders import style_text
from bot.chat.sharing import PlatformSharing
from bot.clock import Clock
from bot.messages import RawUpdate
from bot.pictures.keeping import PictureStore, incoming_key
from bot.store import Store, Tx
from bot.texts import Texts


@dataclass(slots=True)
class AdapterHost:
    """The host of one adapter; `platform` is its name."""

    platform: str
    clock: Clock
    store: Store
    data_dir: Path
    inbox: Inbox
    pictures: PictureStore
    texts: Texts
    problem: Callable[..., None]
    extra_routes: Sequence[web.RouteDef] = field(default_factory=tuple)
    keep_free_bytes: int = 0

    async def save(self, updates: Sequence[RawUpdate]) -> list[bool]:
        return await self.inbox.save(self.platform, updates)

    async def load_picture(self, key: str) -> bytes:
        if await self.store.read(lambda tx: tx.value("deletions.is_deleted", key=key)):
            raise KeyError(key)  # The file stays for a while, so that this can be undone.
        return await self.pictures.get(key)

    async def keep_image(self, data: bytes) -> str:
        handle = secrets.token_hex(16)
        await self.pictures.put(incoming_key(handle), data)
        return handle

    async def load_image(self, handle: str) -> bytes:
        return await self.pictures.get(incoming_key(handle))

    def has_space(self, size: int) -> bool:
        return shutil.disk_usage(self.data_dir).free - size >= self.keep_free_bytes

    def drop_images(self, tx: Tx, handles: Iterable[str]) -> None:
        for handle in handles:
            tx.run("forgetting.doom", key=incoming_key(handle), now=tx.now)
        tx.hint("doomed")

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        return self.texts.say(language, message, **arguments)

    @property
    def gallery(self) -> PlatformGallery:
        """See `bot.messages.gallery`."""
        return PlatformGallery(self.platform, self.store)

    @property
    def sharing(self) -> PlatformSharing:
        """See `bot.messages.sharing`."""
        return PlatformSharing(self.platform, self.store)

    def menu(self, language: str) -> dict[str, Any]:
        """Commands, options and styles for an adapter that completes what people type."""

        def hint(text_id: str) -> str:
            return self.texts.say(language, text_id)

        return {
            "commands": [
                {"name": name, "names": list(vocabulary.COMMANDS[name]), "hint": hint(f"menu-{name}")}
                for name in vocabulary.MENU
            ],
            "options": [
                {"name": name, "names": list(words), "hint": hint(f"option-{name}")}
                for name, words in vocabulary.OPTIONS.items()
            ],
            "styles": [
                {"name": name, "names": list(words), "label": hint(style_text(name)), "sample": ""}
                for name, words in vocabulary.STYLES.items()
            ],
        }
