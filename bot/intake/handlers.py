"""The handlers that `bot.app` gives the update worker: the router of commands and presses, plain text, session
hooks."""

from __future__ import annotations

from typing import Protocol

from bot.adapter_api import Message
from bot.grammar.parsing import Parsed
from bot.intake.context import CommandContext, PressContext
from bot.intake.speaker import Speaker
from bot.store import Tx
from bot.store.rows import ConversationRow, PersonRow


class UpdateRouter(Protocol):
    """Runs commands and presses."""

    def run_command(self, tx: Tx, context: CommandContext) -> None:
        """Run a command, or answer what is wrong with it."""

    def run_callback(self, tx: Tx, context: PressContext) -> None:
        """Run what a pressed button is for."""


class PlainTextHooks(Protocol):
    """Handles text without a command, and messages that must not be acted on."""

    def is_request(self, message: Message, parsed: Parsed) -> bool:
        """Whether a text may be acted upon."""

    def explain_not_request(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Answer a message that must not be acted on."""

    def ask_about_rest(self, tx: Tx, context: CommandContext) -> None:
        """Ask what to do with a text that may be the rest of the message before."""

    def withdraw_question(self, tx: Tx, speaker: Speaker) -> None:
        """Withdraw the open question to this person in this conversation."""

    def handle(self, tx: Tx, context: CommandContext, message: Message) -> None:
        """Act on text without a command."""


class SessionHooks(Protocol):
    """What sessions need to know of messages and chat events."""

    def may_be_meant(self, message: Message, parsed: Parsed | None) -> bool:
        """Whether a message, parsed as `parsed`, may be a contribution to a session; decided without the database."""

    def parse_for_session(self, tx: Tx, message: Message, parsed: Parsed | None) -> Parsed | None:
        """The command that is equivalent to a message that `may_be_meant`, if it is a contribution to a session; otherwise
        `parsed`."""

    def open_card(self, tx: Tx, conversation: ConversationRow) -> str:
        """The subject of the open session's card; empty if there is no open session."""

    def repost_card(self, tx: Tx, conversation: ConversationRow, mark: str, *, unless_moved: str = "") -> None:
        """Post the card of the open session again; not if it is another one than `unless_moved` by now."""

    def person_left(self, tx: Tx, conversation: ConversationRow, person: PersonRow) -> None:
        """A person left the group."""
