"""Which picture is used: attached, replied to, external reply, newest of the chat; albums; basic groups."""

from __future__ import annotations

import json
from typing import Any

from bot.store.rows import JobRow
from tests.conftest import photo
from tests.emulators.telegram import Chat, FileLimits
from tests.telegram.conftest import RunningBot


async def jobs(stage: RunningBot) -> list[dict[str, Any]]:
    rows = await stage.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=1, limit=100))
    return [json.loads(row.request) for row in rows]


def group(stage: RunningBot, kind: str = "supergroup") -> Chat:
    make = stage.tg.supergroup if kind == "supergroup" else stage.tg.basic_group
    return make("Painters", [stage.ann, stage.bob, stage.bot])


async def test_a_photo_with_the_command_as_its_caption(stage: RunningBot) -> None:
    stage.ann.send_photo(stage.chat, photo(), "/restyle watercolor")
    shown = await stage.picture()
    assert "watercolor" in shown.words
    (request,) = await jobs(stage)
    assert request["reference"]["mode"] == "repaint"


async def test_an_image_sent_as_a_file(stage: RunningBot) -> None:
    stage.ann.send_document(stage.chat, photo(), "holiday.jpg", "/restyle sketch")
    assert "sketch" in (await stage.picture()).words


async def test_a_file_that_is_no_image_is_not_taken_for_one(stage: RunningBot) -> None:
    stage.ann.send_document(stage.chat, b"%PDF-1.7", "paper.pdf", "/restyle sketch")
    await stage.words("can't read this file")


async def test_a_photo_alone_is_asked_about_with_buttons(stage: RunningBot) -> None:
    stage.ann.send_photo(stage.chat, photo())
    question = await stage.words("Which style")
    stage.ann.press(question, "oil painting")
    assert "oil painting" in (await stage.picture()).words


async def test_somebody_elses_picture_by_reply_in_a_supergroup(stage: RunningBot) -> None:
    chat = group(stage)
    theirs = stage.bob.send_photo(chat, photo())
    stage.ann.reply(chat, theirs, "/restyle@shenbi_bot anime")
    assert "anime" in (await stage.picture(chat)).words
    assert len(stage.tg.requests_of("getFile")) == 1


async def test_a_picture_from_another_chat_by_reply(stage: RunningBot) -> None:
    elsewhere = stage.tg.supergroup("Elsewhere", [stage.bob, stage.ann])
    theirs = stage.bob.send_photo(elsewhere, photo())
    stage.ann.reply(stage.chat, theirs, "/similar a lighthouse")
    assert "a lighthouse" in (await stage.picture()).words
    assert (await jobs(stage))[0]["reference"]["mode"] == "refonly"


async def test_the_bots_own_picture_by_reply_is_the_original_not_telegrams_copy(stage: RunningBot) -> None:
    stage.ann.say(stage.chat, "/imagine a fox")
    first = await stage.picture()
    stage.ann.reply(stage.chat, first, "/restyle oil painting")
    await stage.picture(count=2)
    assert stage.tg.requests_of("getFile") == []
    assert len(await jobs(stage)) == 2


async def test_the_newest_picture_of_the_chat_stands_in_for_a_reply(stage: RunningBot) -> None:
    stage.ann.send_photo(stage.chat, photo(), "/restyle watercolor")
    await stage.picture()
    stage.ann.say(stage.chat, "/restyle anime")
    assert "anime" in (await stage.picture(count=2)).words


async def test_a_reply_to_words_has_no_picture(stage: RunningBot) -> None:
    words = stage.ann.say(stage.chat, "/styles")
    stage.ann.reply(stage.chat, words, "/restyle anime")
    await stage.words("no picture in the message you replied to")


async def test_a_basic_group_withholds_the_reply_and_the_answer_says_what_to_do(stage: RunningBot) -> None:
    chat = group(stage, "group")
    theirs = stage.bob.send_photo(chat, photo())
    stage.ann.reply(chat, theirs, "/restyle@shenbi_bot anime")
    answer = await stage.words("supergroup", chat)
    assert "caption" in answer.words
    assert "admin" in answer.words
    assert await jobs(stage) == []


async def test_in_a_basic_group_the_caption_works(stage: RunningBot) -> None:
    chat = group(stage, "group")
    stage.ann.send_photo(chat, photo(), "/restyle@shenbi_bot anime")
    assert "anime" in (await stage.picture(chat)).words


