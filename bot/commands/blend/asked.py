"""What is to be painted from a list of pictures, as it is stored with the list: words, options, modifiers, variants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.adapter_api import Size
from bot.grammar.parsing import Parsed

COMMAND = "blend"
_GLUED = ("成", "为", "到", "进", "在", "起来", "一下")
"""How words go on behind the verb: `/融合成一张海报` is the command and the words 融合成一张海报."""
_OF_THE_MESSAGE = frozenset({"source", "sources", "agreed_li"})
"""Options that say which pictures are meant, not what is painted."""


def asked_in(parsed: Parsed) -> tuple[Parsed, ...]:
    """What a message asks for: each variant of its words; nothing if it has neither words nor options."""
    each = tuple(_bare(variant) for variant in parsed.variants or (parsed,))
    return each if any(one.text or one.options or one.modifiers for one in each) else ()


def _bare(parsed: Parsed) -> Parsed:
    options = {name: value for name, value in parsed.options.items() if name not in _OF_THE_MESSAGE}
    glued = parsed.command == COMMAND and parsed.text.startswith(_GLUED)
    words = f"融合{parsed.text}" if glued else parsed.text
    return Parsed(COMMAND, words, options, modifiers=parsed.modifiers, choices=parsed.choices)


def to_json(asked: Sequence[Parsed]) -> str:
    """The stored form; `of_json` is its inverse."""
    return json.dumps([_stored(each) for each in asked], ensure_ascii=False)


def of_json(text: str) -> tuple[Parsed, ...]:
    """What was stored."""
    return tuple(_restored(each) for each in json.loads(text))


def _stored(parsed: Parsed) -> dict[str, Any]:
    options = {name: str(value) if isinstance(value, Size) else value for name, value in parsed.options.items()}
    return {"text": parsed.text, "options": options, "modifiers": parsed.modifiers, "choices": parsed.choices}


def _restored(data: dict[str, Any]) -> Parsed:
    options = dict(data["options"])
    if "size" in options:
        options["size"] = Size.parse(options["size"])
    modifiers, choices = tuple(data["modifiers"]), tuple(data["choices"])
    return Parsed(COMMAND, data["text"], options, modifiers=modifiers, choices=choices)
