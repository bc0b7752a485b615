"""Pushing to a random connection, pushing again, and reading acks."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

from .connection import Connection
from .core import Core
from .push import Push, Sending, system_frame


@dataclass(slots=True)
class Delivery:
    """At least once, on one connection picked at random; nothing is kept while no connection is open."""

    core: Core
    connections: list[Connection] = field(default_factory=list)  # closed ones too
    pushes: list[Push] = field(default_factory=list)
    duplicates: int = 0  # so many of the next pushes are sent twice at once
    # SYSTEM frames that need no answer; the SDK acknowledges them nevertheless.
    unanswerable: set[str] = field(default_factory=set)
    _sent: dict[str, Push] = field(default_factory=dict)  # by the frame's messageId
    _acks_due: dict[str, int] = field(default_factory=dict)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.core.seed}-choice")

    @property
    def lost(self) -> list[Push]:
        """Pushes that were lost because no connection was open."""
        return [push for push in self.pushes if push.lost]

    def push(self, push: Push) -> Push:
        """Send it now, or lose it."""
        self.pushes.append(push)
        if self._send(push) and self.duplicates > 0:
            self.duplicates -= 1
            self._send(push, self._next_id(push))
        if push.sendings and push.may_come_again and self.core.settings.redeliver_after_s is not None:
            push.redelivery = self.core.tasks.spawn(self._send_again(push))
        return push

    def _send(self, push: Push, message_id: str = "") -> bool:
        now = self.core.clock.now()
        candidates = [
            connection
            for connection in self.connections
            if connection.app is push.app
            and connection.may_be_chosen(now)
            and connection.takes(push.frame_type, push.topic)
        ]
        if not candidates:
            push.lost = not push.sendings
            self.core.changed.notify()
            return False
        chosen = self._random.choice(candidates)
        message_id = message_id or self.core.ids.frame()
        push.sendings.append(Sending(now, chosen.connection_id, message_id))
        self._sent[message_id] = push
        self._acks_due[message_id] = self._acks_due.get(message_id, 0) + 1
        chosen.send(push.frame(message_id, chosen.connection_id, now, push.app.client_id))
        self.core.changed.notify()
        return True

    async def _send_again(self, push: Push) -> None:
        for _ in range(self.core.settings.redeliver_times):
            after_s = self.core.settings.redeliver_after_s
            if after_s is None:
                return
            await self.core.clock.sleep_until(push.sendings[-1].at + after_s)
            if not self._send(push, self._next_id(push)):  # an ack would have cancelled this task
                return

    def _next_id(self, push: Push) -> str:
        return push.sendings[-1].message_id if self.core.settings.redeliver_with_same_message_id else ""

    def ping(self, connection: Connection) -> None:
        """Send a SYSTEM ping whose opaque value must come back."""
        message_id, opaque = self.core.ids.frame(), self.core.ids.hexadecimal(8)
        connection.unanswered_pings[message_id] = opaque
        connection.send(system_frame("ping", {"opaque": opaque}, message_id))

    def on_frame(self, connection: Connection, text: str) -> None:
        """Read what a client sent: an ack of a push or the echo of a ping."""
        ack = self._well_formed(text)
        if ack is None:
            return
        message_id = ack["headers"]["messageId"]
        if message_id in connection.unanswered_pings:
            self._on_echo(connection, connection.unanswered_pings.pop(message_id), ack)
        elif message_id in self._sent:
            self._on_ack(connection, message_id, ack)
        elif message_id not in self.unanswerable:
            self.core.violate("ack-unknown", f"nothing was sent as {message_id!r}")
        self.core.changed.notify()

    def _well_formed(self, text: str) -> Any:
        try:
            ack = json.loads(text)
        except ValueError:
            self.core.violate("frame-not-json", text[:80])
            return None
        headers = ack.get("headers") if isinstance(ack, dict) else None
        if not isinstance(headers, dict) or not isinstance(ack.get("code"), int) or "messageId" not in headers:
            self.core.violate("ack-shape", f"an ack has code and headers.messageId: {text[:80]}")
            return None
        try:
            json.loads(ack.get("data"))
        except (TypeError, ValueError):
            self.core.violate("ack-shape", "an ack's data is a string of JSON")
        return ack

    def _on_echo(self, connection: Connection, opaque: str, ack: Any) -> None:
        try:
            echoed = json.loads(ack["data"])["opaque"]
        except (KeyError, TypeError, ValueError):
            echoed = None
        if ack["code"] != 200 or echoed != opaque:
            self.core.violate("ping-echo", f"expected the opaque {opaque!r}, got {ack}")
            return
        connection.pings_answered += 1

    def _on_ack(self, connection: Connection, message_id: str, ack: Any) -> None:
        push = self._sent[message_id]
        if push.app is not connection.app:
            self.core.violate("ack-unknown", "an ack of another app's message")
            return
        if not self._acks_due[message_id]:
            self.core.violate("ack-twice", f"{message_id} was acknowledged before")
            return
        self._acks_due[message_id] -= 1
        if push.frame_type == "EVENT" and '"LATER"' in str(ack.get("data")):
            return
        if push.ack is None:  # with any code: it is not documented that a refused message is sent again
            push.ack, push.acked_at = ack, self.core.clock.now()
        if push.redelivery is not None:
            push.redelivery.cancel()
