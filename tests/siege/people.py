"""Ten honest users: each sends a line every two seconds and waits up to 30 s for the answer."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.emulators.telegram import Chat, Message, MessageList, Person

LINES = ("/help", "/styles", "/jobs", "/imagine a fox in the snow", "/settings")
INTERVAL_S = 2.0
RETRY_S = 0.2
GIVE_UP_S = 30.0
BROKEN = (aiohttp.ClientError, OSError, TimeoutError, ValueError)


@dataclass(slots=True)
class Line:
    """One line: when it was sent, and when the first answer to it was shown (monotonic time)."""

    sent: float
    answered: float = 0.0
    acknowledged: bool = False


@dataclass(slots=True)
class Record:
    """All lines that one user sent, and their answers."""

    lines: list[Line] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Acknowledged and never answered."""
        return sum(line.acknowledged and not line.answered for line in self.lines)

    def percentile(self, share: float) -> float:
        """Seconds from sending to the first answer; a line that was never answered counts as GIVE_UP_S."""
        took = sorted(line.answered - line.sent if line.answered else GIVE_UP_S for line in self.lines)
        return took[min(len(took) - 1, int(len(took) * share))] if took else 0.0


async def send_lines(record: Record, until: float, say: Callable[[str, Line], Any], first: int) -> None:
    """Send a line every INTERVAL_S until `until`; then wait for the answers that are missing."""
    saying = []
    for number in itertools.count(first):
        if time.monotonic() >= until:
            break
        line = Line(time.monotonic())
        record.lines.append(line)
        saying.append(asyncio.create_task(say(LINES[number % len(LINES)], line)))
        await asyncio.sleep(INTERVAL_S)
    await asyncio.gather(*saying)


class RoomUser:
    """A user of the room over HTTP and a WebSocket; like the page it retries what fails with the same nonce."""

    def __init__(self, home: str, name: str) -> None:
        self._home = home
        self._name = name
        self._count = itertools.count()
        self._revision = 0
        self._answered: dict[str, float] = {}
        self._changed = asyncio.Event()
        jar = aiohttp.CookieJar(unsafe=True)
        headers = {"Origin": home.rstrip("/")}
        self._http = aiohttp.ClientSession(cookie_jar=jar, headers=headers, timeout=aiohttp.ClientTimeout(10))

    async def open(self) -> None:
        """Log in."""
        found = await self._post("api/start", {"room": "~", "language": "en"})
        self._revision = found["revision"]

    async def close(self) -> None:
        await self._http.close()

    async def watch(self) -> None:
        """Keep the WebSocket open until cancelled."""
        while True:
            try:
                async with self._http.ws_connect(f"{self._home}ws/~?since={self._revision}") as socket:
                    async for message in socket:
                        self._on_message(message.json())
            except BROKEN:
                pass
            await asyncio.sleep(RETRY_S)

    async def say(self, text: str, line: Line) -> None:
        """Send a message and wait for the first answer."""
        body = {"text": text, "nonce": f"{self._name}-{next(self._count)}", "language": "en"}
        accepted = await self._post("api/rooms/~/messages", body, line.sent + GIVE_UP_S)
        if not accepted:
            return
        line.acknowledged = True
        while accepted["id"] not in self._answered and time.monotonic() < line.sent + GIVE_UP_S:
            self._changed.clear()
            try:
                async with asyncio.timeout(1):
                    await self._changed.wait()
            except TimeoutError:
                pass
        line.answered = self._answered.get(accepted["id"], 0.0)

    def _on_message(self, message: dict[str, Any]) -> None:
        if message["kind"] != "changes":
            return
        self._revision = message["revision"]
        for entry in message["entries"]:
            quote = entry.get("quote") or {}
            if not entry.get("person", "") and quote:
                self._answered.setdefault(quote["id"], time.monotonic())
        self._changed.set()

    async def _post(self, path: str, body: dict[str, Any], until: float = 0.0) -> dict[str, Any]:
        until = until or time.monotonic() + GIVE_UP_S
        while time.monotonic() < until:
            try:
                async with self._http.post(self._home + path, json=body) as answer:
                    if answer.status == 200:
                        found: dict[str, Any] = await answer.json()
                        return found
            except BROKEN:
                pass
            await asyncio.sleep(RETRY_S)
        return {}


class TelegramUser:
    """A user in a private chat on the emulated Telegram."""

    def __init__(self, person: Person, chat: Chat) -> None:
        self._person = person
        self._chat = chat

    async def say(self, text: str, line: Line) -> None:
        """Send a message and wait for the first answer."""
        asked = self._person.say(self._chat, text)
        line.acknowledged = True  # The emulator keeps an update until the bot has accepted it.

        def answer(messages: MessageList) -> Message | None:
            return next((each for each in messages if each.reply_to is asked), None)

        try:
            await self._chat.wait_for(answer, GIVE_UP_S, text)
            line.answered = time.monotonic()
        except AssertionError:
            pass
