"""What people and conversations set once, in words and by buttons."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.settings.settings_commands import SETTINGS, read_setting
from bot.intake.preferences import Preferences
from bot.store.rows import JobRow
from bot.upstream.catalogue import Catalogue
from studio.server import Studio
from tests.conftest import RunningApp, running_app
from tests.scripted import APPEND_ONLY, EDITABLE, BotMessage, ScriptedPlatform


async def panel(shenbi: RunningApp, part: str, chat: str = "ann") -> BotMessage:
    """Wait until a panel shows `part`; the newest that does."""

    def found() -> BotMessage | None:
        return next((m for m in reversed(shenbi.chat.visible(chat)) if part in m.view.text), None)

    standing: BotMessage = await shenbi.chat.until(found)
    return standing


async def requests(shenbi: RunningApp) -> list[dict[str, Any]]:
    """The newest jobs of everyone, newest first, as their requests."""
    rows = await shenbi.app.store.read(
        lambda tx: [tx.get(JobRow, "jobs.get", id=i) for i in range(9, 0, -1) if tx.one(JobRow, "jobs.get", id=i)]
    )
    return [json.loads(row.request) for row in rows]


async def test_settings__default_lies_under_what_is_written(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/settings style watercolor")
    await panel(shenbi, "Style: watercolor")
    await shenbi.chat.say("/settings size 16:9")
    await panel(shenbi, "Size: 16:9")
    await shenbi.chat.say("/settings no text, watermark")
    await panel(shenbi, "Exclude: text, watermark")
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.picture()
    await shenbi.chat.say("/imagine a bear --style anime --size 1024x1024 --no snow")
    await shenbi.chat.picture(count=2)
    bear, fox = await requests(shenbi)
    assert (fox["style"], fox["size"], fox["negative_prompt"]) == ("watercolor", "1280*720", "text, watermark")
    assert (bear["style"], bear["size"], bear["negative_prompt"]) == ("anime", "1024*1024", "snow")


async def test_settings__conversations_defaults_are_its_admins_and_lie_under_personal_ones(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/settings here style sketch", chat="club", group=True)
    await panel(shenbi, "Only admins", "club")
    await shenbi.chat.say("/settings here --style sketch --n 2", chat="club", group=True, admin=True)
    await panel(shenbi, "Style: sketch", "club")
    await shenbi.chat.say("/settings n 1", user="bob", chat="club", group=True)
    await panel(shenbi, "Style: sketch (of this chat)", "club")
    await shenbi.chat.say("/imagine a fox", user="bob", chat="club", group=True)
    await shenbi.chat.picture("club")
    fox = (await requests(shenbi))[0]
    assert (fox["style"], fox["n"]) == ("sketch", 1)


async def test_settings__buttons_change_the_panel_in_place_again_and_again(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/settings")
    shown = await panel(shenbi, "Your settings")
    for style in ("anime", "oil painting", "anime"):
        await shenbi.chat.press(shown, "Style")
        await shenbi.chat.until(lambda: "Which style" in shown.view.text)
        await shenbi.chat.press(shown, style)
        await panel(shenbi, f"Style: {style}")
    await shenbi.chat.press(shown, "Style")
    await shenbi.chat.until(lambda: "Which style" in shown.view.text)
    await shenbi.chat.press(shown, "Not set")
    await shenbi.chat.until(lambda: "Style: —" in shown.view.text)
    assert len(shenbi.chat.visible()) == 1


async def test_settings__nobody_presses_somebody_elses_panel(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/settings style", chat="club", group=True)
    shown = await panel(shenbi, "Which style", "club")
    await shenbi.chat.press(shown, "anime", user="bob")
    await panel(shenbi, "somebody else's settings", "club")
    assert "Style: anime" not in shown.view.text


async def test_settings__language_is_the_persons_then_the_chats(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/settings here language zh", chat="club", group=True, admin=True)
    await panel(shenbi, "Settings of this chat", "club")
    await shenbi.chat.say("/cost", user="bob", chat="club", group=True)
    await panel(shenbi, "你的画花了多少", "club")
    await shenbi.chat.say("/settings language en", user="bob", chat="club", group=True)
    await shenbi.chat.say("/cost", user="bob", chat="club", group=True)
    await panel(shenbi, "What your pictures cost", "club")


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("/settings stlye anime", "Did you mean “style”"),
        ("/settings style animee", "Did you mean “anime”"),
        ("/settings n 7", "out of range: 1 to 4"),
        ("/settings --n 7", "out of range: 1 to 4"),
        ("/settings size big", "not a size"),
        ("/settings language french", "I don’t speak"),
        ("/settings gallery perhaps", "yes or no"),
        ("/settings no " + "x" * 201, "at most 200"),
    ],
)
async def test_settings__what_cannot_be_set_is_said(shenbi: RunningApp, written: str, answer: str) -> None:
    await shenbi.chat.say(written)
    await panel(shenbi, answer)


async def test_settings__platform_without_buttons_gets_the_words_to_type(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await shenbi.chat.say("/设置 风格", language="zh")
        shown = await panel(shenbi, "没写风格时用哪一种")
        typed = next(b.typed for row in shown.view.buttons for b in row if b.label == "水彩")
        await shenbi.chat.say(typed, language="zh")
        await panel(shenbi, "风格：水彩")


def test_settings__default_never_is_the_reason_for_a_refusal() -> None:
    """A default that a model does not know is left out for it."""
    wish = Preferences(style="anime", size="1234*567", n=4, no="x" * 200)
    for model in Catalogue.load().models.values():
        options = wish.options(model, {}, has_shape=False)
        assert "style" not in options or options["style"] in model.styles
        assert "size" not in options or model.sizes.serves(options["size"])
        assert options.get("n", 1) <= model.n_max
        assert len(options.get("no", "")) <= model.negative_limit


@given(st.sampled_from(SETTINGS), st.text(max_size=60))
def test_settings__any_value_is_kept_as_it_was_understood_or_refused(name: str, value: str) -> None:
    """Property: whatever is written for a setting, reading it never raises, and what is kept survives being kept."""
    read = read_setting(name, value)
    if isinstance(read, Preferences):
        assert Preferences.of(read.to_json()) == read
        cleared: dict[str, Any] = {name: 0 if name == "n" else ""}
        assert dataclasses.replace(read, **cleared) == Preferences()
        read.options(None, {}, has_shape=False)


async def test_settings__pictures_are_covered_where_that_is_wished_and_the_platform_can(
    tmp_path: Path, studio: Studio
) -> None:
    """A person's own wish counts more than the conversation's; what shows no picture is not covered."""
    chat = ScriptedPlatform(capabilities=dataclasses.replace(EDITABLE, covers=True))
    async with running_app(tmp_path, studio, chat) as shenbi:
        await chat.say("/settings here cover yes", chat="club", group=True, admin=True)
        shown = await panel(shenbi, "covered until they are opened: yes", "club")
        assert not shown.view.cover
        await chat.say("/imagine a fox", chat="club", group=True)
        assert (await chat.picture("club")).view.cover
        await chat.say("/settings cover no", user="bob", chat="club", group=True)
        await panel(shenbi, "covered until they are opened: no", "club")
        await chat.say("/imagine a cat", user="bob", chat="club", group=True)
        assert not (await chat.picture("club", 2)).view.cover
        await chat.say("/imagine a dog")
        assert not (await chat.picture()).view.cover
    plain = ScriptedPlatform()
    async with running_app(tmp_path / "other", studio, plain) as shenbi:
        await plain.say("/settings")
        assert "covered" not in (await panel(shenbi, "Your settings")).view.text
