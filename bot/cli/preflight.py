"""The checks of `shenbi doctor` that need the network or the database: the platforms' settings and credentials, the
accounts upstream, the operator's own channels. They cost nothing: a query of a task that does not exist, the platform's
"who am I"."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from bot.adapter_api import Adapter, AdapterFactory, ChecksCredentials, ChecksRegistration, CredentialProblem
from bot.commands.adapter_host import AdapterHost
from bot.commands.forms import PlatformForms
from bot.commands.offered_commands import offered_commands
from bot.commands.presets.presets import Presets
from bot.dashscope.client import DashScopeClient
from bot.intake.inbox import Inbox
from bot.jobs import reports
from bot.media.storage.open_store import open_picture_store
from bot.outbox.alerter import reachable_admins
from bot.retention.backup_loop import OVERDUE_AFTER, existing_backups
from bot.runtime.clock import SystemClock
from bot.runtime.privacy import make_folder
from bot.runtime.secrets import shown
from bot.runtime.supervision import Alert
from bot.runtime.texts import Texts
from bot.store import Store
from bot.upstream import CallFailed
from bot.upstream.catalogue import Catalogue
from bot.upstream.verdict import NO_SUCCESSOR
from config.settings import Settings, SettingsError

CHECK_S: Final = 20.0
NO_TASK: Final = "00000000-0000-0000-0000-000000000000"
"""The id of no task: querying it costs nothing and succeeds only with a valid key at the right URL."""


MOST_PROXY_ADDRESSES: Final = 256
"""How many addresses may name people by single sign-on before `doctor` takes it for a mistake."""

ACCESS_LISTS: Final = {"chats", "people", "owners", "admins", "moderators", "admin_chats"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A line of `shenbi doctor`: a text of the locales with its arguments, and whether something is wrong. `is_advice`: it is
    neither well nor wrong."""

    text_id: str
    bad: bool
    arguments: Mapping[str, Any]
    is_advice: bool = False


async def accounts(settings: Settings, store: Store, catalogue: Catalogue) -> list[CheckResult]:
    """Each account: whether it is suspended, and the answer to a free query with each of its keys."""
    found: list[CheckResult] = []
    pools = await store.read(reports.list_pools, settings.upstream.accounts)
    url = shown(settings.upstream.base_url)
    for account in settings.upstream.accounts:
        suspended = [pool for pool in pools if pool.account == account.name and pool.state != "live"]
        found += [
            CheckResult(
                "doctor-account-aside", True, {"account": account.name, "model": pool.model, "reason": pool.reason}
            )
            for pool in suspended
        ]
        answers = await asyncio.gather(
            *(_ask(settings, catalogue, key.get_secret_value(), account.workspace) for key in account.keys)
        )
        wrong = [answer for answer in answers if answer]
        found += [CheckResult(each.text_id, True, {"account": account.name, **each.arguments}) for each in wrong]
        if not wrong and not suspended:
            found.append(CheckResult("doctor-account-ready", False, {"account": account.name, "url": url}))
    return found


async def _ask(settings: Settings, catalogue: Catalogue, key: str, workspace: str) -> CredentialProblem | None:
    """None if the service accepts this key."""
    try:
        client = DashScopeClient(
            settings.upstream.base_url, key, clock=SystemClock(), catalogue=catalogue, workspace=workspace
        )
    except ValueError as error:
        return CredentialProblem("doctor-account-settings", {"error": str(error)})
    try:
        async with asyncio.timeout(CHECK_S):
            answer = await client.query(NO_TASK)
    except TimeoutError:
        return CredentialProblem("doctor-account-away", {"url": shown(settings.upstream.base_url), "reason": "timeout"})
    finally:
        await client.close()
    if not isinstance(answer, CallFailed):
        return None
    verdict = answer.verdict
    if verdict is None:
        return CredentialProblem(
            "doctor-account-away", {"url": shown(settings.upstream.base_url), "reason": answer.reason}
        )
    # A 404 with the service's own error code means that there is no such task: the key works.
    if verdict.operator_text_id and verdict.scope != "job":
        # The query names no model.
        about = {"model": "", "successor": NO_SUCCESSOR}
        return CredentialProblem(verdict.operator_text_id, {**about, **verdict.arguments})
    return None


