"""Which message shows a new post: the answer to the interaction that asked for it, or one of its own; and how a create is
repeated without making a second message."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.discord import routes, tables
from adapters.discord.errors import NO_ACCESS, UNKNOWN_CHANNEL
from adapters.discord.identity import is_id, sent_at, snowflake_at
from adapters.discord.interaction import ReceivedInteraction
from adapters.discord.interactions import Interactions
from adapters.discord.limits import NONCE_LIMIT, TOKEN_LIFE_S
from adapters.discord.rest import Rest, RestError
from adapters.discord.rows import ResponseRow
from bot.adapter_api import Create, Host

log = structlog.get_logger()

INTERACTION_MARK = "i"
"""What the id of an interaction begins with where that of a message is expected; see `adapters.discord.decode`."""
ANSWER_WAIT_S = 2.0
ANSWER_LOST_S = 10.0
"""After so long an interaction without an answer has none: the process that was to answer it is gone."""
NONCE_LIFE_S = 240.0
"""A nonce is known for some minutes. Before a create is repeated later, its message is looked for."""
MAX_REMEMBERED = 5000
LOOKED_THROUGH = 100
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class AnswerPending(Exception):
    """The interaction is being answered by another task or process: try again in a moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a new post goes. `message` in `channel`: edit that one; otherwise a new message, as a reply to `reference`.
    `by_token`: by the token of `interaction`; `discard`: the answer that everybody saw announced is deleted first."""

    channel: str = ""
    message: str = ""
    reference: str = ""
    interaction: str = ""
    by_token: bool = False
    discard: bool = False


class Answers:
    """Finds the message for each new post."""

    def __init__(self, rest: Rest, host: Host, interactions: Interactions) -> None:
        self._rest = rest
        self._host = host
        self._interactions = interactions
        self._installation = ""
        self._unconfirmed: OrderedDict[int, float] = OrderedDict()
        self._gone: OrderedDict[int, int] = OrderedDict()
        self._looked_for: OrderedDict[str, None] = OrderedDict()

    async def find(self, channel: str, call: Create) -> Answer:
        """Where this post goes. Raises AnswerPending, StoreError."""
        reply_to = call.view.reply_to
        if is_id(reply_to):
            return Answer(channel, reference=reply_to)
        id = interaction_of(reply_to)
        if not id:
            return Answer(channel)
        known = self._interactions.known(id)
        if known is not None and not known.answered.is_set():
            await self._host.clock.wait(known.answered, self._host.clock.now() + ANSWER_WAIT_S)
        row = await self._host.store.read(tables.response, id) or await self._unsaved_answer(channel, id, known)
        by_token = row.via == "token"
        if call.post_id in self._gone:
            return Answer(channel, interaction=id, by_token=by_token)
        if call.view.private and not by_token and known is not None and known.data.get("guild_id"):
            free = bool(row.message_id) and row.post_id is None
            return Answer(channel, interaction=id, by_token=True, discard=free)
        # What is also said elsewhere does not take the place of the answer: it is a ping, and an edit notifies nobody.
        if row.message_id and not call.view.extra and await self._claim(id, call.post_id):
            return Answer(row.channel_id, row.message_id, interaction=id, by_token=by_token)
        return Answer(channel, reference=row.message_id, interaction=id, by_token=by_token)

    async def _unsaved_answer(self, channel: str, id: str, known: ReceivedInteraction | None) -> ResponseRow:
        """The answer to an interaction that the table does not have: none was given, or the process was killed before it could
        be noted; then it is looked for in the channel. Raises AnswerPending."""
        none = ResponseRow(id, channel, "", known.via if known else "bot", None, 0.0)
        age_s = self._host.clock.now() - sent_at(id)
        if known is not None:
            if known.message_id:
                await self._host.store.write(tables.set_answered, id, known.channel_id, known.message_id, known.via)
            return none._replace(message_id=known.message_id)
        if age_s < ANSWER_LOST_S and self._host.store.dialect != "sqlite":
            raise AnswerPending  # Another process may be answering it.
        if age_s > TOKEN_LIFE_S or id in self._looked_for:
            return none
        self._looked_for[id] = None
        while len(self._looked_for) > MAX_REMEMBERED:
            self._looked_for.popitem(last=False)
        try:
            messages = await self._rest.call(routes.messages_after(channel, id, LOOKED_THROUGH))
        except RestError as error:
            log.info("discord.answer-not-found", status=error.status, code=error.code)
            return none
        found = next((one for one in _dicts(messages) if _interaction_of(one) == id and is_id(one.get("id"))), None)
        if found is None:
            return none
        await self._host.store.write(tables.set_answered, id, channel, str(found["id"]), none.via)
        return none._replace(message_id=str(found["id"]))

    async def _claim(self, interaction_id: str, post_id: int) -> bool:
        return await self._host.store.write(tables.claim_response, interaction_id, post_id)

    async def take_token(self, answer: Answer, error: RestError) -> bool:
        """The answer could not be edited by the bot. True if that was for want of rights and the interaction's token is left:
        from now on it is edited by that."""
        if answer.by_token or error.code not in (NO_ACCESS, UNKNOWN_CHANNEL):
            return False
        if self._interactions.known(answer.interaction) is None:
            return False
        where = (answer.interaction, answer.channel, answer.message)
        await self._host.store.write(tables.set_answered, *where, "token")
        return True

    async def discarded(self, answer: Answer) -> None:
        """The message that answered an interaction was deleted."""
        await self._host.store.write(tables.give_up_response, answer.interaction)

    # --- repeating creates

    async def nonce(self, post_id: int) -> str:
        """The key by which a repeated create is recognized: unique for this installation, and new for a post whose message
        a person has deleted."""
        if not self._installation:
            self._installation = await self._host.store.write(tables.installation_id)
        again = self._gone.get(post_id, 0)
        return f"{self._installation}-{_base36(post_id)}{f'-{again}' if again else ''}"[:NONCE_LIMIT]

    def note_unconfirmed(self, post_id: int) -> None:
        """A create was sent and no answer came."""
        self._unconfirmed.setdefault(post_id, self._host.clock.now())
        while len(self._unconfirmed) > MAX_REMEMBERED:
            self._unconfirmed.popitem(last=False)

    def is_unconfirmed(self, post_id: int) -> bool:
        """Whether a create was sent whose answer never came."""
        return post_id in self._unconfirmed

    def note_created(self, post_id: int) -> None:
        """A create was answered."""
        self._unconfirmed.pop(post_id, None)

    def note_gone(self, post_id: int) -> None:
        """A person deleted the message of a post: if it is posted again, that is another message."""
        self._gone[post_id] = self._gone.pop(post_id, 0) + 1
        while len(self._gone) > MAX_REMEMBERED:
            self._gone.popitem(last=False)

    async def earlier(self, channel: str, post_id: int, nonce: str) -> dict[str, Any] | None:
        """The message of an earlier try whose answer was lost so long ago that its nonce may be forgotten."""
        since = self._unconfirmed.get(post_id)
        if since is None or self._host.clock.now() - since < NONCE_LIFE_S:
            return None
        route = routes.messages_after(channel, snowflake_at(since - 60), LOOKED_THROUGH)
        found = await self._rest.call(route)
        return next((one for one in _dicts(found) if str(one.get("nonce")) == nonce), None)


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _interaction_of(message: dict[str, Any]) -> str:
    """The id of the interaction that a message answers, or empty."""
    told = message.get("interaction_metadata")
    return str(told.get("id", "")) if isinstance(told, dict) else ""


def interaction_of(reply_to: str) -> str:
    """The interaction that a post answers; empty if it answers none."""
    id = reply_to.removeprefix(INTERACTION_MARK)
    return id if id != reply_to and is_id(id) else ""


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"
