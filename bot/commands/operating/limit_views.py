"""Views of the limits of a person and of a conversation, the values that one may have, and pictures that are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.commands.operating.page import Page, Rows, in_rows
from bot.grammar.callback_data import AdminView
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line
from bot.jobs import gifts, quotas
from bot.jobs.limits_in_force import limits_in_force
from bot.jobs.quotas import Who
from bot.operating import readers
from bot.operating.limit_acts import unit_of
from bot.store import Tx
from bot.store.rows import ConversationRow, LimitChangeRow, PersonRow
from config.settings import CONVERSATION_LIMITS, PERSON_LIMITS, Limits

PRESETS: Final[Mapping[str, tuple[int, ...]]] = {
    "pictures_per_day": (5, 10, 20, 50, 100),
    "pictures_per_week": (20, 50, 100, 200, 500),
    "pictures_per_month": (50, 100, 200, 500, 1000),
    "yuan_per_day": (1, 2, 5, 10, 20),
    "yuan_per_week": (5, 10, 20, 50, 100),
    "yuan_per_month": (10, 20, 50, 100, 200),
    "cooldown_s": (10, 30, 60, 300, 600),
    "requests_per_minute": (2, 5, 10, 20, 60),
    "calls_per_hour": (5, 10, 20, 50, 100),
}
"""The values that have buttons; any other can be written."""
FEW: Final = (1, 2, 3, 5, 10)
"""Those of what is counted at once."""
GIFTS: Final = (5, 10, 20, 50, 100)
IN_ORDER: Final = tuple(Limits.model_fields)


def limits(tx: Tx, page: Page) -> Reply:
    """The limits of a person: those in force, what is used of them, which are their own."""
    row = tx.one(PersonRow, "people.person_by_id", id=page.row)
    if row is None:
        return one_line("act-no-such-person", word=str(page.row))
    address = f"{row.platform}:{row.user_id}"
    lines = [ReplyLine("admin-limits", {"whose": readers.person_line(tx, row.id)})]
    lines += _lines(_of_person(tx, page, row), PERSON_LIMITS)
    buttons = _to_each(page, "limit", f"limit {address}", PERSON_LIMITS)
    return Reply(
        (*lines, ReplyLine("admin-limits-how")), in_rows([*buttons, page.to("person", f"person {address}", row.id)])
    )


def limit(tx: Tx, page: Page) -> Reply:
    """One limit of a person, and values to choose from."""
    row = tx.one(PersonRow, "people.person_by_id", id=page.row)
    if row is None or page.name not in PERSON_LIMITS:
        return one_line("act-no-such-person", word=str(page.row))
    address = f"{row.platform}:{row.user_id}"
    head = ReplyLine("admin-limits", {"whose": readers.person_line(tx, row.id)})
    lines = _lines(_of_person(tx, page, row), (page.name,))
    back = page.to("limits", f"limit {address}", row.id)
    return Reply((head, *lines, ReplyLine("act-limit-effect")), _values(tx, page, "limit", address, back))


def place_limits(tx: Tx, page: Page) -> Reply:
    """The limits and the budget of a conversation with all its topics."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=page.row)
    if row is None:
        return one_line("admin-no-such-place", word=str(page.row))
    address = f"{row.platform}:{row.chat_id}"
    lines = [ReplyLine("admin-limits-place", {"whose": readers.conversation_line(tx, row.id)})]
    lines += _lines(_of_place(tx, page, row), CONVERSATION_LIMITS)
    buttons = _to_each(page, "place-limit", f"limit-chat {address}", CONVERSATION_LIMITS)
    back = page.to("place", f"conversation {address}", row.id)
    return Reply((*lines, ReplyLine("admin-limits-how")), in_rows([*buttons, back]))


def place_limit(tx: Tx, page: Page) -> Reply:
    """One limit of a conversation, and values to choose from."""
    row = tx.one(ConversationRow, "people.conversation_by_id", id=page.row)
    name = f"conversation_{page.name}"
    if row is None or name not in CONVERSATION_LIMITS:
        return one_line("admin-no-such-place", word=str(page.row))
    address = f"{row.platform}:{row.chat_id}"
    head = ReplyLine("admin-limits-place", {"whose": readers.conversation_line(tx, row.id)})
    lines = _lines(_of_place(tx, page, row), (name,))
    back = page.to("place-limits", f"limit-chat {address}", row.id)
    return Reply((head, *lines, ReplyLine("act-limit-chat-effect")), _values(tx, page, "limit-chat", address, back))


