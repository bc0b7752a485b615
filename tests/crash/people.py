"""People who keep a house busy: on the platform of `platform.py`, and in the web room over HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from tests.conftest import photo
from tests.crash.platform import Chats

AT_ONCE = 3
"""Requests that a person has open at a time."""
FINAL = frozenset({"done", "failed", "cancelled"})
RETRY_S = 0.2
PATIENCE_S = 4.0


@dataclass
class Crowd:
    """Everybody, and what they were promised: `accepted` are the words of each request that was taken."""

    rng: Random
    chats: Chats
    ports: list[int]
    accepted: set[str] = field(default_factory=set)
    going_on: bool = True

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._photo = photo(320, 320)

    def request(self) -> tuple[str, str]:
        """A token that marks a request, and a command with it."""
        token = f"token{next(self._numbers)}x"
        return token, f"/imagine {token} in the storm --n {self.rng.choice((1, 1, 1, 2))}"

    # --- on the platform

    async def chat(self, user: str) -> None:
        """One person on the platform: asks, restyles, presses, cancels, and sends the same update twice at times."""
        while self.going_on:
            await asyncio.sleep(self.rng.uniform(0.1, 0.4))
            if sum(m.view["milestone"] not in FINAL for m in self.chats.visible(user)) >= AT_ONCE:
                continue
            luck = self.rng.random()
            shown = self.chats.pictures(user)
            if luck < 0.1 and shown:
                self.chats.press(self.rng.choice(shown), "gain", user=user)
            elif luck < 0.2:
                self.chats.say("/cancel", user=user)
            elif luck < 0.35:
                token, _ = self.request()
                self.accepted.add(token)
                self.chats.say(f"/restyle watercolor {token} --n 1", user=user, image=self._photo)
            else:
                token, text = self.request()
                self.accepted.add(token)
                self.chats.say(text, user=user)

    # --- in the room

    async def visit(self, visitor: Visitor) -> None:
        """One person in the web room: a message counts as accepted once the room has said so."""
        await visitor.start()
        while self.going_on:
            await asyncio.sleep(self.rng.uniform(1.0, 2.5))
            token, text = self.request()
            await visitor.say(text, token)
            self.accepted.add(token)
            visitor.tokens.append(token)


class Visitor:
    """A browser without a window. Whatever fails is tried again, at any of the ports, as the page does."""

    def __init__(self, rng: Random, ports: list[int]) -> None:
        self._rng = rng
        self._ports = ports
        self.tokens: list[str] = []
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address made of numbers
        self._session = aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=PATIENCE_S))

    async def start(self) -> None:
        """Open the page."""
        await self._ask("POST", "api/start", {"room": "~", "language": "en"})

    async def say(self, text: str, nonce: str) -> None:
        """Say something in one's own room."""
        await self._ask("POST", "api/rooms/~/messages", {"text": text, "nonce": nonce, "language": "en"})

    async def posts(self) -> list[dict[str, Any]]:
        """Everything that the bot shows in one's room, all pages of it."""
        found: list[dict[str, Any]] = []
        query = ""
        while True:
            page = await self._ask("GET", f"api/rooms/~/entries{query}")
            found += [entry for entry in page["entries"] if "milestone" in entry]
            if not page["more"]:
                return found
            query = f"?before={min(entry['seq'] for entry in page['entries'])}"

    async def close(self) -> None:
        """Leave."""
        await self._session.close()

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
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
                    # Too fast, or it could not be saved: again. Anything else is a mistake of this test or of the room.
                    assert answer.status in (429, 500, 503), f"{answer.status} {text}"
            except (aiohttp.ClientError, OSError):
                pass  # Nobody is there at the moment.
            await asyncio.sleep(RETRY_S)
