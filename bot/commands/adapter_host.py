"""What an adapter is given: see `bot.adapter_api.Host`."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.adapter_api import CommandForm, Conversation, RawUpdate, Suggested, Suggestion
from bot.commands.forms import PlatformForms
from bot.commands.gallery.read_model import PlatformGallery
from bot.commands.gallery.sharing import PlatformSharing
from bot.commands.operating.console import PlatformConsole
from bot.commands.request_builder import style_text
from bot.grammar import vocabulary
from bot.intake.inbox import Inbox
from bot.media.storage.picture_store import PictureStore, incoming_key
from bot.runtime.clock import Clock
from bot.runtime.supervision import Alert, Resolve, ignore_resolved
from bot.runtime.texts import Texts
from bot.store import Store, Tx, file_deletions

PAINTING_COMMANDS = vocabulary.PAINTING | {"again"}


@dataclass(slots=True)
class AdapterHost:
    """The host of one adapter; `platform` is its name, `commands` are those that its menu lists."""

    platform: str
    clock: Clock
    store: Store
    data_dir: Path
    inbox: Inbox
    pictures: PictureStore
    texts: Texts
    alert: Alert
    commands: Sequence[str]
    extra_routes: Sequence[web.RouteDef] = field(default_factory=tuple)
    keep_free_bytes: int = 0
    resolved: Resolve = ignore_resolved
    console: PlatformConsole | None = None
    """See `bot.adapter_api.console`."""
    command_forms: PlatformForms | None = None
    """None in a check of the settings, which shows no forms."""

    async def save(self, updates: Sequence[RawUpdate], also: Callable[[Tx], None] | None = None) -> list[bool]:
        return await self.inbox.save(self.platform, updates, also)

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
            file_deletions.enqueue(tx, incoming_key(handle))

    def say(self, language: str, message: str, /, **arguments: object) -> str:
        return self.texts.say(language, message, **arguments)

    @property
    def gallery(self) -> PlatformGallery:
        """See `bot.adapter_api.gallery`."""
        return PlatformGallery(self.platform, self.store)

    @property
    def sharing(self) -> PlatformSharing:
        """See `bot.adapter_api.sharing`."""
        return PlatformSharing(self.platform, self.store)

    def menu(self, language: str) -> dict[str, Any]:
        """Commands, options and styles for an adapter that completes what people type."""

        def hint(text_id: str) -> str:
            return self.texts.say(language, text_id)

        return {
            "commands": [
                {
                    "name": name,
                    "names": list(vocabulary.COMMANDS[name]),
                    "hint": hint(f"menu-{name}"),
                    "paints": name in PAINTING_COMMANDS,
                }
                for name in self.commands
            ],
            "options": [
                {"name": name, "names": list(words), "hint": hint(f"option-{name}")}
                for name, words in (vocabulary.OPTIONS | vocabulary.FLAGS).items()
            ],
            "styles": [
                {"name": name, "names": list(words), "label": hint(style_text(name)), "sample": ""}
                for name, words in vocabulary.STYLES.items()
            ],
        }

    # --- see `bot.adapter_api.forms`

    def forms(self) -> Sequence[CommandForm]:
        return self.command_forms.forms() if self.command_forms else ()

    async def suggest(
        self, user_id: str, place: Conversation, suggested: Suggested, typed: str, language: str, limit: int
    ) -> list[Suggestion]:
        source = self.command_forms
        return await source.suggest(user_id, place, suggested, typed, language, limit) if source else []

    async def field_text(self, user_id: str, place: Conversation, action: str) -> str:
        return await self.command_forms.field_text(user_id, place, action) if self.command_forms else ""
