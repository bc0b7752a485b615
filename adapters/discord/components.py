"""Buttons and selects under a message. Pure.

The custom id of a button is its action, as on all platforms; of one that opens a form the action with a mark before it. Many
buttons of one kind in a row are one select, whose options are their actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from adapters.discord.modals import ASK_MARK
from bot.adapter_api import Button

MAX_ROWS, MAX_IN_ROW, MAX_OPTIONS = 5, 5, 25
MAX_LABEL, MAX_OPTION_LABEL, MAX_CUSTOM_ID = 80, 100, 100
SELECT_FROM: Final = 8
"""So many buttons of one kind are a select."""
ROW, BUTTON, SELECT = 1, 2, 3
PRIMARY, SECONDARY, SUCCESS, DANGER = 1, 2, 3, 4
_STYLES = {"": SECONDARY, "primary": PRIMARY, "danger": DANGER}

Json = dict[str, Any]


def components(rows: Sequence[Sequence[Button]]) -> list[Json]:
    """The rows of components; empty if nothing can be pressed."""
    wanted = _unique(rows)
    if len(made := _laid_out(wanted, SELECT_FROM)) <= MAX_ROWS:
        return made
    # Too many rows as they are meant: fewer selects would not do, so that each kind of several is one, and the rest stands close.
    close = [[button for row in wanted for button in row]]
    for least in (SELECT_FROM, MAX_IN_ROW, 2):
        if len(made := _laid_out(close, least)) <= MAX_ROWS:
            return made
    return made[:MAX_ROWS]


def _unique(rows: Iterable[Sequence[Button]]) -> list[list[Button]]:
    """The buttons that a press can come back from, each custom id once."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        buttons = []
        for button in row:
            if button.action and button.label and not button.copy and _custom_id(button) not in seen:
                seen.add(_custom_id(button))
                buttons.append(button)
        if buttons:
            kept.append(buttons)
    return kept


def _laid_out(rows: Sequence[Sequence[Button]], least: int) -> list[Json]:
    """Rows of five at most. Neighbours of one kind, in one row or in several, are a select from `least` of them on."""
    flat = [(number, button) for number, row in enumerate(rows) for button in row]
    made: list[Json] = []
    waiting: list[tuple[int, Button]] = []

    def close_row() -> None:
        for _, group in groupby(waiting, key=lambda pair: pair[0]):
            buttons = [button for _, button in group]
            made.extend(
                _row([_button(button) for button in buttons[start : start + MAX_IN_ROW]])
                for start in range(0, len(buttons), MAX_IN_ROW)
            )
        waiting.clear()

    for _, group in groupby(flat, key=lambda pair: _kind(pair[1])):
        pairs = list(group)
        if len(pairs) < least or pairs[0][1].ask:
            waiting.extend(pairs)
            continue
        close_row()
        buttons = [button for _, button in pairs]
        for start in range(0, len(buttons), MAX_OPTIONS):
            made.append(_row([_select(buttons[start : start + MAX_OPTIONS], len(made))]))
    close_row()
    return made


def _kind(button: Button) -> str:
    """What a button does, without with what: `restyle:42:1:repaint` of `restyle:42:1:repaint:sketch`."""
    return f"{button.action.rpartition(':')[0]}{ASK_MARK if button.ask else ''}"


def _custom_id(button: Button) -> str:
    custom_id = f"{ASK_MARK}{button.action}" if button.ask else button.action
    assert len(custom_id) <= MAX_CUSTOM_ID, f"custom id over {MAX_CUSTOM_ID} characters: {custom_id!r}"
    return custom_id


def _row(inner: list[Json]) -> Json:
    return {"type": ROW, "components": inner}


def _button(button: Button) -> Json:
    style = SUCCESS if button.on else _STYLES[button.style]
    return {"type": BUTTON, "style": style, "label": button.label[:MAX_LABEL], "custom_id": _custom_id(button)}


def _select(buttons: Sequence[Button], number: int) -> Json:
    options = [{"label": button.label[:MAX_OPTION_LABEL], "value": button.action} for button in buttons]
    custom_id = f"select:{number}"
    return {"type": SELECT, "custom_id": custom_id, "options": options}
