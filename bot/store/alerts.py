"""What an operator has to see to: noted once per cause, told to them by `bot.outbox.alerter`.

An alert names a text of the locales with arguments. It holds no prompt, no picture and no token: only the arguments in
`ARGUMENTS` are kept, shortened.
"""

from __future__ import annotations

import json
from typing import Any, Final

from bot.store import Tx

TOPIC: Final = "alerts"
ARGUMENTS: Final = frozenset(
    {
        "account", "code", "count", "folder", "free", "job", "kind", "model", "most", "part", "place", "platform", "quota",
        "scopes", "seconds", "task", "used",
    }
)  # fmt: skip
"""What an alert may say; all of it is ours or the service's, nothing a person typed."""
_TELLS_APART: Final = ("account", "model", "platform", "code", "task", "quota", "place", "part")
MOST_CHARACTERS: Final = 200


def note(tx: Tx, text_id: str, /, **arguments: Any) -> None:
    """Something is wrong that the operator has to mend. Told once for each `text_id` with the same account, model, platform,
    code, task, quota, place or part; a reminder follows while it goes on."""
    kept = _kept(arguments)
    cause = _cause(text_id, kept)
    tx.run("alerts.note", cause=cause, text_id=text_id, arguments=json.dumps(kept, ensure_ascii=False), now=tx.now)
    tx.hint(TOPIC)


def over(tx: Tx, text_id: str, over_id: str, /, **arguments: Any) -> None:
    """What was noted with `text_id` and these arguments is over. If it was told, so is its end, with `over_id`; when it comes
    back, both are told again at once, without the pause between reminders."""
    kept = _kept(arguments)
    tx.run("alerts.forget_untold", cause=_cause(text_id, kept))
    if tx.run("alerts.rearm", cause=_cause(text_id, kept)):
        tx.run("alerts.rearm", cause=_cause(over_id, kept))
        note(tx, over_id, **arguments)


def _kept(arguments: dict[str, Any]) -> dict[str, str]:
    return {name: _short(value) for name, value in sorted(arguments.items()) if name in ARGUMENTS}


def _cause(text_id: str, kept: dict[str, str]) -> str:
    return "|".join((text_id, *(kept[name] for name in _TELLS_APART if name in kept)))


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple | frozenset | set) else str(value)
    return " ".join(text.split())[:MOST_CHARACTERS]
