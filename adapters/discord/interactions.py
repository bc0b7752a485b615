"""Answers interactions within their three seconds, and keeps their tokens, in memory only.

A token writes in the bot's name for 15 minutes, so it is never stored. What is shown later is an edit of the answer by the
bot's own rights, at any age. Three cases need the token: the answer is seen by one person only, the bot may not see the
channel, or it is not in the server. There the result must come within the 15 minutes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import structlog

from adapters.discord import tables
from adapters.discord.callbacks import Callbacks
from adapters.discord.channel_limits import FileLimits
from adapters.discord.errors import INTERACTION_DEAD
from adapters.discord.interaction import AUTOCOMPLETE, MODAL, ReceivedInteraction
from adapters.discord.limits import TOKEN_LIFE_S, TOKEN_MARGIN_S
from adapters.discord.rest import Rest, RestError
from bot.adapter_api import Host
from bot.runtime.supervision import guarded
from bot.store import StoreError, Tx

log = structlog.get_logger()

THINKING, TAKEN, CHOICES, OPEN_MODAL = 5, 6, 8, 9
EPHEMERAL = 64
MAX_TOKENS = 20_000
MAX_CHOICES = 25


class InstantAnswers(Protocol):
    """What is answered without being saved, and to whom answers are shown."""

    def opens_form(self, interaction: dict[str, Any]) -> bool:
        """Whether an interaction is answered with a form, and not saved. Raises ValueError."""
        ...

    async def form(self, interaction: dict[str, Any]) -> dict[str, Any]:
        """The form that an interaction opens. Raises ValueError."""
        ...

    async def keep(self, interaction: dict[str, Any]) -> None:
        """Keep what a form that was opened is about. Raises ValueError, StoreError."""
        ...

    async def recall(self, interaction: dict[str, Any]) -> None:
        """Look for what a submitted form is about, before its `context`. Raises ValueError, StoreError."""
        ...

    def context(self, interaction: dict[str, Any]) -> dict[str, Any]:
        """What is saved with an interaction that is a form's submission. Raises ValueError."""
        ...

    async def choices(self, interaction: dict[str, Any]) -> list[dict[str, Any]]:
        """What completes the words that are being typed."""
        ...

    def is_private(self, interaction: dict[str, Any]) -> bool:
        """Whether only the person who asked is to see the answer."""
        ...