async def platforms(
    settings: Settings,
    store: Store,
    texts: Texts,
    factories: Sequence[AdapterFactory],
    offers: tuple[Presets, Catalogue] | None = None,
) -> list[CheckResult]:
    """The lines about platforms: off, on and accepted, or what is wrong. `offers`: what their commands offer, if it could be
    loaded."""
    found: list[CheckResult] = []
    for factory in factories:
        about = {"platform": factory.name}
        if not factory.configured(settings):
            found.append(CheckResult("doctor-platform-off", False, about))
            continue
        problems = await _platform(settings, store, texts, factory, offers)
        if not any(each.bad for each in problems):
            found.append(CheckResult("doctor-platform-on", False, about))
        found += problems
    return found


async def _platform(
    settings: Settings,
    store: Store,
    texts: Texts,
    factory: AdapterFactory,
    offers: tuple[Presets, Catalogue] | None,
) -> list[CheckResult]:
    folder = settings.data_dir / factory.name
    await asyncio.to_thread(make_folder, folder)
    pictures = open_picture_store(settings)
    commands = offered_commands(settings)
    nobody: Alert = lambda code, /, **details: None  # noqa: E731
    host = AdapterHost(
        factory.name,
        store.clock,
        store,
        folder,
        Inbox(store),
        pictures,
        texts,
        nobody,
        commands,
        (),
        settings.keeping.low_disk_bytes,
        command_forms=PlatformForms(factory.name, store, texts, *offers, commands) if offers else None,
    )
    try:
        adapter = factory.create(settings, host)
    except ValueError as error:
        return [CheckResult("doctor-platform-refused", True, {"platform": factory.name, "error": str(error)})]
    try:
        async with asyncio.timeout(CHECK_S):
            return await _asked(settings, factory, adapter)
    except TimeoutError:
        return [CheckResult("doctor-platform-away", True, {"platform": factory.name, "reason": "timeout"})]
    finally:
        await adapter.close()


async def _asked(settings: Settings, factory: AdapterFactory, adapter: Adapter) -> list[CheckResult]:
    """What a platform itself says: whether our credentials are accepted, and then whether what is registered is up to date."""
    about = {"platform": factory.name}
    found: list[CheckResult] = []
    if isinstance(factory, ChecksCredentials):
        for problem in await factory.check_credentials(settings):
            arguments = {**about, **problem.arguments}
            found.append(CheckResult(problem.text_id, not problem.is_advice, arguments, problem.is_advice))
    if isinstance(adapter, ChecksRegistration) and not any(each.bad for each in found):
        state = await adapter.registration_state()
        if state is not None:
            found.append(CheckResult(state.text_id, False, {**about, **state.arguments}, not state.is_current))
    return found


async def operator(settings: Settings, store: Store) -> list[CheckResult]:
    """Whether alerts can reach the operator."""
    places = await store.read(reachable_admins, settings.access.admins)
    away = sorted(settings.access.admins - places.keys())
    found: list[CheckResult] = [CheckResult("doctor-admin-away", True, {"admin": admin}) for admin in away]
    if places or settings.alerts.webhook_url:
        found.append(
            CheckResult(
                "doctor-alerts", False, {"count": len(places), "hook": "yes" if settings.alerts.webhook_url else "no"}
            )
        )
    return found


def refused(
    settings: Settings, factories: Sequence[AdapterFactory], checks: Sequence[Callable[..., None]]
) -> list[CheckResult]:
    """The checks that `run` makes before it starts."""
    names = [factory.name for factory in factories if factory.configured(settings)]
    found: list[CheckResult] = []
    for check in checks:
        try:
            check(settings, names)
        except SettingsError as error:
            found.append(CheckResult("doctor-refused", True, {"error": error.said(settings.language)}))
    return found


