"""`shenbi doctor --probe`: which models each key can use, found out at no cost (see `bot/dashscope/probe.py`)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import typer

from bot.cli import terminal
from bot.cli.preflight import NO_TASK
from bot.cli.probe_hold import PoolBusy, PoolHold, hold_pool, release_pool
from bot.dashscope import probe
from bot.dashscope.client import DashScopeClient
from bot.dashscope.probe import ProbeReason, ProbeResult, ProbeState
from bot.dashscope.request_format import RequestFormat, request_formats
from bot.jobs.money import yuan_text
from bot.runtime.clock import SystemClock
from bot.runtime.texts import Texts
from bot.store import Store, StoreError, open_store
from bot.upstream import CallFailed, ModelRoles
from bot.upstream.catalogue import Catalogue
from bot.upstream.model import Model
from config.settings import LOCALES_FOLDER, Account, Settings, SettingsError

MAX_WAIT_S: Final = 15.0
"""How long a probe waits until a pool may submit."""


@dataclass(frozen=True, slots=True)
class ProbedModel:
    """One line of the output. `key` is its number within the account."""

    account: str
    key: int
    model: str
    result: ProbeResult
    successor: str
    in_use: bool

    @property
    def bad(self) -> bool:
        """Whether the operator has to do something: a model that people are given cannot be used, or money may be gone."""
        unusable = self.result.state in (ProbeState.NO_ACCESS, ProbeState.RETIRED)
        return self.result.may_be_billed or (self.in_use and unusable)

    def as_json(self) -> dict[str, Any]:
        """The line for programs."""
        return {
            "account": self.account,
            "key": self.key,
            "model": self.model,
            "state": self.result.state.value,
            "reason": self.result.reason.value,
            "code": self.result.code,
            "successor": self.successor,
            "may_be_billed": self.result.may_be_billed,
            "in_use": self.in_use,
        }


def probe_command(settings: Settings, *, yes: bool, as_json: bool) -> None:
    """Ask, probe, print; exit status 1 if the operator declined, 2 if something is wrong."""
    texts = Texts(LOCALES_FOLDER)

    def say(text_id: str, **arguments: object) -> str:
        return texts.say(settings.language, text_id, **arguments)

    if not settings.upstream.accounts:
        if as_json:
            terminal.json_line([])
        else:
            terminal.line(say("doctor-studio"))
        return
    catalogue = Catalogue.load()
    prober = Prober(settings, catalogue)
    tried = prober.tried
    keys = sum(len(account.keys) for account in settings.upstream.accounts)
    most = yuan_text(keys * sum(model.price_li for model in tried))
    question = say("probe-ask", requests=keys * len(tried), models=", ".join(model.name for model in tried), yuan=most)
    if not yes and not _confirmed(question):
        terminal.line(say("probe-declined"), error=True)
        raise typer.Exit(1)

    found: list[ProbedModel] = []

    def show(line: ProbedModel) -> None:
        found.append(line)
        if not as_json:
            terminal.line(_line(line, catalogue, say))

    try:
        asyncio.run(prober.run(show))
    except (StoreError, ValueError, OSError) as error:
        raise SettingsError(str(error)) from None
    if as_json:
        terminal.json_line([line.as_json() for line in found])
    if any(line.bad for line in found):
        raise typer.Exit(2)


def _confirmed(question: str) -> bool:
    """Ask on stderr, so that stdout is JSON alone. An input that has ended is a no."""
    terminal.line(f"{question} [y/N]", error=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _line(line: ProbedModel, catalogue: Catalogue, say: Callable[..., str]) -> str:
    """One line for people."""
    result = line.result
    price = yuan_text(catalogue.models[line.model].price_li)
    words = say(f"probe-{result.state.value.replace('_', '-')}", code=result.code, successor=line.successor or "none")
    if result.reason is not ProbeReason.NONE:
        why = say(f"probe-why-{result.reason.value.replace('_', '-')}", code=result.code, yuan=price)
        words = say("probe-because", words=words, why=why)
    mark = "✗" if line.bad else "✓" if result.state is ProbeState.USABLE else "·"
    return say("probe-line", mark=mark, account=line.account, key=line.key, model=line.model, words=words)


class Prober:
    """Probes every model with every key of every account, one request at a time."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._formats = request_formats(catalogue)
        self._roles = ModelRoles(catalogue, settings.upstream)
        self._clock = SystemClock()

    @property
    def tried(self) -> list[Model]:
        """The models to which a request for a picture is sent."""
        return [model for name, model in self._catalogue.models.items() if self._formats[name].probe_size]

    async def run(self, show: Callable[[ProbedModel], None]) -> None:
        """Probe everything; `show` gets each line as soon as it is known."""
        store = await open_store(self._settings.store_url, self._clock, worker=False)
        try:
            for account, number, key in self._keys():
                client = DashScopeClient(
                    self._settings.upstream.base_url,
                    key,
                    clock=self._clock,
                    catalogue=self._catalogue,
                    workspace=account.workspace,
                )
                async with client:
                    await self._probe_key(store, client, account, number, show)
        finally:
            await store.close()

    def _keys(self) -> Iterator[tuple[Account, int, str]]:
        for account in self._settings.upstream.accounts:
            for number, key in enumerate(account.keys, 1):
                yield account, number, key.get_secret_value()

    async def _probe_key(
        self,
        store: Store,
        client: DashScopeClient,
        account: Account,
        number: int,
        show: Callable[[ProbedModel], None],
    ) -> None:
        asked = await client.query(NO_TASK)
        of_all = probe.of_key(asked) if isinstance(asked, CallFailed) else None
        for model in self._catalogue.models.values():
            result = of_all or await self._probe_model(store, client, account, model, self._formats[model.name])
            successor = self._catalogue.successors.get(model.name, "") if result.state is ProbeState.RETIRED else ""
            in_use = bool(self._roles.roles_of(model.name))
            show(ProbedModel(account.name, number, model.name, result, successor, in_use))

    async def _probe_model(
        self, store: Store, client: DashScopeClient, account: Account, model: Model, request_format: RequestFormat
    ) -> ProbeResult:
        if request_format.probe_size is None:
            return await probe.probe_policy(client, model) if model.reference else probe.nothing_free()
        hold = await self._hold(store, account.name, model)
        if isinstance(hold, PoolBusy):
            reason = ProbeReason.LOOKING if hold.looking else ProbeReason.BUSY
            return ProbeResult(ProbeState.NOT_PROBED, reason)
        result = await probe.probe_size(client, model, request_format, self._clock)
        unanswered = result.reason is ProbeReason.UNANSWERED
        await store.write(release_pool, hold, model.submissions_per_s, result.task_id, unanswered=unanswered)
        if hold is None:  # Nobody has submitted to it from here, so only this command has a rate to keep.
            await self._clock.wait(asyncio.Event(), self._clock.now() + 1 / model.submissions_per_s)
        return result

    async def _hold(self, store: Store, account: str, model: Model) -> PoolHold | PoolBusy | None:
        until = self._clock.now() + MAX_WAIT_S
        while True:
            hold = await store.write(hold_pool, account, model.name)
            if not isinstance(hold, PoolBusy) or hold.looking or self._clock.now() + hold.wait_s > until:
                return hold
            await self._clock.wait(asyncio.Event(), self._clock.now() + hold.wait_s)
