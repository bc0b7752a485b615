"""Which picture is used: attached, replied to, external reply, newest of the chat; albums; basic groups."""

from __future__ import annotations

import json
from typing import Any

from bot.store.rows import JobRow
from tests.conftest import photo
from tests.emulators.telegram import Chat, FileLimits
from tests.telegram.conftest import RunningBot


async def jobs(env: RunningBot) -> list[dict[str, Any]]:
    rows = await env.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=100))
    return [json.loads(row.request) for row in rows]


def group(env: RunningBot, kind: str = "supergroup") -> Chat:
    make = env.tg.supergroup if kind == "supergroup" else env.tg.basic_group
    return make("Painters", [env.ann, env.bob, env.bot])


async def test_picture__photo_with_the_command_as_its_caption(env: RunningBot) -> None:
    env.ann.send_photo(env.chat, photo(), "/restyle watercolor")
    shown = await env.picture()
    assert "watercolor" in shown.words
    (request,) = await jobs(env)
    assert request["reference"]["mode"] == "repaint"


async def test_picture__image_sent_as_a_file(env: RunningBot) -> None:
    env.ann.send_document(env.chat, photo(), "holiday.jpg", "/restyle sketch")
    assert "sketch" in (await env.picture()).words


async def test_picture__file_that_is_no_image_is_not_taken_for_one(env: RunningBot) -> None:
    env.ann.send_document(env.chat, b"%PDF-1.7", "paper.pdf", "/restyle sketch")
    await env.words("can't read this file")


async def test_picture__photo_alone_is_asked_about_with_buttons(env: RunningBot) -> None:
    env.ann.send_photo(env.chat, photo())
    question = await env.words("Which style")
    env.ann.press(question, "oil painting")
    assert "oil painting" in (await env.picture()).words


async def test_picture__somebody_elses_picture_by_reply_in_a_supergroup(env: RunningBot) -> None:
    chat = group(env)
    theirs = env.bob.send_photo(chat, photo())
    env.ann.reply(chat, theirs, "/restyle@shenbi_bot anime")
    assert "anime" in (await env.picture(chat)).words
    assert len(env.tg.requests_of("getFile")) == 1


async def test_picture__from_another_chat_by_reply(env: RunningBot) -> None:
    elsewhere = env.tg.supergroup("Elsewhere", [env.bob, env.ann])
    theirs = env.bob.send_photo(elsewhere, photo())
    env.ann.reply(env.chat, theirs, "/similar a lighthouse")
    assert "a lighthouse" in (await env.picture()).words
    assert (await jobs(env))[0]["reference"]["mode"] == "refonly"


