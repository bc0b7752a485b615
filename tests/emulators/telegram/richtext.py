"""Formatted text: HTML to entities, what Telegram finds by itself, lengths and offsets.

Lengths are counted in code points after parsing; entity offsets and lengths in UTF-16 units.
"""

import re
from dataclasses import dataclass
from typing import Any

from .errors import ApiError, NotEmulated, bad_request

TEXT_MAX_CHARS = 4096
CAPTION_MAX_CHARS = 1024
ENTITIES_MAX = 100

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
ENTITY_TYPES = frozenset(TAGS.values()) | {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "text_mention",
    "expandable_blockquote",
    "date_time",
}
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_CHARACTER = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-zA-Z]+));?")
_FOUND_BY_ITSELF = (
    ("url", re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)]")),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+\.[a-zA-Z]{2,}")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z][a-zA-Z0-9_]{2,31})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@./])@[a-zA-Z][a-zA-Z0-9_]{2,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Formatted:
    """Plain text with its entities, as it is stored and sent out."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_len(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of ``text`` that an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def format_text(text: str, parse_mode: str, entities: Any) -> Formatted:
    """Parse what a bot sent: ``parse_mode`` wins over explicit ``entities``.

    Raises: ApiError 400 for broken markup, bad entities, or a parse mode that is not emulated.
    """
    mode = parse_mode.lower()
    if mode == "html":
        plain, found = _parse_html(text)
    elif mode in {"", "none"}:
        plain, found = text, _explicit(text, entities)
    elif mode in {"markdown", "markdownv2"}:
        raise NotEmulated(f"the emulator does not parse {parse_mode}; use HTML or entities")
    else:
        raise bad_request("unsupported parse_mode")
    return _trim(plain, found)


def of_person(text: str) -> Formatted:
    """What a person typed: only what Telegram finds by itself."""
    return _trim(text, [])


def require_text(formatted: Formatted) -> Formatted:
    """Raises: ApiError 400 when a message's text is empty or longer than 4096 characters."""
    if not formatted.text:
        raise bad_request("message text is empty")
    if len(formatted.text) > TEXT_MAX_CHARS:
        raise bad_request("message is too long")
    return formatted


def require_caption(formatted: Formatted) -> Formatted:
    """Raises: ApiError 400 when a caption is longer than 1024 characters."""
    if len(formatted.text) > CAPTION_MAX_CHARS:
        raise bad_request("message caption is too long")
    return formatted


def _trim(text: str, entities: list[Entity]) -> Formatted:
    """Cut blank space at both ends, as Telegram does, move the entities along, and add those found by itself."""
    text = text.replace("\r", "").replace("\0", "")
    start = len(text) - len(text.lstrip())
    cut, trimmed = utf16_len(text[:start]), text.strip()
    size, kept = utf16_len(trimmed), []
    for entity in entities:
        begin = max(0, entity["offset"] - cut)
        end = min(size, entity["offset"] + entity["length"] - cut)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    for kind, pattern in _FOUND_BY_ITSELF:
        for match in pattern.finditer(trimmed):
            begin, length = utf16_len(trimmed[: match.start()]), utf16_len(match.group())
            closed = [e for e in kept if e["type"] not in {"bold", "italic", "underline", "strikethrough", "spoiler"}]
            if all(begin >= e["offset"] + e["length"] or begin + length <= e["offset"] for e in closed):
                kept.append({"type": kind, "offset": begin, "length": length})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(trimmed, tuple(kept[:ENTITIES_MAX]))


def _explicit(text: str, entities: Any) -> list[Entity]:
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array")
    size, result = utf16_len(text), []
    for entity in entities:
        kind = entity.get("type") if isinstance(entity, dict) else None
        if kind not in ENTITY_TYPES:
            raise bad_request("can't parse MessageEntity: unsupported type specified")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad_request("can't parse MessageEntity: can't find field \"offset\"")
        if offset < 0 or length <= 0 or offset + length > size:
            raise bad_request("ENTITY_BOUNDS_INVALID")
        units = text.encode("utf-16-le")
        for edge in (offset, offset + length):
            if edge * 2 < len(units) and 0xDC <= units[edge * 2 + 1] <= 0xDF:
                raise bad_request("entity begins or ends in a middle of a UTF-16 symbol")
        result.append({key: value for key, value in entity.items() if value is not None})
    return result


def _parse_html(source: str) -> tuple[str, list[Entity]]:
    out: list[str] = []
    size = position = 0
    open_tags: list[tuple[str, str, int, Entity]] = []
    entities: list[Entity] = []

    def fail(why: str) -> ApiError:
        return ApiError(400, f"Bad Request: can't parse entities: {why}")

    def byte_offset(index: int) -> int:
        return len(source[:index].encode())

    while position < len(source):
        character = source[position]
        if character == "&" and (match := _CHARACTER.match(source, position)) and (decoded := _character(match)):
            out.append(decoded)
            size += utf16_len(decoded)
            position = match.end()
        elif character != "<":
            out.append(character)
            size += utf16_len(character)
            position += 1
        else:
            match = _TAG.match(source, position)
            if match is None:
                raise fail(
                    f'Unsupported start tag "{_tag_name(source, position)}" at byte offset {byte_offset(position)}'
                )
            closing, name = match.group(1), match.group(2).lower()
            if closing:
                if not open_tags:
                    raise fail(f"Unexpected end tag at byte offset {byte_offset(position)}")
                expected, kind, begin, extra = open_tags.pop()
                if expected != name:
                    raise fail(
                        f'Unmatched end tag at byte offset {byte_offset(position)}, expected "</{expected}>", found "</{name}>"'
                    )
                if kind and size > begin:
                    entities.append({"type": kind, "offset": begin, "length": size - begin, **extra})
            else:
                if name not in TAGS:
                    raise fail(f'Unsupported start tag "{name}" at byte offset {byte_offset(position)}')
                open_tags.append((name, *_opening(name, match.group(3), size, fail, byte_offset(position))))
            position = match.end()
    if open_tags:
        raise fail(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return "".join(out), _merge_code(entities)


def _opening(name: str, attributes: str, size: int, fail: Any, offset: int) -> tuple[str, int, Entity]:
    given = {m[1].lower(): _unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(attributes)}
    kind, extra = TAGS[name], {}
    if name == "a":
        if not given.get("href"):
            return "", size, {}
        extra = {"url": given["href"]}
    elif name == "span" and given.get("class") != "tg-spoiler":
        raise fail(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    elif name == "code" and given.get("class", "").startswith("language-"):
        extra = {"language": given["class"].removeprefix("language-")}
    elif name == "blockquote" and "expandable" in given:
        kind = "expandable_blockquote"
    elif name == "tg-emoji":
        extra = {"custom_emoji_id": given.get("emoji-id", "")}
    return kind, size, extra


def _merge_code(entities: list[Entity]) -> list[Entity]:
    """``<pre><code class="language-x">`` is one pre entity with a language; elsewhere code has no language."""
    result = []
    for entity in entities:
        around = next(
            (
                other
                for other in entities
                if other["type"] == "pre" and (other["offset"], other["length"]) == (entity["offset"], entity["length"])
            ),
            None,
        )
        if entity["type"] == "code" and around is not None:
            if "language" in entity:
                around["language"] = entity["language"]
            continue
        if entity["type"] == "code":
            entity.pop("language", None)
        result.append(entity)
    return result


def _character(match: re.Match[str]) -> str | None:
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED_CHARACTERS.get(name)
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _unescape(text: str) -> str:
    return _CHARACTER.sub(lambda match: _character(match) or match.group(), text)


def _tag_name(source: str, position: int) -> str:
    found = re.match(r"</?([^\s>]*)", source[position:])
    return found.group(1).lower() if found else ""
