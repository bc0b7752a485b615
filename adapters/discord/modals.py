"""Modals: forms of one field, opened by a button that asks for words, or by a message command that needs some.

A modal must be the first answer to its interaction, which is therefore not saved; its submission is. A submission does not carry
the message that a message command was used on: that message is remembered until then, also in the database
(`adapters.discord.open_forms`), and saved with the submission. If it is not known any more, our own pictures are still found by
the message's id.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from adapters.discord import open_forms
from adapters.discord.identity import Identity, is_id
from adapters.discord.options import MESSAGE, MESSAGE_COMMANDS, NEEDS_WORDS, Written, target_message
from adapters.discord.people import conversation_of, sender_of
from adapters.discord.quotes import quote_of_target
from adapters.discord.reading import DiscordObject
from bot.adapter_api import HasForms, Host, Quote
from bot.runtime.texts import language_of

CONTEXT_KEY: Final = "shenbi"
"""What is saved beside an event of Discord's."""
ASK_MARK: Final = "?"
"""What the custom id of a button begins with that opens a modal; the action follows."""
ABOUT: Final = "about"
"""What the custom id of a modal about a message begins with: `about:edit:<message>`."""
FIELD_ID: Final = "words"
COMMAND, COMPONENT = 2, 3
LABEL, TEXT_INPUT, PARAGRAPH = 18, 4, 2
MAX_TITLE, MAX_LABEL, MAX_FIELD, MAX_PLACEHOLDER, MAX_CUSTOM_ID = 45, 45, 4000, 100, 100
MAX_REMEMBERED: Final = 2000
REMEMBERED_S: Final = 3600.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Submitted:
    """Words for a button that asked for them."""

    action: str
    words: str
    message_id: str


def opens_modal(interaction: Json) -> bool:
    """Whether an interaction is answered with a modal, and not saved. Raises ValueError."""
    read = DiscordObject(interaction)
    data = read.object("data")
    if data is None:
        return False
    if read.number("type") == COMPONENT:
        return data.text("custom_id").startswith(ASK_MARK)
    is_about = read.number("type") == COMMAND and data.number("type") == MESSAGE
    return is_about and MESSAGE_COMMANDS.get(data.text("name")) in NEEDS_WORDS


