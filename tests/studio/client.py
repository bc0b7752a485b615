"""A minimal HTTP client of the studio for tests: it sends what the test says and interprets nothing."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.runtime.clock import Clock
from studio.server import Settings, Studio, StudioOptions

KEY = "sk-one"
CANNED = Settings(min_task_s=0.0, canned=True)
MAX_POLLS = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, JSON body, headers."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))

    @property
    def refusal(self) -> tuple[int, str, str]:
        return self.status, self.body["code"], self.body["message"]

    @property
    def task_id(self) -> str:
        assert self.status == 200, self.body
        return str(self.body["output"]["task_id"])

    @property
    def task_status(self) -> str:
        return str(self.body["output"]["task_status"])


@dataclass(frozen=True, slots=True)
class StudioClient:
    """Calls a studio with one key."""

    studio: Studio
    http: aiohttp.ClientSession
    key: str = KEY

    def with_key(self, key: str) -> StudioClient:
        return StudioClient(self.studio, self.http, key)

    async def call(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **rest: Any) -> Answer:
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        async with self.http.request(method, self.studio.base_url + path, headers=sent, **rest) as response:
            return Answer(response.status, await response.json(), response.headers.copy())

    async def create(
        self,
        prompt: str = "日出",
        *,
        model: str = "wanx-v1",
        endpoint: str = "text2image",
        input: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: Any,
    ) -> Answer:
        body = {"model": model, "input": {"prompt": prompt, **(input or {})}, "parameters": parameters}
        return await self.post(body, endpoint=endpoint, headers=headers)

    async def post(
        self, body: object, *, endpoint: str = "text2image", headers: Mapping[str, str] | None = None
    ) -> Answer:
        path = f"/services/aigc/{endpoint}/image-synthesis"
        return await self.call("POST", path, json=body, headers={"X-DashScope-Async": "enable", **(headers or {})})

    async def post_message(self, body: object, *, sync: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """A creation of the message protocol, as a task or answered with the pictures."""
        service = "multimodal-generation" if sync else "image-generation"
        sent = {} if sync else {"X-DashScope-Async": "enable"}
        path = f"/services/aigc/{service}/generation"
        return await self.call("POST", path, json=body, headers={**sent, **(headers or {})})

    async def say(
        self,
        prompt: str,
        model: str,
        *,
        sync: bool = False,
        images: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        **parameters: Any,
    ) -> Answer:
        """Send a message with images and a text."""
        content = [{"image": image} for image in images] + [{"text": prompt}]
        body = {
            "model": model,
            "input": {"messages": [{"role": "user", "content": content}]},
            "parameters": parameters,
        }
        return await self.post_message(body, sync=sync, headers=headers)

    async def paint(self, prompt: str, model: str, **rest: Any) -> Answer:
        """Send a message that is answered with the pictures."""
        return await self.say(prompt, model, sync=True, **rest)

    async def made(self, prompt: str, model: str, *, sync: bool, **rest: Any) -> dict[str, Any]:
        """The body that has the pictures of a message, in either way."""
        answer = await self.say(prompt, model, sync=sync, **rest)
        assert answer.status == 200, answer.body
        return (answer if sync else await self.until_finished(answer.task_id)).body

    async def query(self, task_id: str) -> Answer:
        return await self.call("GET", f"/tasks/{task_id}")

    async def cancel(self, task_id: str) -> Answer:
        return await self.call("POST", f"/tasks/{task_id}/cancel")

    async def until_finished(self, task_id: str) -> Answer:
        """Query until the task has ended. Every query yields to the event loop, so no sleep is needed."""
        for _ in range(MAX_POLLS):
            answer = await self.query(task_id)
            if answer.status == 200 and answer.task_status not in ("PENDING", "RUNNING"):
                return answer
        raise AssertionError(f"not finished: {answer.body}")

    async def done(self, prompt: str = "日出", **rest: Any) -> Answer:
        """Create a task, and query until it has ended."""
        return await self.until_finished((await self.create(prompt, **rest)).task_id)

    async def control(self, method: str, path: str, **rest: Any) -> tuple[int, Any]:
        async with self.http.request(method, self.studio.control_url + path, **rest) as response:
            return response.status, await response.json()

    async def get(self, url: str) -> tuple[int, bytes]:
        async with self.http.get(url) as response:
            return response.status, await response.read()


@contextlib.asynccontextmanager
async def studio_client(
    options: StudioOptions | None = None, clock: Clock | None = None
) -> AsyncIterator[StudioClient]:
    """A running studio and a client of it; by default with canned pictures at once, and no limit on queries."""
    options = options or StudioOptions(settings=CANNED, seed=1)
    timeout = aiohttp.ClientTimeout(total=30)
    async with Studio(options, clock) as studio, aiohttp.ClientSession(timeout=timeout) as http:
        studio.change_settings(queries_per_second=100_000)
        yield StudioClient(studio, http)


def summary(client: StudioClient) -> dict[str, Any]:
    """The studio's own counts."""
    counts: dict[str, Any] = client.studio.record()["summary"]
    return counts
