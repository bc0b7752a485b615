"""config/scenes.toml: what it must hold, and that a mistake in it is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands.presets.presets import Presets
from bot.grammar.vocabulary import STYLES
from bot.upstream.catalogue import Catalogue
from config.settings import SettingsError

PURPOSES = {
    "concept", "poster", "packaging", "teaching", "news", "character", "item", "level", "room", "fashion", "look", "cover",
}  # fmt: skip


def test_scenes__every_use_that_the_service_names_has_a_scene() -> None:
    assert {scene.name for scene in Presets.load().all_scenes()} == PURPOSES


def test_scenes__are_worded_in_both_languages_and_leave_room_for_a_subject() -> None:
    house = Presets.load()
    limit = min(model.prompt_limit for model in Catalogue.load().models.values())
    for scene in house.all_scenes():
        assert scene.prompt("中秋节").startswith(("中秋节", "真人模特身穿中秋节"))
        assert "midautumn" in scene.prompt("midautumn")
        assert len(scene.wording.zh) < limit // 4
        assert len(scene.wording.en) < limit // 2
        assert scene.options.get("style", "auto") in STYLES
        assert scene.word("zh") != scene.word("en")
        assert house.scenes[scene.word("zh").casefold()] is scene


MODIFIER = '[[modifier]]\nzh = "x"\nen = "y"\n'
SCENE = '[[scene]]\nwords = ["a"]\nwording_zh = "{subject}"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[scene", "is not valid TOML: Expected"),
        ("[other]\nx = 1", "other: is not a known key; known: modifier, scene"),
        ("[scene]\nx = 1", "scene: {'x': 1} should be a list"),
        ("[[modifier]]\n", "modifier 1: words: is missing"),
        (MODIFIER + "words = []", "modifier 1: words: is empty"),
        (MODIFIER + 'words = ["a b"]', "a b: words: 'a b' should be a name without spaces"),
        ('[[modifier]]\nwords = ["a"]\nzh = "x"', "a: en: is missing"),
        ('[[modifier]]\nwords = ["a"]\nzh = "x"\nen = ""', "a: en: is empty"),
        ('[[modifier]]\nwords = ["a"]\nzh = "x"\nen = 3', "a: en: 3 should be a valid string"),
        (MODIFIER + 'words = ["a"]\nstyle = "baroque"', "a: style: 'baroque' is none of auto, photography, "),
        (MODIFIER + 'words = ["a", "A"]', "modifier: 'A' is given twice"),
        (MODIFIER + 'words = ["a"]\nsise = "1"', "a: sise: is not a known key; known: words, style, ratio, "),
        (SCENE + 'wording_en = "x"', "a: wording_en: needs {subject} in it"),
        (SCENE + 'wording_en = "{subject}"\nratio = "0:0"', "a: ratio: '0:0' should be a ratio from 1:10 to 10:1, like 16:9"),
    ],
)  # fmt: skip
def test_scenes__mistake_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "scenes.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=f"^{path}:? {re.escape(says)}") as wrong:
        Presets.load(path)
    assert "\n" not in str(wrong.value)


def test_scenes__what_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "scenes.toml"
    path.write_text(f'{MODIFIER}words = ["b"]\nstyle = ""\nratio = ""\n{SCENE}wording_en = "{{subject}}!"\n', "utf-8")
    presets = Presets.load(path)
    assert (presets.modifiers["b"].options, presets.modifiers["b"].no.en) == ({}, "")
    scene = presets.scenes["a"]
    assert (scene.title.zh, scene.sample.en, scene.prompt("fox")) == ("a", "a landscape", "fox!")
