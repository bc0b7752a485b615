"""The doctor and the log report exactly the missing glyphs that sheets and albums show."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from bot.cli import doctor
from bot.media.typography import fonts
from bot.media.typography.fonts import CHINESE_SAMPLE, EMOJI_SAMPLE
from bot.media.typography.missing_fonts import MissingGlyphs, find_missing_glyphs, missing_fonts
from bot.media.typography.typesetter import Typesetter
from bot.runtime.texts import Texts
from config.settings import LOCALES_FOLDER, Settings
from studio.server import Studio
from tests.conftest import running_app

CHINESE, EMOJI = (
    MissingGlyphs("chinese", "神", "fonts-noto-cjk"),
    MissingGlyphs("emoji", "🦊", "fonts-noto-color-emoji"),
)


@pytest.mark.usefixtures("either_fonts")
def test_fonts__what_is_not_lacking_is_drawn_whole_and_what_is_lacking_is_not() -> None:
    kinds = {lack.kind for lack in fonts.missing_glyphs()}
    for kind, sample in (("chinese", CHINESE_SAMPLE), ("emoji", "".join(EMOJI_SAMPLE))):
        text = Typesetter(fonts.font_stack(serif=False), 24, fonts.emoji_font())
        shown = text.clean(sample)
        assert (bool(text.missing) or "‹" in shown) is (kind in kinds), (kind, shown)


@pytest.mark.usefixtures("either_fonts")
async def test_fonts__doctor_is_content_only_where_nothing_is_lacking(tmp_path: Path) -> None:
    found = await doctor.examine(Settings(data_dir=tmp_path, language="en"), {})
    (line,) = [each for each in found if "apt-get install" in each.line or each.line.startswith("✓ fonts")]
    assert line.bad is bool(fonts.missing_glyphs())


@pytest.mark.parametrize(
    ("lacks", "packages"),
    [
        ((CHINESE,), "fonts-noto-cjk"),
        ((EMOJI,), "fonts-noto-color-emoji"),
        ((CHINESE, EMOJI), "fonts-noto-cjk fonts-noto-color-emoji"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_fonts__one_line_says_what_is_missing_and_what_to_install(
    lacks: tuple[MissingGlyphs, ...], packages: str, language: str
) -> None:
    line = missing_fonts(lacks, Texts(LOCALES_FOLDER), language)
    assert f"apt-get install {packages}" in line
    assert "\n" not in line
    assert ("emoji" in line.split("apt-get")[0]) is (EMOJI in lacks)


def test_fonts__process_of_its_own_finds_the_same() -> None:
    assert find_missing_glyphs() == fonts.missing_glyphs()


@pytest.mark.parametrize("lacks", [(), (CHINESE, EMOJI)])
async def test_fonts__log_says_it_once_at_the_start(
    lacks: tuple[MissingGlyphs, ...], tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.find_missing_glyphs", lambda: lacks)
    with structlog.testing.capture_logs() as log:
        async with running_app(tmp_path, studio) as shenbi:
            await shenbi.chat.say("/imagine a boat")
            await shenbi.chat.picture()
    hints = [str(line["hint"]) for line in log if line["event"] == "fonts.missing"]
    assert len(hints) == bool(lacks)
    assert all("fonts-noto-cjk fonts-noto-color-emoji" in hint for hint in hints)


def test_fonts__letters_of_a_newer_unicode_than_this_python_reach_the_font() -> None:
    kind = Typesetter((fonts.Face(),), 24)
    assert kind.clean("a\U00033456b") == "a·b"  # Not assigned yet, in a plane of Chinese letters.
    assert kind.missing == {"\U00033456"}
    assert kind.clean("\ufdd0\U0002ffff\ue000a") == "a"  # Never letters.


def test_fonts__what_is_invisible_anyway_is_not_missing() -> None:
    kind = Typesetter((fonts.Face(),), 24)
    assert kind.clean("a\u00ad\u200b\u2060b\U000e0100") in ("ab", "a\u00adb")
    assert not kind.missing
