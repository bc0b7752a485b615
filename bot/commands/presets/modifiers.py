"""Modifiers: named pieces of a prompt, written `+name`. Looked up among the person's own, the conversation's, the presets."""

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
from bot.store import Tx
from bot.store.rows import ModifierRow

MAX_MODIFIERS = 50
"""How many modifiers one person, or one conversation, may have."""
MAX_WORD_LENGTH = 32
MAX_TEXT_LENGTH = 300
MAX_MODIFIERS_PER_PROMPT = 8
MAX_LOOKUPS = 64
"""Words behind a plus sign within a text: each is one query, and most are no modifiers."""
WORD = re.compile(r"[^\W\d_][\w-]*")
# Chinese is written without spaces: 狐狸+赛博朋克. There the name is taken only if there is such a modifier.
_INSIDE = re.compile(r"(?<=[\u3400-\u9fff，。、！？])[+＋]([^\W\d_][\w-]*)")

_ALONE = re.compile(r"^(?:[+＋][^\W\d_][\w-]*)+(?=[,，。、.;；!！?？]*$)")

ModifierScope = Literal["person", "conversation", "house"]


def take_modifiers(text: str) -> tuple[str, tuple[str, ...]]:
    """Split `+name` from words without other options: the words, and the names."""
    plain, names = [], []
    for token in text.split():
        if found := _ALONE.match(token):
            names += re.split("[+＋]", found.group())[1:]
        else:
            plain.append(token)
    return " ".join(plain), tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Modifier:
    """One modifier. `options` are style, size or ratio, area, transparent, and no, as in `Parsed.options`."""

    word: str
    text: str
    scope: ModifierScope
    options: dict[str, Any] = field(default_factory=dict)

    def options_json(self) -> str:
        """The options as they are kept; `_of_row` reads them."""
        return json.dumps({k: str(v) if k == "size" else v for k, v in self.options.items()}, ensure_ascii=False)


def _of_row(row: ModifierRow) -> Modifier:
    options = json.loads(row.options)
    if "size" in options:
        options["size"] = Size.parse(options["size"])
    return Modifier(row.word, row.text, row.scope, options)


def _owners(speaker: Speaker) -> tuple[tuple[ModifierScope, int], ...]:
    return ("person", speaker.person.id), ("conversation", speaker.conversation.id)


@dataclass(frozen=True, slots=True)
class Modifiers:
    """Looks up modifiers and applies them to prompts."""

    presets: Presets

    def find(self, tx: Tx, speaker: Speaker, word: str, prompt: str = "") -> Modifier | None:
        """The modifier of a name; a preset in the language of `prompt`."""
        for scope, owner_id in _owners(speaker):
            if row := tx.one(ModifierRow, "modifiers.one", scope=scope, owner_id=owner_id, folded=fold(word)):
                return _of_row(row)
        found = self.presets.modifiers.get(fold(word))
        if found is None:
            return None
        no = found.no.for_text(prompt or word)
        options = {**found.options, **({"no": no} if no else {})}
        return Modifier(word, found.text.for_text(prompt or word), "house", options)

    def listed(self, tx: Tx, speaker: Speaker, scope: ModifierScope) -> list[Modifier]:
        """The modifiers of the person (scope `person`) or of the conversation."""
        return [
            _of_row(row) for name, owner in _owners(speaker) if name == scope for row in self._rows(tx, name, owner)
        ]

    def _rows(self, tx: Tx, scope: ModifierScope, owner_id: int) -> list[ModifierRow]:
        return tx.all(ModifierRow, "modifiers.of", scope=scope, owner_id=owner_id)

    def nearest(self, tx: Tx, speaker: Speaker, word: str) -> str | None:
        """The most similar known name."""
        names = {row.folded: "" for scope, owner in _owners(speaker) for row in self._rows(tx, scope, owner)}
        return nearest(word, {**dict.fromkeys(self.presets.modifiers, ""), **names})

    def apply(self, tx: Tx, speaker: Speaker, parsed: Parsed) -> Parsed | Problem:
        """`parsed` with its modifiers applied: their words appended, their options merged under its own. A problem if there are
        too many, or one is unknown."""
        if len(parsed.modifiers) > MAX_MODIFIERS_PER_PROMPT or len(_INSIDE.findall(parsed.text)) > MAX_LOOKUPS:
            return Problem("too-many-modifiers", {"limit": MAX_MODIFIERS_PER_PROMPT})
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
        if len(found) > MAX_MODIFIERS_PER_PROMPT:
            return Problem("too-many-modifiers", {"limit": MAX_MODIFIERS_PER_PROMPT})
        comma = "," if re.search(r"[\u3400-\u9fff]", text) else ", "
        return replace(
            parsed,
            text=comma.join(filter(None, (text.strip(), *(m.text for m in found)))),
            options=merge_options(parsed.options, (m.options for m in found)),
            modifiers=(),
        )


def merge_options(written: dict[str, Any], layers: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Merge layers of options, `written` last. A later layer overrides; negative prompts are joined. The ratio of a layer
    is a default: only a ratio that was written must be met exactly."""
    merged: dict[str, Any] = {}
    negative: list[str] = []
    soft = ({"shape" if name == "ratio" else name: value for name, value in layer.items()} for layer in layers)
    for layer in (*soft, written):
        if SHAPES & set(layer):
            merged = {name: value for name, value in merged.items() if name not in SHAPES}
        merged |= layer
        if "no" in layer:
            negative.append(layer["no"])
    if negative:
        merged["no"] = ", ".join(dict.fromkeys(negative))
    return merged
