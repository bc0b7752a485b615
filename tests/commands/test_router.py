"""The router: each command and each button has one handler, whoever registers it; what it cannot read is answered."""

from __future__ import annotations

import pytest

from bot.commands.router import Router
from bot.grammar import callback_data as data
from bot.intake.context import CommandContext, PressContext
from bot.store import Tx
from tests.conftest import RunningApp


def _ignore(tx: Tx, context: CommandContext) -> None:
    pass


def _ignore_press(tx: Tx, context: PressContext, pressed: data.CallbackData) -> None:
    pass


def test_router__command_has_one_handler() -> None:
    router = Router()
    router.add_commands({"imagine": _ignore})
    with pytest.raises(ValueError, match="imagine"):
        router.add_commands({"imagine": _ignore, "restyle": _ignore})
    assert router.commands == {"imagine"}


def test_router__button_has_one_handler() -> None:
    router = Router()
    router.add_callback(data.AgainCallback, _ignore_press)
    with pytest.raises(ValueError, match="again"):
        router.add_callback(data.AgainCallback, _ignore_press)
    assert router.callbacks == {"again", "sure"}


@pytest.mark.parametrize(
    "action", ["again:" + "9" * 60, "again:x", "nothing:1", "restyle:1:1:repaint:cubism", "sure:sure:again:1", "sure:x"]
)
async def test_router__button_that_nobody_knows_is_answered(shenbi: RunningApp, action: str) -> None:
    await shenbi.chat.say("/imagine a fox")
    shown = await shenbi.chat.picture()
    pressed = {"action": action, "under": shown.id, "user": "ann", "chat": shown.chat, "language": "en"}
    await shenbi.chat.push({**pressed, "admin": False, "direct": True})
    await shenbi.chat.text("This button is too old for me")
    assert len(await shenbi.jobs()) == 1
