"""One Shenbi in a process of its own, to be killed: `python -m tests.crash.house '{"data_dir": ..., ...}'`.

With `--zygote` it starts houses on request, by fork: all modules and texts are loaded once, and a start takes 50 ms, not a
second.
It reads one order a line (`{"name": ..., "plan": {...}}`) and writes one line for what became of it.
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
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, NoReturn

from bot.adapter_api import AdapterFactory
from bot.app import build
from bot.cli.main import _until_stopped
from bot.intake import claims
from bot.runtime import failpoints, logs
from bot.runtime.texts import Texts
from bot.store import postgresql, sqlite
from config.settings import LOCALES_FOLDER, Settings
from tests.crash.adapter import ChatsAdapter

assert postgresql and sqlite  # Loaded for those that are forked later.


@dataclass(frozen=True, slots=True)
class Plan:
    """What a house is started with. `chats` is the platform's URL, `web_port` that of the room (0: no room), `crash_at` a named
    point (`name:3`: its third time), `reached` a file in which every point is noted, `log` where its log goes, `mistake` one of
    tests/simulation/mutants.py that is planted in it, `killed_by` words that kill it as soon as they are read, `most_crashes` how
    many deaths a message is forgiven (0: as many as anywhere)."""

    data_dir: str
    chats: str = ""
    web_port: int = 0
    crash_at: str = ""
    reached: str = ""
    log: str = ""
    mistake: str = ""
    killed_by: str = ""
    most_crashes: int = 0
    settings: dict[str, Any] = field(default_factory=dict)

    def dumps(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def main(plan: Plan) -> None:
    """Run until SIGTERM or a kill."""
    if plan.log:
        descriptor = os.open(plan.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
    logs.set_up("INFO")
    if plan.reached:
        _note_points(plan.reached)
    os.environ["SHENBI_CRASH_AT"] = plan.crash_at
    failpoints.arm_from_environment()
    if plan.mistake:
        _plant(plan.mistake)
    if plan.killed_by:
        _die_of(plan.killed_by)
    if plan.most_crashes:
        claims.MOST_CRASHES = plan.most_crashes
    settings = Settings.model_validate(
        {"data_dir": plan.data_dir, "web": {"enabled": bool(plan.web_port), "port": plan.web_port}, **plan.settings}
    )
    adapters: list[AdapterFactory] = [ChatsAdapter(plan.chats)] if plan.chats else []
    if plan.web_port:
        from adapters.web import WebAdapter

        adapters.append(WebAdapter)

    async def live() -> None:
        async with build(settings, adapters=adapters) as app:
            await app.run()

    asyncio.run(_until_stopped(live()))


def _plant(name: str) -> None:
    import pytest

    from tests.simulation import mutants

    getattr(mutants, name)(pytest.MonkeyPatch())


def _die_of(words: str) -> None:
    from unittest.mock import patch

    from bot.grammar.parsing import Parsed, parse

    def read(text: str) -> Parsed:
        if words in text:
            failpoints.die()
        return parse(text)

    patch("bot.intake.update_worker.parse", read).start()


def _note_points(path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for name in failpoints.POINTS:
        failpoints.on(name, partial(_note, descriptor, name))


def _note(descriptor: int, name: str) -> None:
    os.write(descriptor, f"{name}\n".encode())


def _child(plan: Plan) -> NoReturn:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        main(plan)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was: said, and then the process ends
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def zygote() -> None:
    """Start houses on request until the requests end; then end those that are left."""
    Texts(LOCALES_FOLDER)  # Parsed here, inherited by all.
    gc.freeze()  # A collection in a child would write to every page that it shares with this process.
    heard, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(heard, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    alive: dict[int, str] = {}
    orders = os.fdopen(0, "rb", buffering=0)
    text = b""
    while True:
        ready, _, _ = select.select([orders.fileno(), heard], [], [])
        if heard in ready:
            os.read(heard, 4096)
            for pid in list(alive):
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    _tell(ended=alive.pop(pid), status=os.waitstatus_to_exitcode(status))
        if orders.fileno() not in ready:
            continue
        part = orders.read(65536)
        if not part:
            break
        *lines, text = (text + part).split(b"\n")
        for line in lines:
            order = json.loads(line)
            pid = os.fork()
            if not pid:
                orders.close()
                _child(Plan(**order["plan"]))
            alive[pid] = order["name"]
            _tell(started=order["name"], pid=pid)
    for pid in alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _tell(**news: Any) -> None:
    os.write(1, json.dumps(news).encode() + b"\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["--zygote"]:
        zygote()
    else:
        main(Plan(**json.loads(sys.argv[1])))