def presents(tx: Tx, page: Page) -> Reply:
    """What is left of the pictures that were given to a person; giving more, taking them back."""
    row = tx.one(PersonRow, "people.person_by_id", id=page.row)
    if row is None:
        return one_line("act-no-such-person", word=str(page.row))
    address = f"{row.platform}:{row.user_id}"
    left = gifts.left(tx, tx.value("people.payer_id_of_person", person_id=row.id) or 0)
    facts = {"person": readers.person_line(tx, row.id), "count": left}
    buttons: list[ReplyButton] = []
    for count in GIFTS:
        label = ReplyLine("admin-button-gift", {"count": count})
        buttons += page.order(tx, "gift", row.id, address, str(count), label)
    if buttons:
        buttons.append(page.ask("gift", row.id, address))
    taken = ReplyLine("admin-button-take-gift", {"count": left})
    buttons += page.order(tx, "take-gift", row.id, address, str(min(left, gifts.MOST_GIVEN)), taken) if left > 0 else ()
    lines = (ReplyLine("admin-gifts", facts), ReplyLine("act-gift-effect"))
    return Reply(lines, in_rows([*buttons, page.to("person", f"person {address}", row.id)]))


_State = tuple[Limits, dict[str, str], dict[str, Any]]
"""Limits in force, which of them are its own, what is used of each quota."""


def _of_person(tx: Tx, page: Page, row: PersonRow) -> _State:
    manager = page.installation.manager
    in_force = manager.limits_of(tx, row, None)
    payer_id = tx.value("people.payer_id_of_person", person_id=row.id) or 0
    return in_force, _own(tx, "person", row.id, 0), _used(tx, page, in_force, Who(payer_id))


def _of_place(tx: Tx, page: Page, row: ConversationRow) -> _State:
    in_force = limits_in_force(tx, page.installation.manager.settings, None, row)
    return in_force, _own(tx, "conversation", 0, row.id), _used(tx, page, in_force, Who(conversation_id=row.id))


def _own(tx: Tx, source: str, person_id: int, conversation_id: int) -> dict[str, str]:
    rows = tx.all(LimitChangeRow, "limits.in_force", person_id=person_id, conversation_id=conversation_id)
    return {row.name: row.value for row in rows if row.source == source}


def _used(tx: Tx, page: Page, in_force: Limits, who: Who) -> dict[str, Any]:
    zone = page.installation.manager.settings.zone
    return {each.quota.name: each.shown(each.used) for each in quotas.standings(tx, in_force, zone, who)}


def _lines(state: _State, names: Iterable[str]) -> list[ReplyLine]:
    """The limits of these names that are set; a single one in any case."""
    in_force, own, used = state
    chosen = [name for name in IN_ORDER if name in names]
    facts = [
        {
            "name": name.removeprefix("conversation_"),
            "value": f"{getattr(in_force, name):g}",
            "unit": unit_of(name) if getattr(in_force, name) else "none",
            "own": "yes" if name in own else "no",
            "used": str(used.get(name, "")),
            "counted": "yes" if name in used else "no",
        }
        for name in chosen
        if getattr(in_force, name) or name in own or len(chosen) == 1
    ]
    return [ReplyLine("admin-limit", each) for each in facts]


def _to_each(page: Page, view: AdminView, typed: str, names: Iterable[str]) -> list[ReplyButton]:
    ordered = [name.removeprefix("conversation_") for name in IN_ORDER if name in names]
    return [page.to(view, f"{typed} {name}", page.row, name, limit=name) for name in ordered]


def _values(tx: Tx, page: Page, verb: str, address: str, back: ReplyButton) -> Rows:
    name = page.name
    buttons: list[ReplyButton] = []
    for value in (*PRESETS.get(name, FEW), 0):
        label = ReplyLine("admin-button-value", {"value": value, "unit": unit_of(name) if value else "none"})
        buttons += page.order(tx, verb, page.row, address, f"{name} {value}", label)
    buttons += page.order(tx, verb, page.row, address, f"{name} none", ReplyLine("admin-button-default"))
    if buttons:
        buttons.append(page.ask(verb, page.row, address, name))
    return in_rows([*buttons, back])
