"""What the update worker is given by `bot.app`: the router of commands and presses, plain words, and session hooks."""

from __future__ import annotations

from typing import Protocol

from bot.adapter_api import Conversation, Message
from bot.grammar.parsing import Parsed
from bot.intake.context import CommandContext, PressContext
from bot.intake.speaker import Speaker
from bot.store import Row, Tx


class UpdateRouter(Protocol):
    """Runs commands and presses."""

    def run_command(self, tx: Tx, context: CommandContext) -> None:
        """Run a command, or answer what is wrong with it."""

    def run_callback(self, tx: Tx, context: PressContext) -> None:
        """Run what a pressed button is for."""


class PlainWords(Protocol):
    """Decides what words without a command do, and what was not meant as an order."""

    def is_order(self, message: Message, parsed: Parsed) -> bool:
        """Whether words may be acted upon."""

    def say_why_not(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Answer what is no order."""

    def ask_whether_rest(self, tx: Tx, context: CommandContext) -> None:
        """Ask what to do with what may be the end of the message before."""

    def withdraw_question(self, tx: Tx, speaker: Speaker) -> None:
        """The question that is open here for this person is not one any more."""

    def plain(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Act on words without a command."""


class SessionHooks(Protocol):
    """What sessions need to see of messages and of what happens to a chat."""

    def perhaps(self, message: Message) -> bool:
        """Whether a message may be meant for a session without a command; no reading of the store."""

    def meant(self, tx: Tx, message: Message, parsed: Parsed | None) -> Parsed | None:
        """What a message asks, if it is meant for a session; otherwise `parsed`."""

    def missed_card(self, tx: Tx, where: Conversation) -> str:
        """The card of the open session where nothing could be posted until now; empty for none."""

    def show_again(self, tx: Tx, conversation: Row, mark: str, *, unless_moved: str = "") -> None:
        """Post the card of the open session once more."""

    def person_left(self, tx: Tx, conversation: Row, person: Row) -> None:
        """Somebody is no longer in the group."""
