"""A hook for images, as docs/operate/image-hook.md asks for one: a reference implementation; and bad answers for tests.

It refuses what is not signed, not fresh, seen before or not as documented, with a status that says which, and keeps a list of why
(`complaints`). What it answers is set by `decide`; `faults` are bad answers that are given first, one a call.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Literal, Self

from aiohttp import web

FRESH_S: Final = 300.0
"""How old a timestamp may be; ids are remembered for as long."""
MOST_BYTES: Final = 8_000_000
FIELDS: Final = {
    "version": int, "id": str, "direction": str, "job": int, "number": int, "digest": str, "mime": str, "image": str,
}  # fmt: skip
Fault = Literal["500", "redirect", "html", "no verdict", "nested", "huge", "drip", "gzip", "cut", "list", "403"]
HUGE: Final = b"x" * 1_000_000


class ImageHookServer:
    """`decide` gets the fields of a question and returns an answer. `now`: its clock."""

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        self.decide: Callable[[dict[str, Any]], dict[str, Any]] = lambda asked: {"verdict": "allow"}
        self.faults: deque[Fault] = deque()
        self.broken: Fault | None = None
        """A fault of every call, until it is taken back."""
        self.asked: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        self.sent_bytes = 0
        self._secret = secret.encode()
        self._now = now
        self._seen: dict[str, float] = {}
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_post("/hook", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if problem := self._problem(request, body):
            self.complaints.append(problem)
            return web.Response(status=401, text=problem)
        fields = json.loads(body)
        self.asked.append(fields)
        if fault := self.broken or (self.faults.popleft() if self.faults else None):
            return await self._bad_answer(request, fault)
        return web.json_response(self.decide(fields))

    def _problem(self, request: web.Request, body: bytes) -> str:
        """Why a request is not answered; empty if it is as it should be."""
        stamp, signature = request.headers.get("X-Shenbi-Timestamp", ""), request.headers.get("X-Shenbi-Signature", "")
        wanted = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature.encode(), f"sha256={wanted}".encode()):
            return "the signature is wrong"
        if not stamp.isascii() or not stamp.isdigit() or abs(self._now() - int(stamp)) > FRESH_S:
            return "the timestamp is not of the last minutes"
        if request.content_type != "application/json":
            return "this is no JSON"
        return self._problem_of_fields(json.loads(body))

    def _problem_of_fields(self, fields: dict[str, Any]) -> str:
        if fields.keys() != FIELDS.keys() or any(type(fields[name]) is not kind for name, kind in FIELDS.items()):
            return f"the fields are not those of the contract: {sorted(fields)}"
        self._seen = {name: at for name, at in self._seen.items() if self._now() - at <= 2 * FRESH_S}
        if fields["id"] in self._seen:
            return "this was asked before"
        self._seen[fields["id"]] = self._now()
        try:
            image = base64.b64decode(fields["image"], validate=True)
        except binascii.Error:
            return "the image is not in base64"
        if not image.startswith(b"\xff\xd8\xff") or fields["mime"] != "image/jpeg":
            return "the image is no JPEG"
        return ""

    async def _bad_answer(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault:
            case "500" | "403":
                return web.json_response({"verdict": "allow"}, status=int(fault))
            case "redirect":
                return web.Response(status=307, headers={"Location": "/hook"})
            case "html":
                return web.Response(text="<html>allow</html>", content_type="text/html")
            case "no verdict":
                return web.json_response({"verdict": "ALLOW!", "reason": 7})
            case "list":
                return web.json_response(["allow"])
            case "nested":
                return web.Response(body=b"[" * 60_000, content_type="application/json")
            case "gzip":
                return web.Response(body=b"\x1f\x8b rubbish", headers={"Content-Encoding": "gzip"})
        response = web.StreamResponse()
        if fault == "cut":
            response.content_length = 1000
        await response.prepare(request)
        try:
            if fault == "cut":
                await response.write(b'{"verdict": "allow"}')
                if request.transport is not None:
                    request.transport.close()
            while fault in ("huge", "drip"):
                await response.write(HUGE if fault == "huge" else b" ")
                self.sent_bytes += len(HUGE) if fault == "huge" else 1
                await asyncio.sleep(0.0 if fault == "huge" else 0.02)
        except ConnectionError:
            pass
        return response
