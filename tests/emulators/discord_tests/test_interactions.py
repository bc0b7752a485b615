"""Interactions: three seconds, fifteen minutes, and who may write where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.discord import Callback, Flags, Intents, Interaction, Permissions

from .conftest import Environment, picture
from .test_first_picture import BUTTONS, register


async def asked(env: Environment) -> tuple[Interaction, dict[str, Any]]:
    """Ann's command, and what the bot gets of it."""
    if not env.bot.commands:
        await register(env)
    made = env.ann.slash(env.channel, "imagine", prompt="a fox")
    return made, made.payload()


async def test_callback__within_three_seconds_and_only_once(env: Environment) -> None:
    first, heard = await asked(env)
    await env.clock.advance(3)
    assert (await env.raw.answer(heard, 5)).status == 200 and first.ack_latency_s == 3
    again = await env.raw.answer(heard, 5)
    assert (again.status, again.code) == (400, 40060)
    late, heard = await asked(env)
    await env.clock.advance(3.1)
    refused = await env.raw.answer(heard, 5)
    assert (refused.status, refused.code) == (404, 10062) and late.is_failed
    assert (await env.raw.hook(heard, "POST", body={"content": "x"})).code == 10015
    wrong = heard | {"token": "other"}
    assert (await env.raw.answer(wrong, 5)).code == 10062


async def test_token__is_dead_after_fifteen_minutes_while_the_bots_own_edits_on(env: Environment) -> None:
    made, heard = await asked(env)
    await env.raw.answer(heard, 5)
    assert (await env.raw.hook(heard, "PATCH", "/messages/@original", {"content": "soon"})).status == 200
    assert (await env.raw.hook(heard, "POST", body={"content": "and this"})).status == 200
    await env.clock.advance(901)
    dead = await env.raw.hook(heard, "PATCH", "/messages/@original", {"content": "late"})
    assert (dead.status, dead.code) == (401, 50027)
    assert made.original is not None
    where = {"channel_id": env.channel.id, "id": made.original.id}
    assert (await env.raw.edit(where, [picture()], content="done")).status == 200
    assert made.original.pictures


async def test_thinking__fails_if_nothing_comes_and_can_be_taken_away(env: Environment) -> None:
    made, heard = await asked(env)
    await env.raw.answer(heard, 5)
    await env.clock.advance(600)
    before = made.is_failed
    await env.clock.advance(301)
    assert (before, made.is_failed) == (False, True)
    other, heard = await asked(env)
    await env.raw.answer(heard, 5)
    assert (await env.raw.hook(heard, "DELETE", "/messages/@original")).status == 204
    assert (await env.raw.hook(heard, "GET", "/messages/@original")).code == 10008
    await env.clock.advance(901)
    assert not other.is_failed


async def test_ephemeral__is_seen_by_one_and_reached_by_the_token_only(env: Environment) -> None:
    socket = await env.raw.connected()
    made, heard = await asked(env)
    told = await env.raw.answer(heard, 4, content="only you", flags=64, allowed_mentions={"parse": []})
    assert told.body["interaction"]["response_message_ephemeral"] is True
    assert made.original is not None and made.original.seen_by is env.ann
    where = {"channel_id": env.channel.id, "id": made.original.id}
    assert (await env.raw.edit(where, content="x")).code == 10008
    assert (await env.raw.hook(heard, "PATCH", "/messages/@original", {"content": "y"})).status == 200
    assert made.original.content == "y"
    await socket.send(1, None)
    await socket.op(11)
    assert not [frame for frame in socket.frames if frame.get("t", "").startswith("MESSAGE")]


async def test_deferred__visibility_is_decided_then_and_the_first_follow_up_fills_it(env: Environment) -> None:
    made, heard = await asked(env)
    await env.raw.answer(heard, 5, flags=64)
    followed = await env.raw.hook(heard, "POST", body={"content": "here"})
    assert made.original is not None and followed.body["id"] == made.original.id
    assert made.original.seen_by is env.ann and made.original.flags & Flags.EPHEMERAL
    second = await env.raw.hook(heard, "POST", body={"content": "for all"})
    assert env.channel.all_messages[second.body["id"]].seen_by is None
    await env.raw.answer((await asked(env))[1], 5, content="nonsense")
    assert env.violated() == ["ignored-data"]


