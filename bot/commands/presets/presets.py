"""Preset modifiers and scenes: `config/scenes.toml`, read once and validated as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bot.grammar.option_values import Problem, read_option
from bot.grammar.vocabulary import fold, nearest

_HAN = re.compile(r"[\u3400-\u9fff]")
_MODIFIER_KEYS = frozenset({"words", "zh", "en", "style", "ratio", "no_zh", "no_en"})
_SCENE_KEYS = frozenset(
    {
        "words", "title_zh", "title_en", "wording_zh", "wording_en", "style", "ratio", "no_zh", "no_en",
        "sample_zh", "sample_en",
    }
)  # fmt: skip


class PresetsError(ValueError):
    """The scenes file is invalid; the text is one line that tells the operator at start where and why."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and in English."""

    zh: str = ""
    en: str = ""

    def for_text(self, text: str) -> str:
        """In Chinese for a text with Chinese characters, else in English."""
        return self.zh if _HAN.search(text) else self.en

    def for_language(self, language: str) -> str:
        """In the language of a reader."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class PresetModifier:
    """A modifier that everyone may use. `options` are style and ratio as in `Parsed.options`."""

    words: tuple[str, ...]
    text: Bilingual
    options: Mapping[str, Any]
    no: Bilingual


@dataclass(frozen=True, slots=True)
class ScenePreset:
    """A preset for a purpose. `wording` has `{subject}` in it; `options` are style and ratio as in `Parsed.options`."""

    words: tuple[str, ...]
    title: Bilingual
    wording: Bilingual
    options: Mapping[str, Any]
    no: Bilingual
    sample: Bilingual

    @property
    def name(self) -> str:
        """The name that identifies it."""
        return self.words[0]

    def word(self, language: str) -> str:
        """The name to show to a reader of `language`."""
        return next((w for w in self.words if bool(_HAN.search(w)) == (language == "zh")), self.name)

    def prompt(self, subject: str) -> str:
        """The prompt for a subject, in the subject's language."""
        return self.wording.for_text(subject).replace("{subject}", subject)


@dataclass(frozen=True, slots=True)
class Presets:
    """All presets of the file, by each of their names (folded)."""

    modifiers: Mapping[str, PresetModifier]
    scenes: Mapping[str, ScenePreset]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a scenes file. Raises PresetsError, OSError."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except PresetsError as error:
            raise PresetsError(f"{path}: {error}") from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the text of a scenes file. Raises PresetsError."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise PresetsError(str(error)) from None
        if unknown := set(data) - {"modifier", "scene"}:
            raise PresetsError(f"{min(unknown)}: is not a known table")
        modifiers: dict[str, PresetModifier] = {}
        scenes: dict[str, ScenePreset] = {}
        for table in data.get("modifier", []):
            _add(modifiers, _modifier(table))
        for table in data.get("scene", []):
            _add(scenes, _scene(table))
        return cls(modifiers, scenes)

    def all_scenes(self) -> list[ScenePreset]:
        """Each scene once, in the file's order."""
        return list({scene.name: scene for scene in self.scenes.values()}.values())

    def all_modifiers(self) -> list[PresetModifier]:
        """Each modifier once, in the file's order."""
        return list({modifier.words[0]: modifier for modifier in self.modifiers.values()}.values())

    def nearest_scene(self, word: str) -> str | None:
        """The scene's word that was probably meant."""
        return nearest(word, dict.fromkeys(self.scenes, ""))


def _add(index: dict[str, Any], entry: PresetModifier | ScenePreset) -> None:
    for word in entry.words:
        if fold(word) in index:
            raise PresetsError(f"{word}: is given twice")
        index[fold(word)] = entry


def _words(table: Mapping[str, Any], known: frozenset[str]) -> tuple[str, ...]:
    words = table.get("words")
    if not isinstance(words, list) or not words or not all(isinstance(w, str) and w.split() == [w] for w in words):
        raise PresetsError(f"{words!r}: words must be a list of names without spaces")
    for key, value in table.items():
        if key not in known:
            raise PresetsError(f"{words[0]}: {key}: is not a known key")
        if key != "words" and not isinstance(value, str):
            raise PresetsError(f"{words[0]}: {key}: is not a text")
    return tuple(words)


def _options(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for key, option in (("style", "style"), ("ratio", "ar")):
        if value := table.get(key):
            read = read_option(option, value)
            if isinstance(read, Problem):
                raise PresetsError(f"{name}: {key}: {value!r} cannot be used")
            options |= read
    return options


def _modifier(table: Mapping[str, Any]) -> PresetModifier:
    words = _words(table, _MODIFIER_KEYS)
    text = Bilingual(table.get("zh", ""), table.get("en", ""))
    if not (text.zh and text.en):
        raise PresetsError(f"{words[0]}: needs both zh and en")
    return PresetModifier(
        words, text, _options(words[0], table), Bilingual(table.get("no_zh", ""), table.get("no_en", ""))
    )


def _scene(table: Mapping[str, Any]) -> ScenePreset:
    words = _words(table, _SCENE_KEYS)
    wording = Bilingual(table.get("wording_zh", ""), table.get("wording_en", ""))
    if "{subject}" not in wording.zh or "{subject}" not in wording.en:
        raise PresetsError(f"{words[0]}: wording_zh and wording_en need {{subject}} in them")
    return ScenePreset(
        words,
        Bilingual(table.get("title_zh", words[0]), table.get("title_en", words[0])),
        wording,
        _options(words[0], table),
        Bilingual(table.get("no_zh", ""), table.get("no_en", "")),
        Bilingual(table.get("sample_zh", "山水"), table.get("sample_en", "a landscape")),
    )
