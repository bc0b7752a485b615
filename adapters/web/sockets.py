"""The WebSocket of a page: GET ws/{room}?since=revision&me=person.

To the page:   {"kind": "changes", "entries", "revision"}, {"kind": "here", "people", "count", "typing"},
               {"kind": "typing", "typing"} (the people are the same), {"kind": "reset"} (reload the room), {"kind": "pong"}
From the page: {"kind": "typing", "on": true}, {"kind": "ping"}

Anything else closes the connection with code 1008.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from adapters.web import limits, reading, rooms
from adapters.web.api_error import ApiError
from adapters.web.auth import Authenticator
from adapters.web.guard import Guard
from adapters.web.live import LivePage, LiveUpdates
from adapters.web.sign_on import name_of
from bot.adapter_api import Host
from bot.http import Throttle, meter
from bot.store import Store

HEARTBEAT_SECONDS = 25.0  # detects dead connections


class Sockets:
    """Accepts WebSockets and passes messages both ways."""

    def __init__(self, host: Host, auth: Authenticator, guard: Guard, live: LiveUpdates) -> None:
        self._host = host
        self._guard = guard
        self._opened = Throttle(limits.SOCKETS_BURST, limits.SOCKETS_PER_S, host.clock.monotonic)
        self._store: Store = host.store
        self._auth = auth
        self._live = live

    def routes(self) -> list[web.RouteDef]:
        """The route."""
        return [web.get("/ws/{room}", self.connect)]

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one page until it closes."""
        person = await self._auth.require_person(request)
        if wait := self._opened.take(person):
            raise reading.too_fast(wait)
        room = await self._auth.room_for(person, request.match_info["room"])
        if not meter(request, limits.SOCKET_BYTES_BURST, limits.SOCKET_BYTES_PER_S):
            raise reading.closing_connection(ApiError(HTTPStatus.BAD_REQUEST, "bad-request"))
        since = reading.parse_number(request.query.get("since", ""), 0)
        page = LivePage(room, person, self._guard.remote_client(request), since)
        if not self._live.admit(page):
            raise ApiError(HTTPStatus.TOO_MANY_REQUESTS, "too-many-pages")
        try:
            page.name = await self._store.read(rooms.person_name, person=person)
            socket = web.WebSocketResponse(
                timeout=limits.CLOSE_TIMEOUT_SECONDS,
                heartbeat=HEARTBEAT_SECONDS,
                max_msg_size=limits.SOCKET_MESSAGE_BYTES,
                compress=False,  # It costs about 300 KB per socket.
            )
            await socket.prepare(request)
            if request.transport is not None:
                page.abort = request.transport.abort
            loop = asyncio.get_running_loop()
            # Whether somebody is still signed on is known when a page connects, which it does again at once.
            ends = loop.call_later(limits.SIGN_ON_SOCKET_SECONDS, page.close) if name_of(person) else None
            try:
                await self._serve(socket, page)
            finally:
                if ends is not None:
                    ends.cancel()
        finally:
            self._live.leave(page)
        return socket

    async def _serve(self, socket: web.WebSocketResponse, page: LivePage) -> None:
        self._live.join(page)
        sender = asyncio.create_task(self._send(socket, page))
        try:
            await self._receive(socket, page)
        finally:
            if not page.closed:  # a closed page is completing its close handshake
                sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    async def _receive(self, socket: web.WebSocketResponse, page: LivePage) -> None:
        bucket = Throttle(limits.SOCKET_BURST, limits.SOCKET_PER_S, self._host.clock.monotonic)
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                return  # It no longer answers pings: its machine sleeps, or the network is gone.
            command = _parse(message.data) if message.type is WSMsgType.TEXT else None
            if command is None or bucket.take(""):
                self._host.alert("web.rubbish", person=page.person)
                await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"not understood")
                return
            if command["kind"] == "ping":
                page.send("pong", '{"kind":"pong"}')
            else:
                self._live.set_typing(page, bool(command.get("on")))

    async def _send(self, socket: web.WebSocketResponse, page: LivePage) -> None:
        try:
            while (text := await page.next()) is not None:
                await socket.send_str(text)
                self._live.on_delivered(page)
        except OSError:
            page.close()  # Disconnected, or closed for not reading.
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"come again")


def _parse(text: str) -> dict[str, Any] | None:
    try:
        command = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return command if isinstance(command, dict) and command.get("kind") in ("ping", "typing") else None
