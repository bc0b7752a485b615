"""Default options, set by people for themselves and for conversations. Options that are written override them.

conversation's defaults < person's defaults < scene < modifiers < options written
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal

from bot.adapter_api import Size
from bot.grammar.vocabulary import RESOLUTIONS, STYLES
from bot.store.rows import ConversationRow, PersonRow
from bot.upstream.model import Model
from bot.upstream.wanted_size import WantedSize

MAX_NO_LENGTH = 200
Answer = Literal["", "yes", "no"]
ReplyMeaning = Literal["", "edit", "paint"]
SHAPES = frozenset({"size", "ratio", "shape"})
"""Options that say which shape a picture has. `shape` is the ratio of a default, which a model meets as nearly as it can."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Defaults; an empty value (0 for numbers) is not set. `size` is `1280*720`, a ratio like `16:9`, or `2k`. `gallery`: whether
    pictures may be shown to others in a gallery. `language` is for conversations; a person's is a separate column. `model`
    paints where none is named; `model_li` is what a plain picture of it cost when it was chosen, which was agreed to.
    `announcements`: whether those of the admins are posted. `reply`: what words under a picture do that may as well be a new
    one. `cover`: whether pictures are covered until somebody opens them."""

    style: str = ""
    size: str = ""
    n: int = 0
    no: str = ""
    gallery: Answer = ""
    language: str = ""
    model: str = ""
    model_li: int = 0
    reply: ReplyMeaning = ""
    announcements: Answer = ""
    cover: Answer = ""

    @staticmethod
    def of(settings: str) -> Preferences:
        """The preferences in the `settings` of a person or a conversation. Values of an unknown form (a newer
        version's) are ignored."""
        return _parsed(settings or "{}")

    def covered_in(self, conversation: Preferences) -> bool:
        """Whether the pictures of a person with these are covered in a conversation."""
        return (self.cover or conversation.cover) == "yes"

    def to_json(self) -> str:
        """The stored form: only values that are set."""
        return json.dumps(self._set_values(), ensure_ascii=False)

    def over(self, below: Preferences) -> Preferences:
        """These, and for values that are not set those of `below`."""
        values = self._set_values()
        return replace(below, **values) if values else below

    def _set_values(self) -> dict[str, Any]:
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def options(self, model: Model | None, written: Mapping[str, Any], *, has_shape: bool) -> dict[str, Any]:
        """The options for a request to `model`: only what it can serve, and nothing that was `written`.

        A default must never cause a refusal. `has_shape`: the picture's shape comes from a reference.
        """
        options: dict[str, Any] = {}
        if self.style in STYLES and (model is None or self.style in model.styles):
            options["style"] = self.style
        if self.n and "set" not in written and (model is None or model.n_min <= self.n <= model.n_max):
            options["n"] = self.n
        if self.no and (model is None or len(self.no) <= model.negative_limit):
            options["no"] = self.no
        if self.size in RESOLUTIONS:
            options |= self._resolution(model) if "size" not in written else {}
        elif self.size and not has_shape and not SHAPES & set(written):
            options |= self._shape(model)
        return {name: value for name, value in options.items() if name not in written}

    def _resolution(self, model: Model | None) -> dict[str, Any]:
        area = RESOLUTIONS[self.size]
        if model is None:
            return {"area": area}
        # Also with a reference or for a set, for which some models paint smaller pictures.
        wanted = WantedSize(area=area)
        fits = all(wanted.is_met(model, wanted.in_pixels(model, with_images=images)) for images in (False, True))
        return {"area": area} if fits else {}

    def _shape(self, model: Model | None) -> dict[str, Any]:
        width, colon, height = self.size.partition(":")
        try:
            if colon:
                return {"shape": float(width) / float(height)}
            size = Size.parse(self.size)
        except (ValueError, ZeroDivisionError):
            return {}  # Written by another version.
        return {"size": size} if model is None or (model.takes_size and model.sizes.serves(size)) else {}


@lru_cache(maxsize=256)
def _parsed(settings: str) -> Preferences:
    """Kept because most people have the same few, and each message asks several times."""
    data = json.loads(settings)
    known = fields(Preferences)
    return Preferences(**{f.name: data[f.name] for f in known if isinstance(data.get(f.name), type(f.default))})


def of_both(person: PersonRow, conversation: ConversationRow) -> Preferences:
    """The preferences of a person in a conversation."""
    return Preferences.of(person.settings).over(Preferences.of(conversation.settings))
