"""An answer to every command, where the platform shows that one is being made until it comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.intake.context import UpdateContext
from bot.intake.reply import one_line, respond
from bot.store import Tx


@contextmanager
def always_answered(tx: Tx, context: UpdateContext) -> Iterator[None]:
    """After the body, which acts on an update: if it posted nothing that answers it (what it did is shown by a post that stood
    there before, such as a session's card), say that it is done."""
    here = context.speaker.conversation.id
    before = int(tx.value("posts.newest_id", conversation_id=here))
    yield
    if tx.value("posts.answers_here", conversation_id=here, after=before) is None:
        respond(tx, context, one_line("done"))
