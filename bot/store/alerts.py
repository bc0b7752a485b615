"""Alerts for the operator: one row per cause, delivered by `bot.outbox.alerter`.

An alert names a text of the locales with arguments. It holds no prompt, no picture and no token: only the arguments in
`ARGUMENTS` are kept, shortened.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.store.base import Tx
from bot.store.rows import AlertRow

TOPIC: Final = "alerts"
ARGUMENTS: Final = frozenset(
    {
        "account", "code", "count", "folder", "free", "job", "kind", "model", "most", "part", "place", "platform", "quota",
        "scopes", "seconds", "task", "used",
    }
)  # fmt: skip
"""The arguments that are kept: all come from us or from the service, none was typed by a person."""
_IDENTIFYING: Final = ("account", "model", "platform", "code", "task", "quota", "place", "part")
MOST_CHARACTERS: Final = 200


def report(tx: Tx, text_id: str, /, **arguments: Any) -> None:
    """Report a problem that the operator has to solve. Sent once for each `text_id` with the same account, model,
    platform, code, task, quota, place or part; a reminder follows while the problem persists."""
    kept = _limited_arguments(arguments)
    cause = _cause(text_id, kept)
    tx.run("alerts.report", cause=cause, text_id=text_id, arguments=json.dumps(kept, ensure_ascii=False), now=tx.now)
    tx.hint(TOPIC)


def resolve(tx: Tx, text_id: str, resolved_id: str, /, **arguments: Any) -> None:
    """End the alert `text_id` with these arguments. If it was sent, `resolved_id` is sent now; should the problem come
    back, both are sent again at once, without the pause between reminders."""
    kept = _limited_arguments(arguments)
    tx.run("alerts.drop_unsent", cause=_cause(text_id, kept))
    if tx.run("alerts.rearm", cause=_cause(text_id, kept)):
        tx.run("alerts.rearm", cause=_cause(resolved_id, kept))
        report(tx, resolved_id, **arguments)


def resolve_told(
    tx: Tx, is_over: Callable[[str, Mapping[str, str]], bool], resolved_id: str, /, **arguments: Any
) -> None:
    """End all alerts that were sent and of which `is_over(text_id, arguments)`; if there is one, `resolved_id` is sent,
    once for all."""
    over = [row for row in tx.all(AlertRow, "alerts.told") if is_over(row.text_id, json.loads(row.arguments))]
    if [row for row in over if tx.run("alerts.rearm", cause=row.cause)]:
        tx.run("alerts.rearm", cause=_cause(resolved_id, _limited_arguments(arguments)))
        report(tx, resolved_id, **arguments)


def rearm(tx: Tx, text_id: str, /, **arguments: Any) -> None:
    """End the alert `text_id` with these arguments without a word: when it is reported again, it is sent at once."""
    cause = _cause(text_id, _limited_arguments(arguments))
    tx.run("alerts.drop_unsent", cause=cause)
    tx.run("alerts.rearm", cause=cause)


def _limited_arguments(arguments: dict[str, Any]) -> dict[str, str]:
    return {name: _shortened(value) for name, value in sorted(arguments.items()) if name in ARGUMENTS}


def _cause(text_id: str, kept: dict[str, str]) -> str:
    return "|".join((text_id, *(kept[name] for name in _IDENTIFYING if name in kept)))


def _shortened(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple | frozenset | set) else str(value)
    return " ".join(text.split())[:MOST_CHARACTERS]
