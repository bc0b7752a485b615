"""`Texts`: what it says of the files of config/locales."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from bot.runtime.texts import Texts
from config.settings import LOCALES_FOLDER


@pytest.mark.parametrize(
    ("language", "key", "style", "says"),
    [
        ("zh", "auto", "自动", "画得更美"),
        ("zh", "watercolor", "水彩", "水彩风格"),
        ("en", "auto", "auto", "beautifully"),
        ("en", "sketch", "sketch", "in sketch style"),
    ],
)
def test_texts__prompt_of_a_bare_restyle(language: str, key: str, style: str, says: str) -> None:
    assert says in Texts(LOCALES_FOLDER).say(language, "prompt-bare-restyle", key=key, style=style)


def test_texts__text_that_cannot_be_read_is_shown_as_itself_and_logged(tmp_path: Path) -> None:
    for language in ("zh", "en"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.ftl").write_text("fine = yes\nbroken = { $style ->\n   [自动] no\n}\n")
    texts = Texts(tmp_path)
    with structlog.testing.capture_logs() as log:
        assert [texts.say("zh", name, style="x") for name in ("fine", "broken")] == ["yes", "broken"]
    assert [(line["event"], line["message"]) for line in log] == [("text.missing", "broken")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts__plurals_and_choices_read_well(language: str) -> None:
    texts = Texts(LOCALES_FOLDER)
    settings = texts.say(
        language, "session-settings", rounds=3, per_round=4, ideas="120", vote="60", style="s-oil-painting",
        keep="style", strict="yes", early="yes", budget="20", ideas_unit="s", vote_unit="min",
    )  # fmt: skip
    assert ("油画" if language == "zh" else "oil painting") in settings
    assert ("严格" if language == "zh" else "strict") in settings
    assert texts.say("en", "album-voices", count=1) == "1 vote"
    assert texts.say("zh", "album-voices", count=1) == "1 票"
