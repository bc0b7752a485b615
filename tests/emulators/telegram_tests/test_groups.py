"""Groups: privacy mode, replies that are withheld, topics, upgrades, members, channels."""

from typing import Any

import pytest
import telegram
from telegram import ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.emulators.telegram import Chat

from .conftest import Environment, png


def texts(updates: list[dict[str, Any]]) -> list[str]:
    """What arrived, service messages left out."""
    return [
        m.get("text", m.get("caption", ""))
        for u in updates
        if (m := u.get("message")) and ("text" in m or "photo" in m)
    ]


def group_of(env: Environment, kind: str) -> Chat:
    make = env.tg.supergroup if kind == "supergroup" else env.tg.basic_group
    return make("Painters", [env.ann, env.bob, env.bot])


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_group__privacy_mode_hears_only_what_is_meant_for_it(env: Environment, kind: str) -> None:
    group = group_of(env, kind)
    env.ann.say(group, "hello all")
    env.ann.say(group, "@shenbi_bot paint a fox")
    env.ann.say(group, "/imagine a fox")
    env.ann.say(group, "/imagine@other_bot a fox")
    env.ann.say(group, "/imagine@Shenbi_Bot a fox")
    env.ann.send_photo(group, png(), "/restyle@shenbi_bot ink")
    env.ann.send_photo(group, png(), "nice")
    assert texts(await env.drain()) == ["/imagine@Shenbi_Bot a fox", "/restyle@shenbi_bot ink"]
    await env.api.send_message(group.id, "here")
    env.ann.say(group, "/imagine a hen")
    env.ann.reply(group, group.messages.by(env.bot)[-1], "more like this")
    assert texts(await env.drain()) == ["/imagine a hen", "more like this"]


async def test_group__privacy_off_or_admin_hears_all(env: Environment) -> None:
    group = group_of(env, "supergroup")
    env.tg.promote(group, env.bot, env.ann)
    env.ann.say(group, "hello all")
    env.bot.can_read_all_group_messages = True
    other = group_of(env, "group")
    env.ann.say(other, "hello others")
    assert texts(await env.drain()) == ["hello all", "hello others"]
    assert (await env.api.get_me()).can_read_all_group_messages is True


async def test_group__message_goes_to_one_private_bot_only(env: Environment) -> None:
    group = group_of(env, "supergroup")
    rival = env.tg.add_bot("777:rival", "rival_bot")
    env.tg.add_member(group, rival, env.ann)
    await env.api.send_message(group.id, "mine")
    env.ann.reply(group, group.messages.by(env.bot)[-1], "/imagine@rival_bot x")
    assert texts(await env.drain()) == ["/imagine@rival_bot x"]
    assert [p.json() for p in rival.queue.waiting() if "text" in p.json().get("message", {})] == []


@pytest.mark.parametrize(("kind", "expected"), [("supergroup", True), ("group", False)])
async def test_group__replied_to_photo_is_withheld_in_basic_groups(env: Environment, kind: str, expected: bool) -> None:
    group = group_of(env, kind)
    photo = env.bob.send_photo(group, png())
    env.ann.reply(group, photo, "/restyle@shenbi_bot ink")
    (update,) = await env.drain()
    replied = update["message"].get("reply_to_message")
    assert (replied is not None and "photo" in replied) is expected
    if replied:
        assert "reply_to_message" not in replied


async def test_group__basic_group_with_privacy_off_shows_the_reply(env: Environment) -> None:
    env.bot.can_read_all_group_messages = True
    group = group_of(env, "group")
    env.ann.reply(group, env.bob.send_photo(group, png()), "/restyle@shenbi_bot ink")
    assert "photo" in (await env.drain())[-1]["message"]["reply_to_message"]


