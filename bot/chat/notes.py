"""Short answers that are not a job: written down as a text id with arguments, said when they are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.chat.people import Speaker
from bot.posts import wishes
from bot.store import Tx

NoteButton = tuple[str, dict[str, Any], str, str]
"""Text id, its arguments, action, typed text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text of the locales with its arguments."""

    text_id: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """An answer: lines, rows of buttons, and the pictures of a job as files (`file` from 1: that one alone)."""

    lines: tuple[Line, ...]
    buttons: tuple[tuple[NoteButton, ...], ...] = ()
    files_of_job: int = 0
    file: int = 0


def say(tx: Tx, speaker: Speaker, subject: str, note: Note, reply_to: str = "") -> None:
    """Wish for a note in the speaker's language. `subject` makes it one answer, however often it is asked for."""
    wishes.put(
        tx,
        speaker.conversation,
        subject,
        {
            "language": speaker.language,
            "reply_to": reply_to,
            "lines": [[line.text_id, line.arguments] for line in note.lines],
            "buttons": note.buttons,
            "files_of_job": note.files_of_job,
            "file": note.file,
        },
    )


def tell(text_id: str, /, **arguments: Any) -> Note:
    """A note of one line."""
    return Note((Line(text_id, arguments),))
