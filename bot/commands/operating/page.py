"""What the views of `/admin` are made with: who reads, buttons to other views and to acts, times and ages in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.access import Action, Kind, Principal, Resource, allows
from bot.grammar.act_words import VERBS
from bot.grammar.callback_data import AdminView, AdminViewCallback, OrderActCallback
from bot.grammar.option_values import Problem
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line
from bot.operating import Installation, Performer, Surface, act_about, propose
from bot.store import Tx

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
BUTTONS_A_ROW = 3
ASKED = "?"
"""The last word of an order whose button asks for it."""
Rows = tuple[tuple[ReplyButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A view that somebody reads: of which row (`row`) and which limit of it (`name`), by whom, on which turn of its panel.
    `shown`: of a view whose look is recorded, what was looked at."""

    installation: Installation
    reader: Principal
    row: int = 0
    turn: int = 0
    name: str = ""
    shown: tuple[int, ...] = ()

    def may(self, action: Action) -> bool:
        """Whether the reader's rank allows this in the installation."""
        return allows(self.reader, action, Resource(Kind.INSTANCE))

    def to(self, view: AdminView, typed: str, object_id: int = 0, name: str = "", **arguments: object) -> ReplyButton:
        """A button that shows another view; `typed` are the words that do."""
        action = AdminViewCallback(self.turn, view, object_id, name).pack()
        return (f"admin-button-{view}", arguments, action, f"/admin {typed}".rstrip())

    def order(
        self, tx: Tx, verb: str, object_id: int, typed: str, more: str = "", label: ReplyLine | None = None
    ) -> tuple[ReplyButton, ...]:
        """A button that asks about an act, if it is possible now and the reader may. `typed` names its row, `more` are the words
        behind that."""
        act = act_about(tx, self.installation, verb, object_id, more)
        actor = Performer(self.reader, Surface.CHAT)
        if isinstance(act, Problem) or isinstance(propose(tx, self.installation, act, actor), Problem):
            return ()
        said = label or ReplyLine(f"admin-button-{verb}")
        action = OrderActCallback(verb, object_id, more).pack()
        return ((said.text_id, said.arguments, action, " ".join(f"/admin {VERBS[verb][0]} {typed} {more}".split())),)

    def ask(self, verb: str, object_id: int, typed: str, more: str = "") -> ReplyButton:
        """A button that asks for the last word of an order. Where a platform has no field for it, the words before that are
        what it copies (`bot.commands.operating.panel`)."""
        action = OrderActCallback(verb, object_id, f"{more} {ASKED}".lstrip()).pack()
        return ("admin-button-other", {}, action, " ".join(f"/admin {verb} {typed} {more}".split()))

    def time(self, moment: float) -> str:
        """A point in time by the operator's clock."""
        return datetime.fromtimestamp(moment, self.installation.manager.settings.zone).strftime("%m-%d %H:%M")

    def day_start(self, now: float) -> float:
        """When today began by the operator's clock."""
        here = datetime.fromtimestamp(now, self.installation.manager.settings.zone)
        return here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


View = Callable[[Tx, Page], Reply]


def only_for(action: Action, view: View) -> View:
    """A view for those whose rank allows this."""
    return lambda tx, page: view(tx, page) if page.may(action) else one_line("act-not-allowed")


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
