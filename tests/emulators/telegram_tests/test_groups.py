"""Groups: privacy mode, replies that are withheld, topics, upgrades, members, channels."""

from typing import Any

import pytest
import telegram
from telegram import ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.emulators.telegram import Chat

from .conftest import Stage, png


def texts(updates: list[dict[str, Any]]) -> list[str]:
    """What arrived, service messages left out."""
    return [
        m.get("text", m.get("caption", ""))
        for u in updates
        if (m := u.get("message")) and ("text" in m or "photo" in m)
    ]


def group_of(stage: Stage, kind: str) -> Chat:
    make = stage.tg.supergroup if kind == "supergroup" else stage.tg.basic_group
    return make("Painters", [stage.ann, stage.bob, stage.bot])


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_privacy_mode_hears_only_what_is_meant_for_it(stage: Stage, kind: str) -> None:
    group = group_of(stage, kind)
    stage.ann.say(group, "hello all")
    stage.ann.say(group, "@shenbi_bot paint a fox")
    stage.ann.say(group, "/imagine a fox")
    stage.ann.say(group, "/imagine@other_bot a fox")
    stage.ann.say(group, "/imagine@Shenbi_Bot a fox")
    stage.ann.send_photo(group, png(), "/restyle@shenbi_bot ink")
    stage.ann.send_photo(group, png(), "nice")
    assert texts(await stage.drain()) == ["/imagine@Shenbi_Bot a fox", "/restyle@shenbi_bot ink"]
    await stage.api.send_message(group.id, "here")
    stage.ann.say(group, "/imagine a hen")
    stage.ann.reply(group, group.messages.by(stage.bot)[-1], "more like this")
    assert texts(await stage.drain()) == ["/imagine a hen", "more like this"]