async def test_hidden_channel__works_by_token_and_never_by_the_bots_own(env: Environment) -> None:
    env.channel.deny(env.bot, Permissions.VIEW_CHANNEL)
    made, heard = await asked(env)
    told = (await env.raw.answer(heard, 5)).body["interaction"]
    assert heard["app_permissions"] != "0"
    where = {"channel_id": env.channel.id, "id": told["response_message_id"]}
    refused = await env.raw.edit(where, content="x")
    assert (refused.status, refused.code) == (403, 50001)
    assert (await env.raw.hook(heard, "PATCH", "/messages/@original", {"content": "by token"})).status == 200
    assert made.original is not None and made.original.content == "by token"


async def test_user_install__in_a_server_without_the_bot(env: Environment) -> None:
    await register(env)
    elsewhere = env.discord.guild("Elsewhere", [env.ann])
    channel = env.discord.channel(elsewhere)
    with pytest.raises(AssertionError, match="no command"):
        env.ann.slash(channel, "imagine", prompt="x")
    env.bot.installed_for.add(env.ann.id)
    made = env.ann.slash(channel, "imagine", prompt="x")
    heard = made.payload()
    assert heard["authorizing_integration_owners"] == {"1": env.ann.id}
    told = (await env.raw.answer(heard, 5)).body["interaction"]
    where = {"channel_id": channel.id, "id": told["response_message_id"]}
    assert (await env.raw.edit(where, content="x")).code == 50001
    assert (await env.raw.hook(heard, "POST", body={"content": "fills"})).status == 200
    for number in range(5):
        assert (await env.raw.hook(heard, "POST", body={"content": str(number)})).status == 200
        await env.clock.advance(2)
    assert (await env.raw.hook(heard, "POST", body={"content": "sixth"})).code == 40094
    direct = env.discord.dm(env.bot, env.ann)
    assert env.ann.slash(direct, "imagine", prompt="x").payload()["context"] == 1


async def test_without_attach_files__it_is_told_and_refused(env: Environment) -> None:
    env.channel.deny(env.bot, Permissions.ATTACH_FILES)
    made, heard = await asked(env)
    assert not int(heard["app_permissions"]) & Permissions.ATTACH_FILES
    await env.raw.answer(heard, 5)
    path = f"/webhooks/{env.bot.application_id}/{heard['token']}/messages/@original"
    refused = await env.raw.call("PATCH", path, {"content": "x"}, [picture()], token="")
    assert refused.code == 50013
    assert made.original is not None and made.original.is_loading


async def test_message_command__shows_the_message_in_full_whatever_the_intents(env: Environment) -> None:
    await register(env)
    socket = await env.raw.connected()
    photo = env.bob.say(env.channel, "my cat", files=[picture()])
    made = env.ann.use_on(photo, "Restyle this")
    assert (await socket.event("MESSAGE_CREATE"))["content"] == ""
    data = (await socket.event("INTERACTION_CREATE"))["data"]
    resolved = data["resolved"]["messages"][data["target_id"]]
    assert (resolved["content"], resolved["attachments"][0]["width"]) == ("my cat", 8)
    told = await env.raw.answer(made.payload(), 4, content="which style?", allowed_mentions={"parse": []})
    assert told.body["resource"]["message"]["message_reference"]["message_id"] == photo.id


