"""Pausing and resuming everything, a model, or an account."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from bot.access import Action, Principal
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.jobs import pauses
from bot.operating import readers
from bot.operating.act import Act, ActRefused, Installation, Parameter, UnreadableWord
from bot.store import Tx

_SCOPE = (Parameter("scope", readers.scope),)


class _OfScope(Act):
    """The base of both."""

    action: ClassVar[Action] = Action.STEER
    parameters: ClassVar[tuple[Parameter, ...]] = _SCOPE

    scope: str = Field(pattern=r"^(all|(model|account):[\w.-]{1,60})$")

    def title(self, tx: Tx) -> ReplyLine:
        kind, _, name = self.scope.partition(":")
        return ReplyLine(f"act-{self.verb}", {"kind": kind, "name": name})


class PausePainting(_OfScope):
    """Submit nothing new there; what runs is finished, people are told."""

    verb = "pause"

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        _, _, name = self.scope.partition(":")
        try:
            readers.scope(tx, installation, name or self.scope)
        except UnreadableWord as unknown:
            return unknown.problem
        return Problem("act-paused-already") if self.scope in pauses.paused(tx) else None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        if not pauses.pause(tx, self.scope, by.person):
            raise ActRefused(Problem("act-paused-already"))
        return ResumePainting(scope=self.scope)


class ResumePainting(_OfScope):
    """Submit again what waits there, in its order."""

    verb = "resume"

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        return None if self.scope in pauses.paused(tx) else Problem("act-not-paused")

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        if not pauses.resume(tx, self.scope):
            raise ActRefused(Problem("act-not-paused"))
        return PausePainting(scope=self.scope)
