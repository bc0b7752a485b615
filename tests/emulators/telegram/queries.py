"""Button presses and inline queries: made by a person, answered by a bot, and soon too old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import QUERY_TOO_OLD, bad_request
from .render import Renderer, inaccessible_json, user_json
from .state import Account, Button, Json, Message
from .updates import LIFE_S

if TYPE_CHECKING:
    from .world import Bot, World

T = TypeVar("T")
CALLBACK_ANSWER_S = 15.0
"""After this long an answer to a press is refused (seen in the field: 5 to 15 s)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees after a press."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(slots=True, eq=False)
class Press:
    """A pressed button. It spins until ``answer`` is there."""

    id: str
    world: World = field(repr=False)
    person: Account
    message: Message
    button: Button
    at: float
    answer: Answer | None = None
    answered_at: float | None = None

    @property
    def spinning(self) -> bool:
        return self.answer is None

    async def wait_answer(self, timeout: float = 60.0) -> Answer:
        """The bot's answer. ``timeout`` in real seconds. Raises: AssertionError if none came."""
        return await _wait(self.world, lambda: self.answer, timeout, f"an answer to the press of {self.button.text!r}")


@dataclass(slots=True, eq=False)
class Query:
    """An inline query and the results that the bot offered."""

    id: str
    world: World = field(repr=False)
    bot: Bot
    person: Account
    text: str
    at: float
    results: list[Json] | None = None
    next_offset: str = ""
    is_personal: bool = False
    cache_time: int = 300
    button: Json | None = None

    async def wait_results(self, timeout: float = 60.0) -> list[Json]:
        """The offered results as sent by the bot. ``timeout`` in real seconds. Raises: AssertionError if none came."""
        return await _wait(self.world, lambda: self.results, timeout, f"results for the inline query {self.text!r}")


async def _wait(world: World, read: Callable[[], T | None], timeout: float, what: str) -> T:
    try:
        async with asyncio.timeout(timeout):
            while (value := read()) is None:
                await world.changed()
            return value
    except TimeoutError:
        raise AssertionError(f"{what} did not come within {timeout} s") from None


def new_press(world: World, bot: Bot, person: Account, message: Message, button: Button, accessible: bool) -> Press:
    """A person presses: queues the callback query for the bot that wrote the message."""
    press = Press(world.new_string_id(), world, person, message, button, world.now())
    world.presses[press.id] = press
    payload: Json = {
        "id": press.id,
        "from": user_json(person),
        "chat_instance": str(-7_000_000_000_000 - abs(message.chat.id) % 10**12),
        "data": button.data,
    }
    if message.inline_message_id is not None:
        payload["inline_message_id"] = message.inline_message_id
    elif accessible:
        payload["message"] = Renderer(world, bot).message(message)
    else:
        payload["message"] = inaccessible_json(message)
    bot.queue.push("callback_query", payload, f"user {person.id}")
    return press


def answer_press(world: World, bot: Bot, press_id: str, answer: Answer) -> None:
    """Raises: ApiError 400 when it is unknown, another bot's, answered already or older than 15 s."""
    press = world.presses.get(press_id)
    owner = None if press is None else (press.message.via_bot or press.message.sender)
    if press is None or owner is not bot or press.answer is not None or world.now() - press.at > CALLBACK_ANSWER_S:
        raise bad_request(QUERY_TOO_OLD)
    press.answer, press.answered_at = answer, world.now()
    world.notify()


def new_query(world: World, bot: Bot, person: Account, text: str, chat_type: str) -> Query:
    """A person types ``@bot text`` in some chat."""
    query = Query(world.new_string_id(), world, bot, person, text, world.now())
    world.queries[query.id] = query
    payload = {"id": query.id, "from": user_json(person), "query": text, "offset": "", "chat_type": chat_type}
    bot.queue.push("inline_query", payload, f"user {person.id}")
    return query


def answer_query(world: World, bot: Bot, query_id: str, results: list[Json], **about: Any) -> None:
    """Raises: ApiError 400 when it is unknown, another bot's or older than 30 s."""
    query = world.queries.get(query_id)
    if query is None or query.bot is not bot or world.now() - query.at > LIFE_S["inline_query"]:
        raise bad_request(QUERY_TOO_OLD)
    query.results = results
    for name, value in about.items():
        setattr(query, name, value)
    world.notify()
