"""The commands that clients offer; reactions; inline mode."""

from __future__ import annotations

from pathlib import Path

from studio.server import Studio
from tests.bans import ban
from tests.conftest import photo
from tests.telegram.conftest import RunningBot, emulated, running_bot


async def test_commands__in_every_scope_and_language(env: RunningBot) -> None:
    await env.tg_calls(lambda: len(env.tg.requests_of("setMyCommands")) == 12)
    await env.tg_calls(lambda: all(call.acted for call in env.tg.requests_of("setMyCommands")))
    group = env.tg.supergroup("Painters", [env.ann, env.bob, env.bot])
    for chat in (env.chat, group):
        english = {entry["command"]: entry["description"] for entry in env.ann.menu(env.bot, chat)}
        chinese = {entry["command"]: entry["description"] for entry in env.bob.menu(env.bot, chat)}
        assert english["imagine"] == "paint from words"
        assert chinese["imagine"] == "按文字作画"
        assert english.keys() == chinese.keys()


async def test_commands__are_told_once(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot):
        for _ in range(2):
            async with running_bot(tmp_path, studio, tg, bot) as env:
                env.ann.say(env.chat, "/styles")
                await env.words("The ten styles")
                await env.tg_calls(lambda: (tmp_path / "telegram" / "commands.sha256").exists())
            tg.world.private.clear()
        assert len(tg.requests_of("setMyCommands")) == 12


async def test_commands__command_in_a_group_is_seen_at_once(env: RunningBot) -> None:
    group = env.tg.supergroup("Painters", [env.ann, env.bot])
    asked = env.ann.say(group, "/imagine@shenbi_bot a fox")
    await group.wait_for(lambda _: asked.reactions.get(env.bot.id) == "👀")
    other = env.ann.say(group, "/help@shenbi_bot")
    await env.words("/imagine", group)
    assert other.reactions == {}


async def test_commands__reactions_can_be_turned_off(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot, telegram={"reactions": False}) as env:
        group = tg.supergroup("Painters", [env.ann, bot])
        env.ann.say(group, "/imagine@shenbi_bot a fox")
        await env.picture(group)
        assert tg.requests_of("setMessageReaction") == []


async def offered(env: RunningBot, count: int) -> list[str]:
    """Type nothing until so many results are offered: a picture is known a moment after it is seen."""
    for _ in range(100):
        results = await env.ann.type_inline(env.bot, "").wait_results()
        if len(results) == count:
            return [result["id"] for result in results]
    raise AssertionError(f"{count} results were not offered")


async def test_commands__inline_mode_offers_ones_own_pictures(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a red fox")
    await env.picture()
    env.ann.send_photo(env.chat, photo(), "/restyle watercolor")
    await env.picture(count=2)
    assert await offered(env, 2) == ["job-2", "job-1"]
    foxes = env.ann.type_inline(env.bot, "FOX", "channel")
    assert [result["id"] for result in await foxes.wait_results()] == ["job-1"]
    assert foxes.is_personal
    elsewhere = env.tg.supergroup("Elsewhere", [env.ann])
    sent = env.ann.choose(foxes, "job-1", elsewhere)
    assert sent.photo is not None
    assert await env.bob.type_inline(env.bot, "").wait_results() == []


async def test_commands__inline_mode_offers_somebody_banned_nothing_of_theirs(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a red fox")
    await env.picture()
    assert await offered(env, 1) == ["job-1"]
    assert await env.app.store.write(lambda tx: ban(tx, "telegram", str(env.ann.id), banned=True))
    assert await env.ann.type_inline(env.bot, "").wait_results() == []


async def test_commands__inline_mode_paints_where_the_bot_is(env: RunningBot) -> None:
    group = env.tg.supergroup("Painters", [env.ann, env.bot])
    query = env.ann.type_inline(env.bot, "a lighthouse", "supergroup")
    assert (await query.wait_results())[0]["title"] == "🖌 Paint this"
    env.ann.choose(query, "paint", group)
    assert "a lighthouse" in (await env.picture(group)).words


async def test_commands__what_was_deleted_is_not_offered(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a red fox")
    shown = await env.picture()
    assert await offered(env, 1) == ["job-1"]
    env.ann.press(shown, "🗑 Delete")
    await env.chat.wait_for(lambda _: "You can undo this" in shown.words, 60.0)
    env.ann.press(shown, "🗑 Delete it")
    await env.chat.wait_for(lambda messages: shown not in messages, 60.0)
    assert await env.ann.type_inline(env.bot, "").wait_results() == []


async def test_commands__picture_that_telegram_has_is_not_uploaded_again(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
        env.ann.say(env.chat, "/imagine a fox")
        await env.picture()
        env.ann.say(env.chat, "/show 1")
        await env.picture(count=2)
        assert [bool(call.files) for call in tg.requests_of("editMessageMedia")] == [True, False]
