"""Albums: several updates that are one message. What does not depend on Telegram is in tests/intake/test_albums.py."""

from __future__ import annotations

import json

import pytest

from bot.intake import albums
from bot.store.rows import JobRow
from tests.emulators.telegram import Chat, Message, MessageList, Person
from tests.pictures import colour_of, coloured
from tests.telegram.conftest import RunningBot

COLOURS = ("red", "green", "blue")
ALBUM = [coloured(name) for name in COLOURS]


async def jobs(env: RunningBot, person: int = 1) -> list[JobRow]:
    return await env.app.store.read(lambda tx: tx.all(JobRow, "jobs.recent_of_person", person_id=person, limit=100))


async def used(env: RunningBot, job: JobRow) -> list[str]:
    """The pictures that a job uses, by colour."""
    reference = json.loads(job.request)["reference"]
    return [colour_of(await env.app.pictures.get(key)) for key in (reference["image"], *reference.get("more", ()))]


async def offered(env: RunningBot, chat: Chat | None = None, count: int = 1) -> Message:
    """Wait for the newest of `count` lists that are shown with their sheet before they are painted."""

    def found(messages: MessageList) -> MessageList:
        lists = [
            m for m in messages.by(env.bot) if m.photo and any("Paint" in b or "画吧" in b for r in m.rows for b in r)
        ]
        return MessageList(lists[count - 1 :])

    return (await (chat or env.chat).wait_for(found, 90.0, f"{count} lists"))[0]


async def agreed(env: RunningBot, person: Person, chat: Chat | None = None) -> None:
    """Wait for a list, and have its person press that it be painted."""
    shown = await offered(env, chat)
    await env.tg_calls(lambda: shown.rows)
    person.press(shown, shown.rows[0][0])
    await (chat or env.chat).wait_for(lambda messages: shown not in messages, 90.0, "the list to end")


def open_group(env: RunningBot) -> Chat:
    """A group in which the bot sees everything."""
    env.bot.can_read_all_group_messages = True
    return env.tg.supergroup("Painters", [env.ann, env.bob, env.bot])


@pytest.mark.parametrize("words", ["put her in this room", "把她放进这个房间"])
async def test_album__words_on_the_second_picture_mean_all(env: RunningBot, words: str) -> None:
    env.ann.send_album(env.chat, ALBUM, words, at=1)
    shown = await offered(env)
    assert "3 pictures to combine, in this order" in shown.words
    assert words in shown.words
    assert "1 picture with wan2.7-image · ¥0.2" in shown.words
    assert len(env.mine()) == 1  # Nothing else was asked meanwhile.
    assert await jobs(env) == []
    await agreed(env, env.ann)
    await env.picture()
    (job,) = await jobs(env)
    assert await used(env, job) == list(COLOURS)


async def test_album__split_over_two_batches_of_updates(env: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        albums, "SETTLE_S", 5.0
    )  # However busy the machine is: the second batch comes when the first is saved.
    env.ann.send_photo(env.chat, ALBUM[0], "/edit put her in this room", media_group_id="77")
    env.ann.send_photo(env.chat, ALBUM[1], media_group_id="77")
    await env.tg_calls(lambda: len(env.bot.queue) == 0)
    env.ann.send_photo(env.chat, ALBUM[2], media_group_id="77")
    await agreed(env, env.ann)
    (job,) = await jobs(env)
    assert await used(env, job) == list(COLOURS)


async def test_album__late_picture(env: RunningBot) -> None:
    for picture, words in zip(ALBUM, ("/edit put her in this room", "", ""), strict=True):
        env.ann.send_photo(env.chat, picture, words, media_group_id="77")
    await agreed(env, env.ann)
    env.ann.send_photo(env.chat, coloured("yellow"), media_group_id="77")
    await env.words("came too late")
    assert len(await jobs(env)) == 1


async def test_album__two_people_in_a_group_at_once(env: RunningBot) -> None:
    chat = open_group(env)
    env.ann.send_photo(chat, coloured("red"), "@shenbi_bot put her in this room", media_group_id="1")
    env.bob.send_photo(chat, coloured("black"), media_group_id="2")
    env.ann.send_photo(chat, coloured("green"), media_group_id="1")
    env.bob.send_photo(chat, coloured("yellow"), "@shenbi_bot 把她放进这个房间", media_group_id="2")
    await offered(env, chat, 2)
    for shown in [m for m in env.mine(chat) if m.photo]:
        person = env.ann if "put her" in shown.words else env.bob
        person.press(shown, shown.rows[0][0])
    await env.tg_calls(lambda: not any("put her" in m.words and "Swap" in str(m.rows) for m in env.mine(chat)))
    await env.picture(chat, 2)
    ((anns,), (bobs,)) = await jobs(env, 1), await jobs(env, 2)
    assert await used(env, anns) == ["red", "green"]
    assert await used(env, bobs) == ["black", "yellow"]


async def test_album__reply_means_one_picture_or_those_that_the_words_number(env: RunningBot) -> None:
    chat = open_group(env)
    sent = env.bob.send_album(chat, ALBUM, "the holidays")
    env.ann.reply(chat, sent[1], "/edit@shenbi_bot make it night")
    await env.picture(chat)
    env.ann.reply(chat, sent[1], "/edit@shenbi_bot 把图1的人放进图3")
    await agreed(env, env.ann, chat)
    newest, first = await jobs(env, 2)  # (Bob is the first person whom the bot has seen.)
    assert await used(env, first) == ["green"]
    assert await used(env, newest) == list(COLOURS)


async def test_album__one_damaged_file_is_named(env: RunningBot) -> None:
    for number, data in enumerate((ALBUM[0], ALBUM[1][:200], ALBUM[2])):
        words = "/restyle watercolor" if number == 0 else ""
        env.ann.send_document(env.chat, data, f"{number}.jpg", words, media_group_id="77")
    shown = await env.words("Picture 2 of 3 cannot be read")
    assert "damaged" in shown.words
    assert await jobs(env) == []


async def test_album__twelve_pictures_come_as_two_of_which_the_second_is_asked_about(env: RunningBot) -> None:
    """Telegram's clients send at most ten in one album."""
    env.ann.send_album(env.chat, [coloured("red")] * 10, "/restyle watercolor")
    env.ann.send_album(env.chat, [coloured("blue")] * 2)
    await env.picture()
    await env.words("the first of these 10 pictures")
    await env.words("A style is for the first of these 2 pictures")
    assert len(await jobs(env)) == 1
