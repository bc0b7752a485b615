"""What people set once: their defaults, and those of a conversation. They lie under everything that is written.

conversation's defaults < person's defaults < scene < modifiers < options written
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

from bot.adapter_api import Size
from bot.grammar.vocabulary import STYLES
from bot.store import Row
from bot.upstream.model import Model

MOST_NO_CHARACTERS = 200
Answer = Literal["", "yes", "no"]
SHAPES = frozenset({"size", "ratio"})


@dataclass(frozen=True, slots=True)
class Preferences:
    """Defaults; an empty value (0 for `n`) says nothing. `size` is `1280*720` or a ratio like `16:9`. `gallery`:
    whether pictures may be shown to others in a gallery. `language` is a conversation's; a person's is a column of its
    own."""

    style: str = ""
    size: str = ""
    n: int = 0
    no: str = ""
    gallery: Answer = ""
    language: str = ""

    @classmethod
    def of(cls, row: Row) -> Self:
        """Those of a person's or a conversation's row. What cannot be understood (a newer version's) says nothing."""
        data = json.loads(row["settings"] or "{}")
        kept = {f.name: data[f.name] for f in fields(cls) if isinstance(data.get(f.name), type(f.default))}
        return cls(**kept)

    def to_json(self) -> str:
        """As it is kept: only what says something."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)

    def over(self, below: Preferences) -> Preferences:
        """These, and where they say nothing those below."""
        return Preferences(**{name: value or getattr(below, name) for name, value in asdict(self).items()})

    def options(self, model: Model | None, written: Mapping[str, Any], *, has_shape: bool) -> dict[str, Any]:
        """As options of a request for `model`: only what it can serve, and nothing that what was `written` speaks of.

        A default must never be the reason for a refusal. `has_shape`: the picture's shape comes from a reference.
        """
        options: dict[str, Any] = {}
        if self.style in STYLES and (model is None or self.style in model.styles):
            options["style"] = self.style
        if self.n and (model is None or model.n_min <= self.n <= model.n_max):
            options["n"] = self.n
        if self.no and (model is None or len(self.no) <= model.negative_limit):
            options["no"] = self.no
        if self.size and not has_shape and not SHAPES & set(written):
            options |= self._shape(model)
        return {name: value for name, value in options.items() if name not in written}

    def _shape(self, model: Model | None) -> dict[str, Any]:
        width, colon, height = self.size.partition(":")
        try:
            if colon:
                return {"ratio": float(width) / float(height)}
            size = Size.parse(self.size)
        except (ValueError, ZeroDivisionError):
            return {}  # Written by another version.
        return {"size": size} if model is None or (model.takes_size and model.sizes.serves(size)) else {}


def of_both(person: Row, conversation: Row) -> Preferences:
    """What counts for a person in a conversation."""
    return Preferences.of(person).over(Preferences.of(conversation))
