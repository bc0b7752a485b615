"""Long messages that a client split: the rest arrives as a separate message."""

from __future__ import annotations

from typing import Literal

from bot.adapter_api import Message
from bot.grammar.parsing import Parsed
from bot.grammar.vocabulary import PAINTING
from bot.store import Tx

CUT_S, PERHAPS_CUT_S = 2.0, 10.0
"""A text that was sent this soon (seconds) after one that may have been split is its rest; or may be, then the person
is asked."""
Rest = Literal["", "told", "perhaps"]
"""Whether a message is the rest of the one before: no; yes, and its person was told; perhaps."""


def rest_of_split(tx: Tx, message: Message, parsed: Parsed) -> Rest:
    """Whether a message is the rest of the one before, which a client split: it is then not acted on by itself.

    `told`: the first part was answered (as too long for any model, with the remark that the rest is left out), so there
    is no second answer. `perhaps`: the person is asked. A message that may itself have been split is recorded, so that
    its own rest is recognised in turn.
    """
    at = message.sent_at or tx.now

    def after(scope: str, seconds: float) -> bool:
        return tx.value("inbox.recorded_after", scope=scope, after=at - seconds) is not None

    whose = f"{message.conversation}/{message.sender.user_id}"
    rest: Rest = ""
    if not parsed.command and after(f"cut/{whose}", PERHAPS_CUT_S):
        rest = "told" if after(f"cut-told/{whose}", CUT_S) else "perhaps"
    if message.maybe_split:
        tx.run("inbox.record_once", scope=f"cut/{whose}", now=at, window=0.0)
        if rest or parsed.command in PAINTING | {""}:
            tx.run("inbox.record_once", scope=f"cut-told/{whose}", now=at, window=0.0)
    return rest
