"""The studio's server: DashScope's HTTP API on this machine, embedded in another process or alone."""

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
from studio.server.chat import ChatApi
from studio.server.chat_images import ChatImages
from studio.server.control import ControlApi, apply_changes
from studio.server.fates import FatePlanner
from studio.server.faults import Fault, Faults
from studio.server.messages import MessageApi
from studio.server.middleware import Middleware
from studio.server.models import load_models
from studio.server.object_storage import ObjectStorageApi
from studio.server.options import MAX_REQUEST_BYTES, LiveSettings, Settings, StudioOptions
from studio.server.painter_pool import PainterPool
from studio.server.rate_limits import RateLimits
from studio.server.record import Record
from studio.server.references import ReferenceResolver
from studio.server.runner import TaskRunner
from studio.server.signing import Signer
from studio.server.storage import DiskStorage, MemoryStorage
from studio.server.tasks import TaskRegistry

log = structlog.get_logger(__name__)

SHUTDOWN_S = 2.0


class Studio:
    """A server of DashScope's API, with a painter.

    `async with Studio(options) as studio:` serves at `studio.base_url` (with `/api/v1`), on a free port of 127.0.0.1;
    `start` and `stop` do the same where another host or port is wanted. A stopped studio cannot be started again;
    a new one on the same data folder resumes its tasks.
    """

    def __init__(self, options: StudioOptions | None = None, clock: Clock | None = None) -> None:
        options = options or StudioOptions()
        self._clock: Clock = clock or SystemClock()
        self._live = LiveSettings(options.settings)
        self._models = load_models(options.models_file)
        seed = options.seed
        self._rng = Random(None if seed is None else f"{seed} studio")
        self._storage = DiskStorage(options.data_dir) if options.data_dir else MemoryStorage()
        self._painters = PainterPool(options.painters)
        self._faults = Faults(str(self._rng.random()))
        self._fates = FatePlanner(self._faults, self._live, self._rng, trial_words=options.trial_words)
        self._rate_limits = RateLimits(self._clock)
        self._middleware = Middleware(self._clock, self._faults)
        self._tasks = TaskRegistry(self._storage, self._clock, self._rng)
        self._runner = TaskRunner(self._tasks, self._storage, self._painters, self._models, self._clock, self._live)
        self._record: Record | None = None
        self._app_runner: web.AppRunner | None = None
        self._run: asyncio.Task[None] | None = None
        self.base_url = ""
        """The base URL, with `/api/v1`; empty before `start`."""

    # ---- start and stop

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve, and resume the tasks that an earlier run left unfinished. Returns the base URL.

        Raises OSError (port taken, folder not writable) and sqlite3.OperationalError (another studio uses the folder).
        """
        assert self._run is None, "a studio starts once"
        try:
            state = await self._storage.open()
            self._tasks.load(state.tasks, state.uploads)
            unfinished = self._tasks.resumable()
            # The callers who waited for these pictures are gone; they are painted and billed all the same.
            self._middleware.lost.update(task.id for task in unfinished if task.order.sync)
            ready = asyncio.Event()
            self._run = asyncio.create_task(self._runner.run(ready), name="studio task runner")
            await ready.wait()
            self._app_runner = web.AppRunner(
                self._app(Signer(state.secret)), access_log=None, shutdown_timeout=SHUTDOWN_S, handle_signals=False
            )
            await self._app_runner.setup()
            await web.TCPSite(self._app_runner, host, port).start()
        except BaseException:
            await self.stop()
            raise
        self.base_url = f"http://{_client_address(self._app_runner.addresses[0])}/api/v1"
        log.info("studio_started", base_url=self.base_url, tasks_taken_up=len(unfinished))
        return self.base_url

    async def stop(self) -> None:
        """Stop serving and painting. The next start on the same folder resumes unfinished tasks."""
        if self._middleware.stopping.is_set():
            return
        self._middleware.stopping.set()
        try:
            if self._app_runner is not None:
                await self._app_runner.cleanup()
            if self._run is not None:
                await cancel_and_wait(self._run)
        finally:
            await self._painters.close()
            await self._storage.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # ---- the control endpoint's functions, for the process that the studio is embedded in

    @property
    def control_url(self) -> str:
        """URL of the control endpoint."""
        return self.base_url.removesuffix("/api/v1") + "/_studio"

    def add_faults(self, *faults: Fault, first: bool = False) -> list[int]:
        """Arm faults; returns their ids. `first`: before those that are armed already."""
        return self._faults.add(*faults, first=first)

    def remove_faults(self, *ids: int) -> None:
        """Disarm these, or all."""
        self._faults.remove(ids or None)

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self._live.settings

    def change_settings(self, **wanted: Any) -> Settings:
        """Change settings for requests from now on. Raises ValueError."""
        self._live.settings = apply_changes(self._live.settings, wanted)
        self._runner.dispatch_all()
        return self._live.settings

    def record(self) -> dict[str, Any]:
        """`{"summary": ..., "tasks": [...], "chats": [...]}`, as the control endpoint gives it."""
        assert self._record is not None, "the studio has not been started"
        return {"summary": self._record.summary(), "tasks": self._record.tasks(), "chats": self._record.chats()}

    # ---- wiring

    def _app(self, signer: Signer) -> web.Application:
        references = ReferenceResolver(self._tasks, self._storage, signer)
        api = TaskApi(
            middleware=self._middleware,
            tasks=self._tasks,
            runner=self._runner,
            references=references,
            signer=signer,
            rate_limits=self._rate_limits,
            fates=self._fates,
            models=self._models,
            live=self._live,
            clock=self._clock,
            rng=self._rng,
        )
        chats = ChatApi(
            middleware=self._middleware,
            images=ChatImages(self._tasks, references),
            clock=self._clock,
            caller=api.caller,
        )
        messages = MessageApi(
            middleware=self._middleware,
            tasks=self._tasks,
            runner=self._runner,
            references=references,
            signer=signer,
            rate_limits=self._rate_limits,
            fates=self._fates,
            models=self._models,
            live=self._live,
            clock=self._clock,
            rng=self._rng,
            caller=api.caller,
            chats=chats,
        )
        object_storage = ObjectStorageApi(
            middleware=self._middleware,
            tasks=self._tasks,
            storage=self._storage,
            signer=signer,
            rate_limits=self._rate_limits,
            clock=self._clock,
            caller=api.caller,
        )
        self._record = Record(
            self._tasks,
            self._runner,
            self._rate_limits,
            self._middleware,
            object_storage,
            self._faults,
            self._models,
            chats,
        )
        control = ControlApi(
            record=self._record,
            faults=self._faults,
            live=self._live,
            tasks=self._tasks,
            runner=self._runner,
            clock=self._clock,
        )
        app = web.Application(middlewares=[self._middleware.handle_errors], client_max_size=MAX_REQUEST_BYTES)
        app.add_routes(
            [*api.routes(), *messages.routes(), *chats.routes(), *object_storage.routes(), *control.routes()]
        )
        return app


def _client_address(address: tuple[Any, ...]) -> str:
    """Host and port by which clients on this machine reach a listening address."""
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

    Without a data folder pictures go to a temporary one, so that a long run does not fill the memory.
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
