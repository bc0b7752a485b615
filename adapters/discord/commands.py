"""The commands as Discord registers them, made of the bot's own forms: one source for what is offered, typed and completed. Pure.

A command's name and the names of its fields are the English ones, which every payload carries; clients in Chinese show Chinese
ones. The message commands are the bot's commands on somebody's picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from adapters.discord.options import (
    ATTACHMENT,
    BOOLEAN,
    CHAT_INPUT,
    INTEGER,
    MESSAGE,
    MESSAGE_COMMANDS,
    NUMBER,
    STRING,
)
from bot.adapter_api import CommandForm, FieldChoice, FormField

CHINESE: Final = "zh-CN"
MAX_COMMANDS, MAX_OPTIONS, MAX_CHOICES = 100, 25, 25
MAX_NAME, MAX_DESCRIPTION, MAX_CHOICE, MAX_LENGTH = 32, 100, 100, 6000
SERVER, BOT_DM, OTHER_DM = 0, 1, 2
FOR_SERVERS, FOR_PEOPLE = 0, 1
NEEDS_CHANNEL: Final = frozenset({"session", "idea", "vote"})
"""The commands that post on their own for a long time, which the bot cannot do in chats that it is not in."""
_TYPES: Mapping[str, int] = {
    "text": STRING, "whole": INTEGER, "number": NUMBER, "flag": BOOLEAN, "image": ATTACHMENT,
}  # fmt: skip
_NAME = re.compile(r"[-_\w]{1,32}")

Json = dict[str, Any]
Say = Callable[[str, str], str]
"""A text of the locales: language, id."""


def definitions(forms: Sequence[CommandForm], say: Say) -> list[Json]:
    """All commands: those with fields, and those on messages."""
    offered = {form.name for form in forms}
    slash = [_slash(form) for form in forms if _is_name(form.name)][:MAX_COMMANDS]
    return slash + [_on_message(name, say) for name, command in MESSAGE_COMMANDS.items() if command in offered]


def _slash(form: CommandForm) -> Json:
    contexts = [SERVER, BOT_DM] if form.name in NEEDS_CHANNEL else [SERVER, BOT_DM, OTHER_DM]
    return {
        "type": CHAT_INPUT,
        "name": form.name,
        **_localized("name", form.names, MAX_NAME),
        **_described(form.hints),
        "options": [_option(field, form.field_hints[field.name]) for field in form.fields[:MAX_OPTIONS]],
        "contexts": contexts,
        "integration_types": [FOR_SERVERS, FOR_PEOPLE],
    }


def _on_message(name: str, say: Say) -> Json:
    """A command in the menu of a message. It has neither description nor options."""
    command = MESSAGE_COMMANDS[name]
    return {
        "type": MESSAGE,
        "name": name,
        "name_localizations": {CHINESE: say("zh", f"discord-command-{command}")[:MAX_NAME]},
        "contexts": [SERVER, BOT_DM, OTHER_DM],
        "integration_types": [FOR_SERVERS, FOR_PEOPLE],
    }


def _option(field: FormField, hints: Mapping[str, str]) -> Json:
    option: Json = {
        "type": _TYPES[field.kind],
        "name": field.name,
        **_localized("name", field.names, MAX_NAME),
        **_described(hints),
    }
    if field.required:
        option["required"] = True
    if field.choices:
        option["choices"] = [_choice(choice) for choice in field.choices[:MAX_CHOICES]]
    elif field.suggests:
        option["autocomplete"] = True
    if field.kind in ("whole", "number") and field.most:
        option |= {"min_value": _plain(field.least), "max_value": _plain(field.most)}
    if field.kind == "text" and field.most and not field.choices:
        option["max_length"] = min(MAX_LENGTH, int(field.most))
    return option


def _choice(choice: FieldChoice) -> Json:
    return {
        "name": choice.labels["en"][:MAX_CHOICE],
        **_localized("name", choice.labels, MAX_CHOICE),
        "value": choice.value,
    }


def _localized(key: str, texts: Mapping[str, str], limit: int) -> Json:
    """The Chinese text of a key beside its default, where it is another one."""
    chinese = texts["zh"][:limit]
    return {f"{key}_localizations": {CHINESE: chinese}} if chinese != texts["en"] else {}


def _described(hints: Mapping[str, str]) -> Json:
    return {"description": hints["en"][:MAX_DESCRIPTION], **_localized("description", hints, MAX_DESCRIPTION)}


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name == name.lower()


def _plain(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number
