"""Downloading results from the service's object store, and recognizing them as images by their first bytes."""

from __future__ import annotations

from typing import Literal

from yarl import URL

from bot.dashscope.transport import NoAnswer, Transport
from bot.runtime.urls import parse_url
from bot.upstream.outcomes import CallFailed, Damaged, Downloaded, DownloadOutcome, Missing

Mime = Literal["image/png", "image/jpeg", "image/webp"]

# OSS answers 403 for an expired signature and 404 for a deleted object; for a fresh result both may be temporary.
_MISSING = (403, 404, 410)
_FINAL = 410


async def download(transport: Transport, url: str, limit_bytes: int) -> DownloadOutcome:
    """Fetch a result URL unchanged: its query is its signature."""
    given = parse_url(url)
    result = None if given is None else _encrypted(given)
    if result is None or not transport.may_fetch(result):
        return Missing("the service named an address that results are not fetched from")
    answer = await transport.files("GET", result, timeout_s=transport.timeouts.download_s, limit_bytes=limit_bytes)
    if isinstance(answer, NoAnswer):
        return Missing(answer.reason) if answer.too_large else CallFailed(answer.reason)
    if answer.status in _MISSING:
        return Missing(f"HTTP {answer.status}", final=answer.status == _FINAL)
    if answer.status != 200:
        return CallFailed(f"HTTP {answer.status} from the result's host", None, answer.retry_after_s)
    mime = sniff(answer.body)
    if mime is None:
        return Damaged("not a picture")
    return Downloaded(answer.body, mime)


def sniff(data: bytes) -> Mime | None:
    """The type of an image by its first bytes; None if the service produces no such type."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _encrypted(url: URL) -> URL:
    """The same result over https: the signature covers the object and the time, not the scheme."""
    if url.scheme == "http" and url.port == 80 and (url.host or "").endswith(".aliyuncs.com"):
        return URL("https" + str(url)[4:], encoded=True)
    return url
