"""Parsing ``reply_markup`` with Telegram's limits and error texts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import bad_request
from .state import Button

CALLBACK_DATA_MAX_BYTES = 64
COPY_TEXT_MAX_CHARS = 256
BUTTONS_MAX = 100
ROW_MAX = 8
STYLES = frozenset({"danger", "success", "primary"})


@dataclass(frozen=True, slots=True)
class Markup:
    """What came in as reply_markup: inline rows, or another kind (reply keyboard, removal, forced reply)."""

    rows: tuple[tuple[Button, ...], ...] = ()
    other: bool = False


NO_MARKUP = Markup()


def parse_markup(value: Any, *, given: bool) -> Markup:
    """Read a decoded reply_markup; ``given`` tells an explicit null from an absent one.

    Raises: ApiError 400 with the server's text.
    """
    if value is None and not given:
        return NO_MARKUP
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in value:
        other = bool(value.get("keyboard") or value.get("remove_keyboard") or value.get("force_reply"))
        return Markup(other=other)
    keyboard = value["inline_keyboard"]
    if not isinstance(keyboard, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    rows = []
    for row in keyboard:
        if not isinstance(row, list):
            raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        if row:
            rows.append(tuple(_button(button) for button in row))
    if sum(len(row) for row in rows) > BUTTONS_MAX:
        raise bad_request("reply markup is too long")
    return Markup(tuple(rows))


def _button(value: Any) -> Button:
    if not isinstance(value, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    value = {key: inner for key, inner in value.items() if inner is not None}
    text = value.get("text")
    if not isinstance(text, str):
        raise _unreadable('Field "text" must be of type String' if text is not None else 'Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if value.get("style", "primary") not in STYLES:
        raise _unreadable("invalid button style specified")
    if value.get("url"):
        if urlsplit(value["url"]).scheme not in {"http", "https", "tg", "ton"}:
            raise bad_request(f"inline keyboard button URL '{value['url']}' is invalid: unsupported URL protocol")
        return Button(text, url=value["url"], raw=value)
    if value.get("callback_data"):
        data = value["callback_data"]
        if not isinstance(data, str):
            raise _unreadable('Field "callback_data" must be of type String')
        if len(data.encode()) > CALLBACK_DATA_MAX_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return Button(text, data=data, raw=value)
    if "copy_text" in value:
        copied = value["copy_text"].get("text") if isinstance(value["copy_text"], dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= COPY_TEXT_MAX_CHARS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return Button(text, copy_text=copied, raw=value)
    known = {"switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "web_app"}
    if known & value.keys() or "login_url" in value or "pay" in value:
        return Button(text, raw=value)
    raise _unreadable("Text buttons are unallowed in the inline keyboard")


def _unreadable(why: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {why}")
