"""Maps Discord's errors to outcomes, by the code of the JSON body: the same status means different things."""

from __future__ import annotations

from adapters.discord.limits import OLD_EDITS_WINDOW_S
from adapters.discord.rest import CallUnconfirmed, RestError, UnsentCall
from bot.adapter_api import Blocked, Gone, Outcome, PostRefused, RetryLater, Unconfirmed

NOT_SENT_PAUSE_S = 2.0
SERVER_PAUSE_S = 2.0
TOKEN_PAUSE_S = 300.0
CODE_MAX_CHARS = 80

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10003, 10008, 10015, 10062
ALREADY_ANSWERED = 40060
NO_ACCESS, NO_PERMISSION, CANNOT_DM = 50001, 50013, 50007
INVALID_TOKEN = 50027
INVALID_BODY = 50035
TOO_LARGE = frozenset({40005, 50045})
OLD_EDITS = 30046
PAUSED = frozenset({20016, 20022, 20028, 20029})
"""Slow mode, the limits of an announcement channel, of writes to a channel and to a server."""
OVERLOADED = 130000
MODERATED = frozenset({200000, 240000})
"""AutoMod, and a harmful link."""
BLOCKED = frozenset(
    {UNKNOWN_CHANNEL, NO_ACCESS, NO_PERMISSION, CANNOT_DM, 50083, 160005, 50024, 50008, 50021, 40058, 50068}
)
"""The channel is deleted, not ours to write in, archived, locked, or of a kind that takes no messages."""
INTERACTION_DEAD = frozenset({UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK, INVALID_TOKEN})
STOPPED = frozenset({40001, 40002})
NO_HISTORY = 160002
BOT_ACCOUNT_LIMITS = frozenset({40003, 40094})


def outcome_of(error: RestError, *, idempotent: bool = True) -> Outcome:
    """The outcome of a call that failed with `error`. `idempotent`: it may be repeated as it is."""
    code = error.code
    if isinstance(error, CallUnconfirmed):
        return Unconfirmed(error.message)
    if isinstance(error, UnsentCall):
        pause = error.retry_after_s or NOT_SENT_PAUSE_S
        return RetryLater(pause, error.message, whole_platform=error.is_global)
    if code == OLD_EDITS:
        return RetryLater(max(error.retry_after_s, OLD_EDITS_WINDOW_S), _text(error), this_post=True)
    if error.status == 429 or code in PAUSED:
        return RetryLater(max(error.retry_after_s, 0.3), _text(error), whole_platform=error.is_global)
    if code in BOT_ACCOUNT_LIMITS:
        return RetryLater(60.0, _text(error), this_post=True)
    if error.status >= 500 or code == OVERLOADED:
        # With its nonce a create may be repeated; so may an edit. Whether this one was done nobody knows.
        return RetryLater(SERVER_PAUSE_S, _text(error), unwell=True) if idempotent else Unconfirmed(_text(error))
    if code == UNKNOWN_MESSAGE:
        return Gone()
    if code in BLOCKED:
        return Blocked(_text(error))
    if code in TOO_LARGE or error.status == 413:
        return PostRefused(_text(error), "too-large")
    if code in MODERATED:
        return PostRefused(_text(error), "moderation")
    if code in STOPPED or (error.status == 401 and code != INVALID_TOKEN):
        return RetryLater(TOKEN_PAUSE_S, "the token was refused", whole_platform=True)
    return PostRefused(_text(error))


def is_reference_error(error: RestError) -> bool:
    """Whether the message that was to be answered is unknown or may not be read: then it is posted without reference."""
    return error.code == NO_HISTORY or (error.code == INVALID_BODY and "MESSAGE_REFERENCE" in str(error.errors))


def _text(error: RestError) -> str:
    """Code and words for the operator, shortened."""
    return f"{error.code or f'HTTP {error.status}'} {error.message}".strip()[:CODE_MAX_CHARS]
