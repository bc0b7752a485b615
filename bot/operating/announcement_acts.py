"""Announcing in the bot's name, and stopping that. An announcement's words are the installation's own, not a person's: they are
in the record of the act."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from bot.access import Action, Principal
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.operating import announcements, readers
from bot.operating.act import Act, ActRefused, Installation, Parameter
from bot.store import Tx
from bot.store.rows import AnnouncementRow, ConversationRow

SAME_FOR_S = 86400.0
"""The same words are not announced twice within this time."""
TITLE_CHARACTERS = 60


class Announce(Act):
    """Post words to all conversations that used the bot lately."""

    verb = "announce"
    action: ClassVar[Action] = Action.ANNOUNCE
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("words", readers.announced, rest=True),)

    words: str = Field(min_length=1, max_length=readers.MAX_ANNOUNCED)

    @property
    def where(self) -> int:
        """The only conversation; 0: all."""
        return 0

    def title(self, tx: Tx) -> ReplyLine:
        return ReplyLine("act-announce", {"words": _short(self.words)})

    def effect(self, tx: Tx) -> ReplyLine:
        found = announcements.recipients(tx, tx.now - announcements.LATELY_S)
        count = sum(map(announcements.wants, found))
        return ReplyLine("act-announce-effect", {"count": count, "off": len(found) - count, "words": self.words})

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        before = tx.value("announcements.same", words=self.words, conversation_id=self.where, since=tx.now - SAME_FOR_S)
        return Problem("act-announced-already", {"id": before}) if before else None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> Act:
        return StopAnnouncement(announcement=announcements.start(tx, self.words, self.where, by.person).id)


class Tell(Announce):
    """Post words to one conversation."""

    verb = "tell"
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("conversation", readers.conversation),
        Parameter("words", readers.announced, rest=True),
    )

    conversation: int

    @property
    def where(self) -> int:
        return self.conversation

    def title(self, tx: Tx) -> ReplyLine:
        row = tx.one(ConversationRow, "people.conversation_by_id", id=self.conversation)
        address = f"{row.platform}:{row.chat_id}" if row else str(self.conversation)
        return ReplyLine("act-tell", {"words": _short(self.words), "address": address})

    def effect(self, tx: Tx) -> ReplyLine:
        return ReplyLine("act-tell-effect", {"words": self.words})

    def object_id(self) -> int:
        return self.conversation

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = tx.one(ConversationRow, "people.conversation_by_id", id=self.conversation)
        if row is None or row.blocked_reason:
            return Problem("act-place-blocked", {"reason": row.blocked_reason if row else ""})
        return super().refusal(tx, installation, by)


class StopAnnouncement(Act):
    """Send nothing more of an announcement; what was sent stays."""

    verb = "stop"
    action: ClassVar[Action] = Action.ANNOUNCE
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("announcement", readers.announcement),)

    announcement: int

    def title(self, tx: Tx) -> ReplyLine:
        row = tx.one(AnnouncementRow, "announcements.get", id=self.announcement)
        return ReplyLine("act-stop", {"id": self.announcement, "words": _short(row.words) if row else ""})

    def object_id(self) -> int:
        return self.announcement

    def refusal(self, tx: Tx, installation: Installation, by: Principal) -> Problem | None:
        row = tx.one(AnnouncementRow, "announcements.get", id=self.announcement)
        if row is None or not announcements.is_unsent(tx, row):
            return Problem("act-announcement-over", {"id": self.announcement})
        return None

    def perform(self, tx: Tx, installation: Installation, by: Principal) -> None:
        if not tx.run("announcements.stop", id=self.announcement):
            raise ActRefused(Problem("act-announcement-over", {"id": self.announcement}))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= TITLE_CHARACTERS else f"{line[:TITLE_CHARACTERS]}…"
