"""The little of S3 that pictures need, over HTTP on loopback: put, get, delete and list objects of one bucket."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self
from xml.sax.saxutils import escape

from aiohttp import web

PAGE = 700  # Smaller than the requested page, so that clients must follow the continuation token.


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request that was received."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class FakeS3:
    """An in-memory S3. `failing` is an HTTP status with which every request is answered."""

    failing: int = 0
    requests: list[RecordedRequest] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)
    endpoint: str = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=100_000_000)
        app.router.add_route("*", "/{bucket}", self._answer)
        app.router.add_route("*", "/{bucket}/{key:.*}", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.endpoint = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(RecordedRequest(request.method, request.path, headers))
        body = await request.read()
        if self.failing:
            return web.Response(status=self.failing, text="<Error><Code>AccessDenied</Code></Error>")
        key = request.match_info.get("key", "")
        if request.method == "GET" and not key:
            return self._list(request)
        if request.method == "PUT":
            self.objects[key] = body
            return web.Response(headers={"ETag": '"1"'})
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return web.Response(status=204)
        if key not in self.objects:
            return web.Response(status=404, text="<Error><Code>NoSuchKey</Code></Error>")
        modified = {"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"}
        return web.Response(body=self.objects[key], headers=modified)

    def _list(self, request: web.Request) -> web.Response:
        after = request.query.get("continuation-token", "")
        prefix = request.query.get("prefix", "")
        found = sorted(key for key in self.objects if key.startswith(prefix) and key > after)
        page = found[:PAGE]
        more = len(found) > len(page)
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified>"
            f"<ETag>&quot;1&quot;</ETag><Size>{len(self.objects[key])}</Size></Contents>"
            for key in page
        )
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        text = f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{contents}</ListBucketResult>"
        return web.Response(text=text, content_type="application/xml")
