"""Downloads incoming images. Addresses expire within a day: then the message is fetched again for a fresh one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.discord import routes
from adapters.discord.attachments import ImageHandle
from adapters.discord.limits import CONNECT_TIMEOUT_S, MEDIA_TIMEOUT_S
from adapters.discord.rest import Rest, RestError
from adapters.discord.transport import Connections
from bot.adapter_api import ImageSource

CHUNK_BYTES = 64 * 1024
EXPIRED = frozenset({403, 404, 410})
"""What the content network answers for an address that has expired, or a file that is gone."""


class Downloads:
    """Downloads from the content network of one bot. `hosts` are those that are fetched from; plain HTTP only where the API
    itself is called by it."""

    def __init__(self, rest: Rest, connections: Connections, hosts: Collection[str], *, plain_http: bool) -> None:
        self._rest = rest
        self._connections = connections
        self._hosts = frozenset(hosts)
        self._schemes = {"https", "http"} if plain_http else {"https"}

    async def fetch(self, source: ImageSource, limit_bytes: int) -> bytes:
        """The bytes of an image. Raises LookupError (no longer exists), ValueError (over `limit_bytes`), OSError (may be
        retried)."""
        if source.size_bytes > limit_bytes:
            raise ValueError(f"{source.size_bytes} bytes")
        handle = ImageHandle.parse(source.handle)
        if handle.url:
            try:
                return await self._download(handle.url, limit_bytes)
            except LookupError:
                if not handle.message:
                    raise  # An attachment of a command's option: no message tells its address again.
        return await self._download(await self._fresh_url(handle), limit_bytes)

    async def _fresh_url(self, handle: ImageHandle) -> str:
        """The address that the message tells now."""
        try:
            found = await self._rest.call(routes.message(handle.channel, handle.message))
        except RestError as error:
            if error.status in EXPIRED:
                raise LookupError(f"the message cannot be read: {error.code}") from None
            raise OSError(f"the message was not fetched: {error.status}") from None
        for attachment in _attachments(found):
            if attachment.get("id") == handle.attachment and isinstance(attachment.get("url"), str):
                return str(attachment["url"])
        raise LookupError("the message has no such attachment")

    async def _download(self, url: str, limit: int) -> bytes:
        parts = urlsplit(url)
        if parts.scheme not in self._schemes or parts.netloc not in self._hosts:
            raise LookupError("not an address of Discord's content network")
        timeout = aiohttp.ClientTimeout(total=MEDIA_TIMEOUT_S, sock_connect=CONNECT_TIMEOUT_S)
        try:
            async with self._connections.session.get(
                url, timeout=timeout, proxy=self._connections.proxy_for(url), allow_redirects=False
            ) as response:
                if response.status in EXPIRED:
                    raise LookupError("the file is gone, or its address has expired")
                if response.status != 200:
                    raise OSError(f"the image was not fetched: status {response.status}")
                data = bytearray()
                async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                    data += chunk
                    if len(data) > limit:
                        raise ValueError(f"more than {limit} bytes")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OSError(f"the image was not fetched: {type(error).__name__}") from None
        return bytes(data)


def _attachments(message: Any) -> list[dict[str, Any]]:
    """The attachments of a message, or of those that are forwarded in it."""
    if not isinstance(message, dict):
        return []
    snapshots = message.get("message_snapshots")
    inner = [one.get("message") for one in snapshots if isinstance(one, dict)] if isinstance(snapshots, list) else []
    lists = [one.get("attachments") for one in [message, *inner] if isinstance(one, dict)]
    return [each for found in lists if isinstance(found, list) for each in found if isinstance(each, dict)]