async def test_group__reply_from_another_chat_is_external(env: Environment) -> None:
    env.bot.can_read_all_group_messages = True
    first, second = group_of(env, "supergroup"), group_of(env, "supergroup")
    photo = env.bob.send_photo(first, png(), "a red square")
    env.ann.reply(second, photo, "/restyle@shenbi_bot", quote="red")
    message = (await env.drain())[-1]["message"]
    assert "reply_to_message" not in message
    assert message["external_reply"]["photo"][-1]["width"] == 64
    assert message["external_reply"]["chat"]["id"] == first.id
    assert message["quote"] == {"text": "red", "position": 2, "is_manual": True}
    parsed = telegram.Update.de_json({"update_id": 1, "message": message}, env.api)
    assert parsed.message is not None and parsed.message.external_reply is not None
    sent = await env.api.send_message(second.id, "x", reply_parameters=ReplyParameters(photo.id, chat_id=first.id))
    assert sent.external_reply is not None and sent.reply_to_message is None


async def test_group__topics(env: Environment) -> None:
    env.bot.can_read_all_group_messages = True
    forum = env.tg.supergroup("Forum", [env.ann, env.bot], forum=True)
    topic = env.tg.topic(forum, "Paintings", env.ann)
    asked = env.ann.say(forum, "/imagine a fox", topic=topic)
    message = (await env.drain())[-1]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic.id, True)
    assert "forum_topic_created" in message["reply_to_message"], "all in a topic replies to what opened it"
    there = await env.api.send_message(forum.id, "x", message_thread_id=topic.id)
    assert there.is_topic_message and there.message_thread_id == topic.id
    by_reply = await env.api.send_message(forum.id, "x", reply_to_message_id=asked.id)
    assert by_reply.message_thread_id == topic.id
    general = await env.api.send_message(forum.id, "x")
    assert general.message_thread_id is None
    assert [m.topic for m in forum.messages] == [topic, topic, topic, None]
    for wrong in (1, 999):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await env.api.send_message(forum.id, "x", message_thread_id=wrong)
    await env.api.send_chat_action(forum.id, "typing", message_thread_id=topic.id)
    assert (forum.action(topic), forum.action()) == ("typing", None)


async def test_group__reply_threads_outside_forums_are_no_topics(env: Environment) -> None:
    group = group_of(env, "supergroup")
    first = env.ann.say(group, "x")
    env.ann.reply(group, first, "/y@shenbi_bot")
    message = (await env.drain())[-1]["message"]
    assert message["message_thread_id"] == first.id
    assert "is_topic_message" not in message


async def test_group__upgrade_to_supergroup(env: Environment) -> None:
    group = group_of(env, "group")
    sent = await env.api.send_message(group.id, "before")
    supergroup = env.tg.upgrade(group, env.ann)
    first, second = await env.drain()
    assert first["message"]["migrate_to_chat_id"] == supergroup.id
    assert second["message"]["migrate_from_chat_id"] == group.id
    with pytest.raises(ChatMigrated) as caught:
        await sent.reply_text("x")
    assert caught.value.new_chat_id == supergroup.id
    answer = await env.call("sendMessage", chat_id=group.id, text="x")
    assert answer.body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": supergroup.id},
    }
    await env.api.send_message(supergroup.id, "after")


