"""How what a person does in a client becomes messages and interactions."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .contents import Attachment
from .delivery import Delivery
from .errors import Json
from .interactions import Interaction, Kind
from .mentions import Allowed, mentioned
from .payloads import attachment as attachment_json
from .posting import Posting
from .state import Channel, Message, User
from .world import Bot, World

if TYPE_CHECKING:
    from .people import Person

_MAGIC = (
    (b"\x89PNG", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
    (b"RIFF", "image/webp", "webp"),
    (b"%PDF", "application/pdf", "pdf"),
)
_STRING, _INTEGER, _BOOLEAN, _NUMBER, _ATTACHMENT = 3, 4, 5, 10, 11
_PYTHON: dict[int, type | tuple[type, ...]] = {_STRING: str, _INTEGER: int, _BOOLEAN: bool, _NUMBER: (int, float)}


def file_of(world: World, file: bytes | tuple[str, bytes]) -> Attachment:
    """A file that a person sends; its type is that of its content."""
    data = file if isinstance(file, bytes) else file[1]
    kind, extension = next((rest for magic, *rest in _MAGIC if data.startswith(magic)), (None, "bin"))
    name = f"file.{extension}" if isinstance(file, bytes) else file[0]
    return Attachment(world.ids.new(), name, data, kind)


@dataclass(slots=True, repr=False)
class Asking:
    """The parts of the service that an action of a person passes through."""

    world: World
    delivery: Delivery
    posting: Posting

    # -- messages

    def put(self, message: Message) -> Message:
        """Show a person's message, and tell the bots of it."""
        message.channel.all_messages[message.id] = message
        message.channel.record(message.at, "create", message.author, message)
        self.delivery.message_event("MESSAGE_CREATE", message)
        return message

    def mention(self, message: Message, replied_to: User | None) -> None:
        about = mentioned(self.world, message.channel, message.author, message.content, Allowed(), replied_to)
        message.mentions, message.pinged = list(about.users), list(about.pinged)

    @staticmethod
    def reference(target: Message) -> Json:
        reference: Json = {"type": 0, "message_id": target.id, "channel_id": target.channel.id}
        return reference | ({"guild_id": target.channel.guild.id} if target.channel.guild else {})

    # -- interactions

    def ask(
        self,
        person: Person,
        channel: Channel,
        bot: Bot,
        kind: Kind,
        data: Json,
        *,
        message: Message | None = None,
        target: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        """Make an interaction and send it to the bot."""
        assert channel.sees(person), f"{person.username} does not see {channel.name}"
        guild = channel.guild
        made = Interaction(
            self.world,
            self.world.ids.new(),
            secrets.token_urlsafe(90),
            kind,
            bot,
            person,
            channel,
            self.world.now(),
            data,
            message=message,
            target=target,
            parent=parent,
            by_user_install=bot.id not in guild.members if guild else bot not in channel.recipients,
        )
        self.world.interactions[made.id] = self.world.by_token[made.token] = made
        made.delivered = self.delivery.tell(bot, "INTERACTION_CREATE", lambda _: self._payload(made), guild=guild)
        return made

    def _payload(self, made: Interaction) -> Json:
        body = made.payload()
        if made.message is not None:
            body["message"] = self.delivery.message_json(made.bot, made.message, content=True)
        return body

    def command(self, person: Person, channel: Channel, name: str, kind: int, bot: Bot | None) -> tuple[Json, Bot]:
        """The command that a client offers by this name, and whose it is. Raises: AssertionError."""
        offered = [one for one in self.world.bots.values() if bot in (None, one) and self._offers(one, person, channel)]
        for one in offered:
            for command in one.commands_in(channel.guild):
                names = {command["name"], *(command.get("name_localizations") or {}).values()}
                if command["type"] == kind and name in names and _fits(command, channel):
                    return command, one
        known = [command["name"] for one in offered for command in one.commands_in(channel.guild)]
        raise AssertionError(f"no command {name!r} is offered here; there are {known}")

    @staticmethod
    def _offers(bot: Bot, person: Person, channel: Channel) -> bool:
        here = bot.id in channel.guild.members if channel.guild else bot in channel.recipients
        return here or person.id in bot.installed_for

    def command_data(self, command: Json, options: Mapping[str, Any], *, partial: bool = False) -> Json:
        """The data of a slash command. `partial`: it is not complete yet. Raises: AssertionError."""
        specs = {spec["name"]: spec for spec in command.get("options") or ()}
        assert set(options) <= set(specs), f"/{command['name']} has no {set(options) - set(specs)}"
        missing = [name for name, spec in specs.items() if spec.get("required") and name not in options]
        assert partial or not missing, f"/{command['name']} needs {missing}"
        data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": []}
        for name, value in options.items():
            given = self._option(specs[name], value, data, self.world)
            data["options"].append({"name": name, "type": specs[name]["type"], "value": given})
        return data

    def _option(self, spec: Json, value: Any, data: Json, world: World) -> Any:
        kind, name = spec["type"], spec["name"]
        if kind == _ATTACHMENT:
            file = file_of(world, value)
            wanted = spec.get("file_types")
            assert not wanted or (file.content_type or "").split("/")[0] in wanted, f"{name} takes only {wanted}"
            return self._resolve(file, data)
        assert isinstance(value, _PYTHON[kind]) and (kind == _BOOLEAN or not isinstance(value, bool)), (
            f"{name}: {value!r}"
        )
        for choice in spec.get("choices") or ():
            if value in (choice["value"], choice["name"], *(choice.get("name_localizations") or {}).values()):
                return choice["value"]
        assert not spec.get("choices"), f"{value!r} is no choice of {name}"
        if isinstance(value, str):
            assert spec.get("min_length", 0) <= len(value) <= spec.get("max_length", 6000), f"{name}: length"
        elif kind != _BOOLEAN:
            assert spec.get("min_value", value) <= value <= spec.get("max_value", value), f"{name}: out of range"
        return value

    def _resolve(self, file: Attachment, data: Json) -> str:
        """Store a file that belongs to no message, and name it in the data."""
        self.delivery.cdn.keep(self.world.ids.new(), file, "ephemeral-attachments")
        resolved = data.setdefault("resolved", {}).setdefault("attachments", {})
        resolved[file.id] = attachment_json(file, self.delivery.cdn.url) | {"ephemeral": True}
        return file.id

    def message_command_data(self, bot: Bot, command: Json, message: Message) -> Json:
        body = self.delivery.message_json(bot, message, content=True, whole=True)
        return {
            "id": command["id"],
            "name": command["name"],
            "type": 3,
            "target_id": message.id,
            "resolved": {"messages": {message.id: body}},
        }

    def modal_data(self, opened: Interaction, values: Mapping[str, Any]) -> Json:
        """The data of a form that is sent. Raises: AssertionError for a field that is missing or does not exist."""
        modal = opened.modal
        assert modal is not None
        data: Json = {"custom_id": modal["custom_id"], "components": []}
        used: set[str] = set()
        for number, row in enumerate(modal["components"], 1):
            if row["type"] == 10:
                data["components"].append({"type": 10, "id": number})
                continue
            field = row["component"] if row["type"] == 18 else row["components"][0]
            used.add(field["custom_id"])
            filled = {"type": field["type"], "id": number + 100, "custom_id": field["custom_id"]}
            filled |= self._filled(field, values.get(field["custom_id"]), data)
            inner = {"component": filled} if row["type"] == 18 else {"components": [filled]}
            data["components"].append({"type": row["type"], "id": number, **inner})
        assert set(values) <= used, f"the form has no {set(values) - used}; it has {used}"
        return data

    def _filled(self, field: Json, value: Any, data: Json) -> Json:
        required = field.get("required", True)
        if field["type"] == 4:
            text = field.get("value") or "" if value is None else value
            assert text or not required, f"{field['custom_id']} is required"
            assert not text or field.get("min_length", 0) <= len(text) <= field.get("max_length", 4000), "length"
            return {"value": text}
        if field["type"] == 19:
            files = [file_of(self.world, one) for one in value or ()]
            assert len(files) >= field.get("min_values", 1 if required else 0), f"{field['custom_id']} is required"
            return {"values": [self._resolve(file, data) for file in files]}
        chosen = [value] if isinstance(value, str) else list(value or _defaults(field))
        assert chosen or not required, f"{field['custom_id']} is required"
        offered = [option["value"] for option in field.get("options", ())]
        assert set(chosen) <= set(offered), f"not all of {chosen} are offered: {offered}"
        return {"values": chosen}


def _defaults(field: Json) -> list[str]:
    return [option["value"] for option in field.get("options", ()) if option.get("default")]


def _fits(command: Json, channel: Channel) -> bool:
    """Whether a command is meant for this kind of place."""
    contexts = command.get("contexts")
    place = 0 if channel.guild is not None else 1
    return contexts is None or place in contexts
