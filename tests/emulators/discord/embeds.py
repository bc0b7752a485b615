"""Limits of embeds, and the files that embeds and components show."""

from __future__ import annotations

from typing import Any

from .errors import Form, Json

EMBEDS, TOTAL = 10, 6000
_TEXTS = {"title": 256, "description": 4096}
_FIELDS, _FIELD_NAME, _FIELD_VALUE, _FOOTER, _AUTHOR = 25, 256, 1024, 2048, 256
_PREFIX = "attachment://"


def check_embeds(embeds: Any, form: Form) -> None:
    """Note in `form` what is wrong."""
    if not isinstance(embeds, list):
        form.wrong("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if len(embeds) > EMBEDS:
        form.wrong("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {EMBEDS} or fewer in length.")
    total = 0
    for number, embed in enumerate(embeds):
        total += _check(embed, f"embeds.{number}", form)
    if total > TOTAL:
        form.wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TOTAL}")


def _check(embed: Json, path: str, form: Form) -> int:
    texts: list[tuple[str, Any, int]] = [(name, embed.get(name), most) for name, most in _TEXTS.items()]
    texts.append(("footer.text", (embed.get("footer") or {}).get("text"), _FOOTER))
    texts.append(("author.name", (embed.get("author") or {}).get("name"), _AUTHOR))
    fields = embed.get("fields") or []
    if len(fields) > _FIELDS:
        form.wrong(f"{path}.fields", "BASE_TYPE_MAX_LENGTH", f"Must be {_FIELDS} or fewer in length.")
    for number, one in enumerate(fields):
        texts.append((f"fields.{number}.name", one.get("name", ""), _FIELD_NAME))
        texts.append((f"fields.{number}.value", one.get("value", ""), _FIELD_VALUE))
    given = [(name, text, most) for name, text, most in texts if text is not None]
    for name, text, most in given:
        form.length(f"{path}.{name}", text, 0, most)
    return sum(len(text) for _, text, _ in given if isinstance(text, str))


def shown_files(parts: Any) -> set[str]:
    """The names of files that are shown by an address `attachment://name` anywhere in embeds or components."""
    if isinstance(parts, str):
        return {parts.removeprefix(_PREFIX)} if parts.startswith(_PREFIX) else set()
    inner = parts.values() if isinstance(parts, dict) else parts if isinstance(parts, list) else ()
    return set().union(*(shown_files(one) for one in inner))


def with_urls(parts: Any, urls: dict[str, str]) -> Any:
    """The same with the real addresses of the files."""
    if isinstance(parts, str) and parts.startswith(_PREFIX):
        return urls.get(parts.removeprefix(_PREFIX), parts)
    if isinstance(parts, dict):
        return {name: with_urls(one, urls) for name, one in parts.items()}
    return [with_urls(one, urls) for one in parts] if isinstance(parts, list) else parts
