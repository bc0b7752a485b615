"""What a bot does all day: a command is deferred, the answer becomes a picture, and its button is pressed."""

from __future__ import annotations

from .conftest import Environment, picture

BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Again", "custom_id": "again:1"}]}]
COMMANDS = [
    {
        "name": "imagine",
        "type": 1,
        "description": "Paint a picture",
        "name_localizations": {"zh-CN": "画"},
        "options": [{"type": 3, "name": "prompt", "description": "What to paint", "required": True}],
    },
    {"name": "Restyle this", "type": 3},
]


async def register(env: Environment) -> None:
    path = f"/applications/{env.bot.application_id}/commands"
    assert (await env.raw.call("PUT", path, COMMANDS)).status == 200


async def test_first_picture__a_deferred_answer_becomes_the_picture_with_a_button(env: Environment) -> None:
    await register(env)
    socket = await env.raw.connected()
    asked = env.ann.slash(env.channel, "画", prompt="a fox")
    heard = await socket.event("INTERACTION_CREATE")
    assert heard["data"]["name"] == "imagine"
    assert heard["data"]["options"] == [{"name": "prompt", "type": 3, "value": "a fox"}]
    assert (heard["locale"], heard["member"]["user"]["id"]) == ("zh-CN", env.ann.id)
    told = (await env.raw.answer(heard, 5)).body["interaction"]
    assert told["response_message_loading"] and asked.original is not None and asked.original.is_loading
    path = f"/channels/{env.channel.id}/messages/{told['response_message_id']}"
    body = {"content": "A fox", "allowed_mentions": {"parse": []}, "components": BUTTONS}
    body |= {"attachments": [{"id": 0, "filename": "fox.png", "description": "a fox"}]}
    edited = await env.raw.call("PATCH", path, body, [picture()])
    assert edited.status == 200 and edited.body["attachments"][0]["content_type"] == "image/png"
    shown = await env.channel.wait_for(lambda message: message.pictures)
    assert shown is asked.original and shown.pictures == [picture()]
    async with env.raw.session.get(edited.body["attachments"][0]["url"]) as response:
        assert await response.read() == picture()

    pressed = env.bob.press(shown, "Again")
    heard = await socket.event("INTERACTION_CREATE")
    assert (heard["type"], heard["data"]["custom_id"], heard["message"]["id"]) == (3, "again:1", shown.id)
    assert (await env.raw.answer(heard, 6)).status == 200
    assert pressed.answer is not None and not pressed.is_failed
    assert env.violated() == [] and env.discord.unguarded == []
