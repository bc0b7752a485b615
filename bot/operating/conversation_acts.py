"""What holds for one chat with all its topics: how its requests are treated, and how long its pictures are kept."""

from __future__ import annotations

from typing import ClassVar

from bot.access import Action, Principal
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.operating import readers
from bot.operating.act import Act, Installation, Parameter
from bot.store import Tx
from bot.store.rows import ConversationRow
from config.settings import MOST_DAYS

_CONVERSATION = Parameter("conversation", readers.conversation)


class OfConversation(Act):
    """The base of both. They are stored in each row of the chat, and a topic that is new gets them from the others."""

    conversation: int

    def object_id(self) -> int:
        return self.conversation

    def row(self, tx: Tx) -> ConversationRow | None:
        """The conversation as it is now."""
        return tx.one(ConversationRow, "people.conversation_by_id", id=self.conversation)

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = self.row(tx)
        if row is None or not row.chat_id:
            return Problem("admin-no-such-place", {"word": f"{self.conversation}"})
        return self._refusal(installation, row)

    def _refusal(self, installation: Installation, row: ConversationRow) -> Problem | None:
        raise NotImplementedError


class SetMode(OfConversation):
    """Paint as usual there, have everything wait for a moderator, or paint nothing."""

    verb = "mode"
    action: ClassVar[Action] = Action.ALLOW
    parameters: ClassVar[tuple[Parameter, ...]] = (_CONVERSATION, Parameter("mode", readers.mode))

    mode: str

    def title(self, tx: Tx) -> ReplyLine:
        place = readers.conversation_line(tx, self.conversation)
        return ReplyLine("act-mode", {"place": place, "mode": self.mode or "usual"})

    def effect(self, tx: Tx) -> ReplyLine:
        return ReplyLine("act-mode-effect", {"mode": self.mode or "usual"})

    def _refusal(self, installation: Installation, row: ConversationRow) -> Problem | None:
        if self.mode not in readers.MODES:
            return Problem("act-no-such-mode", {"word": self.mode[:40]})
        return Problem("act-limited-already") if row.mode == self.mode else None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        before = tx.get(ConversationRow, "people.conversation_by_id", id=self.conversation).mode
        tx.run("people.set_mode", id=self.conversation, mode=self.mode)
        return SetMode(conversation=self.conversation, mode=before)


class KeepFor(OfConversation):
    """Delete pictures and words of a chat after fewer days than elsewhere; 0: as configured."""

    verb = "keep"
    action: ClassVar[Action] = Action.ALLOW
    parameters: ClassVar[tuple[Parameter, ...]] = (_CONVERSATION, Parameter("days", readers.days))

    days: int

    def title(self, tx: Tx) -> ReplyLine:
        place = readers.conversation_line(tx, self.conversation)
        return ReplyLine("act-keep", {"place": place, "days": self.days})

    def effect(self, tx: Tx) -> ReplyLine:
        return ReplyLine("act-keep-effect", {"days": self.days})

    def _refusal(self, installation: Installation, row: ConversationRow) -> Problem | None:
        keeping = installation.manager.settings.keeping
        least = min((days for days in (keeping.jobs_days, keeping.pictures_days) if days), default=MOST_DAYS)
        if not 0 <= self.days <= least:
            return Problem("act-keep-too-long", {"most": least})
        return Problem("act-limited-already") if row.keep_days == self.days else None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        before = tx.get(ConversationRow, "people.conversation_by_id", id=self.conversation).keep_days
        tx.run("people.set_keep_days", id=self.conversation, days=self.days)
        return KeepFor(conversation=self.conversation, days=before)