def backups(settings: Settings, now: float) -> list[CheckResult]:
    """Whether backups can be written, and how old the newest one is. Nothing where none are made by themselves."""
    plan = settings.backup
    if not plan.folder:
        return []
    folder = Path(plan.folder)
    try:
        make_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
        found = existing_backups(folder)
    except OSError as error:
        about = {"folder": plan.folder, "error": error.strerror or str(error)}
        return [CheckResult("doctor-backup-folder", True, about)]
    if not found:
        return [CheckResult("doctor-backup-none", False, {"folder": plan.folder})]
    hours = max(0, round((now - found[-1][0]) / 3600))
    late = hours > OVERDUE_AFTER * plan.every_h
    return [
        CheckResult("doctor-backup-age", late, {"folder": plan.folder, "hours": str(hours), "count": str(len(found))})
    ]


def access_lists(settings: Settings, factories: Sequence[AdapterFactory]) -> list[CheckResult]:
    """Entries of the access lists that name no platform: they would match nobody."""
    known = {factory.name for factory in factories}
    lists = settings.access.model_dump(include=ACCESS_LISTS)
    return [
        CheckResult("doctor-no-such-platform", True, {"setting": f"access.{name}", "entry": entry})
        for name, entries in lists.items()
        for entry in sorted(entries)
        if entry.partition(":")[0] not in known
    ]


def sign_on(settings: Settings) -> list[CheckResult]:
    """Whether the header of single sign-on counts from too many peers; people in the access lists who cannot sign on so."""
    web = settings.web
    found: list[CheckResult] = []
    for setting, entry in _named_by_sign_on(settings):
        right = f"web:{entry.partition(':')[2].lower()}"
        if not web.sign_on_header:
            found.append(CheckResult("doctor-sign-on-off", True, {"setting": setting, "entry": entry}))
        elif web.sign_on_ignores_case and entry != right:
            found.append(CheckResult("doctor-sign-on-case", True, {"setting": setting, "entry": entry, "right": right}))
    if not web.sign_on_header:
        return found
    networks = {entry: ip_network(entry, strict=False) for entry in web.sign_on_proxies}
    for entry, network in networks.items():
        if network.num_addresses > MOST_PROXY_ADDRESSES:
            about = {"entry": entry, "count": min(network.num_addresses, 2**32)}
            found.append(CheckResult("doctor-sign-on-wide", True, about))
        elif network.is_global:
            found.append(CheckResult("doctor-sign-on-public", True, {"entry": entry}))
    if any(network.is_loopback for network in networks.values()):
        found.append(CheckResult("doctor-sign-on-here", False, {}))
    about = {"proxies": ", ".join(web.sign_on_proxies), "header": web.sign_on_header}
    return [CheckResult("doctor-sign-on", False, about), *found]


def _named_by_sign_on(settings: Settings) -> list[tuple[str, str]]:
    """The entries of the access lists that name people of the room by what they sign on with, each with its list."""
    lists = settings.access.model_dump(include=ACCESS_LISTS)
    return [
        (f"access.{name}", entry)
        for name, entries in lists.items()
        for entry in sorted(entries)
        if entry.startswith("web:@")
    ]


async def picture_store(settings: Settings) -> list[CheckResult]:
    """Whether the place of the pictures answers."""
    place = shown(settings.pictures.url) or str(settings.data_dir / "pictures")
    try:
        async with asyncio.timeout(CHECK_S):
            async for _ in open_picture_store(settings).listing():
                break
    except (OSError, ValueError) as error:
        reason = "timeout" if isinstance(error, TimeoutError) else " ".join(str(error).split())[:200]
        return [CheckResult("doctor-pictures-away", True, {"place": place, "reason": reason})]
    return [CheckResult("doctor-pictures", False, {"place": place})]


async def webhook(settings: Settings) -> list[CheckResult]:
    """Whether something listens where alerts are sent. Nothing is sent."""
    url = settings.alerts.webhook_url
    if not url:
        return []
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(CHECK_S):
            _, writer = await asyncio.open_connection(parts.hostname, port)
        writer.close()
    except OSError as error:
        reason = "timeout" if isinstance(error, TimeoutError) else error.strerror or type(error).__name__
        return [CheckResult("doctor-webhook-away", True, {"place": f"{parts.hostname}:{port}", "reason": reason})]
    return []
