"""The commands that Telegram's clients offer, in every scope, in Chinese and English.

Registered for groups too, so that clients write `/command@bot` there: in privacy mode nothing else reaches us.
"""

from __future__ import annotations

import hashlib
import json
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

from adapters.telegram.limiter import Turn

COMMANDS: Final = (
    "imagine",
    "restyle",
    "similar",
    "again",
    "styles",
    "jobs",
    "show",
    "cancel",
    "cost",
    "lang",
    "help",
)
"""In the order of the menu; each has its description as `menu-<name>` in config/locales."""
SCOPES: Final[tuple[BotCommandScope, ...]] = (
    BotCommandScopeDefault(),
    BotCommandScopeAllPrivateChats(),
    BotCommandScopeAllGroupChats(),
    BotCommandScopeAllChatAdministrators(),
)
LANGUAGES: Final = ("zh", "en")

Say = Callable[..., str]


def menu(say: Say, language: str) -> list[BotCommand]:
    """The commands with their descriptions in a language."""
    return [BotCommand(name, say(language, f"menu-{name}")) for name in COMMANDS]


async def register(bot: ExtBot[Turn], say: Say, default_language: str, folder: Path) -> None:
    """Tell Telegram our commands, unless it knows them already from an earlier start. Raises TelegramError."""
    lists: dict[str, Any] = {"": menu(say, default_language), **{code: menu(say, code) for code in LANGUAGES}}
    described = json.dumps([bot.token.partition(":")[0], {k: [c.to_dict() for c in v] for k, v in lists.items()}])
    mark, digest = folder / "commands.sha256", hashlib.sha256(described.encode()).hexdigest()
    if mark.exists() and mark.read_text(encoding="ascii") == digest:
        return
    for scope in SCOPES:
        for code, commands in lists.items():
            await bot.set_my_commands(commands, scope, language_code=code or None)
    mark.write_text(digest, encoding="ascii")
