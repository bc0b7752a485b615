"""Reads what the API says about the bot before it connects, and checks credentials for `shenbi doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.discord import routes
from adapters.discord.limits import FLAG_CONTENT, FLAG_MEMBERS, INTENT_CONTENT, INTENT_MEMBERS
from adapters.discord.rest import Rest, RestError, UnsentCall
from adapters.discord.sessions import IdentifyBudget
from adapters.discord.shards import GatewayInfo
from adapters.discord.transport import Connections
from bot.adapter_api import CredentialProblem
from bot.runtime.clock import SystemClock

MAX_SHARDS = 1000


@dataclass(frozen=True, slots=True)
class Application:
    """The application of a bot. `flags` tell which privileged intents its owner has switched on."""

    id: str
    user_id: str
    flags: int = 0

    @property
    def privileged_intents(self) -> int:
        """The privileged intents that may be asked for."""
        content = INTENT_CONTENT if self.flags & FLAG_CONTENT else 0
        return content | (INTENT_MEMBERS if self.flags & FLAG_MEMBERS else 0)


def application_of(user: Any, application: Any) -> Application:
    """From the answers of /users/@me and /applications/@me. Raises RestError if they are something else."""
    if not (isinstance(user, dict) and isinstance(application, dict) and "id" in user and "id" in application):
        raise RestError(0, 0, "not an answer of Discord's")
    flags = application.get("flags")
    return Application(str(application["id"]), str(user["id"]), flags if isinstance(flags, int) else 0)


def gateway_of(answer: Any) -> tuple[GatewayInfo, int]:
    """From the answer of /gateway/bot: how to connect, and how many shards are recommended. Raises RestError."""
    if not isinstance(answer, dict) or not isinstance(answer.get("url"), str):
        raise RestError(0, 0, "not an answer of Discord's")
    shards = answer.get("shards")
    number = shards if isinstance(shards, int) and 0 < shards <= MAX_SHARDS else 1
    return GatewayInfo(answer["url"], IdentifyBudget.parse(answer.get("session_start_limit"))), number


async def check_credentials(settings: Any) -> list[CredentialProblem]:
    """Problems with the token and the application's settings; empty if there are none."""
    connections = Connections(settings.proxy.get_secret_value() if settings.proxy else "")
    token = settings.bot_token.get_secret_value()
    rest = Rest(connections, settings.api_url, token, SystemClock(), lambda code, /, **details: None)
    try:
        user = await rest.call(routes.CURRENT_USER)
        application = application_of(user, await rest.call(routes.CURRENT_APPLICATION))
        info, _ = gateway_of(await rest.call(routes.GATEWAY))
    except UnsentCall as error:
        return [CredentialProblem("doctor-platform-away", {"reason": error.message})]
    except RestError as error:
        if error.status == 401:
            return [CredentialProblem("discord-token-wrong")]
        return [CredentialProblem("doctor-platform-away", {"reason": error.message or f"HTTP {error.status}"})]
    finally:
        await connections.close()
    problems = []
    if not application.flags & FLAG_CONTENT:
        problems.append(CredentialProblem("discord-no-content-intent", is_advice=True))
    if info.budget.remaining <= 0:
        problems.append(
            CredentialProblem("discord-no-identify", {"hours": max(1, round(info.budget.reset_after_s / 3600))})
        )
    return problems
