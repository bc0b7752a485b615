"""The commands that clients offer; reactions; inline mode."""

from __future__ import annotations

from pathlib import Path

from bot.jobs import intervention
from studio.server import Studio
from tests.conftest import photo
from tests.telegram.conftest import RunningBot, emulated, running_bot


async def test_commands_in_every_scope_and_language(stage: RunningBot) -> None:
    await stage.tg_calls(lambda: len(stage.tg.requests_of("setMyCommands")) == 12)
    await stage.tg_calls(lambda: all(call.acted for call in stage.tg.requests_of("setMyCommands")))
    group = stage.tg.supergroup("Painters", [stage.ann, stage.bob, stage.bot])
    for chat in (stage.chat, group):
        english = {entry["command"]: entry["description"] for entry in stage.ann.menu(stage.bot, chat)}
        chinese = {entry["command"]: entry["description"] for entry in stage.bob.menu(stage.bot, chat)}
        assert english["imagine"] == "paint from words"
        assert chinese["imagine"] == "按文字作画"
        assert english.keys() == chinese.keys()


async def test_commands_are_told_once(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot):
        for _ in range(2):
            async with running_bot(tmp_path, studio, tg, bot) as stage:
                stage.ann.say(stage.chat, "/styles")
                await stage.words("The ten styles")
                await stage.tg_calls(lambda: (tmp_path / "telegram" / "commands.sha256").exists())
            tg.world.private.clear()
        assert len(tg.requests_of("setMyCommands")) == 12


async def test_a_command_in_a_group_is_seen_at_once(stage: RunningBot) -> None:
    group = stage.tg.supergroup("Painters", [stage.ann, stage.bot])
    asked = stage.ann.say(group, "/imagine@shenbi_bot a fox")
    await group.wait_for(lambda _: asked.reactions.get(stage.bot.id) == "👀")
    other = stage.ann.say(group, "/help@shenbi_bot")
    await stage.words("/imagine", group)
    assert other.reactions == {}


async def test_reactions_can_be_turned_off(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot, telegram={"reactions": False}) as stage:
        group = tg.supergroup("Painters", [stage.ann, bot])
        stage.ann.say(group, "/imagine@shenbi_bot a fox")
        await stage.picture(group)
        assert tg.requests_of("setMessageReaction") == []


async def offered(stage: RunningBot, count: int) -> list[str]:
    """Type nothing until so many results are offered: a picture is known a moment after it is seen."""
    for _ in range(100):
        results = await stage.ann.type_inline(stage.bot, "").wait_results()
        if len(results) == count:
            return [result["id"] for result in results]
    raise AssertionError(f"{count} results were not offered")


async def test_inline_mode_offers_ones_own_pictures(stage: RunningBot) -> None:
    stage.ann.say(stage.chat, "/imagine a red fox")
    await stage.picture()
    stage.ann.send_photo(stage.chat, photo(), "/restyle watercolor")
    await stage.picture(count=2)
    assert await offered(stage, 2) == ["job-2", "job-1"]
    foxes = stage.ann.type_inline(stage.bot, "FOX", "channel")
    assert [result["id"] for result in await foxes.wait_results()] == ["job-1"]
    assert foxes.is_personal
    elsewhere = stage.tg.supergroup("Elsewhere", [stage.ann])
    sent = stage.ann.choose(foxes, "job-1", elsewhere)
    assert sent.photo is not None
    assert await stage.bob.type_inline(stage.bot, "").wait_results() == []


async def test_inline_mode_offers_somebody_banned_nothing_of_theirs(stage: RunningBot) -> None:
    stage.ann.say(stage.chat, "/imagine a red fox")
    await stage.picture()
    assert await offered(stage, 1) == ["job-1"]
    assert await stage.app.store.write(lambda tx: intervention.ban(tx, "telegram", str(stage.ann.id), banned=True))
    assert await stage.ann.type_inline(stage.bot, "").wait_results() == []


async def test_inline_mode_paints_where_the_bot_is(stage: RunningBot) -> None:
    group = stage.tg.supergroup("Painters", [stage.ann, stage.bot])
    query = stage.ann.type_inline(stage.bot, "a lighthouse", "supergroup")
    assert (await query.wait_results())[0]["title"] == "🖌 Paint this"
    stage.ann.choose(query, "paint", group)
    assert "a lighthouse" in (await stage.picture(group)).words


async def test_what_was_deleted_is_not_offered(stage: RunningBot) -> None:
    stage.ann.say(stage.chat, "/imagine a red fox")
    shown = await stage.picture()
    assert await offered(stage, 1) == ["job-1"]
    stage.ann.press(shown, "🗑 Delete")
    await stage.chat.wait_for(lambda _: "You can undo this" in shown.words, 60.0)
    stage.ann.press(shown, "🗑 Delete it")
    await stage.chat.wait_for(lambda messages: shown not in messages, 60.0)
    assert await stage.ann.type_inline(stage.bot, "").wait_results() == []


async def test_a_picture_that_telegram_has_is_not_uploaded_again(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as stage:
        stage.ann.say(stage.chat, "/imagine a fox")
        await stage.picture()
        stage.ann.say(stage.chat, "/show 1")
        await stage.picture(count=2)
        assert [bool(call.files) for call in tg.requests_of("editMessageMedia")] == [True, False]