async def test_an_album_with_a_command_is_one_job(stage: RunningBot) -> None:
    stage.ann.send_album(stage.chat, [photo(), photo(colour="red"), photo(colour="blue")], "/restyle watercolor")
    await stage.picture()
    stage.ann.say(stage.chat, "/styles")
    await stage.words("The ten styles")
    assert len(await jobs(stage)) == 1
    assert not any("Which style" in words for words in stage.mine().texts())


async def test_an_album_without_words_is_asked_about_once(stage: RunningBot) -> None:
    stage.ann.send_album(stage.chat, [photo(), photo(colour="red"), photo(colour="blue")])
    await stage.words("Which style")
    stage.ann.say(stage.chat, "/styles")
    await stage.words("The ten styles")
    assert sum("Which style" in words for words in stage.mine().texts()) == 1


async def test_a_caption_that_comes_last_withdraws_the_question(stage: RunningBot) -> None:
    stage.ann.send_photo(stage.chat, photo(), media_group_id="77")
    question = await stage.words("Which style")
    stage.ann.send_photo(stage.chat, photo(colour="red"), "/restyle watercolor", media_group_id="77")
    await stage.picture()
    await stage.chat.wait_for(lambda messages: question not in messages)
    assert len(await jobs(stage)) == 1


async def test_a_picture_over_what_a_bot_may_fetch(stage: RunningBot) -> None:
    stage.tg.world.file_limits = FileLimits(download_bytes=1000)
    stage.ann.send_photo(stage.chat, photo(), "/restyle watercolor")
    await stage.words("over 20 MB")


async def test_plain_words_in_a_group_are_not_for_the_bot_but_a_mention_is(stage: RunningBot) -> None:
    stage.bot.can_read_all_group_messages = True
    chat = group(stage)
    stage.ann.say(chat, "a lovely day")
    stage.ann.say(chat, "@shenbi_bot a lighthouse at dusk")
    stage.ann.press(await stage.words("Shall I paint", chat), "Paint it")  # Asked before a person's first picture.
    shown = await stage.picture(chat)
    assert "a lighthouse at dusk" in shown.words
    assert "@shenbi_bot" not in shown.words
    assert stage.mine(chat)[1:] == [shown]


async def test_another_bots_command_is_left_alone(stage: RunningBot) -> None:
    stage.bot.can_read_all_group_messages = True
    chat = group(stage)
    stage.ann.say(chat, "/imagine@other_bot a fox")
    stage.ann.say(chat, "/imagine@Shenbi_Bot a hare")
    shown = await stage.picture(chat)
    assert "a hare" in shown.words
    assert stage.mine(chat) == [shown]


async def test_a_channel_post(stage: RunningBot) -> None:
    channel = stage.tg.channel("Gallery", [stage.ann, stage.bot])
    stage.ann.say(channel, "/imagine a fox")
    assert "a fox" in (await stage.picture(channel)).words


async def test_an_anonymous_administrator_may_cancel_for_others(stage: RunningBot) -> None:
    chat = group(stage)
    stage.studio.change_settings(min_task_s=60.0)
    stage.bob.say(chat, "/imagine@shenbi_bot a fox")
    await stage.words("#1", chat)
    stage.ann.say(chat, "/cancel@shenbi_bot 1", anonymous=True)
    await stage.words("ancel", chat)
    answer = await chat.wait_for(lambda messages: [m for m in messages.by(stage.bot) if "1 is" in m.words])
    assert "somebody else" not in answer[0].words


async def test_an_edited_message_is_not_a_second_request(stage: RunningBot) -> None:
    asked = stage.ann.say(stage.chat, "/imagine a fox")
    shown = await stage.picture()
    stage.ann.edit(asked, "/imagine a wolf")
    stage.ann.say(stage.chat, "/styles")
    await stage.words("The ten styles")
    assert stage.mine().pictures() == [shown]


async def test_a_deep_link_shows_a_picture(stage: RunningBot) -> None:
    stage.ann.say(stage.chat, "/imagine a fox")
    await stage.picture()
    stage.ann.start(stage.bot, "show_1")
    assert "a fox" in (await stage.picture(count=2)).words


async def test_start_says_what_the_bot_does_in_the_persons_language(stage: RunningBot) -> None:
    stage.bob.start(stage.bot)
    answer = await stage.words("你说", stage.tg.private_chat(stage.bot, stage.bob))
    assert "日出" in answer.words
