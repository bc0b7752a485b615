"""What may cost money: every button and every command is classified, and a button like the command that it stands for."""

from __future__ import annotations

import pytest

from bot.grammar.callback_data import KINDS, unpack
from bot.grammar.spending import Spending, command_spends, spending_of
from bot.grammar.vocabulary import COMMANDS

EACH_PRESS = (
    "again:42", "similar:42:2", "restyle:42:1:repaint:sketch", "pick:17:sketch", "call:12:paint", "call:12:mine",
    "prompt:42",
)  # fmt: skip
ONCE = (
    "words:17:paint", "words:17:anew", "words:17:restyle", "words:17:command",
    "words:17:agree:160", "sure:again:42", "batch:12:yes", "call:12:again",
    "session:1:paint", "session:1:close", "session:1:skip", "session:1:resume", "idea:1:0f3c9a",
    "blend:7:paint:2", "act:12:yes", "act:12:no",
)  # fmt: skip
NEVER = (
    "menu:42:1:repaint", "cancel:42", "delete:42", "delete:42:yes", "undelete:42", "originals:42", "show:42", "star:42",
    "report:42", "batch:12:no", "batch:12:stop", "forget:7:yes", "lang:en", "set:me:0:style:sketch", "model:me:0:wanx-v1",
    "gal:3:2", "unact:17", "order:ban:7", "admin:3:job:42", "back:42", "undo:42", "continue:42:2", "session:1:join",
    "collect:42:1", "blend:7:move:2", "blend:7:empty:2",
    "session:1:leave", "session:1:end", "session:1:pause", "session:1:album", "session:1:kick:9", "vote:1:2:3",
)  # fmt: skip
SPENDING_COMMANDS = {
    "imagine", "restyle", "edit", "similar", "blend", "scene", "compare", "again", "idea", "session",
    "describe", "improve",
}  # fmt: skip


@pytest.mark.parametrize(
    ("action", "wanted"),
    [(action, Spending.EACH_PRESS) for action in EACH_PRESS]
    + [(action, Spending.ONCE) for action in ONCE]
    + [(action, Spending.NEVER) for action in NEVER],
)
def test_spending__of_a_button(action: str, wanted: Spending) -> None:
    assert spending_of(unpack(action)) is wanted


def test_spending__every_kind_of_button_is_classified_here() -> None:
    assert {type(unpack(action)) for action in (*EACH_PRESS, *ONCE, *NEVER)} == set(KINDS.values())


def test_spending__of_a_command() -> None:
    assert {command for command in COMMANDS if command_spends(command, "")} == SPENDING_COMMANDS


@pytest.mark.parametrize(
    ("text", "spends"),
    [("yes 12", True), ("是 12", True), ("画 12", True), ("no 12", False), ("停 12", False), ("", False)],
)
def test_spending__of_a_batch_by_words_is_that_of_its_buttons(text: str, spends: bool) -> None:
    assert command_spends("many", text) is spends


@pytest.mark.parametrize(
    ("text", "spends"),
    [
        ("paint #7.2", True),
        ("画 #7.2", True),
        ("move #7.2", False),
        ("清空 #7.2", False),
        ("paint her in this room", True),
    ],
)
def test_spending__of_a_list_by_words_is_that_of_its_buttons(text: str, spends: bool) -> None:
    assert command_spends("blend", text) is spends
