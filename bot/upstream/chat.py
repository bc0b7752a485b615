"""`ChatModels`: the part of the port that answers with text. A chat cannot be looked up afterwards: a lost answer is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from bot.upstream.outcomes import AnswerLost, NotSent, Refused
from bot.upstream.port import Upstream


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A question to a chat model. `instructions` are ours and `text` is data, such as a person's words; either may be empty.
    `image` is a `data:` URI that we made, empty for none. The answer has at most `max_tokens`."""

    model: str
    instructions: str
    text: str
    image: str = field(default="", repr=False)
    max_tokens: int = 1000


@dataclass(frozen=True, slots=True)
class ChatAnswered:
    """The model's answer, as it came: untrusted text, perhaps empty. `is_cut`: it is longer than `max_tokens`."""

    text: str
    is_cut: bool = False
    request_id: str = ""


ChatOutcome = ChatAnswered | Refused | AnswerLost | NotSent


class ChatModels(Protocol):
    """One account of a service that has chat models."""

    async def ask(self, request: ChatRequest, *, timeout_s: float) -> ChatOutcome:
        """Ask once, for at most `timeout_s` seconds."""
        ...


class UpstreamWithChat(Upstream, ChatModels, Protocol):
    """One account of a service that paints and has chat models."""
