"""Options of a studio, and the settings that can be changed while it runs."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

TASK_LIFE_S = 24 * 3600
"""How long a finished task can be queried and its pictures fetched."""
UPLOAD_LIFE_S = 48 * 3600
POLICY_LIFE_S = 300
TASK_TIMEOUT_S = 3 * 3600
"""A task that takes longer is failed by the service as InternalError.Timeout."""
QUERIES_PER_SECOND = 20
"""Per account, over all its keys, separately for query, list and cancel."""
POLICIES_PER_SECOND = 100
MAX_UPLOAD_BYTES = 100 * 1024 * 1024
MAX_REQUEST_BYTES = 16 * 1024 * 1024
SYNC_LIMIT_S = 300.0
"""How long a creation that is answered with the pictures may take; then it ends as RequestTimeOut."""


@dataclass(frozen=True, slots=True)
class Durations:
    """How long tasks take, in seconds: `fixed` (a), `uniform` (a..b) or `lognormal` (median a, sigma b)."""

    kind: Literal["fixed", "uniform", "lognormal"] = "fixed"
    a: float = 0.0
    b: float = 0.0

    def draw(self, rng: random.Random) -> float:
        """One duration, at most TASK_TIMEOUT_S."""
        match self.kind:
            case "fixed":
                seconds = self.a
            case "uniform":
                seconds = rng.uniform(self.a, self.b)
            case "lognormal":
                seconds = rng.lognormvariate(math.log(max(self.a, 1e-3)), self.b)
        return min(max(0.0, seconds), float(TASK_TIMEOUT_S))


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that the control endpoint can change in a running studio.

    A task takes as long as its painting, at least `min_task_s` and the drawn duration. `canned`: one-colour pictures at
    once. `set_pictures`: how many pictures a set has at most (0: the seed decides). `check_sizes_at_create`: a wrong size of a
    message is refused at creation also where a task is made. `sync_limit_s`: how long a creation may take that is answered with
    the pictures. `list_lag_s` hides younger tasks from listings, as replication lag would. `tasks_at_once` and
    `submissions_per_second` override config/models.toml, per model.
    """

    min_task_s: float = 1.5
    durations: Durations = Durations()
    canned: bool = False
    set_pictures: int = 0
    check_sizes_at_create: bool = False
    sync_limit_s: float = SYNC_LIMIT_S
    strict_concurrency: bool = False
    list_lag_s: float = 0.0
    queries_per_second: int = QUERIES_PER_SECOND
    tasks_at_once: Mapping[str, int] = field(default_factory=dict)
    submissions_per_second: Mapping[str, float] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Account names by key, for keys that share an account; any other key is an account of its own."""

    def public(self) -> dict[str, Any]:
        """As JSON, without the keys."""
        return {
            "min_task_s": self.min_task_s,
            "durations": {"kind": self.durations.kind, "a": self.durations.a, "b": self.durations.b},
            "canned": self.canned,
            "set_pictures": self.set_pictures,
            "check_sizes_at_create": self.check_sizes_at_create,
            "sync_limit_s": self.sync_limit_s,
            "strict_concurrency": self.strict_concurrency,
            "list_lag_s": self.list_lag_s,
            "queries_per_second": self.queries_per_second,
            "tasks_at_once": dict(self.tasks_at_once),
            "submissions_per_second": dict(self.submissions_per_second),
            "accounts": sorted(set(self.accounts.values())),
        }


@dataclass(frozen=True, slots=True)
class StudioOptions:
    """Options of a new studio.

    `data_dir`: where tasks, uploads and pictures survive a restart; None keeps them in memory. `seed` seeds everything
    random (task ids, durations, faults with a probability, seeds of requests that name none); without one every run
    differs.
    """

    data_dir: Path | None = None
    models_file: Path | None = None
    """Another config/models.toml."""
    settings: Settings = Settings()
    painters: int = 2
    trial_words: bool = True
    """Whether trial words in a prompt make its task fail or hang (docs/studio.md). Off where anybody may write prompts."""
    seed: int | None = None


@dataclass(slots=True)
class LiveSettings:
    """The current settings: a shared holder whose content the control endpoint replaces."""

    settings: Settings
