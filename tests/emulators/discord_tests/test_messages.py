"""Sending, changing and deleting messages: limits, permissions, nonces, attachments, mentions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.discord import ChannelType, Permissions

from .conftest import Environment, picture

NOBODY: dict[str, Any] = {"parse": []}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(custom_id: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **more}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds"),
        ({"embeds": [{"description": "x" * 4096}, {"description": "x" * 2000}]}, "embeds"),
        ({"content": "x", "components": [row(button("a"))] * 6}, "components"),
        ({"content": "x", "components": [row(*[button(str(n)) for n in range(6)])]}, "components.0.components"),
        ({"content": "x", "components": [row(button("a"), button("a"))]}, "components.0.components.1.custom_id"),
        ({"content": "x", "components": [row(button("i" * 101))]}, "components.0.components.0.custom_id"),
        ({"content": "x", "components": [row(button("a", label="l" * 81))]}, "components.0.components.0.label"),
        ({"content": "x", "components": [button("bare")]}, "components.0.type"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
        ({"content": "x", "attachments": [{"id": 0, "filename": "a.png"}]}, "attachments.0.id"),
        ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
        ({"content": "x", "flags": 1 << 15}, "content"),
    ],
)
async def test_body__a_wrong_field_is_named_in_the_error(env: Environment, body: dict[str, Any], path: str) -> None:
    refused = await env.raw.post(env.channel.id, **body)
    assert (refused.status, refused.code) == (400, 50035)
    at = refused.body["errors"]
    for part in path.split("."):
        at = at[part]
    assert at["_errors"]


async def test_body__25_buttons_fit_and_a_select_takes_a_row(env: Environment) -> None:
    rows = [row(*[button(f"{line}-{n}") for n in range(5)]) for line in range(4)]
    options = [{"label": str(n), "value": str(n)} for n in range(25)]
    rows.append(row({"type": 3, "custom_id": "style", "options": options, "placeholder": "Style"}))
    sent = await env.raw.post(env.channel.id, content="x" * 2000, components=rows)
    assert sent.status == 200
    message = env.channel.messages[-1]
    assert len(message.buttons) == 21 and message.button("Style").options[24] == ("24", "24")
    pressed = env.ann.press(message, "Style", "7")
    assert pressed.data["values"] == ["7"] and pressed.data["component_type"] == 3


async def test_body__must_be_json_of_the_right_type_and_not_empty(env: Environment) -> None:
    url = f"{env.discord.api_url}/channels/{env.channel.id}/messages"
    headers = {"Authorization": f"Bot {env.bot.token}"}
    async with env.raw.session.post(url, data="{", headers=headers | {"Content-Type": "application/json"}) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
        assert response.headers["Content-Type"] == "application/json"
    async with env.raw.session.post(url, data="x", headers=headers | {"Content-Type": "text/plain"}) as response:
        assert response.status == 400
    assert (await env.raw.post(env.channel.id, content=" \n ")).code == 50006
    assert env.violated() == ["refused-50109", "refused-50035"]


async def test_unknown_things_have_codes_of_their_own(env: Environment) -> None:
    assert (await env.raw.post("1", content="x")).code == 10003
    missing = {"channel_id": env.channel.id, "id": "1"}
    assert (await env.raw.edit(missing, content="x")).code == 10008
    assert (await env.raw.call("GET", "/users/@me", token="wrong")).body == {"message": "401: Unauthorized", "code": 0}
    assert (await env.raw.call("GET", "/nonsense")).status == 404
    assert env.violated() == ["unknown-route"]


async def test_permissions__are_those_of_the_channel(env: Environment) -> None:
    channel, bot = env.channel, env.bot
    channel.deny(bot, Permissions.ATTACH_FILES)
    refused = await env.raw.post(channel.id, [picture()], content="x")
    assert (refused.status, refused.code) == (403, 50013)
    channel.deny(bot, Permissions.EMBED_LINKS)
    assert (await env.raw.post(channel.id, embeds=[{"title": "x"}])).code == 50013
    channel.deny(bot, Permissions.READ_MESSAGE_HISTORY)
    said = env.ann.say(channel, "hello")
    assert (await env.raw.post(channel.id, content="x", message_reference={"message_id": said.id})).code == 160002
    assert (await env.raw.call("GET", f"/channels/{channel.id}/messages")).body == []
    assert (await env.raw.call("DELETE", f"/channels/{channel.id}/messages/{said.id}")).code == 50013
    channel.deny(bot, Permissions.SEND_MESSAGES)
    assert (await env.raw.post(channel.id, content="x")).code == 50013
    channel.deny(bot, Permissions.VIEW_CHANNEL)
    assert (await env.raw.post(channel.id, content="x")).code == 50001
    assert env.discord.buckets.invalid == 5


async def test_threads__have_rights_of_their_own_and_are_archived_and_locked(env: Environment) -> None:
    start = await env.raw.post(env.channel.id, content="round 1")
    path = f"/channels/{env.channel.id}/messages/{start.body['id']}/threads"
    made = await env.raw.call("POST", path, {"name": "Session"})
    assert (made.status, made.body["id"], made.body["type"]) == (201, start.body["id"], 11)
    assert (await env.raw.call("POST", path, {"name": "Session"})).code == 160004
    thread = env.discord.world.channels[made.body["id"]]
    env.channel.deny(env.bot, Permissions.SEND_MESSAGES)
    assert (sent := await env.raw.post(thread.id, content="x")).status == 200
    thread.archived = True
    assert (await env.raw.edit(sent.body, content="y")).code == 50083
    assert (await env.raw.post(thread.id, content="wakes it")).status == 200 and not thread.archived
    thread.archived = thread.locked = True
    assert (await env.raw.post(thread.id, content="x")).code == 160005
    env.channel.deny(env.bot, Permissions.SEND_MESSAGES_IN_THREADS)
    thread.locked = False
    assert (await env.raw.post(thread.id, content="x")).code == 50013
    env.channel.deny(env.bot, Permissions.CREATE_PUBLIC_THREADS)
    assert (await env.raw.call("POST", f"/channels/{env.channel.id}/threads", {"name": "x", "type": 11})).code == 50013
    forum = env.discord.channel(env.guild, "forum", ChannelType.FORUM)
    assert (await env.raw.post(forum.id, content="x")).code == 40058


async def test_direct_messages__need_a_common_server_and_a_person_who_wants_them(env: Environment) -> None:
    opened = await env.raw.call("POST", "/users/@me/channels", {"recipient_id": env.ann.id})
    assert opened.body["id"] == env.discord.dm(env.bot, env.ann).id
    assert (await env.raw.post(opened.body["id"], content="hello")).status == 200
    env.ann.block(env.bot)
    assert (await env.raw.post(opened.body["id"], content="hello")).code == 50007
    env.discord.leave(env.guild, env.bob)
    other = await env.raw.call("POST", "/users/@me/channels", {"recipient_id": env.bob.id})
    assert (await env.raw.post(other.body["id"], content="hello")).code == 50007


async def test_nonce__makes_a_create_repeatable_for_five_minutes(env: Environment) -> None:
    body: dict[str, Any] = {"content": "once", "nonce": "shenbi-1", "enforce_nonce": True}
    first = await env.raw.post(env.channel.id, [picture()], **body)
    again = await env.raw.post(env.channel.id, [picture()], **body)
    other = await env.raw.post(env.channel.id, **body | {"content": "swallowed"})
    assert first.body["id"] == again.body["id"] == other.body["id"]
    assert len(env.channel.messages) == 1 and other.body["nonce"] == "shenbi-1"
    await env.raw.post(env.channel.id, **body | {"enforce_nonce": False})
    assert len(env.channel.messages) == 2
    env.discord.posting.delete(env.ann, env.channel.messages[0])
    gone = await env.raw.post(env.channel.id, **body)
    assert (gone.status, gone.code) == (404, 10008)
    await env.clock.advance(301)
    assert (await env.raw.post(env.channel.id, **body)).body["id"] != first.body["id"]


async def test_attachments__the_array_names_all_that_remain(env: Environment) -> None:
    red, blue, green = picture("red"), picture("blue"), picture("green")
    listed = [{"id": n, "filename": f"{n}.png"} for n in range(2)]
    sent = (await env.raw.post(env.channel.id, [red, blue], attachments=listed)).body
    message = env.channel.messages[-1]
    appended = (await env.raw.edit(sent, [green], content="no array")).body
    assert message.pictures == [red, blue, green]
    kept = [{"id": appended["attachments"][1]["id"]}, {"id": 0, "filename": "new.png"}]
    assert (await env.raw.edit(sent, [green], attachments=kept)).status == 200
    assert message.pictures == [blue, green]
    assert (await env.raw.edit(sent, attachments=[{"id": appended["attachments"][0]["id"]}])).code == 50035
    assert (await env.raw.edit(sent, attachments=[])).body["attachments"] == []
    assert (await env.raw.edit(sent, content=None)).code == 50006
    assert env.violated() == []
    await env.clock.advance(5)
    await env.raw.edit(sent, [green], attachments=[])
    assert env.violated() == ["unlisted-file"] and message.pictures == []


async def test_attachments__in_an_embed_cannot_be_kept(env: Environment) -> None:
    embed = {"image": {"url": "attachment://0.png"}}
    sent = (await env.raw.post(env.channel.id, [picture()], embeds=[embed])).body
    assert sent["attachments"] == [] and sent["embeds"][0]["image"]["url"].startswith(env.discord.origin)
    hidden = env.channel.messages[-1].attachments[0]
    assert (await env.raw.edit(sent, attachments=[{"id": hidden.id}])).code == 50035
    await env.raw.post(env.channel.id, embeds=[{"image": {"url": "attachment://none.png"}}])
    assert env.violated() == ["missing-file"]


async def test_attachments__have_limits_of_size_and_number(env: Environment) -> None:
    large = picture() + b"\0" * (10 << 20)
    refused = await env.raw.post(env.channel.id, [large])
    assert (refused.status, refused.code) == (413, 40005)
    await env.clock.advance(10)
    whole = await env.raw.post(env.channel.id, [bytes(9 << 20)] * 3)
    assert (whole.status, whole.code) == (413, 40005)
    env.guild.file_max_bytes = 50 << 20
    assert (await env.raw.post(env.channel.id, [large])).status == 200
    assert (await env.raw.post(env.channel.id, [picture()] * 11)).code == 30015
    described = [{"id": 0, "filename": "a.png", "description": "d" * 1025}]
    assert (await env.raw.post(env.channel.id, [picture()], attachments=described)).code == 50035
    spoiler = [{"id": 0, "filename": "a.png", "is_spoiler": True}]
    shown = await env.raw.post(env.channel.id, [picture()], attachments=spoiler)
    assert shown.body["attachments"][0]["is_spoiler"] and shown.body["attachments"][0]["width"] == 8


async def test_mentions__who_is_pinged_is_told(env: Environment) -> None:
    text = f"{env.ann.mention(env.ann)} @everyone `<@{env.bob.id}>`"
    await env.raw.post(env.channel.id, content=text)
    assert env.channel.messages[-1].pinged == [env.ann.id]
    assert [one.text for one in env.discord.unguarded] == [text]
    env.channel.allow(env.bot, Permissions.MENTION_EVERYONE)
    await env.raw.post(env.channel.id, content=text)
    assert env.channel.messages[-1].pinged == [env.ann.id, "everyone"]
    await env.raw.post(env.channel.id, content=text, allowed_mentions=NOBODY)
    assert env.channel.messages[-1].pinged == []
    mentions = {"parse": [], "users": [env.bob.id]}
    said = env.ann.say(env.channel, "ask")
    reply = {"message_id": said.id, "fail_if_not_exists": False}
    await env.raw.post(
        env.channel.id, content=f"<@{env.bob.id}>{text}", allowed_mentions=mentions, message_reference=reply
    )
    assert env.channel.messages[-1].pinged == [env.bob.id]
    await env.clock.advance(5)
    sent = await env.raw.post(env.channel.id, content="answer", message_reference=reply)
    assert env.channel.messages[-1].pinged == [env.ann.id]
    await env.raw.edit(sent.body, content=text)
    assert env.channel.messages[-1].pinged == [env.ann.id] and env.ann in env.channel.messages[-1].mentions
    assert len(env.discord.unguarded) == 4


async def test_replies__to_a_message_that_is_gone_can_still_be_sent(env: Environment) -> None:
    said = env.ann.say(env.channel, "ask")
    env.ann.delete(said)
    reference = {"message_id": said.id, "fail_if_not_exists": False}
    sent = await env.raw.post(env.channel.id, content="x", message_reference=reference)
    assert (sent.status, sent.body["type"]) == (200, 0)
    refused = await env.raw.post(env.channel.id, content="x", message_reference={"message_id": said.id})
    assert refused.body["errors"]["message_reference"]["_errors"][0]["code"] == "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"


async def test_messages_of_others__can_be_read_and_neither_changed_nor_deleted(env: Environment) -> None:
    said = env.ann.say(env.channel, "mine", files=[picture()])
    path = f"/channels/{env.channel.id}/messages/{said.id}"
    assert (await env.raw.call("GET", path)).body["content"] == ""  # no content intent
    assert (await env.raw.call("PATCH", path, {"content": "x"})).code == 50005
    assert (await env.raw.call("DELETE", path)).code == 50013
    env.channel.allow(env.bot, Permissions.MANAGE_MESSAGES)
    assert (await env.raw.call("DELETE", path)).status == 204
    assert (await env.raw.call("GET", path)).code == 10008


async def test_list__pages_of_messages(env: Environment) -> None:
    said = [env.ann.say(env.channel, str(number)) for number in range(5)]

    async def ids(query: str) -> list[str]:
        return [one["id"] for one in (await env.raw.call("GET", f"/channels/{env.channel.id}/messages?{query}")).body]

    assert await ids("limit=2") == [said[4].id, said[3].id]
    assert await ids(f"limit=2&after={said[1].id}") == [said[3].id, said[2].id]
    assert await ids(f"limit=2&before={said[2].id}") == [said[1].id, said[0].id]
    assert await ids(f"limit=3&around={said[2].id}") == [said[3].id, said[2].id, said[1].id]
    assert (await env.raw.call("GET", f"/channels/{env.channel.id}/messages?limit=101")).code == 50035


async def test_cdn__addresses_are_signed_and_expire(env: Environment) -> None:
    sent = await env.raw.post(env.channel.id, [picture()], content="x")
    url = sent.body["attachments"][0]["url"]

    async def get(address: str) -> int:
        async with env.raw.session.get(address) as response:
            return response.status

    assert await get(url) == 200
    assert await get(url.replace("ex=", "ex=f")) == 404
    assert await get(url.split("?")[0]) == 404
    await env.clock.advance(86_401)
    assert await get(url) == 404
    path = f"/channels/{env.channel.id}/messages/{sent.body['id']}"
    assert await get((await env.raw.call("GET", path)).body["attachments"][0]["url"]) == 200
    renewed = await env.raw.call("POST", "/attachments/refresh-urls", {"attachment_urls": [url]})
    assert await get(renewed.body["refreshed_urls"][0]["refreshed"]) == 200
    env.discord.cdn.lost.add(env.channel.messages[-1].attachments[0].url_path)
    assert await get(renewed.body["refreshed_urls"][0]["refreshed"]) == 404


async def test_forwarded_messages__carry_a_snapshot(env: Environment) -> None:
    socket = await env.raw.connected()
    said = env.bob.say(env.channel, "a photo", files=[picture()])
    env.ann.forward(said, env.discord.dm(env.bot, env.ann))
    heard = await socket.event("MESSAGE_CREATE")
    assert heard["attachments"] == []
    shot = (await socket.event("MESSAGE_CREATE"))["message_snapshots"][0]["message"]
    assert shot["attachments"][0]["size"] == len(picture())
