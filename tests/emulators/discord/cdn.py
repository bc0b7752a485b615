"""The content network: attachments at signed addresses that expire."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlsplit

from .contents import Attachment
from .errors import Json
from .wire import Answer, Call, Endpoint
from .world import World

_UNSAFE = re.compile(r"[^\w.\-]+")
_GONE = Answer(b"This content is no longer available.", 404, "text/plain")


@dataclass(slots=True, repr=False)
class Cdn:
    """All stored files, by path. `lost`: paths whose file has been deleted."""

    world: World
    files: dict[str, Attachment] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("attachments.refresh", "POST", "/attachments/refresh-urls", self._refresh),
        ]

    def pages(self) -> list[Endpoint]:
        """What lies at the content network's own host."""
        paths = ("/attachments/{place}/{attachment}/{name}", "/ephemeral-attachments/{place}/{attachment}/{name}")
        return [Endpoint("cdn.get", "GET", path, self._get, "none", bucket="") for path in paths]

    def keep(self, place_id: str, attachment: Attachment, folder: str = "attachments") -> None:
        """Store a file under its address. A name with other than plain characters is written with underscores."""
        name = quote(_UNSAFE.sub("_", attachment.filename) or "file")
        attachment.url_path = f"/{folder}/{place_id}/{attachment.id}/{name}"
        self.files[attachment.url_path] = attachment

    def url(self, attachment: Attachment) -> str:
        """A fresh address. `ex` and `is` are the seconds of expiry and issue in hexadecimal."""
        issued = int(self.world.now())
        expires = issued + int(self.world.settings.cdn_life_s)
        path = attachment.url_path
        return f"{self.world.origin}{path}?ex={expires:x}&is={issued:x}&hm={_sign(path, expires, issued)}&"

    async def _get(self, call: Call) -> Answer:
        path = call.request.rel_url.raw_path
        attachment = self.files.get(path)
        if attachment is None or path in self.lost or not self._is_valid(path, dict(call.query)):
            return _GONE
        return Answer(attachment.data, 200, attachment.content_type or "application/octet-stream")

    def _is_valid(self, path: str, query: dict[str, str]) -> bool:
        try:
            expires, issued = int(query["ex"], 16), int(query["is"], 16)
        except (KeyError, ValueError):
            return False
        return query.get("hm") == _sign(path, expires, issued) and self.world.now() < expires

    async def _refresh(self, call: Call) -> Answer:
        """Fresh addresses for old ones, as the client does it; not documented."""
        made: list[Json] = []
        for old in call.object.get("attachment_urls", []):
            parts = urlsplit(old)
            attachment = self.files.get(parts.path)
            known = attachment is not None and "hm" in dict(parse_qsl(parts.query))
            made.append({"original": old, "refreshed": self.url(attachment) if attachment and known else None})
        return Answer({"refreshed_urls": made})


def _sign(path: str, expires: int, issued: int) -> str:
    return hashlib.sha256(f"{path} {expires} {issued}".encode()).hexdigest()
