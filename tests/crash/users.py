"""Users who keep the app busy: on the chat server, and in the web room over HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from tests.conftest import photo
from tests.crash.chat_server import ChatServer

MAX_OPEN = 3
"""Requests that one user has open at a time."""
FINAL = frozenset({"done", "failed", "cancelled"})
ENDED_FOR_USER = FINAL | {"held"}
"""A user who was told that an answer got lost waits no longer."""
RETRY_S = 0.2
TIMEOUT_S = 4.0


@dataclass
class Users:
    """All users. `accepted`: a token of each request that was accepted, and must not be lost."""

    rng: Random
    chats: ChatServer
    accepted: set[str] = field(default_factory=set)
    active: bool = True
    answering_model: str = ""
    """All ask this model, which paints one picture of words, and press Again where its answer got lost."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._photo = photo(320, 320)

    def request(self) -> tuple[str, str]:
        """A token that identifies a request, and a command with it."""
        token = f"token{next(self._numbers)}x"
        how = f"--model {self.answering_model}" if self.answering_model else f"--n {self.rng.choice((1, 1, 1, 2))}"
        return token, f"/imagine {token} in the storm {how}"

    # --- on the platform

    async def chat(self, user: str) -> None:
        """One user of the chat server: asks, restyles, presses, cancels."""
        while self.active:
            await asyncio.sleep(self.rng.uniform(0.1, 0.4))
            if sum(m.view["milestone"] not in ENDED_FOR_USER for m in self.chats.visible(user)) >= MAX_OPEN:
                continue
            luck = self.rng.random()
            shown = self.chats.pictures(user)
            if self.answering_model:
                shown += [m for m in self.chats.visible(user) if m.view["milestone"] == "held" and m.view["buttons"]]
            if luck < 0.1 and shown:
                self.chats.press(self.rng.choice(shown), "gain", user=user)
            elif luck < 0.2:
                self.chats.say("/cancel", user=user)
            elif luck < 0.35 and not self.answering_model:
                token, _ = self.request()
                self.accepted.add(token)
                self.chats.say(f"/restyle watercolor {token} --n 1", user=user, image=self._photo)
            else:
                token, text = self.request()
                self.accepted.add(token)
                self.chats.say(text, user=user)

    # --- in the room

    async def visit(self, visitor: RoomUser) -> None:
        """One user of the web room: a message counts as accepted once the room has confirmed it."""
        await visitor.start()
        while self.active:
            await asyncio.sleep(self.rng.uniform(1.0, 2.5))
            token, text = self.request()
            await visitor.say(text, token)
            self.accepted.add(token)
            visitor.tokens.append(token)


class RoomUser:
    """An HTTP client of the room. Like the page it retries what fails, at any of the ports."""

    def __init__(self, rng: Random, ports: list[int]) -> None:
        self._rng = rng
        self._ports = ports
        self.tokens: list[str] = []
        jar = aiohttp.CookieJar(unsafe=True)  # accept cookies of an IP address
        self._session = aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))

    async def start(self) -> None:
        """Log in as the page does."""
        await self._request("POST", "api/start", {"room": "~", "language": "en"})

    async def say(self, text: str, nonce: str) -> None:
        """Send a message in one's own room."""
        await self._request("POST", "api/rooms/~/messages", {"text": text, "nonce": nonce, "language": "en"})

    async def posts(self) -> list[dict[str, Any]]:
        """All posts of the bot in one's own room, over all pages."""
        found: list[dict[str, Any]] = []
        query = ""
        while True:
            page = await self._request("GET", f"api/rooms/~/entries{query}")
            found += [entry for entry in page["entries"] if "milestone" in entry]
            if not page["more"]:
                return found
            query = f"?before={min(entry['seq'] for entry in page['entries'])}"

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def _request(self, method: str, path: str, body: Any = None) -> Any:
        while True:
            port = self._rng.choice(self._ports)
            origin = f"http://127.0.0.1:{port}"
            try:
                async with self._session.request(
                    method, f"{origin}/{path}", json=body, headers={"Origin": origin}
                ) as answer:
                    text = await answer.text()
                    if answer.status == 200:
                        return json.loads(text)
                    # Rate limited, or not saved: retry. Anything else is a bug of this test or of the room.
                    assert answer.status in (429, 500, 503), f"{answer.status} {text}"
            except (aiohttp.ClientError, OSError):
                pass  # The app is down at the moment.
            await asyncio.sleep(RETRY_S)
