"""Downloads incoming images. The URL from getFile contains the bot's token, so it is neither logged nor returned."""

from __future__ import annotations

import aiohttp
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from adapters.telegram.limiter import RateLimitArgs
from adapters.telegram.limits import CONNECT_TIMEOUT_S, DOWNLOAD_MAX_BYTES, MEDIA_TIMEOUT_S
from adapters.telegram.request import AiohttpRequest
from bot.adapter_api import ImageSource

CHUNK_BYTES = 64 * 1024


async def fetch(bot: ExtBot[RateLimitArgs], request: AiohttpRequest, source: ImageSource, limit_bytes: int) -> bytes:
    """The bytes of an image.

    Raises LookupError (no longer exists), ValueError (over `limit_bytes` or the Bot API's limit), OSError (may be
    retried).
    """
    limit = min(limit_bytes, DOWNLOAD_MAX_BYTES)
    if source.size_bytes > limit:
        raise ValueError(f"{source.size_bytes} bytes")
    url, size = await _address(bot, source.handle)
    if size > limit:
        raise ValueError(f"{size} bytes")
    try:
        return await _download(request.session, url, limit)
    except (aiohttp.ClientError, TimeoutError) as error:
        # `from None`, and only the error's type: the texts contain the URL.
        raise OSError(f"the image was not fetched: {type(error).__name__}") from None


async def _address(bot: ExtBot[RateLimitArgs], file_id: str) -> tuple[str, int]:
    """A file's URL and size in bytes (0 if not reported)."""
    try:
        file = await bot.get_file(file_id)
    except BadRequest as error:
        if "too big" in str(error).lower():
            raise ValueError("over what a bot may fetch") from None
        raise LookupError(str(error)) from None
    except Forbidden as error:
        raise LookupError(str(error)) from None
    except TelegramError as error:
        raise OSError(f"the image was not found: {type(error).__name__}") from None
    if not file.file_path:
        raise LookupError("Telegram gives no path for it")
    return file.file_path, file.file_size or 0


async def _download(session: aiohttp.ClientSession, url: str, limit: int) -> bytes:
    timeout = aiohttp.ClientTimeout(total=MEDIA_TIMEOUT_S, sock_connect=CONNECT_TIMEOUT_S)
    async with session.get(url, timeout=timeout, allow_redirects=False) as response:
        if response.status in (404, 410):
            raise LookupError("the file is gone")
        if response.status != 200:
            raise OSError(f"the image was not fetched: status {response.status}")
        data = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            data += chunk
            if len(data) > limit:
                raise ValueError(f"more than {limit} bytes")
    return bytes(data)
