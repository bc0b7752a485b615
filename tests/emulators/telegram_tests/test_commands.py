"""The command menu and the bot's descriptions."""

import pytest
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest

from .conftest import Environment


async def test_commands__by_scope_and_language(env: Environment) -> None:
    english, chinese = [BotCommand("imagine", "Paint")], [BotCommand("imagine", "画图")]
    await env.api.set_my_commands(english)
    await env.api.set_my_commands(chinese, language_code="zh")
    await env.api.set_my_commands(english * 1, BotCommandScopeAllGroupChats())
    await env.api.set_my_commands([], BotCommandScopeChat(env.chat.id))
    assert list(await env.api.get_my_commands(language_code="zh")) == chinese
    assert list(await env.api.get_my_commands(BotCommandScopeAllPrivateChats())) == []
    group = env.tg.supergroup("G", [env.ann, env.bob, env.bot])
    bobs = env.tg.private_chat(env.bot, env.bob)
    assert env.bob.menu(env.bot, bobs)[0]["description"] == "画图"
    assert env.bob.menu(env.bot, group)[0]["description"] == "Paint", "a narrower scope wins over the language"
    assert env.ann.menu(env.bot, env.chat) == []
    await env.api.delete_my_commands(BotCommandScopeChat(env.chat.id))
    assert env.ann.menu(env.bot, env.chat)[0]["description"] == "Paint"


@pytest.mark.parametrize(
    ("commands", "language", "refusal"),
    [
        ([("Imagine", "x")], None, "Bot_command_invalid"),
        ([("x" * 33, "x")], None, "Bot_command_invalid"),
        ([("imagine", "")], None, "Bot_command_description_invalid"),
        ([("imagine", "x" * 257)], None, "Bot_command_description_invalid"),
        ([("imagine", "x")] * 101, None, "Bot_commands_too_much"),
        ([("imagine", "x")], "zh-hans", "Invalid language code specified"),
    ],
)
async def test_commands__that_are_refused(
    env: Environment, commands: list[tuple[str, str]], language: str | None, refusal: str
) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await env.api.set_my_commands(commands, language_code=language)


async def test_commands__descriptions(env: Environment) -> None:
    await env.api.set_my_short_description("paints")
    await env.api.set_my_short_description("画画", "zh")
    assert (await env.api.get_my_short_description("zh")).short_description == "画画"
    assert (await env.api.get_my_short_description("de")).short_description == "paints"
    assert (await env.api.get_my_name()).name == "Shenbi"