async def test_form__must_be_the_first_answer_and_comes_back_filled_in(env: Environment) -> None:
    await register(env)
    sent = (await env.raw.post(env.channel.id, content="x", components=BUTTONS)).body
    pressed = env.ann.press(env.channel.all_messages[sent["id"]], "Again")
    words = {"type": 4, "custom_id": "words", "style": 2, "max_length": 100, "value": "a fox"}
    style = {"type": 3, "custom_id": "style", "options": [{"label": "Ink", "value": "ink"}]}
    form = {"custom_id": "remix", "title": "Remix"}
    rows = [
        {"type": 18, "label": "Words", "component": words},
        {"type": 18, "label": "Style", "component": style},
        {"type": 18, "label": "Picture", "component": {"type": 19, "custom_id": "file", "required": False}},
    ]
    too_long = await env.raw.answer(pressed.payload(), 9, **form | {"title": "T" * 46}, components=rows)
    assert too_long.code == 50035
    assert (await env.raw.answer(pressed.payload(), 9, **form, components=rows)).status == 200
    assert (await env.raw.hook(pressed.payload(), "POST", body={"content": "x"})).code == 10015
    with pytest.raises(AssertionError, match="not all"):
        env.ann.submit(pressed, words="a wolf", style="oil")
    submitted = env.ann.submit(pressed, words="a wolf", style="ink", file=[picture()])
    heard = submitted.payload()
    values = [one["component"] for one in heard["data"]["components"]]
    assert (values[0]["value"], values[1]["values"]) == ("a wolf", ["ink"])
    assert heard["data"]["resolved"]["attachments"][values[2]["values"][0]]["content_type"] == "image/png"
    assert (await env.raw.answer(heard, 9, **form, components=rows)).code == 50035  # no form upon a form
    assert (await env.raw.answer(heard, 7, content="changed", allowed_mentions={"parse": []})).status == 200
    assert env.channel.all_messages[sent["id"]].content == "changed"


async def test_form__of_a_command_cannot_change_a_message(env: Environment) -> None:
    made, heard = await asked(env)
    row = {"type": 1, "components": [{"type": 4, "custom_id": "words", "style": 1, "label": "Words"}]}
    await env.raw.answer(heard, 9, custom_id="idea", title="Idea", components=[row])
    assert made.answer is Callback.MODAL
    submitted = env.ann.submit(made, words="a fox")
    assert (await env.raw.answer(submitted.payload(), 6)).code == 50035
    assert (await env.raw.answer(submitted.payload(), 5)).status == 200


async def test_press__may_change_the_message_and_only_presses_may(env: Environment) -> None:
    sent = (await env.raw.post(env.channel.id, content="x", components=BUTTONS)).body
    message = env.channel.all_messages[sent["id"]]
    pressed = env.ann.press(message, "again:1")
    assert (await env.raw.answer(pressed.payload(), 8, choices=[])).code == 50035
    told = await env.raw.answer(pressed.payload(), 7, content="seen", components=[], allowed_mentions={"parse": []})
    assert told.body["interaction"]["response_message_id"] == message.id
    assert (message.content, message.buttons) == ("seen", [])
    with pytest.raises(LookupError):
        env.ann.press(message, "Again")
    _, heard = await asked(env)
    assert (await env.raw.answer(heard, 6)).code == 50035


async def test_completion__choices_within_their_limits(env: Environment) -> None:
    option = {"type": 3, "name": "style", "description": "Style", "autocomplete": True}
    command = {"name": "styles", "description": "Styles", "options": [option]}
    await env.raw.call("POST", f"/applications/{env.bot.application_id}/commands", command)
    typed = env.ann.complete(env.channel, "styles", "style", "wa")
    assert typed.data["options"] == [{"name": "style", "type": 3, "value": "wa", "focused": True}]
    many = [{"name": str(number), "value": str(number)} for number in range(26)]
    assert (await env.raw.answer(typed.payload(), 8, choices=many)).code == 50035
    assert (await env.raw.answer(typed.payload(), 5)).code == 50035
    assert (await env.raw.answer(typed.payload(), 8, choices=many[:25])).status == 200
    assert len(typed.choices) == 25


async def test_presses_are_not_replayed_in_time(env: Environment) -> None:
    """After a resume the interaction comes, and is past its three seconds."""
    socket = await env.raw.socket()
    ready = await socket.identify(env.bot, int(Intents.GUILDS))
    await socket.event("GUILD_CREATE")
    await socket.socket.close(code=4000)
    await env.discord.world.changed.wait_until(lambda: not env.discord.gateway.connections, 30.0)
    made, _ = await asked(env)
    assert made.delivered == 1
    await env.clock.advance(10)
    again = await env.raw.socket(ready["resume_gateway_url"])
    await again.resume(env.bot, ready["session_id"], socket.seq)
    heard = await again.event("INTERACTION_CREATE")
    assert (await env.raw.answer(heard, 5)).code == 10062
    assert made.is_failed
    env.discord.gateway.forget_sessions()
    assert (await asked(env))[0].delivered == 0
