"""Drives an emulator that runs in another process."""

from types import TracebackType
from typing import Any, Self

import aiohttp


class RemoteDingTalk:
    """`await remote.call("say", person="小李", chat=chat, text="...")`: see `control` for the verbs."""

    def __init__(self, openapi_endpoint: str) -> None:
        self.openapi_endpoint = openapi_endpoint
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, verb: str, **args: Any) -> Any:
        """The verb's answer. Raises ValueError with the emulator's words when it refuses."""
        assert self._session is not None, "use it as an async context manager"
        async with self._session.post(f"{self.openapi_endpoint}/_control/{verb}", json=args) as response:
            answer = await response.json()
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer
