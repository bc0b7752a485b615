"""What may cost money: which buttons and commands can lead to pictures being painted, or a chat model being asked. Pure.

Two guards ask it: the burst guard (`bot.commands.burst_guard`) and the check for updates that are handled very late
(`bot.intake.staleness`).
"""

from __future__ import annotations

from enum import StrEnum

from bot.grammar import callback_data as data
from bot.grammar.argument_words import CONFIRM, batch_answer, blend_answer
from bot.grammar.vocabulary import PAINTING, fold


class Spending(StrEnum):
    """How often a button spends money."""

    NEVER = "never"
    ONCE = "once"
    """Once, however often it is pressed: its handler checks the state of the question, session or burst."""
    EACH_PRESS = "each press"


_OF_KIND: dict[type[data.CallbackData], Spending] = {
    data.AgainCallback: Spending.EACH_PRESS,
    data.SimilarCallback: Spending.EACH_PRESS,
    data.RestyleCallback: Spending.EACH_PRESS,
    data.PickStyleCallback: Spending.EACH_PRESS,
    data.CallCallback: Spending.EACH_PRESS,
    data.EditPromptCallback: Spending.EACH_PRESS,
    data.QuestionCallback: Spending.ONCE,
    data.ConfirmBurstCallback: Spending.ONCE,
    data.IdeaCallback: Spending.ONCE,
    data.ActCallback: Spending.ONCE,
}
_PAINTING_VERBS = frozenset({"paint", "close", "skip", "resume", "blend"})
"""The verbs of a session after which it may paint."""
_SPENDING_COMMANDS = PAINTING | {"again", "idea", "session", "describe", "improve"}


def spending_of(pressed: data.CallbackData) -> Spending:
    """How often a button with this data spends money."""
    match pressed:
        case data.BatchCallback(answer="yes") | data.BlendCallback(verb="paint"):
            return Spending.ONCE
        case data.CallCallback(choice="again"):
            # The limits of one person's calls are checked, so that a burst ends by itself.
            return Spending.ONCE
        case data.SessionCallback(verb=verb) if verb in _PAINTING_VERBS:
            return Spending.ONCE
        case _:
            return _OF_KIND.get(type(pressed), Spending.NEVER)


def command_spends(command: str, text: str) -> bool:
    """Whether a command with this text may spend money."""
    if command == "many":
        return batch_answer(text.partition(" ")[0]) == "yes"
    if command == "blend" and (pressed := blend_answer(text)):
        return pressed.verb == "paint"
    if command == "admin":  # Its acts are asked about; the answer may release a job.
        return fold(text.partition(" ")[0]) in CONFIRM
    return command in _SPENDING_COMMANDS
