"""Endpoints about the bot itself, and where the gateway is."""

from __future__ import annotations

from dataclasses import dataclass

from . import payloads
from .errors import Json, wrong_field
from .identifying import DAY_S, application_flags
from .wire import Answer, Call, Endpoint
from .world import Bot, World


@dataclass(slots=True, repr=False)
class Applications:
    """Who am I, where do I connect."""

    world: World

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("gateway.get", "GET", "/gateway", self._gateway, "none"),
            Endpoint("gateway.bot", "GET", "/gateway/bot", self._gateway_bot),
            Endpoint("user.me", "GET", "/users/@me", self._me),
            Endpoint("user.get", "GET", "/users/{user}", self._user),
            Endpoint("application.me", "GET", "/applications/@me", self._application),
            Endpoint("application.me", "GET", "/oauth2/applications/@me", self._application),
        ]

    async def _gateway(self, call: Call) -> Answer:
        return Answer({"url": self.world.gateway_url})

    async def _gateway_bot(self, call: Call) -> Answer:
        settings, now = self.world.settings, self.world.now()
        recent = [moment for moment in call.caller.identified_at if moment > now - DAY_S]
        reset_after_s = recent[0] + DAY_S - now if recent else 0.0
        limit: Json = {
            "total": settings.identifies_per_day,
            "remaining": max(0, settings.identifies_per_day - len(recent)),
            "reset_after": int(reset_after_s * 1000),
            "max_concurrency": settings.max_concurrency,
        }
        return Answer({"url": self.world.gateway_url, "shards": settings.shards, "session_start_limit": limit})

    async def _me(self, call: Call) -> Answer:
        return Answer(payloads.user(call.caller) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0})

    async def _user(self, call: Call) -> Answer:
        found = self.world.user(call.match["user"])
        if found is None:
            raise wrong_field("user_id", "NUMBER_TYPE_COERCE", "Unknown user")
        return Answer(payloads.user(found))

    async def _application(self, call: Call) -> Answer:
        return Answer(_application(call.caller))


def _application(bot: Bot) -> Json:
    owner: Json = {
        "id": "100000000000000001",
        "username": "owner",
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
    }
    return {
        "id": bot.application_id,
        "name": bot.username,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": application_flags(bot),
        "hook": True,
        "owner": owner | {"global_name": None},
        "team": None,
        "bot": payloads.user(bot),
        "approximate_guild_count": 1,
        "approximate_user_install_count": len(bot.installed_for),
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "redirect_uris": [],
        "tags": [],
        "integration_types_config": {"0": {}, "1": {}},
    }
