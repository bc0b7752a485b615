"""Application commands: registration, and what is checked of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .command_checks import CHAT, check_all, key_of
from .errors import ApiError, Json, rate_limited
from .wire import Answer, Call, Endpoint
from .world import Bot, World

CREATES_PER_DAY, DAY_S = 200, 24 * 3600.0
_DEFAULTS: Json = {
    "default_member_permissions": None,
    "nsfw": False,
    "integration_types": [0],
    "contexts": None,
    "name_localizations": None,
    "description_localizations": None,
}


@dataclass(slots=True, repr=False)
class Commands:
    """Global ones, and those of one server."""

    world: World

    def endpoints(self) -> list[Endpoint]:
        every, one = "/applications/{app}/commands", "/applications/{app}/commands/{command}"
        guild_every = "/applications/{app}/guilds/{guild}/commands"
        return [
            Endpoint("commands.list", "GET", every, self._list),
            Endpoint("commands.replace", "PUT", every, self._replace),
            Endpoint("commands.create", "POST", every, self._create),
            Endpoint("commands.get", "GET", one, self._get),
            Endpoint("commands.edit", "PATCH", one, self._edit),
            Endpoint("commands.delete", "DELETE", one, self._delete),
            Endpoint("commands.list", "GET", guild_every, self._list),
            Endpoint("commands.replace", "PUT", guild_every, self._replace),
        ]

    def _known(self, call: Call) -> dict[str, Json]:
        bot = call.caller
        if call.match["app"] != bot.application_id:
            raise ApiError(50001, blame="commands of another application: its id is not that of the bot")
        guild_id = call.match.get("guild")
        if guild_id is None:
            return bot.commands
        if guild_id not in self.world.guilds or bot.id not in self.world.guilds[guild_id].members:
            raise ApiError(50001)
        return bot.guild_commands.setdefault(guild_id, {})

    async def _list(self, call: Call) -> Answer:
        with_names = call.query.get("with_localizations", "").lower() in ("1", "true")
        hidden = () if with_names else ("name_localizations", "description_localizations")
        return Answer([_without(one, hidden) for one in self._known(call).values()])

    async def _get(self, call: Call) -> Answer:
        return Answer(self._one(call))

    def _one(self, call: Call) -> Json:
        found = self._known(call).get(call.match["command"])
        if found is None:
            raise ApiError(10063)
        return found

    async def _replace(self, call: Call) -> Answer:
        """Replace all commands; those that keep type and name keep their id."""
        known, wanted = self._known(call), call.json
        if not isinstance(wanted, list):
            raise ApiError(50035)
        check_all(wanted)
        by_name = {(one["type"], one["name"]): one for one in known.values()}
        made = {}
        for body in wanted:
            old = by_name.get((body.get("type", CHAT), body["name"]))
            if old is None:
                self._count_create(call.caller)
            one = self._made(call, body, old["id"] if old else self.world.ids.new())
            made[one["id"]] = one
        known.clear()
        known.update(made)
        return Answer(list(made.values()))

    async def _create(self, call: Call) -> Answer:
        known = self._known(call)
        check_all([call.object])
        old = next((one for one in known.values() if key_of(one) == key_of(call.object)), None)
        if old is None:
            self._count_create(call.caller)
            check_all([*known.values(), call.object])
        one = self._made(call, call.object, old["id"] if old else self.world.ids.new())
        known[one["id"]] = one
        return Answer(one, 200 if old else 201)

    async def _edit(self, call: Call) -> Answer:
        one = {**self._one(call), **call.object}
        check_all([one])
        self._known(call)[one["id"]] = one
        return Answer(one)

    async def _delete(self, call: Call) -> Answer:
        del self._known(call)[self._one(call)["id"]]
        return Answer.nothing()

    def _made(self, call: Call, body: Json, command_id: str) -> Json:
        about: Json = {"id": command_id, "application_id": call.caller.application_id, "version": self.world.ids.new()}
        if "guild" in call.match:
            about["guild_id"] = call.match["guild"]
        return {**_DEFAULTS, "type": CHAT, "description": "", **body, **about}

    def _count_create(self, bot: Bot) -> None:
        now = self.world.now()
        bot.creates_of_day = [moment for moment in bot.creates_of_day if moment > now - DAY_S]
        if len(bot.creates_of_day) >= CREATES_PER_DAY:
            raise rate_limited(bot.creates_of_day[0] + DAY_S - now, code=30034)
        bot.creates_of_day.append(now)


def _without(value: Any, names: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {name: _without(one, names) for name, one in value.items() if name not in names}
    return [_without(one, names) for one in value] if isinstance(value, list) else value
