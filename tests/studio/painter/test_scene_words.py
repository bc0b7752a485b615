"""A picture is described in words that the painter would paint the same from."""

import pytest

from studio.painter import PaintOrder, scene
from studio.painter.brief import Brief, read_brief
from studio.painter.lexicon import MEANINGS
from studio.painter.scene_words import word_for
from studio.painter.tokens import meanings_in

PROMPTS = (
    "日出时的玫瑰花海",
    "two cats on the beach, a red boat",
    "三只狗在雪地里",
    "a cup of coffee and a cake on a table",
    "an old man in the rain, autumn forest",
    "a yellow taxi in the city at night",
    "山水，云雾，一叶孤舟，松树",
    "a girl with an umbrella under cherry trees, spring",
    "an astronaut in space",
    "a white horse and four sheep on a meadow at sunset",
)


def visible(brief: Brief) -> list[object]:
    return [
        brief.hour, brief.season, brief.weather, set(brief.places), brief.things, brief.animals, brief.people, brief.objects,
        set(brief.flowers), brief.painted,
    ]  # fmt: skip


@pytest.mark.parametrize("prompt", PROMPTS)
def test_scene_words__description_is_a_prompt_for_the_same_scene(prompt: str) -> None:
    words = scene(PaintOrder(prompt))
    assert words
    before = visible(read_brief(prompt))
    for language, comma in ((0, ", "), (1, "，")):
        text = comma.join(pair[language] for pair in words)
        assert visible(read_brief(text)) == before, text


@pytest.mark.parametrize("meaning", MEANINGS)
def test_scene_words__word_means_what_it_names(meaning: str) -> None:
    for plural in (False, True):
        for word in word_for(meaning, plural=plural):
            assert meaning in meanings_in(word)


def test_scene_words__nothing_is_said_that_is_not_visible() -> None:
    assert scene(PaintOrder("flonk")) == ()
    assert scene(PaintOrder("make it night", reference=b"x", ref_mode="edit")) == ()
    assert "cat" not in str(scene(PaintOrder("a lake", negative_prompt="cat")))
    secret = scene(PaintOrder("for Mary, who does not know yet: a lake"))
    assert [english for english, _ in secret] == ["lake", "photo"]
