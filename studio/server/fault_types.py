"""Operations and actions of faults, and scenarios: named sets of faults that operators meet."""

from __future__ import annotations

from typing import Any, Literal

Operation = Literal["create", "query", "cancel", "list", "policy", "upload", "result", "chat", "task", "any"]
"""Where a fault applies: an API operation; `task` is inside the task of an accepted creation."""

FaultAction = Literal[
    "error",  # answered with an error, nothing done
    "hang",  # never answered (for `seconds`), nothing done; then the connection breaks
    "drop",  # the connection breaks, nothing done
    "wait",  # done and answered after `seconds`
    "nonsense",  # answered with a page of HTML under status 200 (or `status`), nothing done
    "lose",  # done, but the connection breaks instead of an answer
    "lose_late",  # done, but the answer never comes (for `seconds`)
    "cut",  # done, but the answer breaks off half-way
    "fail",  # task: fails with `code`
    "partial",  # task: `count` of its pictures fail with `code`
    "slow",  # task: takes at least `seconds`
    "stuck",  # task: never ends, until the service gives it up after 3 hours
    "spoil",  # task: its files are text, or (`file`: cut) break off in the middle
]

SCENARIOS: dict[str, tuple[dict[str, Any], ...]] = {
    "arrears": ({"on": "create", "do": "error", "code": "Arrearage", "times": None},),
    "free_tier_used_up": ({"on": "create", "do": "error", "code": "AllocationQuota.FreeTierOnly", "times": None},),
    "dead_key": ({"on": "any", "do": "error", "code": "InvalidApiKey", "times": None},),
    "outage": ({"on": "any", "do": "error", "code": "ServiceUnavailable", "times": None},),
    "unplugged": ({"on": "any", "do": "drop", "times": None},),
    "busy": ({"on": "create", "do": "error", "code": "Throttling", "times": None},),
    "lost_answers": ({"on": "create", "do": "lose", "times": None},),
    "moderation": (
        {"on": "create", "do": "error", "code": "DataInspectionFailed", "times": None, "probability": 0.3},
        {
            "on": "task",
            "do": "partial",
            "code": "DataInspectionFailed",
            "message": "Output data may contain inappropriate content.",
            "times": None,
            "probability": 0.3,
        },
    ),
    "chaos": (
        {"on": "create", "do": "error", "code": "Throttling", "times": None, "probability": 0.1},
        {"on": "create", "do": "error", "code": "InternalError", "times": None, "probability": 0.05},
        {"on": "create", "do": "drop", "times": None, "probability": 0.05},
        {"on": "create", "do": "lose", "times": None, "probability": 0.05},
        {"on": "query", "do": "error", "code": "ServiceUnavailable", "times": None, "probability": 0.1},
        {"on": "query", "do": "drop", "times": None, "probability": 0.05},
        {"on": "list", "do": "error", "code": "InternalError", "times": None, "probability": 0.1},
        {"on": "cancel", "do": "lose", "times": None, "probability": 0.1},
        {"on": "policy", "do": "error", "code": "InternalError", "times": None, "probability": 0.1},
        {"on": "upload", "do": "drop", "times": None, "probability": 0.1},
        {"on": "result", "do": "drop", "times": None, "probability": 0.1},
        {"on": "task", "do": "fail", "code": "InternalError.Algo", "times": None, "probability": 0.05},
        {"on": "task", "do": "partial", "code": "InternalError.Timeout", "times": None, "probability": 0.1},
        {"on": "task", "do": "slow", "seconds": 30, "times": None, "probability": 0.1},
    ),
}
"""Sets of faults that the control endpoint takes by name; `dead_key` also needs an account or a key."""
