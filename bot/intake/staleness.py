"""Updates that are handled very late, after a long outage: what of them is still carried out. Pure.

Cancelling, deleting, looking and choosing settings is carried out however late. What may cost money is not, since
nobody waits for it any more: the answer says so, and how to ask again. Neither is what means something else by now.
"""

from __future__ import annotations

from bot.adapter_api import Message, Press
from bot.grammar.callback_data import unpacked
from bot.grammar.parsing import Parsed
from bot.grammar.spending import Spending, command_spends, spending_of

STALE_S = 24 * 3600.0
"""An update older than this is stale."""
_OF_THE_MOMENT = frozenset({"", "vote"})
"""Commands that mean what is there when they are given (words without a command answer what was said last; a vote in
words is about the round that is open). A button names its session and its round."""


def too_old_text(update: Message | Press, parsed: Parsed, received_at: float, now: float) -> str:
    """The text id of the answer to an update that is too old to be carried out; empty if it is carried out. It was
    received at `received_at`, which counts where the platform does not tell when it was sent (unix seconds)."""
    if now - (update.sent_at or received_at) <= STALE_S:
        return ""
    if isinstance(update, Press):
        pressed = unpacked(update.action)
        return "press-too-old" if pressed and spending_of(pressed) is not Spending.NEVER else ""
    if parsed.problems:
        return ""  # Only answered.
    return "too-old" if parsed.command in _OF_THE_MOMENT or command_spends(parsed.command, parsed.text) else ""
