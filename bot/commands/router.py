"""One table of what runs for each command and for each button. Features register in it; `bot.app` gives it to the update worker.

All handlers are plain functions over an open transaction: the jobs and posts they make are committed with the update.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.access import Action
from bot.commands.burst_guard import count_press, may_confirm, offer_once_more
from bot.commands.jobs.lookup import job_by_number
from bot.commands.pressed import answer_once, pressed_question
from bot.grammar.callback_data import CallbackData, ConfirmBurstCallback, InvalidCallbackData, JobCallback, unpack
from bot.grammar.spending import Spending, spending_of
from bot.intake.context import CommandContext, PressContext
from bot.intake.reply import Reply, ReplyLine, one_line, respond
from bot.store import Tx
from bot.store.rows import JobRow

MAX_TOLD_PROBLEMS = 4

Data = TypeVar("Data", bound=CallbackData)
JobData = TypeVar("JobData", bound=JobCallback)
CommandHandler = Callable[[Tx, CommandContext], None]
CallbackHandler = Callable[[Tx, PressContext, Data], None]
JobCallbackHandler = Callable[[Tx, PressContext, JobRow, JobData], None]


@dataclass(frozen=True, slots=True)
class CallbackRoute:
    """The handler of one kind of callback data. `idempotent`: every press counts, also a double click, since going back to
    the first choice must."""

    handler: CallbackHandler[Any]
    idempotent: bool = False


class Router:
    """Finds the handler of a command or a press and runs it. Implements `bot.intake.handlers.UpdateRouter`."""

    def __init__(self) -> None:
        self._commands: dict[str, CommandHandler] = {}
        self._callbacks: dict[type[CallbackData], CallbackRoute] = {}
        self.add_callback(ConfirmBurstCallback, self._run_confirmed)

    # --- registration

    def add_commands(self, handlers: Mapping[str, CommandHandler]) -> None:
        """Register handlers by the commands' names in the vocabulary."""
        if twice := self._commands.keys() & handlers.keys():
            raise ValueError(f"commands with two handlers: {sorted(twice)}")
        self._commands.update(handlers)

    def add_callback(self, kind: type[Data], handler: CallbackHandler[Data], *, idempotent: bool = False) -> None:
        """Register the handler of one kind of callback data."""
        if kind in self._callbacks:
            raise ValueError(f"callback data with two handlers: {kind.prefix}")
        self._callbacks[kind] = CallbackRoute(handler, idempotent)

    def add_job_callback(
        self,
        kind: type[JobData],
        action: Action,
        handler: JobCallbackHandler[JobData],
        *,
        idempotent: bool = False,
    ) -> None:
        """Register a handler that gets the job itself, if the presser may do `action` to it; otherwise they are told."""

        def with_job(tx: Tx, context: PressContext, data: JobData) -> None:
            if job := job_by_number(tx, context, data.job, action):
                handler(tx, context, job, data)

        self.add_callback(kind, with_job, idempotent=idempotent)

    @property
    def commands(self) -> frozenset[str]:
        """The names of all commands that have a handler."""
        return frozenset(self._commands)

    @property
    def callbacks(self) -> frozenset[str]:
        """The prefixes of all callback data that have a handler."""
        return frozenset(kind.prefix for kind in self._callbacks)

    # --- dispatch

    def run_command(self, tx: Tx, context: CommandContext) -> None:
        """Run a command, or answer what is wrong with it."""
        if problems := context.parsed.problems:
            lines = tuple(ReplyLine(each.text_id, each.arguments) for each in problems[:MAX_TOLD_PROBLEMS])
            reply = Reply((*lines, ReplyLine("problem-nothing-spent")))
            respond(tx, context, reply)
            return
        self._commands[context.parsed.command](tx, context)

    def run_callback(self, tx: Tx, context: PressContext) -> None:
        """Run a press. An action that cannot be unpacked is answered, not an error: buttons outlive versions."""
        action = context.press.action
        try:
            data = unpack(action)
            route = self._callbacks[type(data)]
        except (InvalidCallbackData, KeyError):
            if count_press(tx, context, costly=False) == "run":
                respond_unknown(tx, context)
            return
        if route.idempotent:
            route.handler(tx, context, data)
            return
        match count_press(tx, context, costly=spending_of(data) is Spending.EACH_PRESS):
            case "run":
                route.handler(tx, context, data)
            case "ask":
                offer_once_more(tx, context)

    def _run_confirmed(self, tx: Tx, context: PressContext, data: ConfirmBurstCallback) -> None:
        """Run one more press of a burst, once, if the presser has confirmed it. The policy is asked as for any other press."""
        try:
            confirmed = unpack(data.action)
            route = self._callbacks[type(confirmed)]
        except (InvalidCallbackData, KeyError):
            respond_unknown(tx, context)
            return
        question = pressed_question(tx, context)
        if isinstance(confirmed, ConfirmBurstCallback) or question is None:
            respond_unknown(tx, context)
        elif not may_confirm(context, question):
            respond(tx, context, one_line("batch-not-yours"))
        elif answer_once(tx, context, question):
            # As if the first button had been pressed again: the answer stands below its message.
            route.handler(tx, replace(context, reply_to=json.loads(question.payload)["reply_to"]), confirmed)


def respond_unknown(tx: Tx, context: PressContext) -> None:
    """Answer a button that does nothing any more."""
    respond(tx, context, one_line("button-unknown"))
