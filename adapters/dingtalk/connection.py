"""One stream connection: the SDK's client parses frames, dispatches to the handler and builds the acknowledgement;
the rest is ours (docs/decisions/dingtalk-stream.md says why)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any, Protocol

import structlog
from dingtalk_stream import AckMessage, Credential, DingTalkStreamClient
from dingtalk_stream.frames import Headers
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from adapters.dingtalk.limits import CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, FRAME_MAX_BYTES, MAX_UNACKNOWLEDGED_FRAMES
from adapters.dingtalk.parts import Json, object_of, text_of

log = structlog.get_logger()


class Receive(Protocol):
    """Saves a frame; see `adapters.dingtalk.intake`."""

    async def __call__(self, topic: str, frame_id: str, data: object) -> bool:
        """True once the frame is on disk and may be acknowledged, False if it must be sent again."""


# The SDK logs the ticket and whole messages, websockets the URL with the ticket: both are silenced.
_SILENT_LOG = logging.getLogger("adapters.dingtalk.quiet")
_SILENT_LOG.addHandler(logging.NullHandler())
_SILENT_LOG.propagate = False
_SILENT_LOG.setLevel(logging.CRITICAL + 1)

# What the SDK raises on an unexpected frame.
_SDK_ERRORS = (ValueError, KeyError, TypeError, AttributeError)


class _TopicHandler:
    """The SDK's handler interface for one topic: acknowledges a frame only after it was saved."""

    def __init__(self, topic: str, receive: Receive) -> None:
        self._topic = topic
        self._receive = receive
        self.dingtalk_client: Any = None

    def pre_start(self) -> None:
        return None

    async def raw_process(self, message: Any) -> Any:
        if not await self._receive(self._topic, text_of(message.headers.message_id), message.data):
            return None  # Not acknowledged: the service sends it again.
        ack = AckMessage()
        ack.message = "OK"
        ack.headers.message_id = message.headers.message_id
        ack.headers.content_type = Headers.CONTENT_TYPE_APPLICATION_JSON
        ack.data = {"response": {}}
        return ack


class StreamConnection:
    """One connection. Each has its own SDK client, so that an acknowledgement cannot go to another socket.

    `closing_soon` is set when the server has said that it will close: then another connection should be opened while
    this one is still read to its end.
    """

    def __init__(self, client_id: str, topics: Sequence[str], receive: Receive) -> None:
        self._receive = receive
        self._client: Any = DingTalkStreamClient(Credential(client_id, ""), logger=_SILENT_LOG)
        for topic in topics:
            self._client.register_callback_handler(topic, _TopicHandler(topic, receive))
        self._client.pre_start()
        self._slots = asyncio.Semaphore(MAX_UNACKNOWLEDGED_FRAMES)
        self.closing_soon = asyncio.Event()
        self.opened = asyncio.Event()

    async def serve(self, address: str, ping_every_s: float, ping_timeout_s: float) -> None:
        """Connect and read until the connection ends. Raises OSError, websockets' exceptions, TimeoutError."""
        async with connect(
            address,
            max_size=FRAME_MAX_BYTES,
            open_timeout=CONNECT_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
            compression=None,  # frames are small: compression costs more than it saves
            ping_interval=ping_every_s,
            ping_timeout=ping_timeout_s,
            logger=_SILENT_LOG,
        ) as socket:
            self._client.websocket = socket
            self.opened.set()
            async with asyncio.TaskGroup() as frames:
                try:
                    async for text in socket:
                        await self._slots.acquire()
                        frames.create_task(self._handle_frame(socket, text))
                except ConnectionClosed as closed:
                    # Connection lost, ping timeout, or a frame over the size limit (1009).
                    log.warning("dingtalk.cut_off", code=closed.rcvd.code if closed.rcvd else 0)

    async def _handle_frame(self, socket: ClientConnection, text: str | bytes) -> None:
        try:
            await self._on_frame(socket, text)
        except ConnectionClosed:
            log.info("dingtalk.ack_lost")  # An unacknowledged frame is sent again and recognised as a duplicate.
        except Exception:
            # One unexpected frame must not close the connection.
            log.exception("dingtalk.frame_broken")
        finally:
            self._slots.release()

    async def _on_frame(self, socket: ClientConnection, text: str | bytes) -> None:
        frame = object_of(text if isinstance(text, str) else text.decode(errors="replace"))
        if not frame:
            log.warning("dingtalk.not_a_frame", length=len(text))
            return
        headers = object_of(frame.get("headers"))
        if frame.get("type") == "SYSTEM":
            if headers.get("topic") == "disconnect":
                self.closing_soon.set()
            if not headers.get("messageId"):
                return  # Nothing to acknowledge; the SDK would send an acknowledgement without an id.
        try:
            await self._client.route_message(frame)
        except _SDK_ERRORS as error:
            log.warning("dingtalk.odd_frame", type=text_of(frame.get("type"))[:20], error=type(error).__name__)
            await self._save_unreadable(socket, frame)

    async def _save_unreadable(self, socket: ClientConnection, frame: Json) -> None:
        """Save a frame that the SDK cannot parse unchanged, and acknowledge it: a repeated push would not help."""
        headers = object_of(frame.get("headers"))
        frame_id = text_of(headers.get("messageId"))
        if frame.get("type") == "CALLBACK" and not await self._receive(
            text_of(headers.get("topic")), frame_id, frame.get("data")
        ):
            return
        if frame_id:
            ack = {"contentType": "application/json", "messageId": frame_id}
            await socket.send(json.dumps({"code": 200, "headers": ack, "message": "OK", "data": "{}"}))
