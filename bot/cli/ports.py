"""Whether the ports on which Shenbi is to listen are free; one on which a running Shenbi listens is."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import Final

import aiohttp

from bot.cli.preflight import CheckResult
from config.settings import Settings

ANSWER_S: Final = 3.0


async def check_ports(settings: Settings) -> list[CheckResult]:
    """Each port that the settings name."""
    wanted = []
    if settings.web.enabled and settings.web.port:
        wanted.append(("SHENBI_WEB_PORT", settings.web.host, settings.web.port))
    if settings.telegram.bot_token and settings.telegram.webhook_url and settings.telegram.webhook_port:
        wanted.append(("telegram.webhook_port", settings.telegram.webhook_host, settings.telegram.webhook_port))
    return [await _check(name, host, port) for name, host, port in wanted]


async def _check(name: str, host: str, port: int) -> CheckResult:
    about = {"setting": name, "place": f"{host}:{port}"}
    error = await asyncio.to_thread(_bind, host, port)
    if error is None:
        return CheckResult("doctor-port-free", False, about)
    if error.errno != errno.EADDRINUSE:
        return CheckResult("doctor-port-refused", True, {**about, "reason": error.strerror or str(error)})
    if await _is_shenbi(host, port):
        return CheckResult("doctor-port-ours", False, about)
    return CheckResult("doctor-port-taken", True, about)


def _bind(host: str, port: int) -> OSError | None:
    """Why nothing can listen there; None if it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # As a server does: a closed one may linger.
            listener.bind(address)
            listener.listen()
    except OSError as error:
        return error
    return None


async def _is_shenbi(host: str, port: int) -> bool:
    """Whether the program that listens there answers `/healthz` as Shenbi does."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    timeout = aiohttp.ClientTimeout(total=ANSWER_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://{reached}:{port}/healthz") as got,
        ):
            answer = await got.json()
            return isinstance(answer, dict) and {"status", "low_disk"} <= answer.keys()
    except (aiohttp.ClientError, ValueError, OSError):
        return False
