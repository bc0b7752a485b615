"""Modifiers: named pieces of prompt, written `+name`. One's own come first, then the conversation's, then the house's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.adapter_api import Size
from bot.commands.presets.presets import Presets
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.grammar.vocabulary import fold, nearest
from bot.intake.preferences import SHAPES
from bot.intake.speaker import Speaker
from bot.store import Row, Tx

MOST_MODIFIERS = 50
"""Of one person, and of one conversation."""
MOST_WORD_CHARACTERS = 32
MOST_TEXT_CHARACTERS = 300
MOST_IN_A_PROMPT = 8
MOST_LOOKED_UP = 64
"""Words behind a plus sign within a text: each is looked up, most are none of ours."""
WORD = re.compile(r"[^\W\d_][\w-]*")
# Chinese is written without spaces: 狐狸+赛博朋克. There the name is taken only if there is such a modifier.
_INSIDE = re.compile(r"(?<=[\u3400-\u9fff，。、！？])[+＋]([^\W\d_][\w-]*)")

_ALONE = re.compile(r"^(?:[+＋][^\W\d_][\w-]*)+(?=[,，。、.;；!！?？]*$)")

Scope = Literal["person", "conversation", "house"]


def take_modifiers(text: str) -> tuple[str, tuple[str, ...]]:
    """Take `+name` out of words that are otherwise taken as they stand: what is left, and the names."""
    plain, names = [], []
    for token in text.split():
        if found := _ALONE.match(token):
            names += re.split("[+＋]", found.group())[1:]
        else:
            plain.append(token)
    return " ".join(plain), tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Modifier:
    """One modifier. `options` are style, size or ratio, and no, as in `Parsed.options`."""

    word: str
    text: str
    scope: Scope
    options: dict[str, Any] = field(default_factory=dict)

    def options_json(self) -> str:
        """The options as they are kept; `_of_row` reads them."""
        return json.dumps({k: str(v) if k == "size" else v for k, v in self.options.items()}, ensure_ascii=False)


def _of_row(row: Row) -> Modifier:
    options = json.loads(row["options"])
    if "size" in options:
        options["size"] = Size.parse(options["size"])
    return Modifier(row["word"], row["text"], row["scope"], options)


def _owners(speaker: Speaker) -> tuple[tuple[Scope, int], ...]:
    return ("person", speaker.person["id"]), ("conversation", speaker.conversation["id"])


@dataclass(frozen=True, slots=True)
class Modifiers:
    """All modifiers that somebody may use somewhere."""

    house: Presets

    def find(self, tx: Tx, speaker: Speaker, word: str, prompt: str = "") -> Modifier | None:
        """The modifier of a name; one of the house in the language of `prompt`."""
        for scope, owner_id in _owners(speaker):
            if row := tx.one("modifiers.one", scope=scope, owner_id=owner_id, folded=fold(word)):
                return _of_row(row)
        found = self.house.modifiers.get(fold(word))
        if found is None:
            return None
        no = found.no.for_text(prompt or word)
        options = {**found.options, **({"no": no} if no else {})}
        return Modifier(word, found.text.for_text(prompt or word), "house", options)

    def listed(self, tx: Tx, speaker: Speaker, scope: Scope) -> list[Modifier]:
        """A person's own, or the conversation's."""
        return [
            _of_row(row) for name, owner in _owners(speaker) if name == scope for row in self._rows(tx, name, owner)
        ]

    def _rows(self, tx: Tx, scope: Scope, owner_id: int) -> list[Row]:
        return tx.all("modifiers.of", scope=scope, owner_id=owner_id)

    def nearest(self, tx: Tx, speaker: Speaker, word: str) -> str | None:
        """The name that was probably meant."""
        names = {row["folded"]: "" for scope, owner in _owners(speaker) for row in self._rows(tx, scope, owner)}
        return nearest(word, {**dict.fromkeys(self.house.modifiers, ""), **names})

    def dress(self, tx: Tx, speaker: Speaker, parsed: Parsed) -> Parsed | Problem:
        """`parsed` with its modifiers' words behind its text and their options under its own; or which is unknown."""
        if len(parsed.modifiers) > MOST_IN_A_PROMPT or len(_INSIDE.findall(parsed.text)) > MOST_LOOKED_UP:
            return Problem("too-many-modifiers", {"limit": MOST_IN_A_PROMPT})
        found: list[Modifier] = []
        for word in parsed.modifiers:
            modifier = self.find(tx, speaker, word, parsed.text)
            if modifier is None:
                near = self.nearest(tx, speaker, word)
                return Problem(
                    "unknown-modifier-near" if near else "unknown-modifier", {"word": word, "near": near or ""}
                )
            found.append(modifier)

        def inside(match: re.Match[str]) -> str:
            modifier = self.find(tx, speaker, match.group(1), parsed.text)
            if modifier is None:
                return match.group()
            found.append(modifier)
            return ""

        text = _INSIDE.sub(inside, parsed.text)
        if not found:
            return parsed
        if len(found) > MOST_IN_A_PROMPT:
            return Problem("too-many-modifiers", {"limit": MOST_IN_A_PROMPT})
        comma = "," if re.search(r"[\u3400-\u9fff]", text) else ", "
        return replace(
            parsed,
            text=comma.join(filter(None, (text.strip(), *(m.text for m in found)))),
            options=merge_options(parsed.options, (m.options for m in found)),
            modifiers=(),
        )


def merge_options(written: dict[str, Any], layers: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """`written` over layers of options, of which later ones count more; what is not wanted adds up."""
    merged: dict[str, Any] = {}
    unwanted: list[str] = []
    for layer in (*layers, written):
        if SHAPES & set(layer):
            merged = {name: value for name, value in merged.items() if name not in SHAPES}
        merged |= layer
        if "no" in layer:
            unwanted.append(layer["no"])
    if unwanted:
        merged["no"] = ", ".join(dict.fromkeys(unwanted))
    return merged
