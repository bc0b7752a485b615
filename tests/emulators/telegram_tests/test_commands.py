"""The command menu and the bot's descriptions."""

import pytest
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest

from .conftest import Stage


async def test_commands_by_scope_and_language(stage: Stage) -> None:
    english, chinese = [BotCommand("imagine", "Paint")], [BotCommand("imagine", "画图")]
    await stage.api.set_my_commands(english)
    await stage.api.set_my_commands(chinese, language_code="zh")
    await stage.api.set_my_commands(english * 1, BotCommandScopeAllGroupChats())
    await stage.api.set_my_commands([], BotCommandScopeChat(stage.chat.id))
    assert list(await stage.api.get_my_commands(language_code="zh")) == chinese
    assert list(await stage.api.get_my_commands(BotCommandScopeAllPrivateChats())) == []
    group = stage.tg.supergroup("G", [stage.ann, stage.bob, stage.bot])
    bobs = stage.tg.private_chat(stage.bot, stage.bob)
    assert stage.bob.menu(stage.bot, bobs)[0]["description"] == "画图"
    assert stage.bob.menu(stage.bot, group)[0]["description"] == "Paint", "a narrower scope wins over the language"
    assert stage.ann.menu(stage.bot, stage.chat) == []
    await stage.api.delete_my_commands(BotCommandScopeChat(stage.chat.id))
    assert stage.ann.menu(stage.bot, stage.chat)[0]["description"] == "Paint"


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
async def test_commands_that_are_refused(
    stage: Stage, commands: list[tuple[str, str]], language: str | None, refusal: str
) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await stage.api.set_my_commands(commands, language_code=language)


async def test_descriptions(stage: Stage) -> None:
    await stage.api.set_my_short_description("paints")
    await stage.api.set_my_short_description("画画", "zh")
    assert (await stage.api.get_my_short_description("zh")).short_description == "画画"
    assert (await stage.api.get_my_short_description("de")).short_description == "paints"
    assert (await stage.api.get_my_name()).name == "Shenbi"
