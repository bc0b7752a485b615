"""The studio: DashScope's wire protocol on this machine, embedded in a process or alone."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

import structlog
from aiohttp import web

from bot.runtime.cancelling import cancel_and_wait
from bot.runtime.clock import Clock, SystemClock
from studio.server.api import TaskApi
from studio.server.control import Control, changed
from studio.server.faults import Fault, Faults
from studio.server.limits import Limits
from studio.server.middleware import Gate
from studio.server.models import load_models
from studio.server.options import REQUEST_MAX_BYTES, LiveSettings, Settings, StudioOptions
from studio.server.oss import Storage
from studio.server.painter_process import PainterProcess
from studio.server.record import Record
from studio.server.references import References
from studio.server.runner import Runner
from studio.server.signing import Signer
from studio.server.storage import DiskKeep, MemoryKeep
from studio.server.tasks import Book

log = structlog.get_logger(__name__)

SHUTDOWN_S = 2.0


class Studio:
    """A server of the wire protocol, with a painter.

    `async with Studio(options) as studio:` serves at `studio.base_url` (with `/api/v1`), on a free port of 127.0.0.1;
    `start` and `stop` do the same where another host or port is wanted. A stopped studio cannot be started again;
    another one on the same data folder takes over its tasks.
    """

    def __init__(self, options: StudioOptions | None = None, clock: Clock | None = None) -> None:
        options = options or StudioOptions()
        self._clock: Clock = clock or SystemClock()
        self._live = LiveSettings(options.settings)
        self._trial_words = options.trial_words
        self._models = load_models(options.models_file)
        seed = options.seed
        self._rng = Random(None if seed is None else f"{seed} studio")
        self._keep = DiskKeep(options.data_dir) if options.data_dir else MemoryKeep()
        self._easel = PainterProcess(options.painters)
        self._faults = Faults(str(self._rng.random()))
        self._limits = Limits(self._clock)
        self._gate = Gate(self._clock, self._faults)
        self._book = Book(self._keep, self._clock, self._rng)
        self._brush = Runner(self._book, self._keep, self._easel, self._models, self._clock, self._live)
        self._record: Record | None = None
        self._runner: web.AppRunner | None = None
        self._work: asyncio.Task[None] | None = None
        self.base_url = ""
        """Where it serves, with `/api/v1`; empty before `start`."""

    # ---- life

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve, and take up what an earlier run left unfinished. Returns the base URL.

        Raises OSError (the port is taken, the folder cannot be written) and sqlite3.OperationalError (another studio
        works in the folder).
        """
        assert self._work is None, "a studio starts once"
        try:
            kept = await self._keep.open()
            self._book.load(kept.tasks, kept.uploads)
            taken_up = len(self._book.resumable())
            ready = asyncio.Event()
            self._work = asyncio.create_task(self._brush.run(ready), name="studio brush")
            await ready.wait()
            self._runner = web.AppRunner(
                self._app(Signer(kept.secret)), access_log=None, shutdown_timeout=SHUTDOWN_S, handle_signals=False
            )
            await self._runner.setup()
            await web.TCPSite(self._runner, host, port).start()
        except BaseException:
            await self.stop()
            raise
        self.base_url = f"http://{_called(self._runner.addresses[0])}/api/v1"
        log.info("studio_started", base_url=self.base_url, tasks_taken_up=taken_up)
        return self.base_url

    async def stop(self) -> None:
        """Stop serving and painting. Unfinished tasks stay as they are, for the next start on the same folder."""
        if self._gate.stopping.is_set():
            return
        self._gate.stopping.set()
        try:
            if self._runner is not None:
                await self._runner.cleanup()
            if self._work is not None:
                await cancel_and_wait(self._work)
        finally:
            await self._easel.close()
            await self._keep.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # ---- for the process it is embedded in: what the control endpoint does

    @property
    def control_url(self) -> str:
        """Where the control endpoint is."""
        return self.base_url.removesuffix("/api/v1") + "/_studio"

    def add_faults(self, *faults: Fault, first: bool = False) -> list[int]:
        """Arm faults; returns their ids. `first`: before those that are armed already."""
        return self._faults.add(*faults, first=first)

    def remove_faults(self, *ids: int) -> None:
        """Disarm these, or all."""
        self._faults.remove(ids or None)

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._live.settings

    def change_settings(self, **wanted: Any) -> Settings:
        """Change settings for what comes from now on. Raises ValueError."""
        self._live.settings = changed(self._live.settings, wanted)
        self._brush.dispatch_all()
        return self._live.settings

    def record(self) -> dict[str, Any]:
        """`{"summary": ..., "tasks": [...]}`, as the control endpoint gives it."""
        assert self._record is not None, "the studio has not been started"
        return {"summary": self._record.summary(), "tasks": self._record.tasks()}

    # ---- parts

    def _app(self, signer: Signer) -> web.Application:
        references = References(self._book, self._keep, signer)
        api = TaskApi(
            gate=self._gate,
            book=self._book,
            brush=self._brush,
            references=references,
            signer=signer,
            limits=self._limits,
            faults=self._faults,
            models=self._models,
            live=self._live,
            clock=self._clock,
            rng=self._rng,
            trial_words=self._trial_words,
        )
        storage = Storage(
            gate=self._gate,
            book=self._book,
            keep=self._keep,
            signer=signer,
            limits=self._limits,
            clock=self._clock,
            caller=api.caller,
        )
        self._record = Record(self._book, self._brush, self._limits, self._gate, storage, self._faults, self._models)
        control = Control(
            record=self._record,
            faults=self._faults,
            live=self._live,
            book=self._book,
            brush=self._brush,
            clock=self._clock,
        )
        app = web.Application(middlewares=[self._gate.middleware], client_max_size=REQUEST_MAX_BYTES)
        app.add_routes([*api.routes(), *storage.routes(), *control.routes()])
        return app


def _called(address: tuple[Any, ...]) -> str:
    """Host and port by which this machine can call an address that is listened on."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104 - read, not bound
    return f"[{host}]:{address[1]}" if ":" in host else f"{host}:{address[1]}"


async def run_studio(
    options: StudioOptions,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    stop: asyncio.Event,
    started: Callable[[str], None] = lambda base_url: None,
) -> None:
    """Serve until `stop` is set. `started` is called with the base URL. Raises OSError if the port is taken.

    Without a data folder pictures are kept in a temporary one, so that a long afternoon does not fill the memory.
    """
    with contextlib.ExitStack() as stack:
        if options.data_dir is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="shenbi-studio-"))
            options = replace(options, data_dir=Path(folder))
        studio = Studio(options)
        try:
            started(await studio.start(host, port))
            await stop.wait()
        finally:
            await studio.stop()
