"""`/_studio`: record, faults and settings of a running studio, for tests and people who try things out. See docs/studio.md.

Serves callers on this machine only, and no web pages.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, replace
from ipaddress import ip_address
from typing import Any

from aiohttp import web

from bot.runtime.clock import Clock
from studio.server.authentication import key_id
from studio.server.fault_types import SCENARIOS
from studio.server.faults import Fault, Faults
from studio.server.middleware import Handler
from studio.server.options import Durations, LiveSettings, Settings
from studio.server.record import Record
from studio.server.runner import TaskRunner
from studio.server.tasks import TaskRegistry

PREFIX = "/_studio"
HTTP_PORT = 80
MAX_NUMBER = 1_000_000_000
"""The largest number that a setting may have: larger ones overflow a clock or an integer while a task runs."""


class ControlApi:
    """Handlers of the control endpoint."""

    def __init__(
        self,
        *,
        record: Record,
        faults: Faults,
        live: LiveSettings,
        tasks: TaskRegistry,
        runner: TaskRunner,
        clock: Clock,
    ) -> None:
        self._record, self._faults, self._live = record, faults, live
        self._tasks, self._runner, self._clock = tasks, runner, clock

    def routes(self) -> list[web.RouteDef]:
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/record", self.record),
            ("GET", "/summary", self.summary),
            ("GET", "/faults", self.show_faults),
            ("POST", "/faults", self.add_faults),
            ("DELETE", "/faults", self.remove_faults),
            ("DELETE", "/faults/{id:[0-9]{1,9}}", self.remove_faults),
            ("GET", "/settings", self.show_settings),
            ("PATCH", "/settings", self.change_settings),
            ("POST", "/expire", self.expire),
        ]
        return [web.route(method, PREFIX + path, _local_only(handler)) for method, path, handler in table]

    async def record(self, request: web.Request) -> web.Response:
        """The summary, every task and the last chats, one a line."""
        summary, tasks, chats = self._record.summary(), self._record.tasks(), self._record.chats()

        def lines(rows: list[dict[str, Any]]) -> str:
            return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)

        # There may be thousands of rows. So they are encoded in a thread, and without indentation: with it, `json`
        # uses its encoder in Python, which is ten times slower.
        task_lines, chat_lines = await asyncio.to_thread(lambda: (lines(tasks), lines(chats)))
        head = json.dumps(summary, ensure_ascii=False, indent=1)
        return web.json_response(
            text=f'{{"summary": {head}, "tasks": [\n{task_lines}\n], "chats": [\n{chat_lines}\n]}}\n'
        )

    async def summary(self, request: web.Request) -> web.Response:
        """The counts alone."""
        return _json(self._record.summary())

    async def show_faults(self, request: web.Request) -> web.Response:
        """The armed faults, and the names of the scenarios."""
        armed = [
            {"id": number, "fired": one.fired, "spent": one.exhausted, **one.fault.to_json()}
            for number, one in self._faults.armed.items()
        ]
        return _json({"faults": armed, "scenarios": sorted(SCENARIOS)})

    async def add_faults(self, request: web.Request) -> web.Response:
        """Add a fault, a list of faults, or a scenario with fields that narrow its faults down."""
        wanted = await _read(request)
        rows = wanted if isinstance(wanted, list) else [wanted]
        faults: list[Fault] = []
        for row in rows:
            if not isinstance(row, dict):
                raise ValueError("a fault is an object")
            faults += [Fault.from_json(_hash_key(one)) for one in _expand_scenario(row)]
        return _json({"ids": self._faults.add(*faults)})

    async def remove_faults(self, request: web.Request) -> web.Response:
        """Remove one fault, or all."""
        number = request.match_info.get("id")
        self._faults.remove(None if number is None else [int(number)])
        return _json({})

    async def show_settings(self, request: web.Request) -> web.Response:
        """The current settings."""
        return _json(self._live.settings.public())

    async def change_settings(self, request: web.Request) -> web.Response:
        """Change the named settings, for requests from now on."""
        wanted = await _read(request)
        if not isinstance(wanted, dict):
            raise ValueError("settings are an object")
        self._live.settings = apply_changes(self._live.settings, wanted)
        self._runner.dispatch_all()
        return _json(self._live.settings.public())

    async def expire(self, request: web.Request) -> web.Response:
        """Expire the URLs of one task (`task_id`) or of all tasks; with `tasks` true the tasks as well."""
        wanted = await _read(request)
        if not isinstance(wanted, dict) or not set(wanted) <= {"task_id", "tasks"}:
            raise ValueError('{"task_id": ..., "tasks": true}, either or none')
        one = wanted.get("task_id")
        now = self._clock.now()
        expired = 0
        for task in list(self._tasks.all()):
            if task.finished and one in (None, task.id):
                changes: dict[str, Any] = {"urls_until": min(task.urls_until, now - 1)}
                if wanted.get("tasks"):
                    changes["forgotten"] = True
                await self._tasks.save(self._tasks.update(task.id, **changes))
                expired += 1
        return _json({"expired": expired})


def apply_changes(settings: Settings, wanted: dict[str, Any]) -> Settings:
    """The settings with these changes. Raises ValueError with the reason."""
    known = asdict(settings)
    for name, value in wanted.items():
        if name not in known:
            raise ValueError(f"unknown: {name}; known: {', '.join(known)}")
        if name == "durations":
            settings = replace(settings, durations=_durations(value))
            continue
        if not _same_type(value, known[name]) or (isinstance(value, dict) and not _all_valid(value, _VALUES[name])):
            raise ValueError(f"{name}: wrong type")
        settings = replace(settings, **{name: value})
    return settings


def _same_type(value: object, before: object) -> bool:
    if isinstance(before, bool):
        return isinstance(value, bool)
    if isinstance(before, int | float):
        # NaN is not within bounds either.
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_NUMBER
    return isinstance(value, dict)


_VALUES: dict[str, str | float] = {"accounts": "", "tasks_at_once": 0.0, "submissions_per_second": 0.0}


def _all_valid(mapping: dict[str, object], example: str | float) -> bool:
    if isinstance(example, str):
        return all(isinstance(value, str) and value for value in mapping.values())
    return all(_same_type(value, example) and value != 0 for value in mapping.values())


def _durations(value: object) -> Durations:
    if not isinstance(value, dict) or value.get("kind") not in ("fixed", "uniform", "lognormal"):
        raise ValueError('durations: {"kind": "fixed" | "uniform" | "lognormal", "a": seconds, "b": number}')
    numbers = [value.get(name, 0.0) for name in ("a", "b")]
    if not all(_same_type(number, 0.0) for number in numbers):
        raise ValueError("durations: a and b are numbers, not negative")
    return Durations(value["kind"], *numbers)


def _expand_scenario(row: dict[str, Any]) -> list[dict[str, Any]]:
    if "scenario" not in row:
        return [row]
    name = row["scenario"]
    if not isinstance(name, str) or name not in SCENARIOS:
        raise ValueError(f"scenario: one of {', '.join(sorted(SCENARIOS))}")
    narrower = {key: value for key, value in row.items() if key != "scenario"}
    return [{**fault, **narrower} for fault in SCENARIOS[name]]


def _hash_key(row: dict[str, Any]) -> dict[str, Any]:
    """Replace an API key by its id, so that the key itself is never stored or shown."""
    if isinstance(row.get("key"), str):
        row = {**row, "key_id": key_id(row["key"])}
        del row["key"]
    return row


def _local_only(handler: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        if not (_is_loopback(request.remote) and _is_same_origin(request)):
            return web.json_response({"error": "only from this machine, and not from a web page"}, status=403)
        try:
            return await handler(request)
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)

    return guarded


def _is_loopback(remote: str | None) -> bool:
    try:
        return ip_address(remote or "").is_loopback
    except ValueError:
        return False


def _is_same_origin(request: web.Request) -> bool:
    """Whether the request comes from no page of another site. Pages in a browser on this machine can send requests here:
    browsers then name the page in Origin or set Sec-Fetch-Site; with DNS rebinding the page's own host name is in Host."""
    sockname = request.transport.get_extra_info("sockname") if request.transport else None
    port = sockname[1] if sockname else 0
    ours = {name if port == HTTP_PORT else f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    if request.headers.get("Host", "").lower() not in ours:
        return False
    origins = {f"http://{host}" for host in ours}
    if not set(request.headers.getall("Origin", [])) <= origins:
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


async def _read(request: web.Request) -> Any:
    """The JSON of a body, an empty object if there is none. Raises ValueError."""
    raw = await request.read()
    try:
        body = json.loads(raw) if raw.strip() else {}
        json.dumps(
            body, ensure_ascii=False
        ).encode()  # A lone surrogate would be stored and could not be encoded again.
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return body


def _json(body: object) -> web.Response:
    return web.json_response(text=json.dumps(body, ensure_ascii=False, indent=1) + "\n")
