"""What is carried out of an update that is handled long after it was sent."""

from __future__ import annotations

import pytest

from bot.adapter_api import Conversation, Message, Press, Sender
from bot.grammar.parsing import Parsed
from bot.intake.staleness import STALE_S, too_old_text

HERE, ANN = Conversation("scripted", "ann"), Sender("scripted", "ann")
NOW = 1_800_000_000.0
LATE = NOW - STALE_S - 1


def press(action: str, *, sent_at: float = 0.0, received_at: float = NOW) -> str:
    return too_old_text(Press(HERE, ANN, action, sent_at=sent_at), Parsed("", ""), received_at, NOW)


def message(parsed: Parsed, *, sent_at: float = LATE) -> str:
    return too_old_text(Message(HERE, ANN, "1", sent_at=sent_at), parsed, NOW, NOW)


@pytest.mark.parametrize("action", ["again:42", "words:17:paint", "sure:again:42", "batch:12:yes", "session:1:paint"])
def test_staleness__press_that_costs_money_is_refused_late(action: str) -> None:
    assert press(action, sent_at=LATE) == "press-too-old"
    assert press(action, sent_at=NOW - STALE_S) == ""


@pytest.mark.parametrize("action", ["cancel:42", "delete:42:yes", "batch:12:stop", "vote:1:2:3", "show:42", "nonsense"])
def test_staleness__press_that_costs_nothing_is_carried_out_late(action: str) -> None:
    assert press(action, sent_at=LATE) == ""


def test_staleness__arrival_counts_where_the_platform_tells_no_time() -> None:
    """Telegram does not say when a button was pressed: the press may have been saved days ago."""
    assert press("again:42", received_at=LATE) == "press-too-old"
    assert press("again:42", received_at=NOW) == ""
    assert press("again:42", sent_at=NOW, received_at=LATE) == ""


@pytest.mark.parametrize(
    "parsed",
    [
        Parsed("imagine", "a fox"), Parsed("again", "42"), Parsed("", "a fox"), Parsed("", "yes"), Parsed("vote", "2"),
        Parsed("many", "yes 12"), Parsed("session", "start the sea"), Parsed("idea", "a boat"),
    ],
)  # fmt: skip
def test_staleness__words_that_cost_money_or_mean_something_else_by_now_are_refused_late(parsed: Parsed) -> None:
    assert message(parsed) == "too-old"
    assert message(parsed, sent_at=NOW) == ""


@pytest.mark.parametrize(
    "parsed", [Parsed("cancel", "42"), Parsed("delete", "42"), Parsed("many", "stop 12"), Parsed("forget", "")]
)
def test_staleness__words_that_cost_nothing_are_carried_out_late(parsed: Parsed) -> None:
    assert message(parsed) == ""