async def test_privacy_off_or_admin_hears_all(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    stage.tg.promote(group, stage.bot, stage.ann)
    stage.ann.say(group, "hello all")
    stage.bot.can_read_all_group_messages = True
    other = group_of(stage, "group")
    stage.ann.say(other, "hello others")
    assert texts(await stage.drain()) == ["hello all", "hello others"]
    assert (await stage.api.get_me()).can_read_all_group_messages is True


async def test_a_group_message_goes_to_one_private_bot_only(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    rival = stage.tg.add_bot("777:rival", "rival_bot")
    stage.tg.add_member(group, rival, stage.ann)
    await stage.api.send_message(group.id, "mine")
    stage.ann.reply(group, group.messages.by(stage.bot)[-1], "/imagine@rival_bot x")
    assert texts(await stage.drain()) == ["/imagine@rival_bot x"]
    assert [p.json() for p in rival.queue.waiting() if "text" in p.json().get("message", {})] == []


@pytest.mark.parametrize(("kind", "expected"), [("supergroup", True), ("group", False)])
async def test_replied_to_photo_is_withheld_in_basic_groups(stage: Stage, kind: str, expected: bool) -> None:
    group = group_of(stage, kind)
    photo = stage.bob.send_photo(group, png())
    stage.ann.reply(group, photo, "/restyle@shenbi_bot ink")
    (update,) = await stage.drain()
    replied = update["message"].get("reply_to_message")
    assert (replied is not None and "photo" in replied) is expected
    if replied:
        assert "reply_to_message" not in replied


async def test_basic_group_with_privacy_off_shows_the_reply(stage: Stage) -> None:
    stage.bot.can_read_all_group_messages = True
    group = group_of(stage, "group")
    stage.ann.reply(group, stage.bob.send_photo(group, png()), "/restyle@shenbi_bot ink")
    assert "photo" in (await stage.drain())[-1]["message"]["reply_to_message"]


async def test_reply_from_another_chat_is_external(stage: Stage) -> None:
    stage.bot.can_read_all_group_messages = True
    first, second = group_of(stage, "supergroup"), group_of(stage, "supergroup")
    photo = stage.bob.send_photo(first, png(), "a red square")
    stage.ann.reply(second, photo, "/restyle@shenbi_bot", quote="red")
    message = (await stage.drain())[-1]["message"]
    assert "reply_to_message" not in message
    assert message["external_reply"]["photo"][-1]["width"] == 64
    assert message["external_reply"]["chat"]["id"] == first.id
    assert message["quote"] == {"text": "red", "position": 2, "is_manual": True}
    parsed = telegram.Update.de_json({"update_id": 1, "message": message}, stage.api)
    assert parsed.message is not None and parsed.message.external_reply is not None
    sent = await stage.api.send_message(second.id, "x", reply_parameters=ReplyParameters(photo.id, chat_id=first.id))
    assert sent.external_reply is not None and sent.reply_to_message is None


async def test_topics(stage: Stage) -> None:
    stage.bot.can_read_all_group_messages = True
    forum = stage.tg.supergroup("Forum", [stage.ann, stage.bot], forum=True)
    topic = stage.tg.topic(forum, "Paintings", stage.ann)
    asked = stage.ann.say(forum, "/imagine a fox", topic=topic)
    message = (await stage.drain())[-1]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic.id, True)
    assert "forum_topic_created" in message["reply_to_message"], "all in a topic replies to what opened it"
    there = await stage.api.send_message(forum.id, "x", message_thread_id=topic.id)
    assert there.is_topic_message and there.message_thread_id == topic.id
    by_reply = await stage.api.send_message(forum.id, "x", reply_to_message_id=asked.id)
    assert by_reply.message_thread_id == topic.id
    general = await stage.api.send_message(forum.id, "x")
    assert general.message_thread_id is None
    assert [m.topic for m in forum.messages] == [topic, topic, topic, None]
    for wrong in (1, 999):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await stage.api.send_message(forum.id, "x", message_thread_id=wrong)
    await stage.api.send_chat_action(forum.id, "typing", message_thread_id=topic.id)
    assert (forum.action(topic), forum.action()) == ("typing", None)


async def test_reply_threads_outside_forums_are_no_topics(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    first = stage.ann.say(group, "x")
    stage.ann.reply(group, first, "/y@shenbi_bot")
    message = (await stage.drain())[-1]["message"]
    assert message["message_thread_id"] == first.id
    assert "is_topic_message" not in message


async def test_upgrade_to_supergroup(stage: Stage) -> None:
    group = group_of(stage, "group")
    sent = await stage.api.send_message(group.id, "before")
    supergroup = stage.tg.upgrade(group, stage.ann)
    first, second = await stage.drain()
    assert first["message"]["migrate_to_chat_id"] == supergroup.id
    assert second["message"]["migrate_from_chat_id"] == group.id
    with pytest.raises(ChatMigrated) as caught:
        await sent.reply_text("x")
    assert caught.value.new_chat_id == supergroup.id
    answer = await stage.call("sendMessage", chat_id=group.id, text="x")
    assert answer.body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": supergroup.id},
    }
    await stage.api.send_message(supergroup.id, "after")


async def test_thrown_out(stage: Stage) -> None:
    group, supergroup = group_of(stage, "group"), group_of(stage, "supergroup")
    for chat in (group, supergroup):
        stage.tg.remove_member(chat, stage.bot, stage.ann)
        with pytest.raises(Forbidden) as caught:
            await stage.api.send_message(chat.id, "x")
        assert caught.value.message == f"Forbidden: bot was kicked from the {chat.type} chat"
    assert [u["my_chat_member"]["new_chat_member"]["status"] for u in await stage.drain() if "my_chat_member" in u] == [
        "kicked"
    ] * 2
    other = group_of(stage, "supergroup")
    assert await stage.api.leave_chat(other.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await stage.api.send_message(other.id, "x")


async def test_coming_in_is_told(stage: Stage) -> None:
    group = stage.tg.basic_group("Painters", [stage.ann])
    stage.tg.add_member(group, stage.bot, stage.ann, admin=True)
    first, second = await stage.drain()
    assert first["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert second["message"]["new_chat_members"][0]["id"] == stage.bot.id


async def test_restricted_bot(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    stage.tg.restrict(group, stage.bot, stage.ann)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await stage.api.send_message(group.id, "x")


async def test_deleting_others_needs_an_administrator(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    message = stage.ann.say(group, "x")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await stage.api.delete_message(group.id, message.id)
    stage.tg.promote(group, stage.bot, stage.ann)
    assert await stage.api.delete_message(group.id, message.id)


async def test_members(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    stage.tg.promote(group, stage.bot, stage.ann)
    admins = await stage.api.get_chat_administrators(group.id)
    assert [(a.user.id, a.status) for a in admins] == [(stage.ann.id, "creator"), (stage.bot.id, "administrator")]
    assert (await stage.api.get_chat_member(group.id, stage.bob.id)).status == "member"
    assert (await stage.api.get_chat_member_count(group.id)) == 3
    stranger = stage.tg.add_person("Eve")
    assert (await stage.api.get_chat_member(group.id, stranger.id)).status == "left"
    with pytest.raises(BadRequest, match="Invalid user_id specified"):
        await stage.api.get_chat_member(group.id, 5)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await stage.api.get_chat_administrators(stage.chat.id)
    full = await stage.api.get_chat(group.id)
    assert (full.title, full.type) == ("Painters", "supergroup")
    assert (await stage.api.get_chat(stage.chat.id)).first_name == "Ann"


async def test_anonymous_administrators_and_channels(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    channel = stage.tg.channel("News", [stage.ann, stage.bot], username="news_test")
    stage.ann.say(group, "/imagine@shenbi_bot a fox", anonymous=True)
    stage.ann.say(group, "/imagine@shenbi_bot a hen", as_channel=channel)
    post = stage.ann.say(channel, "/imagine a dog")
    stage.ann.edit(post, "/imagine a cat")
    first, second, third, fourth = await stage.drain()
    assert first["message"]["from"]["username"] == "GroupAnonymousBot"
    assert first["message"]["sender_chat"]["id"] == group.id
    assert second["message"]["sender_chat"]["id"] == channel.id
    assert "from" not in third["channel_post"] and third["channel_post"]["sender_chat"]["id"] == channel.id
    assert fourth["edited_channel_post"]["text"] == "/imagine a cat"
    sent = await stage.api.send_message("@news_test", "posted")
    assert sent.from_user is None and sent.sender_chat is not None
    assert channel.messages[-1].text == "posted"


async def test_incoming_album(stage: Stage) -> None:
    sent = stage.ann.send_album(stage.chat, [png(color=c) for c in ("red", "green", "blue")], "three")
    updates = await stage.drain()
    assert len(sent) == len(updates) == 3
    assert len({u["message"]["media_group_id"] for u in updates}) == 1
    assert texts(updates) == ["three", "", ""]


async def test_only_the_addressed_item_of_an_album_arrives_in_privacy_mode(stage: Stage) -> None:
    group = group_of(stage, "supergroup")
    stage.ann.send_album(group, [png(), png(color="blue")], "/similar@shenbi_bot")
    assert texts(await stage.drain()) == ["/similar@shenbi_bot"]


async def test_message_ids_are_one_series_in_basic_groups_and_their_own_in_supergroups(stage: Stage) -> None:
    first, second = group_of(stage, "supergroup"), group_of(stage, "supergroup")
    assert stage.ann.say(first, "x").id == stage.ann.say(second, "x").id == 2
    basic = group_of(stage, "group")
    assert stage.ann.say(basic, "x").id + 1 == stage.ann.say(stage.chat, "x").id


async def test_deep_links_and_forwards(stage: Stage) -> None:
    stage.ann.start(stage.bot, "from_poster-7")
    photo = stage.bob.send_photo(group_of(stage, "supergroup"), png())
    stage.ann.forward(photo, stage.chat)
    first, second = await stage.drain()
    assert first["message"]["text"] == "/start from_poster-7"
    assert second["message"]["forward_origin"]["sender_user"]["id"] == stage.bob.id
    assert second["message"]["photo"]
