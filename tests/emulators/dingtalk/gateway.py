"""The stream gateway: opening connections, and injecting connection failures."""

import random
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import WSCloseCode, WSMsgType, web

from .connection import Connection
from .core import Core
from .delivery import Delivery
from .errors import ApiError
from .org import App
from .push import system_frame
from .recorder import Frame
from .wire import Answer, Call, Endpoint, Family, Json

_MAX_CLIENT_FRAME_BYTES = 16 * 1024 * 1024
_SUBSCRIPTION_TYPES = ("CALLBACK", "EVENT")


@dataclass(slots=True)
class _Ticket:
    app: App
    topics: frozenset[tuple[str, str]]
    expires_at: float
    used: bool = False


@dataclass(slots=True)
class Gateway:
    """Issues tickets and holds the websockets."""

    core: Core
    delivery: Delivery
    clean_closes: int = 0  # so many of the next connections are closed cleanly as soon as they are open
    _tickets: dict[str, _Ticket] = field(default_factory=dict)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.core.seed}-gateway")

    @property
    def connections(self) -> list[Connection]:
        """The open websockets, in the order in which they were opened."""
        return [connection for connection in self.delivery.connections if not connection.closed]

    def endpoints(self) -> list[Endpoint]:
        return [Endpoint("gateway.open", "POST", "/v1.0/gateway/connections/open", Family.OPEN, self._open)]

    async def _open(self, call: Call) -> Answer:
        app = self.core.org.apps.get(str(call.json.get("clientId")))
        if app is None or app.client_secret != call.json.get("clientSecret"):
            raise ApiError(code="authFailed")
        call.app = app
        topics = _topics(call.json.get("subscriptions"))
        others = {other.topics for other in self.connections if other.app is app}
        if others - {topics}:
            self.core.violate("subscriptions-differ", "all connections of an app must subscribe to the same topics")
        ticket = self.core.ids.ticket()
        self._tickets[ticket] = _Ticket(app, topics, self.core.clock.now() + self.core.settings.ticket_life_s)
        # The path varies, as clients must take the whole address from here.
        shard = f"/connect/{self._random.randrange(100)}"
        endpoint = self.core.openapi_endpoint.replace("http://", "ws://", 1) + shard
        if "application/json" in call.request.headers.get("Accept", ""):
            return Answer.of_json({"endpoint": endpoint, "ticket": ticket})
        self.core.violate("accept-header", "without `Accept: application/json` the gateway answers in XML")
        inner = f"<endpoint>{escape(endpoint)}</endpoint><ticket>{ticket}</ticket>"
        return Answer(
            body=f"<OpenConnectionResponse>{inner}</OpenConnectionResponse>".encode(), content_type="text/xml"
        )

    async def handshake(self, request: web.Request) -> web.StreamResponse:
        """The websocket's handler: one ticket, one connection."""
        now = self.core.clock.now()
        ticket = self._tickets.get(request.query.get("ticket", ""))
        if ticket is not None and ticket.used:
            self.core.violate("ticket-reused", "a ticket is good for one connection")
        if ticket is None or ticket.used or now >= ticket.expires_at:
            return web.Response(status=401, text="ticket is invalid")
        ticket.used = True
        socket = web.WebSocketResponse(autoping=False, max_msg_size=_MAX_CLIENT_FRAME_BYTES, timeout=1.0)
        await socket.prepare(request)
        connection = Connection(
            self.core, self.core.ids.frame(), ticket.app, ticket.topics, socket, request.transport, now
        )
        await self._serve(connection)
        return socket

    async def _serve(self, connection: Connection) -> None:
        socket = connection.socket
        if self.clean_closes > 0:
            self.clean_closes -= 1
            await socket.close(code=WSCloseCode.OK)
            return
        writer = self.core.tasks.spawn(connection.write())
        self.delivery.connections.append(connection)
        pinger = self.core.tasks.spawn(self._keep_pinging(connection))
        if self.core.settings.greet:
            for topic in ("CONNECTED", "REGISTERED"):
                self._tell(connection, topic, {})
        self.core.changed.notify()
        try:
            async for message in socket:
                if connection.silent:
                    continue
                if message.type is WSMsgType.PING:
                    await socket.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    text = str(message.data)
                    self.core.recorder.frames.append(
                        Frame(self.core.clock.now(), "out", connection.connection_id, text)
                    )
                    self.delivery.on_frame(connection, text)
                elif message.type is WSMsgType.BINARY:
                    self.core.violate("frame-binary", "clients answer in text frames")
        except ConnectionError:  # cut while a pong was being sent
            pass
        finally:
            connection.closed = True
            if socket.close_code not in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
                connection.died_at = self.core.clock.now()
            writer.cancel()
            pinger.cancel()
            self.core.changed.notify()

    async def _keep_pinging(self, connection: Connection) -> None:
        while (period := self.core.settings.ping_every_s) is not None:
            await self.core.clock.sleep_until(self.core.clock.now() + period)
            if connection.closed or connection.disconnecting:
                return
            self.delivery.ping(connection)

    # What a test may do to the connections. Each acts on those of `app`, or on all.

    def disconnect(self, app: App | None = None, reason: str = "connection is expired", with_id: bool = True) -> None:
        """Ask the clients to disconnect; send nothing more; close the TCP connection 10 s later."""
        close_at = self.core.clock.now() + self.core.settings.close_after_disconnect_s
        for connection in self._of(app):
            self._tell(connection, "disconnect", {"reason": reason}, with_id)
            connection.disconnecting = True
            self.core.tasks.spawn(self._close_at(close_at, connection))

    def _tell(self, connection: Connection, topic: str, data: Json, with_id: bool = True) -> None:
        message_id = self.core.ids.frame() if with_id else ""
        self.delivery.unanswerable.add(message_id)
        connection.send(system_frame(topic, data, message_id))

    async def _close_at(self, moment: float, connection: Connection) -> None:
        await self.core.clock.sleep_until(moment)
        connection.close_tcp()

    def abort(self, app: App | None = None) -> None:
        """Reset the connections without a close frame."""
        for connection in self._of(app):
            connection.abort()

    async def close(self, app: App | None = None, code: int = WSCloseCode.OK) -> None:
        """Close the websockets properly."""
        for connection in self._of(app):
            await connection.socket.close(code=code)

    def silence(self, app: App | None = None) -> None:
        """Make the connections half-open: nothing is sent, no ping is answered, and TCP stays open."""
        for connection in self._of(app):
            connection.silent = True

    def send_raw(self, text: str, app: App | None = None) -> None:
        """Send something that need not be a frame at all."""
        for connection in self._of(app):
            connection.send(text)

    async def ping(self, app: App | None = None, timeout: float = 60.0) -> None:
        """Send a SYSTEM ping and wait (real seconds) until every connection has echoed it."""
        pinged = self._of(app)
        for connection in pinged:
            self.delivery.ping(connection)
        await self.core.changed.wait_until(
            lambda: all(not connection.unanswered_pings for connection in pinged), timeout, "an echo of the ping"
        )

    async def connected(self, count: int = 1, timeout: float = 60.0) -> list[Connection]:
        """Wait (real seconds) until `count` connections are open that have not been asked to disconnect."""

        def probe() -> list[Connection] | None:
            usable = [connection for connection in self.connections if not connection.disconnecting]
            return usable if len(usable) >= count else None

        return await self.core.changed.wait_until(probe, timeout, f"{count} connection(s)")

    def _of(self, app: App | None) -> list[Connection]:
        return [connection for connection in self.connections if app is None or connection.app is app]


def _topics(subscriptions: Any) -> frozenset[tuple[str, str]]:
    if not isinstance(subscriptions, list) or not subscriptions:
        raise ApiError("subscriptions must be a list", code="InvalidParameter")
    topics = set()
    for entry in subscriptions:
        if not isinstance(entry, dict) or entry.get("type") not in _SUBSCRIPTION_TYPES or not entry.get("topic"):
            raise ApiError(f"subscription {entry!r}", code="InvalidParameter")
        if entry["type"] == "EVENT" and entry["topic"] != "*":
            raise ApiError("events can only be subscribed to as `*`", code="InvalidParameter")
        topics.add((entry["type"], entry["topic"]))
    return frozenset(topics)
