"""answerCallbackQuery and answerInlineQuery."""

from __future__ import annotations

from typing import Any

from ..errors import NotEmulated, bad_request
from ..keyboards import parse_markup
from ..queries import Answer, answer_press, answer_query
from ..richtext import format_text, require_caption, require_text
from ..state import Json
from .context import Context, method

ANSWER_TEXT_MAX_CHARS = 200
RESULTS_MAX = 50
RESULT_ID_MAX_BYTES = 64
NEXT_OFFSET_MAX_BYTES = 64
EMULATED_RESULTS = frozenset({"photo", "document", "article"})


@method("answerCallbackQuery")
async def answer_callback_query(ctx: Context) -> bool:
    params = ctx.params
    text = params.text("text")
    if len(text) > ANSWER_TEXT_MAX_CHARS:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = Answer(text, params.flag("show_alert"), params.text("url"))
    answer_press(ctx.world, ctx.bot, params.text("callback_query_id"), answer)
    return True


@method("answerInlineQuery")
async def answer_inline_query(ctx: Context) -> bool:
    params = ctx.params
    results = params.json("results", "inline query results")
    if results is None:
        results = []
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > RESULTS_MAX:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(params.text("next_offset").encode()) > NEXT_OFFSET_MAX_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    for result in results:
        _check(ctx, result)
    ids = [result["id"] for result in results]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    button = params.json("button", "inline query results button")
    answer_query(
        ctx.world,
        ctx.bot,
        params.text("inline_query_id"),
        results,
        next_offset=params.text("next_offset"),
        is_personal=params.flag("is_personal"),
        cache_time=params.integer("cache_time", 300),
        button=button,
    )
    return True


def _check(ctx: Context, result: Any) -> None:
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: Inline query result must be an object")
    kind, result_id = result.get("type"), result.get("id")
    if kind not in EMULATED_RESULTS:
        raise NotEmulated(f"the emulator knows no inline results of type {kind!r}")
    if not isinstance(result_id, str) or not 1 <= len(result_id.encode()) <= RESULT_ID_MAX_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    _check_file(ctx, result, kind)
    if kind == "article" and not result.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    require_caption(_formatted(result, "caption", "caption_entities"))
    content = result.get("input_message_content")
    if content is not None:
        require_text(_formatted(content, "message_text", "entities"))
    elif kind == "article":
        raise bad_request("can't parse inline query result: Input message content is not specified")
    if "reply_markup" in result:
        parse_markup(result["reply_markup"], given=True)


def _check_file(ctx: Context, result: Json, kind: str) -> None:
    if kind == "article":
        return
    cached = result.get(f"{kind}_file_id")
    if cached is None:
        ctx.world.recorder.violation("inline results by URL: the emulator has no way out of this machine")
        raise bad_request("WEBDOCUMENT_URL_INVALID")
    file = ctx.world.files.by_id(ctx.bot.id, str(cached))
    if file is None or file.kind != kind:
        raise bad_request("wrong file identifier specified")


def _formatted(source: Json, text: str, entities: str) -> Any:
    return format_text(source.get(text) or "", source.get("parse_mode") or "", source.get(entities))
