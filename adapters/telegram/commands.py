"""Registers the command menu of Telegram's clients, in every scope, in Chinese and English.

Registered for groups too, so that clients write `/command@bot` there: in privacy mode a bot receives nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.ext import ExtBot

from adapters.telegram.limiter import RateLimitArgs

SCOPES: Final[tuple[BotCommandScope, ...]] = (
    BotCommandScopeDefault(),
    BotCommandScopeAllPrivateChats(),
    BotCommandScopeAllGroupChats(),
    BotCommandScopeAllChatAdministrators(),
)
LANGUAGES: Final = ("zh", "en")

MAX_COMMANDS: Final = 100  # commands that Telegram takes (API, setMyCommands)
_NAME = re.compile(r"[a-z0-9_]{1,32}")

Menu = Callable[[str], dict[str, Any]]
"""`bot.adapter_api.HasMenu.menu`: from a language to `commands` and more."""


def commands(menu: Menu, language: str) -> list[BotCommand]:
    """The commands with descriptions in a language; names that Telegram does not allow are left out."""
    entries = [entry for entry in menu(language)["commands"] if _NAME.fullmatch(entry["name"])]
    return [BotCommand(entry["name"], entry["hint"][:256]) for entry in entries][:MAX_COMMANDS]


def painting_commands(menu: Menu) -> frozenset[str]:
    """All spellings of the commands that paint, without the slash."""
    return frozenset(name for entry in menu(LANGUAGES[0])["commands"] if entry["paints"] for name in entry["names"])


async def register(bot: ExtBot[RateLimitArgs], menu: Menu, default_language: str, folder: Path) -> None:
    """Call setMyCommands, unless a stored digest shows that an earlier start registered the
    same. Raises TelegramError."""
    by_language = {"": commands(menu, default_language), **{code: commands(menu, code) for code in LANGUAGES}}
    payload = {code: [command.to_dict() for command in listing] for code, listing in by_language.items()}
    digest = hashlib.sha256(json.dumps([bot.token.partition(":")[0], payload]).encode()).hexdigest()
    digest_file = folder / "commands.sha256"
    if digest_file.exists() and digest_file.read_text(encoding="ascii") == digest:
        return
    for scope in SCOPES:
        for code, listing in by_language.items():
            await bot.set_my_commands(listing, scope, language_code=code or None)
    digest_file.write_text(digest, encoding="ascii")
