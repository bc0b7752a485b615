"""What a client's frames begin and end: heartbeats, new sessions, resumed ones."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from . import payloads
from .bits import ALL_INTENTS, PRIVILEGED, Intents
from .connection import Connection
from .delivery import Delivery
from .errors import Json
from .sessions import Session
from .world import Bot, World

DAY_S = 24 * 3600.0


class Close(Exception):
    """The server ends the connection with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True, repr=False)
class Greeter:
    """Answers IDENTIFY, RESUME and heartbeats."""

    world: World
    delivery: Delivery

    def take(self, connection: Connection, op: object, data: object) -> None:
        """Do what a frame asks for. Raises: Close."""
        if op == 1:
            connection.beat_at, connection.beats = self.world.now(), connection.beats + 1
            connection.send({"op": 11})
        elif op == 2:
            self._identify(connection, _mapping(data))
        elif op == 6:
            self._resume(connection, _mapping(data))
        elif op not in (3, 4, 8, 31, 43):
            raise Close(4001)
        elif connection.session is None:
            raise Close(4003)

    def _bot(self, data: Json) -> Bot:
        token = str(data.get("token", "")).removeprefix("Bot ").strip()
        if token not in self.world.bots:
            raise Close(4004)
        return self.world.bots[token]

    def _identify(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            raise Close(4005)
        bot, now = self._bot(data), self.world.now()
        intents, properties = data.get("intents"), data.get("properties")
        if not isinstance(intents, int) or intents & ~ALL_INTENTS:
            raise Close(4013)
        if intents & PRIVILEGED & ~bot.privileged:
            raise Close(4014)
        if not isinstance(properties, dict) or not {"os", "browser", "device"} <= properties.keys():
            raise Close(4002)
        shard = self._shard(data.get("shard"))
        settings = self.world.settings
        recent = [moment for moment in bot.identified_at if moment > now - settings.identify_every_s]
        if len(recent) >= settings.max_concurrency:
            connection.send({"op": 9, "d": False})
            return
        bot.identified_at = [moment for moment in bot.identified_at if moment > now - DAY_S] + [now]
        if len(bot.identified_at) > settings.identifies_per_day:
            self._reset_token(bot)
            raise Close(4004)
        session = Session(self.world, secrets.token_hex(16), bot, intents, shard, connection)
        connection.session = session
        self.delivery.sessions.append(session)
        self._welcome(session)

    def _shard(self, asked: object) -> tuple[int, int]:
        if asked is None:
            asked = [0, 1]
        if not isinstance(asked, list) or len(asked) != 2 or not 0 <= asked[0] < asked[1]:
            raise Close(4010)
        return asked[0], asked[1]

    def _reset_token(self, bot: Bot) -> None:
        """More identifies in a day than allowed: the token is worthless from now on."""
        del self.world.bots[bot.token]
        bot.token = f"reset.{secrets.token_hex(16)}"
        self.world.bots[bot.token] = bot
        self.world.violate("token-reset", f"{bot.username} identified too often in a day")

    def _welcome(self, session: Session) -> None:
        bot = session.bot
        guilds = [one for one in self.world.guilds.values() if bot.id in one.members and session.covers(one)]
        ready: Json = {
            "v": 10,
            "user": payloads.user(bot) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0},
            "guilds": [{"id": one.id, "unavailable": True} for one in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.world.resume_url,
            "shard": list(session.shard),
            "application": {"id": bot.application_id, "flags": application_flags(bot)},
            "private_channels": [],
            "relationships": [],
        }
        session.dispatch("READY", ready)
        for one in guilds:
            if not one.unavailable:
                self.delivery.guild_create(session, one)

    def _resume(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            raise Close(4005)
        bot = self._bot(data)
        seq = data.get("seq")
        session = next((one for one in self.delivery.sessions if one.id == data.get("session_id")), None)
        if not connection.is_resume_address:
            self.world.violate("resume-address", "a session was resumed at another address than resume_gateway_url")
        if session is None or session.bot is not bot or not session.is_alive:
            connection.send({"op": 9, "d": False})
            return
        if not isinstance(seq, int) or seq > session.seq:
            raise Close(4007)
        missed = session.missed_after(seq)
        if missed is None:
            session.ended = True
            connection.send({"op": 9, "d": False})
            return
        if session.connection is not None:
            session.connection.session = None
            session.connection.close(4000)
        session.connection, connection.session = connection, session
        for frame in missed:
            connection.send(frame)
        session.dispatch("RESUMED", {"_trace": []})


def application_flags(bot: Bot) -> int:
    """Which privileged intents are on, as the application shows it (the flags for fewer than 10,000 users)."""
    content = 1 << 19 if bot.privileged & Intents.CONTENT else 0
    return content | (1 << 15 if bot.privileged & Intents.MEMBERS else 0)


def _mapping(data: object) -> Json:
    if not isinstance(data, dict):
        raise Close(4002)
    return data
