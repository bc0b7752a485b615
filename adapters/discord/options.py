"""What a command of Discord's says, as the line of words that a person would type elsewhere. Pure.

The fields of a slash command are those of `bot.grammar.form_fields`; its line is written there, so that no value can be anything
but its own field's. A message command ("Restyle this") is the command with that message as what is quoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapters.discord.attachments import image_source, is_image, kind_of
from adapters.discord.identity import Identity
from adapters.discord.quotes import quote_of_target
from adapters.discord.reading import DiscordObject
from bot.adapter_api import AttachmentKind, Ignored, ImageSource, Quote
from bot.grammar.form_fields import FORM_FIELDS, FieldValue, command_line

CHAT_INPUT, MESSAGE = 1, 3
STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11

MESSAGE_COMMANDS: Final[dict[str, str]] = {
    "Restyle this": "restyle",
    "Change this": "edit",
    "Describe this": "describe",
    "Use as style": "similar",
}
"""The message commands by the names that an interaction carries in every language, and the commands that they are."""
NEEDS_WORDS: Final = frozenset({"edit", "similar"})
"""Those of them that open a form for words."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a command says: the line, its images, what it is about."""

    line: str
    images: tuple[ImageSource, ...] = ()
    quote: Quote | None = None
    unreadable: AttachmentKind = ""
    wants_thread: bool = False


def decode_command(interaction: DiscordObject, identity: Identity) -> Written | Ignored:
    """A command that somebody used. Raises ValueError if its shape is not understood."""
    data = interaction.require("data")
    match data.number("type") or CHAT_INPUT:
        case 1:
            return _slash(data)
        case 3:
            return _about_message(interaction, data, identity)
        case kind:
            return Ignored("a command of a kind that is not ours", {"type": str(kind)})


def _slash(data: DiscordObject) -> Written | Ignored:
    name = data.text("name")
    if name not in FORM_FIELDS:
        return Written(_unknown(name))
    values: dict[str, FieldValue] = {}
    attachments: dict[str, str] = {}
    for option in data.objects("options"):
        field, value = option.text("name"), option.fields.get("value")
        if option.number("type") == ATTACHMENT:
            attachments[field] = option.id("value")
        elif isinstance(value, str | int | float):
            values[field] = _clean(value)
    images, unreadable = _attached(data, name, attachments)
    wants_thread = values.get("thread") is True and values.get("action") == "start"
    return Written(command_line(name, values), images, None, unreadable, wants_thread)


def _unknown(name: str) -> str:
    """A command of another version, as a line that is answered: it is not known."""
    return f"/{'-'.join(name.split()).lower()[:32] or 'help'}"


def _clean(value: FieldValue) -> FieldValue:
    """A value without what no database stores."""
    return DiscordObject({"value": value}).text("value") if isinstance(value, str) else value


def _attached(
    data: DiscordObject, command: str, chosen: dict[str, str]
) -> tuple[tuple[ImageSource, ...], AttachmentKind]:
    """The images of a command in the order of its fields, and the kind of the first attachment that is none."""
    resolved = data.object("resolved")
    known = (resolved.object("attachments") if resolved else None) or DiscordObject({})
    order = [each.name for each in FORM_FIELDS[command] if each.kind == "image"]
    found = [known.require(chosen[name]) for name in order if name in chosen]
    images = tuple(image_source(each) for each in found if is_image(each))
    others = [each for each in found if not is_image(each)]
    return images, kind_of(others[0]) if others else ""


def _about_message(interaction: DiscordObject, data: DiscordObject, identity: Identity) -> Written | Ignored:
    name = data.text("name")
    command = MESSAGE_COMMANDS.get(name)
    if command is None:
        return Written(_unknown(name))
    target = target_message(data)
    return Written(f"/{command}", quote=quote_of_target(target, interaction.id("channel_id"), identity))


def target_message(data: DiscordObject) -> DiscordObject:
    """The message that a message command was used on, whole whatever the intents."""
    return data.require("resolved").require("messages").require(data.id("target_id"))
