"""What a chat model is asked. A person's words are data: they are a message of their own, or behind our instructions."""

from __future__ import annotations

from bot.runtime.texts import Texts
from bot.store.rows import ChatCallRow
from bot.upstream.chat import ChatRequest

LENGTH = 400
"""The most characters that an answer is asked to have; fewer where the model that paints takes fewer."""
MAX_TOKENS = 1000
"""The most tokens of an answer: twice what LENGTH characters take in the language that needs most."""


def chat_request(call: ChatCallRow, model: str, texts: Texts, image: str = "") -> ChatRequest:
    """The question of a call; `image` is its picture as a `data:` URI."""
    limit = min(LENGTH, call.answer_limit)
    instructions = texts.say(call.language, f"ask-{call.kind}", limit=limit)
    if image and call.words:
        instructions = f"{instructions}\n{texts.say(call.language, 'ask-describe-words')}"
    return ChatRequest(model, instructions, call.words, image, MAX_TOKENS)
