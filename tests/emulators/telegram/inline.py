"""The message of a chosen inline result: written by the person, via the bot."""

from __future__ import annotations

from typing import Any

from .chats import Chat
from .keyboards import parse_markup
from .queries import Query
from .render import user_json
from .richtext import Formatted, format_text
from .state import Account, Json, Media, Message


def message_from_result(query: Query, result_id: str, chat: Chat, person: Account) -> Message:
    """The message for one of the offered results; the bot learns of the choice if it asked to.

    Raises: LookupError when there is no such result.
    """
    world, bot = query.world, query.bot
    result = next((offered for offered in query.results or [] if offered["id"] == result_id), None)
    if result is None:
        raise LookupError(f"no result {result_id!r}; offered: {[offered['id'] for offered in query.results or []]}")
    markup = parse_markup(result.get("reply_markup"), given="reply_markup" in result)
    message = Message(
        chat, chat.next_message_id(), world.date(), person, via_bot=bot, keyboard=markup.rows, **_content(query, result)
    )
    chosen: Json = {"result_id": result_id, "from": user_json(person), "query": query.text}
    if markup.rows:
        message.inline_message_id = f"AQ{world.new_string_id()}"
        world.inline_messages[message.inline_message_id] = message
        chosen["inline_message_id"] = message.inline_message_id
    if bot.inline_feedback:
        bot.queue.push("chosen_inline_result", chosen, f"user {person.id}")
    return message


def _content(query: Query, result: Json) -> dict[str, Any]:
    content = result.get("input_message_content")
    if content is not None:
        text = _formatted(content, "message_text", "entities")
        return {"text": text.text, "entities": text.entities}
    kind = result["type"]
    file = query.world.files.by_id(query.bot.id, result[f"{kind}_file_id"])
    assert file is not None, "checked when the results were offered"
    caption = _formatted(result, "caption", "caption_entities")
    sizes = query.world.files.family(file) if kind == "photo" else ()
    media = Media(kind, sizes[-1] if sizes else file, sizes)
    return {"media": media, "caption": caption.text or None, "entities": caption.entities}


def _formatted(source: Json, text: str, entities: str) -> Formatted:
    return format_text(source.get(text) or "", source.get("parse_mode") or "", source.get(entities))