class Modals:
    """Makes modals, and remembers what they are about."""

    def __init__(self, host: Host, default_language: str) -> None:
        self._host = host
        self._default_language = default_language
        self._targets: OrderedDict[str, tuple[float, Json]] = OrderedDict()

    async def modal_for(self, interaction: Json) -> Json:
        """The data of the callback that opens the modal of an interaction for which `opens_modal`. Raises ValueError."""
        read = DiscordObject(interaction)
        data = read.require("data")
        sender = sender_of(read)
        language = language_of(sender.language, default=self._default_language)
        if read.number("type") == COMPONENT:
            action = data.text("custom_id").removeprefix(ASK_MARK)
            title = _label_of(read, data.text("custom_id")) or self._host.say(language, "discord-form-title")
            begins = ""
            if isinstance(self._host, HasForms):
                begins = await self._host.field_text(sender.user_id, conversation_of(read), action)
            return self._modal(language, f"{ASK_MARK}{action}", title, begins)
        command = MESSAGE_COMMANDS[data.text("name")]
        target = target_message(data)
        key = target.id("id")
        self._remember(key, target.fields)
        title = self._host.say(language, f"discord-about-{command}")
        hint = self._host.say(language, f"discord-hint-{command}")
        return self._modal(language, f"{ABOUT}:{command}:{key}", title, "", hint)

    async def keep(self, interaction: Json) -> None:
        """Keep what a form that was opened is about, for the process that gets its submission. Raises ValueError, StoreError."""
        read = DiscordObject(interaction)
        if read.number("type") == COMMAND:
            target = target_message(read.require("data"))
            await self._host.store.write(open_forms.keep, sender_of(read).user_id, target.fields)

    async def recall(self, interaction: Json) -> None:
        """Before `context_of`: look for what the form is about if another process opened it. Raises ValueError, StoreError."""
        read = DiscordObject(interaction)
        about = _about(read.require("data").text("custom_id"))
        if about is None or about[1] in self._targets:
            return
        found = await self._host.store.read(open_forms.target, sender_of(read).user_id, about[1])
        if found is not None:
            self._remember(about[1], found)

    def context_of(self, interaction: Json) -> Json:
        """What is saved with a modal's submission: the message that it is about."""
        about = _about(DiscordObject(interaction).require("data").text("custom_id"))
        remembered = self._targets.get(about[1]) if about else None
        return {CONTEXT_KEY: {"target": remembered[1]}} if remembered else {}

    def _remember(self, key: str, target: Json) -> None:
        now = self._host.clock.now()
        self._targets[key] = (now, target)
        self._targets.move_to_end(key)
        while self._targets and (
            len(self._targets) > MAX_REMEMBERED or next(iter(self._targets.values()))[0] < now - REMEMBERED_S
        ):
            self._targets.popitem(last=False)

    def _modal(self, language: str, custom_id: str, title: str, begins: str, hint: str = "") -> Json:
        """One field in a modal. Text that is too long to begin with is left out: cut, it would be another prompt."""
        field: Json = {
            "type": TEXT_INPUT,
            "custom_id": FIELD_ID,
            "style": PARAGRAPH,
            "required": True,
            "max_length": MAX_FIELD,
        }
        if begins and len(begins) <= MAX_FIELD:
            field["value"] = begins
        if hint:
            field["placeholder"] = hint[:MAX_PLACEHOLDER]
        label = self._host.say(language, "discord-form-field")[:MAX_LABEL]
        return {
            "custom_id": custom_id[:MAX_CUSTOM_ID],
            "title": title[:MAX_TITLE],
            "components": [{"type": LABEL, "label": label, "component": field}],
        }


def decode_submission(frame: DiscordObject, interaction: DiscordObject, identity: Identity) -> Written | Submitted:
    """What was written into a modal. Raises ValueError if its shape is not understood."""
    data = interaction.require("data")
    custom_id, words = data.text("custom_id"), _words_in(data)
    if custom_id.startswith(ASK_MARK):
        message = interaction.object("message")
        return Submitted(custom_id.removeprefix(ASK_MARK), words, message.id("id") if message else "")
    about = _about(custom_id)
    if about is None:
        raise ValueError("the submission of a form that is not ours")
    command, key = about
    context = frame.object(CONTEXT_KEY)
    target = context.object("target") if context else None
    if target is None:
        return Written(_line(command, words), quote=Quote((key,), withheld=True))
    return Written(_line(command, words), quote=quote_of_target(target, interaction.id("channel_id"), identity))


def _line(command: str, words: str) -> str:
    return f"/{command} {words}".strip()


def _about(custom_id: str) -> tuple[str, str] | None:
    """The command of a modal about a message, and the message's id."""
    begin, _, rest = custom_id.partition(":")
    command, _, key = rest.partition(":")
    return (command, key) if begin == ABOUT and command in NEEDS_WORDS and is_id(key) else None


def _words_in(data: DiscordObject) -> str:
    """The text of the field: in a label, or in a row as older forms had it."""
    for component in data.objects("components"):
        inner = component.object("component")
        for field in [inner] if inner else component.objects("components"):
            if field.text("custom_id") == FIELD_ID:
                return field.text("value").strip()
    raise ValueError("a form without its field")


def _label_of(interaction: DiscordObject, custom_id: str) -> str:
    """The label of the button that was pressed."""
    message = interaction.object("message")
    for row in message.objects("components") if message else []:
        for button in row.objects("components"):
            if button.text("custom_id") == custom_id:
                return button.text("label")
    return ""
