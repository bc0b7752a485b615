"""Preset modifiers and scenes: `config/scenes.toml`, read once and validated as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, field_validator

from bot.grammar.option_values import Problem, read_option
from bot.grammar.vocabulary import STYLES, fold, nearest
from config.settings import SCENES_FILE
from config.tables import Items, Table, read_tables

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and in English."""

    zh: str = ""
    en: str = ""

    def for_text(self, text: str) -> str:
        """The Chinese text if `text` contains Chinese characters, otherwise the English one."""
        return self.zh if _HAN.search(text) else self.en

    def for_language(self, language: str) -> str:
        """The text in a reader's language."""
        return self.zh if language == "zh" else self.en


def _word(word: str) -> str:
    if word.split() != [word]:
        raise ValueError(f"{word!r} should be a name without spaces")
    return word


def _style(style: str) -> str:
    if style and isinstance(read_option("style", style), Problem):
        raise ValueError(f"{style!r} is none of {', '.join(STYLES)}")
    return style


def _ratio(ratio: str) -> str:
    if ratio and isinstance(read_option("ar", ratio), Problem):
        raise ValueError(f"{ratio!r} should be a ratio from 1:10 to 10:1, like 16:9")
    return ratio


def _wording(wording: str) -> str:
    if "{subject}" not in wording:
        raise ValueError("needs {subject} in it")
    return wording


_Wording = Annotated[str, AfterValidator(_wording)]


class _Preset(Table):
    """What modifiers and scenes have in common."""

    words: Items[Annotated[str, AfterValidator(_word)]] = Field(min_length=1)
    style: Annotated[str, AfterValidator(_style)] = ""
    ratio: Annotated[str, AfterValidator(_ratio)] = ""
    no_zh: str = ""
    no_en: str = ""

    @property
    def name(self) -> str:
        """The preset's key: the first of its names."""
        return self.words[0]

    @property
    def options(self) -> Mapping[str, Any]:
        """Style and ratio as in `Parsed.options`."""
        options: dict[str, Any] = {}
        for option, value in (("style", self.style), ("ar", self.ratio)):
            read = read_option(option, value) if value else {}
            assert not isinstance(read, Problem)
            options |= read
        return options

    @property
    def no(self) -> Bilingual:
        """The negative prompt."""
        return Bilingual(self.no_zh, self.no_en)


class PresetModifier(_Preset):
    """A modifier that everyone may use."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def text(self) -> Bilingual:
        """What is added to the prompt."""
        return Bilingual(self.zh, self.en)


class ScenePreset(_Preset):
    """A preset for a purpose. The wordings have `{subject}` in them."""

    title_zh: str = ""
    title_en: str = ""
    wording_zh: _Wording
    wording_en: _Wording
    sample_zh: str = "山水"
    sample_en: str = "a landscape"

    @property
    def title(self) -> Bilingual:
        """The scene's title in the list of scenes."""
        return Bilingual(self.title_zh or self.name, self.title_en or self.name)

    @property
    def wording(self) -> Bilingual:
        """The prompt, with `{subject}` in it."""
        return Bilingual(self.wording_zh, self.wording_en)

    @property
    def sample(self) -> Bilingual:
        """A subject for the example in the list."""
        return Bilingual(self.sample_zh, self.sample_en)

    def word(self, language: str) -> str:
        """The name to show to a reader of `language`."""
        return next((w for w in self.words if bool(_HAN.search(w)) == (language == "zh")), self.name)

    def prompt(self, subject: str) -> str:
        """The prompt for a subject, in the subject's language."""
        return self.wording.for_text(subject).replace("{subject}", subject)


class _ScenesFile(Table):
    modifier: Items[PresetModifier] = ()
    scene: Items[ScenePreset] = ()

    @field_validator("modifier", "scene")
    @classmethod
    def _words_once(cls, presets: Sequence[_Preset]) -> Sequence[_Preset]:
        seen: set[str] = set()
        for word in (word for preset in presets for word in preset.words):
            if fold(word) in seen:
                raise ValueError(f"{word!r} is given twice")
            seen.add(fold(word))
        return presets


@dataclass(frozen=True, slots=True)
class Presets:
    """All presets of the file, by each of their names (folded)."""

    modifiers: Mapping[str, PresetModifier]
    scenes: Mapping[str, ScenePreset]

    @classmethod
    def load(cls, file: Path = SCENES_FILE) -> Self:
        """Read a scenes file. Raises SettingsError naming the preset and the key that is wrong."""
        read = read_tables(file, _ScenesFile)
        return cls(
            {fold(word): modifier for modifier in read.modifier for word in modifier.words},
            {fold(word): scene for scene in read.scene for word in scene.words},
        )

    def all_scenes(self) -> list[ScenePreset]:
        """Each scene once, in the file's order."""
        return list({scene.name: scene for scene in self.scenes.values()}.values())

    def all_modifiers(self) -> list[PresetModifier]:
        """Each modifier once, in the file's order."""
        return list({modifier.words[0]: modifier for modifier in self.modifiers.values()}.values())

    def nearest_scene(self, word: str) -> str | None:
        """The most similar word of the scene."""
        return nearest(word, dict.fromkeys(self.scenes, ""))
