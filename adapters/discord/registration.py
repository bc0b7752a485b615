"""Registers the commands, if they are not those that Discord has: it takes a limited number of new ones a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import structlog

from adapters.discord import routes
from adapters.discord.commands import definitions
from adapters.discord.options import CHAT_INPUT
from adapters.discord.rest import Rest, RestError
from bot.adapter_api import HasForms, Host, RegistrationState

log = structlog.get_logger()

Json = dict[str, Any]

_COMPARED = frozenset(
    {
        "type", "name", "name_localizations", "description", "description_localizations", "options", "required", "choices",
        "value", "autocomplete", "min_value", "max_value", "min_length", "max_length", "contexts", "integration_types",
        "default_member_permissions", "nsfw",
    }
)  # fmt: skip
"""What tells two definitions apart. Ids and versions are Discord's own."""


async def register(rest: Rest, host: Host, application_id: str) -> bool:
    """Replace the registered commands if they differ; whether they did. Raises RestError."""
    if not isinstance(host, HasForms):
        return False
    wanted = definitions(host.forms(), host.say)
    if not wanted or await are_registered(rest, application_id, wanted):
        return False
    await rest.call(routes.replace_commands(application_id), json=wanted)
    log.info("discord.commands-registered", count=len(wanted))
    return True


async def state_of(rest: Rest, host: Host, application_id: str) -> RegistrationState | None:
    """Whether the registered commands are those that would be registered now; None if that cannot be told. Raises RestError."""
    if not isinstance(host, HasForms) or not (wanted := definitions(host.forms(), host.say)):
        return None
    is_current = await are_registered(rest, application_id, wanted)
    name = "discord-commands-current" if is_current else "discord-commands-outdated"
    return RegistrationState(name, is_current, {"count": len(wanted)})


async def try_to_register(rest: Rest, host: Host, application_id: str) -> None:
    """Register; what fails is told and tried again at the next start. The commands that are registered go on working."""
    try:
        await register(rest, host, application_id)
    except RestError as error:
        log.warning("discord.commands-not-registered", status=error.status, code=error.code)
        if error.status != 0:
            host.alert("discord-commands-refused", code=error.code or error.status)


async def are_registered(rest: Rest, application_id: str, wanted: Sequence[Json]) -> bool:
    """Whether Discord has exactly these commands. Raises RestError."""
    found = await rest.call(routes.commands(application_id))
    known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return digest(known) == digest(wanted)


def digest(commands: Sequence[Json]) -> str:
    """The same for commands that differ in nothing that we set: whatever their order, and with or without defaults."""
    plain = sorted(
        (_compared(command) for command in commands), key=lambda each: (each.get("type", 0), str(each.get("name")))
    )
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _compared(value: Any) -> Any:
    """A definition without what is a default, and without what is not ours."""
    if isinstance(value, list):
        return [_compared(each) for each in value]
    if not isinstance(value, dict):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    kept = {}
    for name, each in value.items():
        if name in ("contexts", "integration_types"):
            each = sorted(each or ())
        is_default = each in (None, False, "", [], {}) or (name == "type" and each == CHAT_INPUT)
        if name.endswith("_localizations"):
            if each:
                kept[name] = each
        elif name in _COMPARED and (not is_default or name in ("value", "min_value")):
            kept[name] = _compared(each)
    return kept
