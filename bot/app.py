"""The composition root: opens everything, gives each part what it needs, and runs it. The only module that knows all
packages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from bot.adapter_api import Adapter, AdapterFactory, HoldsAddresses, HoldsDeliveries, HoldsUserData
from bot.adapter_api.installed import adapter_sql_folders, installed_adapters
from bot.assistant.asker import CallWorker
from bot.commands.adapter_host import AdapterHost
from bot.commands.features import build_features
from bot.commands.forms import PlatformForms
from bot.commands.jobs.refresher import Refresher
from bot.commands.offered_commands import offered_commands
from bot.commands.operating.console import PlatformConsole
from bot.commands.paint.service import PaintService
from bot.commands.post_renderers import build_renderers
from bot.commands.presets.modifiers import Modifiers
from bot.commands.presets.presets import Presets
from bot.commands.request_builder import RequestBuilder
from bot.dashscope.accounts import clients_of_accounts
from bot.dashscope.client import DashScopeClient
from bot.dashscope.request_format import request_formats
from bot.http.monitoring import monitoring_routes
from bot.intake.admission import Admission
from bot.intake.inbox import Inbox
from bot.intake.running import run_until_cancelled
from bot.intake.services import IntakeServices
from bot.intake.update_worker import UpdateWorker
from bot.jobs import statistics
from bot.jobs.manager import JobManager
from bot.jobs.words_file import read_word_rules
from bot.jobs.workers import WorkerContext, build_workers, name_of_process
from bot.media.storage.open_store import open_picture_store
from bot.media.storage.picture_store import PictureStore
from bot.media.typography.missing_fonts import find_missing_glyphs, missing_fonts
from bot.operating import Installation
from bot.outbox.alerter import Alerter
from bot.outbox.reconciler import Reconciler
from bot.retention.expiry import DataExpiry
from bot.retention.maintenance import Maintenance, release_leases
from bot.runtime.clock import Clock, SystemClock
from bot.runtime.metrics import Metrics
from bot.runtime.privacy import make_folder, prepare_data_folder
from bot.runtime.supervision import Resolve
from bot.runtime.texts import Texts
from bot.sessions.album.content import AlbumBuilder
from bot.sessions.loops import build_loops
from bot.sessions.service import SessionService
from bot.store import Store, Tx, open_configured_store
from bot.store.loops import Loop
from bot.upstream import Catalogue, ModelRoles
from bot.upstream.chat import ChatModels, UpstreamWithChat
from bot.upstream.routing import check_price_limit
from config.settings import LOCALES_FOLDER, Settings, SettingsError, mistake
from config.startup_checks import check_models, check_roles, check_wallet
from studio.embedded import LibrariesMissing, embedded_studio
from studio.example_painter import example_painter

log = structlog.get_logger()

STUDIO_ACCOUNT = "studio"


@dataclass(slots=True, repr=False)
class App:
    """Everything that runs in one process."""

    settings: Settings
    clock: Clock
    store: Store
    texts: Texts
    manager: JobManager
    context: WorkerContext
    inbox: Inbox
    metrics: Metrics
    pictures: PictureStore
    adapters: dict[str, Adapter] = field(default_factory=dict)
    loops: list[Loop] = field(default_factory=list)
    presets: Presets = field(default_factory=lambda: Presets({}, {}))
    chats: Mapping[str, ChatModels] = field(default_factory=dict)

    async def run(self, started: Callable[[App], None] | None = None) -> None:
        """Run until cancelled. `started` is called once all adapters listen."""

        async def all_listen() -> None:
            if started:
                started(self)
            if self.settings.workers:  # Other processes draw nothing.
                missing = await asyncio.to_thread(find_missing_glyphs)
                if line := missing_fonts(missing, self.texts, self.settings.language):
                    log.warning("fonts.missing", hint=line)

        adapters = tuple(self.adapters.values())
        await run_until_cancelled(self.loops, adapters, self.clock, self.metrics.alert, all_listen)


@asynccontextmanager
async def upstreams(
    settings: Settings, catalogue: Catalogue, clock: Clock
) -> AsyncIterator[dict[str, UpstreamWithChat]]:
    """The clients of all accounts; without an API key that of the embedded studio, which runs as long. Raises
    SettingsError."""
    request_formats(catalogue)  # Before the studio starts, which reads the same file without such checks.
    async with AsyncExitStack() as stack:
        try:
            if settings.uses_studio:
                studio = embedded_studio(settings.data_dir, clock)
                base_url, key = await stack.enter_async_context(studio)
                clients: dict[str, UpstreamWithChat] = {
                    STUDIO_ACCOUNT: DashScopeClient(base_url, key, clock=clock, catalogue=catalogue)
                }
            else:
                clients = clients_of_accounts(settings.upstream, catalogue, clock)
        except LibrariesMissing:
            raise mistake("settings-no-painter") from None
        except ValueError as error:
            raise SettingsError(f"DASHSCOPE_HTTP_BASE_URL, DASHSCOPE_API_KEY: {error}") from None
        for client in clients.values():
            stack.push_async_callback(client.close)
        yield clients


@asynccontextmanager
async def build(
    settings: Settings, clock: Clock | None = None, adapters: Sequence[AdapterFactory] | None = None
) -> AsyncIterator[App]:
    """Open everything and put it together; closes all of it in the end. Without `adapters`, those that are installed.

    Raises SettingsError, StoreLocked, StoreUnavailable: each says in one line what is wrong.
    """
    clock = clock or SystemClock()
    chosen = [f for f in (installed_adapters() if adapters is None else adapters) if f.configured(settings)]
    platforms = [factory.name for factory in chosen]
    check_roles(settings, platforms)
    check_wallet(settings, platforms)
    await asyncio.to_thread(prepare_data_folder, settings.data_dir, platforms)
    catalogue = Catalogue.load()
    check_models(settings, catalogue.models)
    catalogue = replace(catalogue, allowed=frozenset(settings.upstream.allowed_models))
    check_price_limit(ModelRoles(catalogue, settings.upstream))
    presets = Presets.load()
    async with AsyncExitStack() as stack:
        store = await open_configured_store(settings, clock)
        stack.push_async_callback(store.close)
        clients = await stack.enter_async_context(upstreams(settings, catalogue, clock))
        texts, pictures = Texts(LOCALES_FOLDER), open_picture_store(settings)
        file_rules = await asyncio.to_thread(read_word_rules, settings.moderation)
        manager = JobManager(settings, catalogue, tuple(clients), file_rules=file_rules)
        context = WorkerContext(store, manager, dict(clients), pictures, name_of_process())
        alerter = Alerter(store, settings, texts, catalogue.successors)
        metrics = Metrics(lambda: store.read(statistics.count, settings), alerter.report)
        app = App(settings, clock, store, texts, manager, context, Inbox(store), metrics, pictures, presets=presets)
        app.chats = clients
        app.loops.append(alerter)
        await store.write(_prepare_store, manager)
        await _add_adapters(app, chosen, alerter.resolved, stack)
        await _build_loops(app)
        yield app


def _prepare_store(tx: Tx, manager: JobManager) -> None:
    manager.set_up(tx)
    if manager.settings.store_url.startswith("sqlite"):
        release_leases(tx)


async def _add_adapters(
    app: App, factories: Sequence[AdapterFactory], resolved: Resolve, stack: AsyncExitStack
) -> None:
    async def check_health() -> Mapping[str, Any]:
        await app.store.read(lambda tx: tx.value("inbox.count_open"))
        return {"low_disk": app.manager.disk.low}

    routes = monitoring_routes(app.settings.web, app.clock, app.metrics, check_health)
    installation = Installation(app.manager, Admission(app.settings.access))
    platforms = sorted(factory.name for factory in factories)
    for factory in factories:
        folder = app.settings.data_dir / factory.name
        make_folder(folder)
        host = AdapterHost(
            factory.name,
            app.clock,
            app.store,
            folder,
            app.inbox,
            app.pictures,
            app.texts,
            app.metrics.alert,
            offered_commands(app.settings),
            routes,
            app.settings.keeping.low_disk_bytes,
            resolved,
            PlatformConsole(factory.name, app.store, app.texts, installation, platforms, app.adapters),
            PlatformForms(
                factory.name,
                app.store,
                app.texts,
                app.presets,
                app.manager.catalogue,
                offered_commands(app.settings),
            ),
        )
        try:
            adapter = factory.create(app.settings, host)
        except ValueError as error:
            raise SettingsError(f"{factory.name}: {error}") from None
        app.adapters[factory.name] = adapter
        stack.push_async_callback(adapter.close)
        if isinstance(adapter, HoldsUserData | HoldsAddresses | HoldsDeliveries):
            await adapter.attach()


async def _build_loops(app: App) -> None:
    """Make the loops that this process runs, and the handlers and renderers that they call."""
    builder = RequestBuilder(app.manager.roles, app.texts)
    paints = PaintService(app.manager, builder, Modifiers(app.presets))
    service = SessionService(app.manager)
    features = build_features(paints, service, app.store, app.texts, app.pictures, example_painter(), app.adapters)
    services = IntakeServices(
        app.store,
        app.adapters,
        app.pictures,
        features.router,
        app.settings,
        app.metrics.alert,
        features.sessions,
        features.plain_text,
    )
    renderers = build_renderers(app.manager, service, app.texts, features.renderers)
    app.loops += [
        Maintenance(app.store, app.manager, app.pictures, app.metrics.alert, tuple(app.adapters)),
        DataExpiry(app.store, app.pictures, app.settings.keeping, app.adapters.values()),
    ]
    if app.settings.backup.folder:
        from bot.retention.backup_loop import ScheduledBackup  # Imported here: few configure it.

        app.loops.append(ScheduledBackup(app.store, app.settings, adapter_sql_folders()))
    if app.adapters:
        app.loops += [app.inbox, UpdateWorker(services)]
        app.loops += [
            Reconciler(app.store, adapter, renderers, app.settings.leases.post_s) for adapter in app.adapters.values()
        ]
    if app.settings.workers:
        album_builder = AlbumBuilder(app.texts, app.settings.zone, app.settings.uses_studio)
        app.loops += [*features.loops, *build_loops(app.store, app.pictures, service, album_builder, app.metrics.alert)]
        app.loops += [*await build_workers(app.context), Refresher(app.store, app.manager)]
        app.loops.append(CallWorker(app.store, app.manager, app.chats, app.pictures, app.texts))
