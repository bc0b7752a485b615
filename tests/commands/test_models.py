"""/models: what each model can do and costs, and the default of a person and of a conversation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.models.panel import can_do, notes_on
from bot.store.rows import JobRow
from bot.upstream import Catalogue
from studio.server import Studio
from tests.conftest import RunningApp, running_app
from tests.scripted import APPEND_ONLY, BotMessage, ScriptedPlatform

CATALOGUE = Catalogue.load()
DEAR = "wan2.2-t2i-plus"


async def listed(shenbi: RunningApp, part: str, chat: str = "ann") -> BotMessage:
    """The newest list that shows `part`."""
    message: BotMessage = await shenbi.chat.until(
        lambda: next((m for m in reversed(shenbi.chat.visible(chat)) if part in m.view.text), None)
    )
    return message


async def models(shenbi: RunningApp) -> list[str]:
    """The models of all jobs, oldest first."""
    rows = await shenbi.app.store.read(
        lambda tx: [tx.get(JobRow, "jobs.get", id=i) for i in range(1, 20) if tx.one(JobRow, "jobs.get", id=i)]
    )
    return [row.model for row in rows]


async def test_models__each_is_listed_with_what_it_can_do_and_costs(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/models")
    shown = await listed(shenbi, "wanx-v1 paints; no other default is chosen.")
    lines = shown.view.text.split("\n")
    assert "● wanx-v1 · ¥0.16 · paints from words, 9 styles, repaints pictures, takes a picture's style" in lines
    assert (
        "○ wan2.7-image-pro · ¥0.5 · paints from words, changes pictures by words, repaints pictures, "
        "up to 9 images at once, sets of up to 12, up to 4K" in lines
    )
    assert lines[lines.index("○ z-image-turbo · ¥0.1 · paints from words, up to 2K") + 1].strip() == (
        "answers directly: an answer that is lost cannot be found again"
    )
    pro = next(i for i, line in enumerate(lines) if "qwen-image-3.0-pro" in line)
    assert "¥0.25 (large ¥0.5) + ¥0.02 for each image you give" in lines[pro]
    assert "about 60 s a picture" in lines[pro + 1]
    for model in CATALOGUE.models.values():
        assert model.name in shown.view.text
    assert len(shown.view.text) < 4000, "one message on every platform"


async def test_models__pressed_one_paints_and_its_price_is_this_persons_usual(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/models")
    shown = await listed(shenbi, "no other default is chosen")
    await shenbi.chat.press(shown, DEAR)
    await shenbi.chat.until(lambda: f"You paint with {DEAR}." in shown.view.text)
    assert f"● {DEAR} · ¥0.2" in shown.view.text
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.picture()
    await shenbi.chat.say("/imagine a fox --style sketch")  # Of a model that has styles.
    await shenbi.chat.picture(count=2)
    assert await models(shenbi) == [DEAR, "wanx-v1"]
    await shenbi.chat.press(shown, "No default")
    await shenbi.chat.until(lambda: "no other default is chosen" in shown.view.text)
    await shenbi.chat.say("/imagine a fox")
    await shenbi.chat.picture(count=3)
    assert (await models(shenbi))[2] == "wanx-v1"


async def test_models__cheaper_default_makes_dearer_pictures_a_question(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/models wanx2.0-t2i-turbo")
    await listed(shenbi, "You paint with wanx2.0-t2i-turbo.")
    await shenbi.chat.say("/imagine a fox --style sketch")
    await listed(shenbi, "wanx-v1 would paint this at 1024×1024, for ¥0.16 a picture; usually one costs ¥0.04")


async def test_models__default_of_a_chat_is_its_admins_and_no_word_of_others_about_the_price(
    shenbi: RunningApp,
) -> None:
    await shenbi.chat.say(f"/models here {DEAR}", chat="club", group=True)
    await listed(shenbi, "Only admins", "club")
    await shenbi.chat.say("/models", user="eve", chat="club", group=True, admin=True)
    shown = await listed(shenbi, "no other default is chosen", "club")
    await shenbi.chat.press(shown, "For this chat", user="eve", admin=True)
    await shenbi.chat.until(
        lambda: "Here wanx-v1 paints" in shown.view.text or "default of this chat" in shown.view.text
    )
    await shenbi.chat.press(shown, DEAR, user="eve", admin=True)
    await shenbi.chat.until(lambda: f"Here {DEAR} paints" in shown.view.text)
    await shenbi.chat.say("/imagine a fox", user="bob", chat="club", group=True)
    await listed(shenbi, "for ¥0.2 a picture; usually one costs ¥0.16", "club")
    assert await models(shenbi) == []


async def test_models__nobody_presses_somebody_elses_list(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/models", chat="club", group=True)
    shown = await listed(shenbi, "no other default is chosen", "club")
    await shenbi.chat.press(shown, DEAR, user="bob")
    await listed(shenbi, "somebody else's list", "club")
    assert "no other default is chosen" in shown.view.text


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("/models wanx-v2", "Did you mean wanx"),
        ("/models dall-e", "There is no model called “dall-e”"),
        ("/模型 wan2.2-t2i-plus", "costs ¥0.2; here one may cost at most ¥0.18"),
        ("/models wan2.6-image", "wan2.6-image only reworks pictures"),
        ("/settings model wanx-v1", "/models lists the models"),
    ],
)
async def test_models__what_cannot_be_chosen_is_said(tmp_path: Path, studio: Studio, written: str, answer: str) -> None:
    async with running_app(tmp_path, studio, upstream={"max_picture_yuan": "0.18"}) as shenbi:
        await shenbi.chat.say(written)
        await listed(shenbi, answer)


async def test_models__platform_without_buttons_gets_the_words(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, ScriptedPlatform(capabilities=APPEND_ONLY)) as shenbi:
        await shenbi.chat.say("/模型", language="zh")
        shown = await listed(shenbi, "由 wanx-v1 作画")
        typed = next(b.typed for row in shown.view.buttons for b in row if b.label == "wan2.7-image")
        assert typed == "/models wan2.7-image"
        await shenbi.chat.say(typed, language="zh")
        await listed(shenbi, "你平时用 wan2.7-image 作画。")
        await shenbi.chat.say("/模型 重置", language="zh")
        await listed(shenbi, "没有另选默认模型，由 wanx-v1 作画。")


async def test_models__default_that_is_gone_falls_back_with_a_note(tmp_path: Path, studio: Studio) -> None:
    chat = ScriptedPlatform()
    async with running_app(tmp_path, studio, chat) as shenbi:
        await shenbi.chat.say(f"/models {DEAR}")
        await listed(shenbi, f"You paint with {DEAR}.")
    async with running_app(tmp_path, studio, chat, upstream={"allowed_models": ["wanx-v1"]}) as shenbi:
        await shenbi.chat.say("/settings")
        await listed(shenbi, f"Model: {DEAR} is no longer offered; wanx-v1 paints")
        await shenbi.chat.say("/models")
        await listed(shenbi, f"{DEAR}, the chosen default, is no longer offered.")
        await shenbi.chat.say("/imagine a fox")
        await shenbi.chat.picture()
        assert await models(shenbi) == ["wanx-v1"]


async def test_fast__is_the_role_of_its_own(shenbi: RunningApp) -> None:
    await shenbi.chat.say("/画 一只猫--快")
    await listed(shenbi, "with z-image-turbo · ¥0.1")


async def test_fast__without_a_model_for_it_is_said(tmp_path: Path, studio: Studio) -> None:
    async with running_app(tmp_path, studio, upstream={"fast_model": ""}) as shenbi:
        await shenbi.chat.say("/imagine a fox --fast")
        await listed(shenbi, "There is no fast model here.")


def test_can_do__names_only_what_the_catalogue_says() -> None:
    turbo = CATALOGUE.models["qwen-image-2.1-turbo"]
    assert ("model-can-transparent", {}) in can_do(turbo)
    assert ("model-can-transparent", {}) not in can_do(turbo.model_copy(update={"transparent": False}))
    assert ("model-can-words", {}) not in can_do(CATALOGUE.models["wan2.6-image"])
    assert ("model-legacy", {}) in notes_on(CATALOGUE.models["wanx-v1"])
    assert not notes_on(turbo)
    slow = [("model-slow", {"count": 5}), ("model-long", {"seconds": 60})]
    assert notes_on(CATALOGUE.models["qwen-image-3.0-pro"]) == slow
    assert replace(CATALOGUE, allowed=frozenset({"wanx-v1"})).offered.keys() == {"wanx-v1"}
