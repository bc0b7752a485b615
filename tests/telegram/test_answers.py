"""Posts in the chat: one message from accepted to picture, its buttons, and failures on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.jobs import topics
from bot.store.rows import JobRow
from studio.server import Studio
from tests.emulators.telegram import (
    ANSWER_LOST,
    BAD_GATEWAY,
    CUT_AFTER,
    INTERNAL,
    Chat,
    FloodLimits,
    MessageList,
    TelegramServer,
    flooded,
    refuse,
)
from tests.telegram.conftest import TOKEN, RunningBot, emulated, running, running_bot, settings


def supergroup(env: RunningBot, *, forum: bool = False) -> Chat:
    return env.tg.supergroup("Painters", [env.ann, env.bob, env.bot], forum=forum)


# --- one message


async def test_telegram_answers__four_pictures_are_one_sheet_and_the_originals_are_files(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine four cats --n 4")
    sheet = await env.picture()
    assert len(env.mine()) == 1
    press = env.ann.press(sheet, "📎 Originals")
    await press.wait_answer()

    def files(messages: MessageList) -> bool:
        return sum(m.document is not None for m in messages) == 4

    await env.chat.wait_for(files, 60.0, "four originals")
    documents = [m for m in env.mine() if m.document]
    assert documents[0].words == "#1, the original pictures"
    assert all(m.document and m.document.name == f"shenbi-1-{i}.png" for i, m in enumerate(documents, 1))
    # A reply to the third file means the third picture.
    env.ann.reply(env.chat, documents[2], "/similar a dog")
    await env.picture(count=2)
    assert env.tg.requests_of("getFile") == []


async def test_telegram_answers__restyle_by_buttons_changes_the_buttons_without_a_second_upload(
    env: RunningBot,
) -> None:
    env.ann.say(env.chat, "/imagine a fox")
    shown = await env.picture()
    env.ann.press(shown, "🎨 Restyle")
    await env.chat.wait_for(lambda _: any("oil painting" in b.text for b in shown.buttons), 60.0)
    assert len(env.tg.requests_of("editMessageMedia")) == 1
    env.ann.press(shown, "○ take the style")
    await env.chat.wait_for(lambda _: any("● take the style" in b.text for b in shown.buttons), 60.0)
    env.ann.press(shown, "oil painting")
    second = await env.picture(count=2)
    assert "oil painting" in second.words
    await env.chat.wait_for(lambda _: any("Again" in b.text for b in shown.buttons), 60.0)


async def test_telegram_answers__prompt_can_be_copied_if_it_is_not_too_long(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a red fox")
    shown = await env.picture()
    assert [b.copy_text for b in shown.buttons if b.copy_text] == ["a red fox"]
    env.ann.say(env.chat, "/imagine " + "fox " * 70)
    shown = await env.picture(count=2)
    assert [b.copy_text for b in shown.buttons if b.copy_text] == []


async def test_telegram_answers__press_is_answered_at_once_and_pressed_twice_is_once(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a fox")
    shown = await env.picture()
    presses = [env.ann.press(shown, "🔁 Again") for _ in range(10)]
    for press in presses:
        await press.wait_answer()
    await env.picture(count=2)
    env.ann.say(env.chat, "/jobs")
    assert "#2" in (await env.words("Your newest")).words
    assert "#3" not in (await env.words("Your newest")).words


async def test_telegram_answers__buttons_work_after_a_restart(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot):
        async with running_bot(tmp_path, studio, tg, bot) as env:
            env.ann.say(env.chat, "/imagine a fox")
            shown = await env.picture()
        async with running(settings(tmp_path, tg, studio)):
            press = env.ann.press(shown, "🔁 Again")
            await press.wait_answer()
            await env.picture(count=2)


async def test_telegram_answers__stranger_is_told_politely(env: RunningBot) -> None:
    chat = supergroup(env)
    env.ann.say(chat, "/imagine@shenbi_bot a fox")
    shown = await env.picture(chat)
    press = env.bob.press(shown, "🗑 Delete")
    await press.wait_answer()
    answer = await chat.wait_for(lambda messages: [m for m in messages.by(env.bot) if m is not shown])
    assert "#1" in answer[0].words
    assert shown in env.mine(chat)


async def test_telegram_answers__admin_of_the_group_may_delete(env: RunningBot) -> None:
    chat = supergroup(env)  # Ann is its owner.
    env.bob.say(chat, "/imagine@shenbi_bot a fox")
    shown = await env.picture(chat)
    env.ann.press(shown, next(b.text for b in shown.buttons if b.data and b.data.startswith("delete")))
    await chat.wait_for(lambda _: "秒内可以撤销" in shown.words, 60.0)
    env.ann.press(shown, next(b.text for b in shown.buttons if b.data and b.data.startswith("delete")))
    await chat.wait_for(lambda messages: shown not in messages, 60.0)


async def test_telegram_answers__admin_who_is_not_recognised_is_told_so(env: RunningBot) -> None:
    chat = supergroup(env)  # Ann is its owner.
    env.tg.faults.plan(INTERNAL, "getChatAdministrators", times=None)
    env.bob.say(chat, "/imagine@shenbi_bot a fox")
    shown = await env.picture(chat)
    env.ann.press(shown, next(b.text for b in shown.buttons if b.data and b.data.startswith("delete")))
    await env.words("Are you an admin of this chat?", chat)


async def test_telegram_answers__deleting_takes_every_original_away(env: RunningBot) -> None:
    """Each original is a message of its own."""
    env.ann.say(env.chat, "/imagine four cats --n 4")
    sheet = await env.picture()
    env.ann.press(sheet, "📎 Originals")
    await env.chat.wait_for(lambda messages: sum(m.document is not None for m in messages) == 4, 60.0)
    env.ann.press(sheet, "🗑 Delete")
    await env.chat.wait_for(lambda _: "You can undo this" in sheet.words, 60.0)
    env.ann.press(sheet, "🗑 Delete it")
    await env.chat.wait_for(lambda messages: not [m for m in messages.by(env.bot) if m.document or m.photo], 60.0)


async def test_telegram_answers__after_48_hours_a_picture_is_blanked_instead_of_deleted(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a fox")
    shown = await env.picture()
    original = shown.photo
    assert original is not None
    shown.date -= 49 * 3600
    env.ann.press(shown, "🗑 Delete")
    await env.chat.wait_for(lambda _: "You can undo this" in shown.words, 60.0)
    env.ann.press(shown, "🗑 Delete it")
    await env.chat.wait_for(lambda _: "deleted" in shown.words, 60.0)
    assert shown.photo is not None
    assert shown.photo.size == (320, 80)
    assert shown.keyboard == ()


async def test_telegram_answers__long_wait_ends_with_a_short_reply_that_rings(tmp_path: Path, studio: Studio) -> None:
    async with emulated() as (tg, bot), running_bot(tmp_path, studio, tg, bot, bell_after_s=0.01) as env:
        asked = env.ann.say(env.chat, "/imagine a fox")
        bell = await env.words("is done, above")
        assert bell.reply_to is asked


async def test_telegram_answers__chat_shows_that_a_picture_is_on_its_way(env: RunningBot) -> None:
    env.studio.change_settings(min_task_s=30.0)
    chat = supergroup(env, forum=True)
    topic = env.tg.topic(chat, "Foxes", env.ann)
    env.ann.say(chat, "/imagine@shenbi_bot a fox", topic=topic)
    await chat.wait_for(lambda _: chat.action(topic) == "upload_photo", 60.0)
    assert chat.action() is None


# --- topics, groups, people


async def test_telegram_answers__stay_in_their_topic(env: RunningBot) -> None:
    chat = supergroup(env, forum=True)
    topic = env.tg.topic(chat, "Foxes", env.ann)
    env.ann.say(chat, "/imagine@shenbi_bot a fox --n 2", topic=topic)
    shown = await env.picture(chat)
    assert shown.topic == topic
    env.ann.press(shown, "📎 Originals")
    await chat.wait_for(lambda messages: sum(m.document is not None for m in messages) == 2, 60.0)
    assert all(m.topic == topic for m in env.mine(chat))


async def test_telegram_answers__group_that_becomes_a_supergroup_is_followed(env: RunningBot) -> None:
    env.studio.change_settings(min_task_s=3.0)
    group = env.tg.basic_group("Painters", [env.ann, env.bot])
    env.ann.say(group, "/imagine@shenbi_bot a fox")
    await env.words("#1", group)
    chat = env.tg.upgrade(group, env.ann)
    assert "a fox" in (await env.picture(chat)).words


async def test_telegram_answers__group_that_moved_while_nobody_was_listening(tmp_path: Path, studio: Studio) -> None:
    """The migration is known only from the error of a call."""
    async with emulated() as (tg, bot):
        async with running_bot(tmp_path, studio, tg, bot) as env:
            group = tg.basic_group("Painters", [env.ann, bot])
            studio.change_settings(min_task_s=2.0)
            env.ann.say(group, "/imagine@shenbi_bot a fox")
            await env.words("#1", group)
        chat = tg.upgrade(group, env.ann)
        bot.queue.clear()
        async with running(settings(tmp_path, tg, studio)):
            await env.picture(chat)


async def test_telegram_answers__group_that_moved_unheard_and_spoke_already(tmp_path: Path, studio: Studio) -> None:
    """Both addresses are known before the refusal tells that they are one."""
    async with emulated() as (tg, bot):
        async with running_bot(tmp_path, studio, tg, bot) as env:
            group = tg.basic_group("Painters", [env.ann, bot])
            studio.change_settings(min_task_s=2.0)
            env.ann.say(group, "/imagine@shenbi_bot a fox")
            await env.words("#1", group)
        chat = tg.upgrade(group, env.ann)
        bot.queue.clear()
        async with running(settings(tmp_path, tg, studio)):
            env.ann.say(chat, "/styles@shenbi_bot")
            await env.words("The ten styles", chat)
            await env.picture(chat)
        assert sum(call.status == 400 and "upgraded" in (call.description or "") for call in tg.requests) <= 2


async def test_telegram_answers__bot_that_was_blocked_stops_trying_and_is_back_when_spoken_to(env: RunningBot) -> None:
    env.studio.change_settings(min_task_s=1.0)
    env.ann.say(env.chat, "/imagine a fox")
    await env.words("#1")
    env.chat.blocked_by_person = True  # and the update that says so has not come yet
    await env.tg_calls(lambda: [c for c in env.tg.requests if c.status == 403])
    refused = len([c for c in env.tg.requests if c.status == 403])
    env.chat.blocked_by_person = False
    env.ann.say(env.chat, "/styles")
    await env.words("The ten styles")
    assert len([c for c in env.tg.requests if c.status == 403]) == refused


async def test_telegram_answers__bot_that_is_told_that_it_was_blocked_does_not_even_try(
    tmp_path: Path, studio: Studio
) -> None:
    # With pauses between messages to a chat: it is told during the first.
    async with emulated(FloodLimits()) as (tg, bot), running_bot(tmp_path, studio, tg, bot) as env:
        env.studio.change_settings(min_task_s=1.0)
        env.ann.say(env.chat, "/imagine a fox")
        await env.words("#1")
        env.ann.block(env.bot)
        done = env.app.store.hints.event(topics.JOBS_LEAVING)
        async with asyncio.timeout(60):
            while await env.app.store.read(lambda tx: tx.all(JobRow, "jobs.oldest_open", limit=1000)):
                await done.wait()
                done.clear()
        assert not [c for c in env.tg.requests if c.status == 403]
        env.ann.unblock(env.bot)
        env.ann.say(env.chat, "/show 1")
        await env.picture()


async def test_telegram_answers__deleted_message_is_made_anew_once_while_its_picture_is_not_there(
    env: RunningBot,
) -> None:
    env.studio.change_settings(min_task_s=2.0)
    env.ann.say(env.chat, "/imagine a fox")
    env.ann.delete(await env.words("#1"))
    shown = await env.picture()
    env.ann.delete(shown)
    env.ann.say(env.chat, "/styles")
    await env.words("The ten styles")
    assert len(env.mine()) == 1


# --- lost answers, refusals, floods


@pytest.mark.parametrize("fault", [CUT_AFTER, BAD_GATEWAY], ids=["cut", "bad gateway"])
async def test_telegram_answers__create_without_an_answer_leaves_at_most_a_stray_notice(
    env: RunningBot, fault: object
) -> None:
    env.tg.faults.plan(fault, "sendMessage")  # type: ignore[arg-type]
    env.ann.say(env.chat, "/imagine a fox")
    await env.picture()
    assert len(env.mine().pictures()) == 1
    assert len(env.mine()) <= 2


async def test_telegram_answers__edit_without_an_answer_is_repeated_and_no_second_picture_comes(
    env: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.request.MEDIA_TIMEOUT_S", 0.3)
    env.tg.faults.plan(ANSWER_LOST, "editMessageMedia")
    env.ann.say(env.chat, "/imagine a fox")
    await env.tg_calls(lambda: len(env.tg.requests_of("editMessageMedia")) == 2)
    shown = await env.picture()
    assert env.mine() == [shown]


async def test_telegram_answers__picture_that_is_no_photo_comes_as_a_file(env: RunningBot) -> None:
    env.tg.faults.plan(refuse(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), "editMessageMedia")
    env.ann.say(env.chat, "/imagine a fox")
    shown = await env.chat.wait_for(lambda messages: [m for m in messages if m.document], 60.0)
    assert shown[0].document and shown[0].document.name == "shenbi-1.png"
    assert any("Again" in b.text for b in shown[0].buttons)
    assert len(env.mine()) == 1


async def test_telegram_answers__original_that_is_refused_once_does_not_bring_the_others_twice(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine cats --n 3")
    sheet = await env.picture()
    env.tg.faults.plan(flooded(1), "sendDocument", skip=1)
    env.ann.press(sheet, "📎 Originals")

    def names(messages: MessageList) -> list[str]:
        return [m.document.name for m in messages if m.document]

    await env.chat.wait_for(lambda messages: len(names(messages)) == 3, 60.0)
    assert names(env.mine()) == ["shenbi-1-1.png", "shenbi-1-2.png", "shenbi-1-3.png"]


async def test_telegram_answers__flood_control_closes_one_chat_and_not_the_others(env: RunningBot) -> None:
    other = env.tg.private_chat(env.bot, env.bob)
    env.tg.faults.plan(flooded(4), "sendMessage", where=lambda call: str(call.params["chat_id"]) == str(env.chat.id))
    env.ann.say(env.chat, "/styles")
    await env.tg_calls(lambda: [c for c in env.tg.requests if c.status == 429])
    env.bob.say(other, "/styles")
    await env.words("十种风格", other)
    assert env.mine() == []
    await env.words("The ten styles")
    closed = next(c for c in env.tg.requests if c.status == 429)
    again = next(c for c in env.tg.requests_of("sendMessage") if c.acted and c.params["text"].startswith("The ten"))
    assert again.time - closed.time >= 4.0


async def test_telegram_answers__within_the_real_limits_there_is_no_429(tmp_path: Path, studio: Studio) -> None:
    async with TelegramServer(limits=FloodLimits()) as tg:
        bot = tg.add_bot(TOKEN)
        async with running_bot(tmp_path, studio, tg, bot) as env:
            for person in (env.ann, env.bob):
                for number in range(3):
                    person.say(tg.private_chat(bot, person), f"/imagine fox {number}")
            await env.picture(count=3)
            await env.picture(tg.private_chat(bot, env.bob), count=3)
        assert [c for c in tg.requests if c.status == 429] == []
