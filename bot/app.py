"""Shenbi put together. The only place that knows every room."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import hmac
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import structlog
from aiohttp import web

from bot.adapter_api import Adapter, AdapterFactory, HoldsUserData
from bot.commands.adapter_host import AdapterHost
from bot.commands.callbacks import Callbacks
from bot.commands.commands import Commands
from bot.commands.features import features
from bot.commands.jobs.refresher import Refresher
from bot.commands.jobs.rendering import JobRenderer, NoteRenderer, without_picture
from bot.commands.jobs.undo import UndoRenderer
from bot.commands.presets.modifiers import Modifiers
from bot.commands.presets.presets import Presets, PresetsError
from bot.commands.request_builder import RequestBuilder
from bot.commands.sessions import SessionCommands
from bot.commands.talking import PlainTextHandler
from bot.dashscope.client import WanxiangClient
from bot.dashscope.keys import KeyedUpstream
from bot.dashscope.transport import Timeouts
from bot.grammar.vocabulary import latin_commands
from bot.http import Forwarding, Throttle
from bot.intake.inbox import Inbox
from bot.intake.update_worker import IntakeParts, UpdateWorker
from bot.jobs import statistics
from bot.jobs.manager import JobManager
from bot.jobs.workers import Collector, Context, Poller, Preparer, Resolver, Submitter
from bot.media.fonts import missing_fonts
from bot.media.open_pictures import open_pictures
from bot.media.picture_store import PictureStore
from bot.outbox.alerter import Alerter
from bot.outbox.reconciler import Reconciler
from bot.outbox.renderers import Renderers
from bot.retention.expiry import UpdateExpiry
from bot.retention.maintenance import Maintenance
from bot.runtime.clock import Clock, SystemClock
from bot.runtime.metrics import Metrics
from bot.runtime.privacy import make_folder, narrow, narrow_folder
from bot.runtime.supervision import first_of, supervised
from bot.runtime.texts import Texts
from bot.sessions.album.content import AlbumBuilder
from bot.sessions.card import CardWriter
from bot.sessions.loops import build_loops
from bot.sessions.rendering import SessionRenderer
from bot.sessions.requests import SessionActions
from bot.sessions.service import SessionService
from bot.store import Store, Tx, open_store
from bot.store.loops import Loop
from bot.upstream import Upstream
from bot.upstream.catalogue import Catalogue
from config.settings import LOCALES_FOLDER, MODELS_FILE, SCENES_FILE, Settings, SettingsError, Web
from studio.examples import example_painter

log = structlog.get_logger()

STUDIO_ACCOUNT = "studio"
RECOVERY = (
    "open_inbox",
    "open_posts",
    "open_preparing",
    "open_collecting",
    "open_running",
    "open_unknown",
    "open_held",
)
WIND_DOWN_S = 6.0
"""How long what is on its way when Shenbi is stopped may take to be answered and noted."""
METRICS_TRIES, METRICS_TRIES_PER_S = 5, 0.1
"""Wrong tokens for the metrics from one address: at once, and more each second."""
ADAPTER_GROUP = "shenbi.adapters"
PAINTERS_LIBRARIES = ("numpy", "cv2")
"""What the studio paints with: an extra that nobody with a key need install."""


@dataclass(slots=True)
class App:
    """Everything that runs in one process."""

    settings: Settings
    clock: Clock
    store: Store
    texts: Texts
    manager: JobManager
    context: Context
    inbox: Inbox
    metrics: Metrics
    pictures: PictureStore
    adapters: dict[str, Adapter] = field(default_factory=dict)
    loops: list[Loop] = field(default_factory=list)
    house: Presets = field(default_factory=lambda: Presets({}, {}))

    async def run(self, started: Callable[[App], None] | None = None) -> None:
        """Run until cancelled. `started` is called once everybody listens.

        A request that is on its way upstream, or to a platform, gets a moment to be answered and noted before all is
        cancelled: a cut-off submission would leave its job unknown, and cost minutes of finding out.
        """
        alert = self.metrics.alert
        async with asyncio.TaskGroup() as group:
            working = [
                group.create_task(supervised(loop.name, loop.run, self.clock, alert), name=loop.name)
                for loop in self.loops
            ]
            ready = asyncio.Event()
            try:
                for adapter in self.adapters.values():
                    name, listen = f"listen {adapter.name}", Listening(adapter, ready)
                    work = supervised(name, listen.run, self.clock, alert, fatal=(SettingsError,))
                    group.create_task(work, name=name)
                for adapter in self.adapters.values():
                    # Those that can be reached at an address say when they are.
                    if listening := getattr(adapter, "listening", None):
                        await listening.wait()
                ready.set()
                if started:
                    started(self)
                if self.settings.workers and (
                    lack := await asyncio.to_thread(missing_fonts, self.texts, self.settings.language)
                ):
                    log.warning("fonts.missing", hint=lack)
                # Ended only by cancellation, or by settings with which an adapter cannot begin: that takes the others along.
                await asyncio.Event().wait()
            finally:
                for loop in self.loops:
                    loop.stop()
                await asyncio.wait(working, timeout=WIND_DOWN_S)


NOT_OURS = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})
"""What the operating system answers where an address cannot be listened on."""


@dataclass(slots=True)
class Listening:
    """One adapter's `listen`. Only what an operator must mend before it can begin is a SettingsError: a token that the platform
    does not know, an address that is taken. Whatever happens once everybody listens (`ready`) is for another try."""

    adapter: Adapter
    ready: asyncio.Event
    again: bool = False

    async def run(self) -> None:
        """Listen until cancelled."""
        first, self.again = not self.again, True
        try:
            await self.adapter.listen()
        except* OSError as group:
            error = first_of(group)
            assert isinstance(error, OSError)
            # An adapter's own word that going on makes no sense has a text and no number of an error.
            refused = isinstance(error, PermissionError) and error.errno is None
            if refused or (first and (not self.ready.is_set() or error.errno in NOT_OURS)):
                raise SettingsError(f"{self.adapter.name}: {error.strerror or error}") from error
            raise


def factories() -> list[AdapterFactory]:
    """The adapters that are installed, from the entry-point group `shenbi.adapters`."""
    found: list[AdapterFactory] = []
    for entry in sorted(entry_points(group=ADAPTER_GROUP), key=lambda entry: entry.name):
        try:
            found.append(entry.load())
        except (ImportError, AttributeError) as error:
            # Somebody's broken package must not keep the other platforms from starting.
            log.error("adapter.broken", entry=entry.value, error=str(error))
    return found


def adapter_folders() -> dict[str, Path]:
    """The SQL folder of every installed adapter: `sql` in its package, its own name as the namespace of its tables."""
    found = {}
    for entry in entry_points(group=ADAPTER_GROUP):
        if (spec := find_spec(entry.module)) and spec.origin:
            found[entry.name] = Path(spec.origin).parent / "sql"
    return found


def check_roles(settings: Settings, platforms: Sequence[str]) -> None:
    """On one database several processes may share the work: some talk to people, some paint. Raises SettingsError where there
    is nothing to do, or nobody who could share it."""
    if not platforms and not (settings.workers and settings.store_url.startswith("postgresql")):
        raise SettingsError(
            "nothing is turned on: enable the web room, or set TELEGRAM_BOT_TOKEN or DINGTALK_CLIENT_ID"
        )
    if settings.workers and platforms:
        return
    if not settings.store_url.startswith("postgresql"):
        raise SettingsError(
            "SHENBI_WORKERS is 0: on SQLite one process does everything; SHENBI_DATABASE_URL=postgresql://..."
        )
    if settings.uses_studio:
        raise SettingsError(
            "processes that share the work need a DASHSCOPE_API_KEY: the embedded studio belongs to one process"
        )


def check_wallet(settings: Settings, platforms: Sequence[str]) -> None:
    """No open wallet: with a real key a chat platform starts only with an allow-list or a daily limit of money."""
    open_to_all = not (settings.access.people or settings.access.chats)
    if settings.upstream.accounts and open_to_all and not settings.limits.daily_yuan and set(platforms) - {"web"}:
        raise SettingsError(
            "SHENBI_DAILY_YUAN is 0 (no limit) and there is no allow-list: anyone could spend your money; "
            "set SHENBI_DAILY_YUAN, or [access] people and chats in shenbi.toml"
        )


def _studio_key(path: Path) -> str:
    """The key for the embedded studio, made the first time. Kept, because a task belongs to the account of the key that
    submitted it: with another one, nobody would get a picture that was being painted when Shenbi stopped."""
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"sk-{secrets.token_hex(8)}")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return path.read_text(encoding="ascii")


@asynccontextmanager
async def upstreams(settings: Settings, catalogue: Catalogue, clock: Clock) -> AsyncIterator[dict[str, Upstream]]:
    """The clients of all accounts; with no key, of the embedded studio, which is started for it."""
    async with AsyncExitStack() as stack:
        if settings.uses_studio:
            if not all(find_spec(name) for name in PAINTERS_LIBRARIES):
                raise SettingsError(
                    "no DASHSCOPE_API_KEY is set, and the studio cannot paint without its libraries: "
                    "set a key, or install shenbi[studio]"
                )
            from studio.server import Studio, StudioOptions

            # Without the words that make a task hang: whoever may paint could hold up everybody with one.
            studio = Studio(StudioOptions(data_dir=settings.data_dir / "studio", trial_words=False), clock)
            stack.push_async_callback(studio.stop)
            base_url = await studio.start()
            key = await asyncio.to_thread(_studio_key, settings.data_dir / "studio.key")
            clients: dict[str, Upstream] = {
                STUDIO_ACCOUNT: WanxiangClient(base_url, key, clock=clock, catalogue=catalogue)
            }
        else:
            clients = {
                account.name: KeyedUpstream(
                    account.name,
                    [
                        WanxiangClient(
                            settings.upstream.base_url,
                            key.get_secret_value(),
                            clock=clock,
                            catalogue=catalogue,
                            timeouts=Timeouts(create_s=settings.upstream.create_timeout_s),
                            workspace=account.workspace,
                        )
                        for key in account.keys
                    ],
                )
                for account in settings.upstream.accounts
            }
        for client in clients.values():
            stack.push_async_callback(client.close)
        yield clients


@asynccontextmanager
async def build(
    settings: Settings, clock: Clock | None = None, adapters: Sequence[AdapterFactory] | None = None
) -> AsyncIterator[App]:
    """Open everything and put it together; closes all of it in the end.

    Raises SettingsError, StoreLocked, StoreUnavailable, CatalogueError: each says in one line what is wrong.
    """
    clock = clock or SystemClock()
    chosen = [f for f in (factories() if adapters is None else adapters) if f.configured(settings)]
    check_roles(settings, [factory.name for factory in chosen])
    check_wallet(settings, [factory.name for factory in chosen])
    try:
        make_folder(settings.data_dir)
    except OSError as error:
        raise SettingsError(f"SHENBI_DATA_DIR: cannot make {settings.data_dir}: {error.strerror}") from None
    await asyncio.to_thread(_narrow_data, settings, [factory.name for factory in chosen])
    catalogue = Catalogue.load(MODELS_FILE)
    if settings.upstream.default_model not in catalogue.models:
        raise SettingsError(
            f"SHENBI_MODEL: no model is called {settings.upstream.default_model!r}; known: {', '.join(catalogue.models)}"
        )
    try:
        house = Presets.load(SCENES_FILE)
    except PresetsError as error:
        raise SettingsError(str(error)) from None
    texts = Texts(LOCALES_FOLDER)
    async with AsyncExitStack() as stack:
        try:
            store = await open_store(settings.store_url, clock)
        except ValueError as error:
            raise SettingsError(f"SHENBI_DATABASE_URL: {str(error).removeprefix('SHENBI_DATABASE_URL: ')}") from None
        except OSError as error:
            raise SettingsError(f"cannot open the database: {error.strerror or error}: {error.filename}") from None
        stack.push_async_callback(store.close)
        try:
            clients = await stack.enter_async_context(upstreams(settings, catalogue, clock))
        except ValueError as error:
            raise SettingsError(f"DASHSCOPE_HTTP_BASE_URL, DASHSCOPE_API_KEY: {error}") from None
        pictures = open_pictures(settings)
        manager = JobManager(settings, catalogue, tuple(clients))
        owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        context = Context(store, manager, clients, pictures, owner)
        app = App(
            settings,
            clock,
            store,
            texts,
            manager,
            context,
            Inbox(store),
            Metrics(lambda: store.read(statistics.count)),
            pictures,
        )
        app.house = house
        alerter = Alerter(store, settings, texts)
        app.metrics.report = alerter.report
        app.loops.append(alerter)
        await store.write(_begin, manager)
        routes = _health_routes(app)
        for factory in chosen:
            folder = settings.data_dir / factory.name
            make_folder(folder)
            host = AdapterHost(
                factory.name,
                clock,
                store,
                folder,
                app.inbox,
                pictures,
                texts,
                app.metrics.alert,
                routes,
                settings.keeping.low_disk_bytes,
            )
            try:
                adapter = factory.create(settings, host)
            except ValueError as error:
                raise SettingsError(f"{factory.name}: {error}") from None
            app.adapters[factory.name] = adapter
            stack.push_async_callback(adapter.close)
            if isinstance(adapter, HoldsUserData):
                await adapter.attach()
        await _build_loops(app)
        yield app


def _narrow_data(settings: Settings, adapters: Sequence[str]) -> None:
    """Versions before 0.2.0 left the data to the umask."""
    folder = settings.data_dir
    narrow(folder / name for name in ("pictures", "studio", "studio.key", *adapters))
    narrow_folder(folder)


def _begin(tx: Tx, manager: JobManager) -> None:
    manager.set_up(tx)
    if manager.settings.store_url.startswith("sqlite"):
        for statement in RECOVERY:
            tx.run(f"recovery.{statement}", now=tx.now)


async def _build_loops(app: App) -> None:
    """Make the loops of what this process does, and what they work with."""
    drafter = RequestBuilder(app.manager.catalogue, app.settings.upstream, app.texts)
    commands = Commands(app.manager, drafter, Modifiers(app.house))
    presses = Callbacks(commands)
    people = features(commands, app.store, app.texts, app.pictures, example_painter(), app.adapters)
    commands.more.update(people.commands)
    presses.more.update(people.presses)
    keeper = SessionService(app.manager)
    sessions = SessionCommands(SessionActions(keeper), commands.modifiers)
    commands.more.update(sessions.commands())
    presses.more.update(sessions.presses())
    talk = PlainTextHandler(commands, app.adapters)
    presses.more["words"] = talk.press
    desk = IntakeParts(
        app.store, app.adapters, app.pictures, commands, presses, app.settings, app.metrics.alert, sessions, talk
    )
    jobs, notes = JobRenderer(app.manager, app.texts), NoteRenderer(app.texts)
    renderers = Renderers(latin=latin_commands)
    renderers.copies["job"] = jobs.private_copy
    renderers.without_picture = lambda post, language: without_picture(app.texts, post, language)
    renderers.register("job", jobs.job)
    renderers.register("bell", jobs.bell)
    renderers.register("note", notes.note)
    renderers.register("undo", UndoRenderer(app.texts).undo)
    for kind, renderer in people.renderers.items():
        renderers.register(kind, renderer)
    renderers.register("session", SessionRenderer(CardWriter(keeper, app.texts), app.texts).post)
    app.loops += [
        Maintenance(app.store, app.manager, app.pictures, app.metrics.alert),
        UpdateExpiry(app.store, app.pictures, app.settings.keeping, app.adapters.values()),
    ]
    if app.adapters:
        app.loops += [app.inbox, UpdateWorker(desk)]
        app.loops += [
            Reconciler(app.store, adapter, renderers, app.settings.leases.post_s) for adapter in app.adapters.values()
        ]
    if app.settings.workers:
        teller = AlbumBuilder(app.texts, app.settings.zone, app.settings.uses_studio)
        app.loops += [*people.loops, *build_loops(app.store, app.pictures, keeper, teller, app.metrics.alert)]
        app.loops += await _workers(app)


async def _workers(app: App) -> list[Loop]:
    """The loops through which jobs go."""
    pools = await app.store.read(lambda tx: tx.all("queue.pools"))
    return [
        Preparer(app.context),
        Poller(app.context),
        Collector(app.context),
        Resolver(app.context),
        Refresher(app.store, app.manager),
        *(Submitter(app.context, pool) for pool in pools if pool["account"] in app.context.upstreams),
    ]


def _health_routes(app: App) -> list[web.RouteDef]:
    async def healthz(request: web.Request) -> web.Response:
        await app.store.read(lambda tx: tx.value("inbox.count_open"))
        return web.json_response({"status": "ok", "low_disk": app.manager.disk.low})

    tries = Throttle(METRICS_TRIES, METRICS_TRIES_PER_S, app.clock.monotonic)
    every_try = Throttle(METRICS_TRIES * 20, METRICS_TRIES_PER_S * 10, app.clock.monotonic)
    forwarding = Forwarding(app.settings.web.forwarding_peers)

    async def metrics(request: web.Request) -> web.Response:
        # A wrong token counts as a try, like at the door of the room; while there are none left the right one is not looked at.
        offered = "Authorization" in request.headers
        client = forwarding.client(request)
        if offered and (wait := max(tries.wait(client), every_try.wait(""))):
            raise web.HTTPTooManyRequests(headers={"Retry-After": str(max(1, round(wait)))})
        if not may_see_metrics(request, app.settings.web):
            if offered:
                tries.take(client)
                every_try.take("")
                app.metrics.alert("web.wrong_token", client=client)
            raise web.HTTPNotFound
        return web.Response(body=await app.metrics.render(), content_type="text/plain")

    return [web.get("/healthz", healthz), web.get("/metrics", metrics)]


def may_see_metrics(request: web.BaseRequest, room: Web) -> bool:
    """Whoever knows the room's token (`Authorization: Bearer ...`) may; otherwise this machine alone, and only where
    no reverse proxy stands before us: through one, everybody comes from this machine."""
    token = room.token.get_secret_value() if room.token else ""
    offered = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    if token and hmac.compare_digest(offered, f"Bearer {token}".encode()):
        return True
    proxied = bool(room.public_origin) or "X-Forwarded-For" in request.headers
    return request.remote in ("127.0.0.1", "::1") and not proxied


def settle_in() -> None:
    """What exists once everybody listens stays: the garbage collector need not walk it again and again. (A full collection
    held up the loop for 50 ms.) Once a process, and for good: not for tests, which build many."""
    gc.collect()
    gc.freeze()


def announce(app: App) -> None:
    """The one line (two with the studio) that a person sees who starts Shenbi."""
    language = app.settings.language
    room = app.adapters.get("web")
    address = getattr(room, "address", "") if room else ""
    say = app.texts.say
    with contextlib.suppress(BrokenPipeError):
        if address:
            print(say(language, "start-address", address=address), flush=True)  # noqa: T201 - this is for the person at the terminal
        if not app.adapters:
            print(say(language, "start-workers"), flush=True)  # noqa: T201
        if app.settings.uses_studio:
            print(say(language, "start-studio"), file=sys.stdout, flush=True)  # noqa: T201
