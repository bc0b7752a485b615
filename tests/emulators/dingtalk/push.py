"""A push to a robot, and its frames."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from .org import App
from .wire import Json

BOT_MESSAGE = "/v1.0/im/bot/messages/get"
CARD_CALLBACK = "/v1.0/card/instances/callback"


@dataclass(frozen=True, slots=True)
class Sending:
    """One time that a push was put on a connection."""

    at: float
    connection_id: str
    message_id: str


@dataclass(slots=True, eq=False)
class Push:
    """A callback or an event to be pushed. `data` is the JSON text, the same in every sending."""

    app: App
    topic: str
    data: str
    frame_type: str = "CALLBACK"
    headers: dict[str, str] = field(default_factory=dict)
    may_come_again: bool = True
    sendings: list[Sending] = field(default_factory=list)
    ack: Json | None = None
    acked_at: float | None = None
    lost: bool = False  # no connection was open when it had to be sent
    redelivery: asyncio.Task[None] | None = None

    @property
    def payload(self) -> Any:
        """The decoded data."""
        return json.loads(self.data)

    @property
    def ack_latency_s(self) -> float | None:
        """From the first sending to the ack, on the emulator's clock; None before the ack."""
        return self.acked_at - self.sendings[0].at if self.acked_at is not None else None

    def frame(self, message_id: str, connection_id: str, now: float, app_id: str) -> str:
        """The frame for one sending: data a string of JSON, time a string of milliseconds."""
        headers = {
            "appId": app_id,
            "connectionId": connection_id,
            "contentType": "application/json",
            "messageId": message_id,
            "time": str(int(now * 1000)),
            "topic": self.topic,
            **self.headers,
        }
        frame = {"specVersion": "1.0", "type": self.frame_type, "headers": headers, "data": self.data}
        return json.dumps(frame, ensure_ascii=False)


def system_frame(topic: str, data: Json, message_id: str = "") -> str:
    """A SYSTEM frame, which has neither specVersion nor time."""
    headers = {"topic": topic, "contentType": "application/json"}
    if message_id:
        headers["messageId"] = message_id
    return json.dumps({"type": "SYSTEM", "headers": headers, "data": json.dumps(data)})
