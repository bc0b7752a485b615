"""`python -m tests.crash.fork_server`: starts child processes of the app by fork, with all modules and texts already loaded,
so that a start takes 50 ms instead of a second.

Reads one request a line (`{"name": ..., "spec": {...}}`) and writes one line when a child has started and one when it has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import select
import signal
import sys
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from bot.adapter_api import AdapterFactory
from bot.app import build
from bot.cli import main as cli
from bot.cli import running
from bot.intake import claims
from bot.runtime import failpoints, logs
from bot.runtime.texts import Texts
from bot.store import postgresql, sqlite
from bot.upstream.catalogue import Catalogue
from config.settings import LOCALES_FOLDER, Settings
from tests.crash.chat_adapter import ChatAdapter

PRELOADED = ("adapters.web", "adapters.telegram", "adapters.dingtalk", "adapters.discord")
"""Adapters that children find by name."""
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "NO_PROXY", "no_proxy", "PYTHONPATH")
"""The only environment variables that `shenbi run` gets: settings of the tester must not reach it."""

assert postgresql and sqlite  # Imported here for the children.


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """How a child is started: as `shenbi run` with the file `config`, or, without one, in place on `settings`.

    log          file to which its output is appended
    crash_at     failpoint at which it kills itself (`name:3`: at the third hit)
    The rest is for children on `settings`:
    chat_url     address of the chat server; no chat platform if empty
    web_port     port of the web room; no room if 0
    hits         file to which the name of every failpoint that is hit is appended
    mutant       fault of tests/simulation/mutants.py to plant
    killed_by    text that kills the process as soon as a message that contains it is parsed
    max_crashes  crashes that a message is forgiven before it is quarantined, instead of the usual number
    answer_limit_s  how long an answer may take that brings the pictures, instead of minutes
    """

    log: str
    config: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    crash_at: str = ""
    chat_url: str = ""
    web_port: int = 0
    hits: str = ""
    mutant: str = ""
    killed_by: str = ""
    max_crashes: int = 0
    answer_limit_s: float = 0.0


def run(spec: ChildSpec) -> None:
    """Run the app until SIGTERM or a kill."""
    descriptor = os.open(spec.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    if spec.config:
        _shenbi_run(spec)
    else:
        _run_in_place(spec)


def _shenbi_run(spec: ChildSpec) -> None:
    """The command line as an operator uses it."""
    environment = {name: value for name, value in os.environ.items() if name in INHERITED}
    environment |= {"SHENBI_CONFIG": spec.config, "SHENBI_CRASH_AT": spec.crash_at}
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["shenbi", "run"]
    cli.main()


def _run_in_place(spec: ChildSpec) -> None:
    logs.set_up("INFO")
    if spec.hits:
        _record_hits(spec.hits)
    os.environ["SHENBI_CRASH_AT"] = spec.crash_at
    failpoints.arm_from_environment()
    if spec.mutant:
        _plant(spec.mutant)
    if spec.killed_by:
        _die_of(spec.killed_by)
    if spec.max_crashes:
        claims.MOST_CRASHES = spec.max_crashes
    if spec.answer_limit_s:
        _shorten_answers(spec.answer_limit_s)
    web = {"enabled": bool(spec.web_port), "port": spec.web_port}
    settings = Settings.model_validate({**spec.settings, "web": web})
    adapters: list[AdapterFactory] = [ChatAdapter(spec.chat_url)] if spec.chat_url else []
    if spec.web_port:
        from adapters.web import WebAdapter

        adapters.append(WebAdapter)

    async def serve() -> None:
        async with build(settings, adapters=adapters) as app:
            await app.run()

    asyncio.run(running.until_stopped(serve()))


def _plant(mutant: str) -> None:
    import pytest

    from tests.simulation import mutants

    getattr(mutants, mutant)(pytest.MonkeyPatch())


def _die_of(words: str) -> None:
    from unittest.mock import patch

    from bot.grammar.parsing import Parsed, parse

    def parse_or_die(text: str) -> Parsed:
        if words in text:
            failpoints.die()
        return parse(text)

    patch("bot.intake.update_worker.parse", parse_or_die).start()


def _shorten_answers(limit_s: float) -> None:
    from unittest.mock import patch

    plain, limits = Catalogue.load(), {"answer_limit_s": limit_s, "answer_limit_many_s": limit_s}
    models = {name: model.model_copy(update=limits) for name, model in plain.models.items()}
    patch.object(Catalogue, "load", lambda: replace(plain, models=models)).start()


def _record_hits(path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for name in failpoints.POINTS:
        failpoints.on(name, partial(_record_hit, descriptor, name))


def _record_hit(descriptor: int, name: str) -> None:
    os.write(descriptor, f"{name}\n".encode())


def _exit_cleanly(*_: object) -> NoReturn:
    sys.exit(0)


def _child(spec: ChildSpec) -> NoReturn:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        # Until the app has its own handler: a child that is stopped while it still starts has done nothing wrong.
        signal.signal(signal.SIGTERM, _exit_cleanly)
        run(spec)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # noqa: BLE001 - logged, and the process ends
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def serve() -> None:
    """Start children until standard input ends; then kill those that are left."""
    for module in PRELOADED:
        import_module(module)
    Texts(LOCALES_FOLDER)  # Parsed once, inherited by all children.
    gc.freeze()  # A collection in a child would write to every page that it shares with this process.
    wakeups, wakeup = os.pipe()
    os.set_blocking(wakeup, False)
    os.set_blocking(wakeups, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup)
    children: dict[int, str] = {}
    requests = os.fdopen(0, "rb", buffering=0)
    buffered = b""
    while True:
        ready, _, _ = select.select([requests.fileno(), wakeups], [], [])
        if wakeups in ready:
            os.read(wakeups, 4096)
            for pid in list(children):
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    _report(ended=children.pop(pid), status=os.waitstatus_to_exitcode(status))
        if requests.fileno() not in ready:
            continue
        part = requests.read(65536)
        if not part:
            break
        *lines, buffered = (buffered + part).split(b"\n")
        for line in lines:
            request = json.loads(line)
            pid = os.fork()
            if not pid:
                requests.close()
                _child(ChildSpec(**request["spec"]))
            children[pid] = request["name"]
            _report(started=request["name"], pid=pid)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _report(**event: Any) -> None:
    os.write(1, json.dumps(event).encode() + b"\n")


if __name__ == "__main__":
    serve()