class Interactions:
    """The interactions of this process. `on_late` is given those that could not be answered in time."""

    def __init__(
        self,
        rest: Rest,
        host: Host,
        instant: InstantAnswers,
        on_late: Callable[[ReceivedInteraction], Awaitable[None]],
    ) -> None:
        self._callbacks = Callbacks(rest, host.clock)
        self._host = host
        self._clock = host.clock
        self._instant = instant
        self._on_late = on_late
        self._known: dict[str, ReceivedInteraction] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._unsaved: list[ReceivedInteraction] = []
        self._saving = asyncio.Lock()
        self.file_limits = FileLimits()

    def bind(self, tasks: asyncio.TaskGroup | None) -> None:
        """Answer in tasks of this group; None: nothing is answered."""
        self._tasks = tasks

    # --- answering

    def answers_unsaved(self, interaction: ReceivedInteraction) -> bool:
        """Answer at once what is not saved: completions, and presses that only open a form. False if it is something
        else."""
        if interaction.kind == AUTOCOMPLETE:
            self._start(self._complete(interaction))
            return True
        try:
            opens_form = self._instant.opens_form(interaction.data)
        except ValueError:
            return False  # Malformed: it is saved, and quarantined when it is decoded.
        if opens_form:
            self._start(self._open_form(interaction))
        return bool(opens_form)

    async def recall(self, data: dict[str, Any]) -> None:
        """An event comes: if it is a form's submission, look for what the form is about."""
        if data.get("type") != MODAL:
            return
        try:
            await self._instant.recall(data)
        except (ValueError, StoreError) as error:
            log.warning("discord.form-not-found", kind=type(error).__name__)

    def context_of(self, interaction: ReceivedInteraction) -> dict[str, Any]:
        """What is saved beside an interaction."""
        try:
            return self._instant.context(interaction.data) if interaction.kind == MODAL else {}
        except ValueError:
            return {}

    def start_answer(self, interaction: ReceivedInteraction) -> None:
        """Answer one that is saved, in a task of its own."""
        self._remember(interaction)
        # If it comes too late, what was saved is done all the same and shown in a message of its own: 'send it again' would
        # have it done, and paid for, twice.
        self._start(self._answer(interaction))

    async def answer_all(self, interactions: Sequence[ReceivedInteraction]) -> None:
        """Answer these, which came in a replay and are not saved yet; sets their `is_late`."""
        for one in interactions:
            self._remember(one)
        await asyncio.gather(*map(self._answer, interactions))
        for one in interactions:
            if one.is_late:
                self._start(self._on_late(one))

    async def _answer(self, interaction: ReceivedInteraction) -> None:
        if interaction.wants_message:
            interaction.is_private = self._instant.is_private(interaction.data)
            answer: dict[str, Any] = {"type": THINKING}
            if interaction.is_private:
                interaction.via = "token"
                answer["data"] = {"flags": EPHEMERAL}
        else:
            answer = {"type": TAKEN}
        try:
            result = await self._callbacks.send(interaction, answer)
            if interaction.wants_message:
                interaction.message_id = result or await self._callbacks.original_id(interaction)
                await self._save_answer(interaction)
        except RestError as error:
            interaction.is_late = error.code in INTERACTION_DEAD
            log.warning("discord.not-answered", kind=interaction.kind, code=error.code, status=error.status)
        finally:
            interaction.answered.set()

    async def _open_form(self, interaction: ReceivedInteraction) -> None:
        form = await self._instant.form(interaction.data)
        await self._callbacks.try_once(interaction, {"type": OPEN_MODAL, "data": form})
        try:
            await self._instant.keep(interaction.data)
        except (ValueError, StoreError) as error:
            log.warning("discord.form-not-kept", kind=type(error).__name__)  # Until a restart it is remembered.

    async def _complete(self, interaction: ReceivedInteraction) -> None:
        choices = await self._instant.choices(interaction.data)
        await self._callbacks.try_once(interaction, {"type": CHOICES, "data": {"choices": choices[:MAX_CHOICES]}})

    async def _save_answer(self, interaction: ReceivedInteraction) -> None:
        """Note the message that answers. Those that wait for each other are noted in one transaction."""
        self._unsaved.append(interaction)
        async with self._saving:
            batch, self._unsaved = self._unsaved, []
            if not batch:
                return
            try:
                await self._host.store.write(_note_answers, batch)
            except StoreError as error:
                # The post notes it again; after a restart the message is looked for.
                log.warning("discord.answer-not-saved", error=str(error))

    def _start(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        if self._tasks is None:
            if asyncio.iscoroutine(work):
                work.close()
            return
        self._tasks.create_task(guarded("discord interaction", run()))

    # --- tokens

    def known(self, interaction_id: str) -> ReceivedInteraction | None:
        """An interaction of the last minutes whose token may still be used, or None."""
        found = self._known.get(interaction_id)
        if found is None or self._clock.monotonic() - found.received_at > TOKEN_LIFE_S - TOKEN_MARGIN_S:
            return None
        return found

    def _remember(self, interaction: ReceivedInteraction) -> None:
        self.file_limits.note(interaction.data)
        interaction.received_at = now = self._clock.monotonic()
        self._known[interaction.id] = interaction
        while self._known:  # In the order of their arrival.
            oldest = next(iter(self._known.values()))
            if len(self._known) <= MAX_TOKENS and now - oldest.received_at <= TOKEN_LIFE_S:
                break
            del self._known[oldest.id]


def _note_answers(tx: Tx, answered: Sequence[ReceivedInteraction]) -> None:
    for one in answered:
        tables.set_answered(tx, one.id, one.channel_id, one.message_id, one.via)
