"""State that all parts of one emulated service share."""

from dataclasses import dataclass

from tests.emulators.waiting import Signal, Tasks

from .clock import Clock
from .faults import FaultPlan
from .ids import Ids
from .limits import Limits
from .org import Org
from .recorder import Recorder, Violation
from .settings import Settings


@dataclass(slots=True)
class Core:
    """Clock, ids, recorder and background tasks of one emulated service."""

    clock: Clock
    settings: Settings
    seed: int
    ids: Ids
    org: Org
    limits: Limits
    faults: FaultPlan
    recorder: Recorder
    changed: Signal
    tasks: Tasks
    openapi_endpoint: str = ""
    oapi_endpoint: str = ""

    @classmethod
    def make(cls, clock: Clock, settings: Settings, seed: int) -> "Core":
        ids = Ids(seed)
        org = Org(corp_id=ids.corp())
        return cls(clock, settings, seed, ids, org, Limits(settings), FaultPlan(), Recorder(), Signal(), Tasks())

    def violate(self, kind: str, detail: str) -> None:
        """Record a violation: something that the real service would not accept, or a person would see as broken."""
        self.recorder.violations.append(Violation(self.clock.now(), kind, detail))
        self.changed.notify()
