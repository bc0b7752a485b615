"""The command menu by scope and language, and the bot's name and descriptions."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from ..chats import Chat
from ..errors import bad_request
from ..state import Account
from ..world import Bot, CommandKey
from .context import Context, method

COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
DESCRIPTION_MAX_CHARS = 256
COMMANDS_MAX = 100
SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
TEXTS = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}


@method("setMyCommands")
async def set_my_commands(ctx: Context) -> bool:
    commands = ctx.params.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > COMMANDS_MAX:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    cleaned = []
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/")
        description = str(command.get("description", ""))
        if not COMMAND.match(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= DESCRIPTION_MAX_CHARS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        cleaned.append({"command": name, "description": description})
    ctx.bot.commands[_key(ctx)] = cleaned
    return True


@method("getMyCommands")
async def get_my_commands(ctx: Context) -> list[dict[str, str]]:
    return ctx.bot.commands.get(_key(ctx), [])


@method("deleteMyCommands")
async def delete_my_commands(ctx: Context) -> bool:
    ctx.bot.commands.pop(_key(ctx), None)
    return True


def _key(ctx: Context) -> CommandKey:
    scope = ctx.params.json("scope", "BotCommandScope")
    scope = {"type": "default"} if scope is None else scope
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat_id = user_id = 0
    if kind in {"chat", "chat_administrators", "chat_member"}:
        chat = ctx.chat_by(str(scope.get("chat_id", "")), write=False)
        if chat.type == "private" and kind != "chat":
            raise bad_request("can't change commands for administrators or members of a private chat")
        chat_id = chat.id
    if kind == "chat_member":
        user_id = int(scope.get("user_id", 0))
        if user_id not in ctx.world.accounts:
            raise bad_request("invalid user_id specified")
    return kind, chat_id, user_id, _language(ctx)


def _language(ctx: Context) -> str:
    language = ctx.params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def menu(bot: Bot, chat: Chat, person: Account) -> list[dict[str, str]]:
    """The commands a person's client offers in a chat: the narrowest scope that is set, own language first."""
    language = (person.language_code or "")[:2]
    if chat.type == "private":
        scopes = [("chat", chat.id, 0), ("all_private_chats", 0, 0)]
    else:
        scopes = [("chat_member", chat.id, person.id)]
        if chat.is_admin(person):
            scopes += [("chat_administrators", chat.id, 0)]
        scopes += [("chat", chat.id, 0)]
        if chat.is_admin(person):
            scopes += [("all_chat_administrators", 0, 0)]
        scopes += [("all_group_chats", 0, 0)]
    for scope in [*scopes, ("default", 0, 0)]:
        for code in (language, ""):
            if (found := bot.commands.get((*scope, code))) is not None:
                return found
    return []


def _text_setter(parameter: str, limit: int) -> Callable[[Context], Awaitable[bool]]:
    async def set_text(ctx: Context) -> bool:
        value, language = ctx.params.text(parameter), _language(ctx)
        if len(value) > limit:
            raise bad_request(f"bot {parameter.replace('_', ' ')} is too long")
        ctx.bot.texts[parameter, language] = value
        return True

    return set_text


def _text_getter(parameter: str) -> Callable[[Context], Awaitable[dict[str, str]]]:
    async def get_text(ctx: Context) -> dict[str, str]:
        language = _language(ctx)
        value = ctx.bot.texts.get((parameter, language)) or ctx.bot.texts.get((parameter, ""), "")
        return {parameter: value or (ctx.bot.first_name if parameter == "name" else "")}

    return get_text


for _name, (_parameter, _limit) in TEXTS.items():
    method(f"setMy{_name}")(_text_setter(_parameter, _limit))
    method(f"getMy{_name}")(_text_getter(_parameter))