async def test_picture__bots_own_picture_by_reply_is_the_original_not_telegrams_copy(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a fox")
    first = await env.picture()
    env.ann.reply(env.chat, first, "/restyle oil painting")
    await env.picture(count=2)
    assert env.tg.requests_of("getFile") == []
    assert len(await jobs(env)) == 2


async def test_picture__newest_picture_of_the_chat_stands_in_for_a_reply(env: RunningBot) -> None:
    env.ann.send_photo(env.chat, photo(), "/restyle watercolor")
    await env.picture()
    env.ann.say(env.chat, "/restyle anime")
    assert "anime" in (await env.picture(count=2)).words


async def test_picture__reply_to_words_has_no_picture(env: RunningBot) -> None:
    words = env.ann.say(env.chat, "/styles")
    env.ann.reply(env.chat, words, "/restyle anime")
    await env.words("no picture in the message you replied to")


async def test_picture__basic_group_withholds_the_reply_and_the_answer_says_what_to_do(env: RunningBot) -> None:
    chat = group(env, "group")
    theirs = env.bob.send_photo(chat, photo())
    env.ann.reply(chat, theirs, "/restyle@shenbi_bot anime")
    answer = await env.words("supergroup", chat)
    assert "caption" in answer.words
    assert "admin" in answer.words
    assert await jobs(env) == []


async def test_picture__in_a_basic_group_the_caption_works(env: RunningBot) -> None:
    chat = group(env, "group")
    env.ann.send_photo(chat, photo(), "/restyle@shenbi_bot anime")
    assert "anime" in (await env.picture(chat)).words


async def test_picture__album_with_a_command_is_one_job(env: RunningBot) -> None:
    env.ann.send_album(env.chat, [photo(), photo(colour="red"), photo(colour="blue")], "/restyle watercolor")
    await env.picture()
    env.ann.say(env.chat, "/styles")
    await env.words("The ten styles")
    assert len(await jobs(env)) == 1
    assert not any("Which style" in words for words in env.mine().texts())


async def test_picture__album_without_words_is_asked_about_once(env: RunningBot) -> None:
    env.ann.send_album(env.chat, [photo(), photo(colour="red"), photo(colour="blue")])
    await env.words("Which style")
    env.ann.say(env.chat, "/styles")
    await env.words("The ten styles")
    assert sum("Which style" in words for words in env.mine().texts()) == 1


async def test_picture__caption_that_comes_last_withdraws_the_question(env: RunningBot) -> None:
    env.ann.send_photo(env.chat, photo(), media_group_id="77")
    question = await env.words("Which style")
    env.ann.send_photo(env.chat, photo(colour="red"), "/restyle watercolor", media_group_id="77")
    await env.picture()
    await env.chat.wait_for(lambda messages: question not in messages)
    assert len(await jobs(env)) == 1


async def test_picture__over_what_a_bot_may_fetch(env: RunningBot) -> None:
    env.tg.world.file_limits = FileLimits(download_bytes=1000)
    env.ann.send_photo(env.chat, photo(), "/restyle watercolor")
    await env.words("over 20 MB")


async def test_picture__plain_words_in_a_group_are_not_for_the_bot_but_a_mention_is(env: RunningBot) -> None:
    env.bot.can_read_all_group_messages = True
    chat = group(env)
    env.ann.say(chat, "a lovely day")
    env.ann.say(chat, "@shenbi_bot a lighthouse at dusk")
    question = await env.words("Shall I paint", chat)  # Asked before a person's first picture.
    env.ann.press(question, "Paint it")
    shown = await env.picture(chat)
    assert "a lighthouse at dusk" in shown.words
    assert "@shenbi_bot" not in shown.words
    assert [message for message in env.mine(chat) if message is not question] == [shown]


async def test_picture__another_bots_command_is_left_alone(env: RunningBot) -> None:
    env.bot.can_read_all_group_messages = True
    chat = group(env)
    env.ann.say(chat, "/imagine@other_bot a fox")
    env.ann.say(chat, "/imagine@Shenbi_Bot a hare")
    shown = await env.picture(chat)
    assert "a hare" in shown.words
    assert env.mine(chat) == [shown]


async def test_picture__channel_post(env: RunningBot) -> None:
    channel = env.tg.channel("Gallery", [env.ann, env.bot])
    env.ann.say(channel, "/imagine a fox")
    assert "a fox" in (await env.picture(channel)).words


async def test_picture__anonymous_administrator_may_cancel_for_others(env: RunningBot) -> None:
    chat = group(env)
    env.studio.change_settings(min_task_s=60.0)
    env.bob.say(chat, "/imagine@shenbi_bot a fox")
    await env.words("#1", chat)
    env.ann.say(chat, "/cancel@shenbi_bot 1", anonymous=True)
    await env.words("ancel", chat)
    answer = await chat.wait_for(lambda messages: [m for m in messages.by(env.bot) if "1 is" in m.words])
    assert "somebody else" not in answer[0].words


async def test_picture__edited_message_is_not_a_second_request(env: RunningBot) -> None:
    asked = env.ann.say(env.chat, "/imagine a fox")
    shown = await env.picture()
    env.ann.edit(asked, "/imagine a wolf")
    env.ann.say(env.chat, "/styles")
    await env.words("The ten styles")
    assert env.mine().pictures() == [shown]


async def test_picture__deep_link_shows_a_picture(env: RunningBot) -> None:
    env.ann.say(env.chat, "/imagine a fox")
    await env.picture()
    env.ann.start(env.bot, "show_1")
    assert "a fox" in (await env.picture(count=2)).words


async def test_picture__start_says_what_the_bot_does_in_the_persons_language(env: RunningBot) -> None:
    env.bob.start(env.bot)
    answer = await env.words("你说", env.tg.private_chat(env.bot, env.bob))
    assert "日出" in answer.words
