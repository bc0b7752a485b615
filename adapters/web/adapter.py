"""The web room's adapter: implements `bot.adapter_api.Adapter`."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar
from urllib.parse import urlsplit

from adapters.web import decode as decoding
from adapters.web import encode, erasure, rooms
from adapters.web.guard import Guard
from adapters.web.identity import CookieSigner, load_key
from adapters.web.limits import CAPABILITIES
from adapters.web.live import LiveUpdates
from adapters.web.placeholders import Placeholders
from adapters.web.sign_on import SignOnSettings
from adapters.web.submission import Submissions
from adapters.web.transport import Server
from bot.adapter_api import (
    Conversation,
    Create,
    Decoded,
    Delivered,
    Gone,
    Host,
    ImageSource,
    Outcome,
    PlatformCapabilities,
    PostCall,
    RawUpdate,
    Remove,
    RetryLater,
)
from bot.runtime.secrets import shown
from bot.runtime.supervision import supervised
from bot.store import Store, StoreError, Tx

RETRY_SECONDS = 1.0


class WebAdapter:
    """An adapter (and, as a class, its own factory): the entry point `web` of `shenbi.adapters`.

    `address` is the room's public URL once `listen` has started (`listening` is set then), empty before;
    `local_address` is the one for a reverse proxy.
    """

    name: ClassVar[str] = decoding.PLATFORM
    capabilities: PlatformCapabilities = CAPABILITIES

    @staticmethod
    def configured(settings: Any) -> bool:
        """Enabled unless turned off in the settings."""
        return bool(settings.web.enabled)

    @staticmethod
    def create(settings: Any, host: Host) -> WebAdapter:
        """Make the adapter. Raises ValueError with a text for the operator if the settings do not fit together."""
        return WebAdapter(settings, host)

    def __init__(self, settings: Any, host: Host) -> None:
        self._settings = settings.web
        self._language: str = settings.language
        self._host = host
        self._store: Store = host.store
        self._attach_lock = asyncio.Lock()
        self._placeholders = Placeholders(host)
        self._token = self._settings.token.get_secret_value() if self._settings.token else ""
        self._check_settings()
        self.address = ""
        self.local_address = ""
        self.listening = asyncio.Event()

    async def listen(self) -> None:
        """Serve the room until cancelled. Raises PortTaken."""
        await self.attach()
        signer = CookieSigner(await asyncio.to_thread(load_key, self._host.data_dir), self._token)
        guard = Guard(
            loopback=self._settings.is_loopback,
            public_origin=self._settings.public_origin,
            proxies=self._settings.forwarding_peers,
        )
        live, submissions = LiveUpdates(self._host), Submissions(self._host)
        web = self._settings
        server = Server(
            self._host,
            signer,
            guard,
            live,
            submissions,
            web.path_prefix,
            links=web.links,
            sign_on=SignOnSettings(web.sign_on_header, web.sign_on_proxies, web.sign_on_ignores_case),
            sign_out_url=web.sign_out_url,
        )
        self.local_address = await server.start(self._settings.host, self._settings.port, self._language)
        try:
            prefix = self._settings.path_prefix.strip("/")
            public = self._settings.public_origin.rstrip("/")
            self.address = f"{public}/{prefix + '/' if prefix else ''}" if public else self.local_address
            self.listening.set()
            async with asyncio.TaskGroup() as tasks:
                works = (("live", live.run), ("presence", live.run_presence), ("sweep", submissions.maintain))
                for part, work in works:
                    tasks.create_task(supervised(f"web {part}", work, self._host.clock, self._host.alert))
        finally:
            await live.close()
            await server.stop()

    def decode(self, update: RawUpdate) -> Decoded:
        """See `adapters.web.decode`."""
        return decoding.decode(update)

    async def post(self, conversation: Conversation, call: PostCall) -> Outcome:
        """Create, update or remove a post's entry; open pages get the change at once."""
        await self.attach()
        room, entry = conversation.chat_id, encode.post_id(call.post_id)
        try:
            if isinstance(call, Remove):
                await self._store.write(rooms.remove_post, room=room, id=entry)
                return Delivered(entry, (entry,))
            picture = call.view.picture
            exists = await self._store.write(
                rooms.put_post,
                room=room,
                id=entry,
                view=call.view,
                create=isinstance(call, Create),
                at=self._host.clock.now(),
                placeholder=await self._placeholders.get(picture.key) if picture else "",
            )
        except StoreError as error:
            # Writing is idempotent, so it is retried.
            return RetryLater(RETRY_SECONDS, str(error))
        return Delivered(entry, (entry,)) if exists else Gone()

    async def fetch_image(self, source: ImageSource, limit_bytes: int) -> bytes:
        """The bytes of an uploaded image. Raises LookupError, ValueError (over the limit), OSError."""
        data = await self._host.load_image(source.handle)
        if len(data) > limit_bytes:
            raise ValueError(f"{len(data)} bytes")
        return data

    def erase_person(self, tx: Tx, user_id: str) -> None:
        """See `adapters.web.erasure`."""
        erasure.erase_person(tx, user_id, self._host.drop_images)

    def export_person(self, tx: Tx, user_id: str) -> list[dict[str, Any]]:
        """See `adapters.web.erasure`."""
        return erasure.export_person(tx, user_id)

    def delete_before(self, tx: Tx, before: float) -> bool:
        """See `adapters.web.erasure`."""
        return erasure.delete_before(tx, before, self._host.drop_images)

    async def close(self) -> None:
        """Nothing to do: `listen` closes its resources when it ends."""

    async def attach(self) -> None:
        """Attach the tables to the store, once."""
        async with self._attach_lock:
            await rooms.attach(self._store)

    def _check_settings(self) -> None:
        origin = self._settings.public_origin
        if not origin:
            return
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
            raise ValueError(self._host.say(self._language, "web-origin-wrong", origin=shown(origin)))
        if not self._token:
            raise ValueError(self._host.say(self._language, "web-origin-needs-token"))