async def test_group__thrown_out(env: Environment) -> None:
    group, supergroup = group_of(env, "group"), group_of(env, "supergroup")
    for chat in (group, supergroup):
        env.tg.remove_member(chat, env.bot, env.ann)
        with pytest.raises(Forbidden) as caught:
            await env.api.send_message(chat.id, "x")
        assert caught.value.message == f"Forbidden: bot was kicked from the {chat.type} chat"
    assert [u["my_chat_member"]["new_chat_member"]["status"] for u in await env.drain() if "my_chat_member" in u] == [
        "kicked"
    ] * 2
    other = group_of(env, "supergroup")
    assert await env.api.leave_chat(other.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await env.api.send_message(other.id, "x")


async def test_group__coming_in_is_told(env: Environment) -> None:
    group = env.tg.basic_group("Painters", [env.ann])
    env.tg.add_member(group, env.bot, env.ann, admin=True)
    first, second = await env.drain()
    assert first["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert second["message"]["new_chat_members"][0]["id"] == env.bot.id


async def test_group__restricted_bot(env: Environment) -> None:
    group = group_of(env, "supergroup")
    env.tg.restrict(group, env.bot, env.ann)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await env.api.send_message(group.id, "x")


async def test_group__deleting_others_needs_an_administrator(env: Environment) -> None:
    group = group_of(env, "supergroup")
    message = env.ann.say(group, "x")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await env.api.delete_message(group.id, message.id)
    env.tg.promote(group, env.bot, env.ann)
    assert await env.api.delete_message(group.id, message.id)


async def test_group__members(env: Environment) -> None:
    group = group_of(env, "supergroup")
    env.tg.promote(group, env.bot, env.ann)
    admins = await env.api.get_chat_administrators(group.id)
    assert [(a.user.id, a.status) for a in admins] == [(env.ann.id, "creator"), (env.bot.id, "administrator")]
    assert (await env.api.get_chat_member(group.id, env.bob.id)).status == "member"
    assert (await env.api.get_chat_member_count(group.id)) == 3
    stranger = env.tg.add_person("Eve")
    assert (await env.api.get_chat_member(group.id, stranger.id)).status == "left"
    with pytest.raises(BadRequest, match="Invalid user_id specified"):
        await env.api.get_chat_member(group.id, 5)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await env.api.get_chat_administrators(env.chat.id)
    full = await env.api.get_chat(group.id)
    assert (full.title, full.type) == ("Painters", "supergroup")
    assert (await env.api.get_chat(env.chat.id)).first_name == "Ann"


async def test_group__anonymous_administrators_and_channels(env: Environment) -> None:
    group = group_of(env, "supergroup")
    channel = env.tg.channel("News", [env.ann, env.bot], username="news_test")
    env.ann.say(group, "/imagine@shenbi_bot a fox", anonymous=True)
    env.ann.say(group, "/imagine@shenbi_bot a hen", as_channel=channel)
    post = env.ann.say(channel, "/imagine a dog")
    env.ann.edit(post, "/imagine a cat")
    first, second, third, fourth = await env.drain()
    assert first["message"]["from"]["username"] == "GroupAnonymousBot"
    assert first["message"]["sender_chat"]["id"] == group.id
    assert second["message"]["sender_chat"]["id"] == channel.id
    assert "from" not in third["channel_post"] and third["channel_post"]["sender_chat"]["id"] == channel.id
    assert fourth["edited_channel_post"]["text"] == "/imagine a cat"
    sent = await env.api.send_message("@news_test", "posted")
    assert sent.from_user is None and sent.sender_chat is not None
    assert channel.messages[-1].text == "posted"


async def test_group__incoming_album(env: Environment) -> None:
    sent = env.ann.send_album(env.chat, [png(color=c) for c in ("red", "green", "blue")], "three")
    updates = await env.drain()
    assert len(sent) == len(updates) == 3
    assert len({u["message"]["media_group_id"] for u in updates}) == 1
    assert texts(updates) == ["three", "", ""]


async def test_group__only_the_addressed_item_of_an_album_arrives_in_privacy_mode(env: Environment) -> None:
    group = group_of(env, "supergroup")
    env.ann.send_album(group, [png(), png(color="blue")], "/similar@shenbi_bot")
    assert texts(await env.drain()) == ["/similar@shenbi_bot"]


async def test_group__message_ids_are_one_series_in_basic_groups_and_their_own_in_supergroups(env: Environment) -> None:
    first, second = group_of(env, "supergroup"), group_of(env, "supergroup")
    assert env.ann.say(first, "x").id == env.ann.say(second, "x").id == 2
    basic = group_of(env, "group")
    assert env.ann.say(basic, "x").id + 1 == env.ann.say(env.chat, "x").id


async def test_group__deep_links_and_forwards(env: Environment) -> None:
    env.ann.start(env.bot, "from_poster-7")
    photo = env.bob.send_photo(group_of(env, "supergroup"), png())
    env.ann.forward(photo, env.chat)
    first, second = await env.drain()
    assert first["message"]["text"] == "/start from_poster-7"
    assert second["message"]["forward_origin"]["sender_user"]["id"] == env.bob.id
    assert second["message"]["photo"]
