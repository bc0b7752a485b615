"""config/scenes.toml: what it must hold, and that a mistake in it is named."""

from __future__ import annotations

import pytest

from bot.commands.presets.presets import Presets, PresetsError
from bot.grammar.vocabulary import STYLES
from bot.upstream.catalogue import Catalogue
from config.settings import SCENES_FILE

PURPOSES = {
    "concept", "poster", "packaging", "teaching", "news", "character", "item", "level", "room", "fashion", "look", "cover",
}  # fmt: skip


def test_every_use_that_the_service_names_has_a_scene() -> None:
    assert {scene.name for scene in Presets.load(SCENES_FILE).all_scenes()} == PURPOSES


def test_scenes_are_worded_in_both_languages_and_leave_room_for_a_subject() -> None:
    house = Presets.load(SCENES_FILE)
    limit = min(model.prompt_limit for model in Catalogue.load().models.values())
    for scene in house.all_scenes():
        assert scene.prompt("中秋节").startswith(("中秋节", "真人模特身穿中秋节"))
        assert "midautumn" in scene.prompt("midautumn")
        assert len(scene.wording.zh) < limit // 4
        assert len(scene.wording.en) < limit // 2
        assert scene.options.get("style", "auto") in STYLES
        assert scene.word("zh") != scene.word("en")
        assert house.scenes[scene.word("zh").casefold()] is scene


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[scene", "Expected"),
        ("[other]\nx = 1", "other: is not a known table"),
        ('[[modifier]]\nwords = ["a b"]\nzh = "x"\nen = "y"', "names without spaces"),
        ('[[modifier]]\nwords = ["a"]\nzh = "x"', "needs both zh and en"),
        ('[[modifier]]\nwords = ["a"]\nzh = "x"\nen = "y"\nstyle = "baroque"', "a: style: 'baroque'"),
        ('[[modifier]]\nwords = ["a", "A"]\nzh = "x"\nen = "y"', "A: is given twice"),
        ('[[modifier]]\nwords = ["a"]\nzh = "x"\nen = "y"\nsise = "1"', "a: sise: is not a known key"),
        ('[[modifier]]\nwords = ["a"]\nzh = "x"\nen = 3', "a: en: is not a text"),
        ('[[scene]]\nwords = ["a"]\nwording_zh = "x"\nwording_en = "{subject}"', "need {subject}"),
        ('[[scene]]\nwords = ["a"]\nwording_zh = "{subject}"\nwording_en = "{subject}"\nratio = "0:0"', "a: ratio"),
    ],
)
def test_a_mistake_is_named(text: str, says: str) -> None:
    with pytest.raises(PresetsError, match=says.replace("{", r"\{").replace("}", r"\}")):
        Presets.parse(text)
