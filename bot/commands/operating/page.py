"""What the views of `/admin` are made with: who reads, buttons to other views and to acts, times and ages in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from bot.access import Action, Kind, Principal, Resource, allows
from bot.grammar.callback_data import AdminView, AdminViewCallback, OrderActCallback
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyButton, ReplyLine
from bot.operating import ACTS, Act, Installation, Performer, Surface, propose
from bot.store import Tx

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
BUTTONS_A_ROW = 3
Rows = tuple[tuple[ReplyButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A view that somebody reads: of which row (`row`), by whom, on which turn of its panel."""

    installation: Installation
    reader: Principal
    row: int = 0
    turn: int = 0

    def may(self, action: Action) -> bool:
        """Whether the reader's rank allows this in the installation."""
        return allows(self.reader, action, Resource(Kind.INSTANCE))

    def to(self, view: AdminView, typed: str, object_id: int = 0, **arguments: object) -> ReplyButton:
        """A button that shows another view; `typed` are the words that do."""
        action = AdminViewCallback(self.turn, view, object_id).pack()
        return (f"admin-button-{view}", arguments, action, f"/admin {typed}".rstrip())

    def order(self, tx: Tx, verb: str, object_id: int, typed: str) -> tuple[ReplyButton, ...]:
        """A button that asks about an act, if it is possible now and the reader may; `typed` names its row."""
        act = act_about(verb, object_id)
        actor = Performer(self.reader, Surface.CHAT)
        if act is None or isinstance(propose(tx, self.installation, act, actor), Problem):
            return ()
        return ((f"admin-button-{verb}", {}, OrderActCallback(verb, object_id).pack(), f"/admin {verb} {typed}"),)

    def time(self, moment: float) -> str:
        """A point in time by the operator's clock."""
        return datetime.fromtimestamp(moment, self.installation.manager.settings.zone).strftime("%m-%d %H:%M")

    def day_start(self, now: float) -> float:
        """When today began by the operator's clock."""
        here = datetime.fromtimestamp(now, self.installation.manager.settings.zone)
        return here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def act_about(verb: str, object_id: int) -> Act | None:
    """The act of this name about one row; None if there is none, or it needs more than the row."""
    kind = ACTS.get(verb)
    if kind is None or len(kind.parameters) != 1:
        return None
    try:
        return kind.model_validate({kind.parameters[0].name: object_id})
    except ValidationError:
        return None


def age(now: float, since: float) -> list[object]:
    """How long ago something was, as an argument of a text."""
    seconds = max(0, int(now - since))
    if seconds < 2 * HOUR_S:
        return ReplyLine("admin-minutes", {"count": seconds // MINUTE_S}).nested
    if seconds < 2 * DAY_S:
        return ReplyLine("admin-hours", {"count": seconds // HOUR_S}).nested
    return ReplyLine("admin-days", {"count": seconds // DAY_S}).nested


def in_rows(buttons: tuple[ReplyButton, ...] | list[ReplyButton]) -> Rows:
    """Buttons, a few in each row."""
    return tuple(tuple(buttons[i : i + BUTTONS_A_ROW]) for i in range(0, len(buttons), BUTTONS_A_ROW))
