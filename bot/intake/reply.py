"""Replies: short answers that are stored as text ids with arguments and rendered when they are sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.grammar.option_values import Problem
from bot.intake.context import UpdateContext
from bot.intake.images import ImageResult
from bot.intake.speaker import Speaker
from bot.outbox import desired
from bot.store import Tx

ReplyButton = tuple[str, dict[str, Any], str, str]
"""Text id, its arguments, action, typed text."""


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One text of the locales with its arguments. An argument may be another text: a list of its id and its arguments."""

    text_id: str
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def nested(self) -> list[Any]:
        """This text as an argument of another one."""
        return [self.text_id, self.arguments]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: lines, rows of buttons, and the pictures of a job as files (`file` from 1: that one alone; `held`: those
    that wait for a moderator). `kept`: what the
    answer to its question needs, not shown."""

    lines: tuple[ReplyLine, ...]
    buttons: tuple[tuple[ReplyButton, ...], ...] = ()
    files_of_job: int = 0
    file: int = 0
    held: bool = False
    kept: dict[str, Any] = field(default_factory=dict)


def send_reply(tx: Tx, speaker: Speaker, subject: str, reply: Reply, reply_to: str = "") -> None:
    """Post an answer in the speaker's language; once for a `subject`, however often this is called."""
    desired.ensure(
        tx,
        speaker.conversation,
        subject,
        {
            "language": speaker.language,
            "reply_to": reply_to,
            "lines": [[line.text_id, line.arguments] for line in reply.lines],
            "buttons": reply.buttons,
            "files_of_job": reply.files_of_job,
            "file": reply.file,
            **({"held": True} if reply.held else {}),
            **({"kept": reply.kept} if reply.kept else {}),
        },
        person_id=speaker.person.id,
    )


ADMINS_MAY = frozenset({"not-yours", "cancel-not-yours", "session-host-only", "settings-admins-only"})
"""The refusals of what an administrator of the conversation may do."""


def respond(tx: Tx, context: UpdateContext, reply: Reply) -> None:
    """Post the one answer to an update, as a reply to its message."""
    if context.speaker.may_be_admin and any(line.text_id in ADMINS_MAY for line in reply.lines):
        reply = replace(reply, lines=(*reply.lines, ReplyLine("admin-not-told")))
    send_reply(tx, context.speaker, context.subject, reply, context.reply_to)


def one_line(text_id: str, /, **arguments: Any) -> Reply:
    """A reply of one line."""
    return Reply((ReplyLine(text_id, arguments),))


def first_of_several(image: ImageResult) -> tuple[ReplyLine, ...]:
    """What a command that takes one image says of several: that it took the first."""
    return (ReplyLine("first-of-several", {"count": len(image.images)}),) if image.more else ()


def problem_lines(problem: Problem) -> tuple[ReplyLine, ...]:
    """What is wrong, and what else is to be said about it."""
    line = ReplyLine(problem.text_id, problem.arguments)
    return (line, *problem_lines(problem.more)) if problem.more else (line,)
