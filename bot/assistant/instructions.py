"""What a chat model is asked. A person's words are data: they are a message of their own, or behind our instructions."""

from __future__ import annotations

from bot.runtime.texts import Texts
from bot.store.rows import ChatCallRow
from bot.upstream.chat import ChatRequest

LENGTH = 400
"""The most characters that an answer is asked to have; fewer where the model that paints takes fewer."""
ADDED = 200
"""Characters by which longer words may grow."""
MAX_CHARS = 1000
"""Characters of words that can be improved, and of an answer that are kept: every platform shows so many in one message."""
MAX_TOKENS = 1000
"""The most tokens of an answer: what MAX_CHARS take in the language that needs most. They cost less than a call is booked as."""


def chat_request(call: ChatCallRow, model: str, texts: Texts, image: str = "") -> ChatRequest:
    """The question of a call; `image` is its picture as a `data:` URI."""
    wanted = len(call.words) + ADDED if call.kind == "improve" else LENGTH
    limit = min(max(LENGTH, wanted), MAX_CHARS, call.answer_limit)
    instructions = texts.say(call.language, f"ask-{call.kind}", limit=limit)
    if image and call.words:
        instructions = f"{instructions}\n{texts.say(call.language, 'ask-describe-words')}"
    return ChatRequest(model, instructions, call.words, image, MAX_TOKENS)
