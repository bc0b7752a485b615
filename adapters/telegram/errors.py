"""Maps Telegram's errors to outcomes. The texts are those of tdlib/telegram-bot-api."""

from __future__ import annotations

import datetime
import os
from enum import Enum, auto

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.telegram.limits import PLATFORM
from bot.adapter_api import (
    Blocked,
    ChatMovedTo,
    Conversation,
    Gone,
    Outcome,
    PostRefused,
    RetryLater,
    TooLate,
    Unconfirmed,
)

# Otherwise every RetryAfter emits a deprecation warning about timedelta; `seconds` accepts both.
os.environ.setdefault("PTB_TIMEDELTA", "1")

NOT_SENT_PAUSE_S = 2.0
TOKEN_PAUSE_S = 10.0
CODE_MAX_CHARS = 80


class RequestNotSent(NetworkError):
    """No connection: the request was certainly not sent, so it is retried."""


class NotTelegram(NetworkError):
    """An error page that is not Telegram's (a proxy's): it is unknown whether the request reached Telegram."""


class RetryRequest(TelegramError):
    """Refused by our own rate limiter; not sent. It may be sent in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for another {seconds:.1f} s")
        self.seconds = seconds


class ApiRefusal(Enum):
    """Why a well-formed request was refused with status 400."""

    UNCHANGED = auto()  # the message shows this already
    GONE = auto()  # a person deleted the message
    TOO_OLD = auto()  # to delete
    NO_TEXT = auto()  # it shows media: the response to an earlier edit was lost
    NOT_A_PHOTO = auto()  # Telegram does not accept this file as a photo
    STALE_FILE = auto()  # the file id is no longer valid
    NO_MEDIA = auto()  # text is allowed here, media is not
    CLOSED = auto()  # no permission to write here
    OTHER = auto()


_REFUSAL_TEXTS: tuple[tuple[str, ApiRefusal], ...] = (
    ("message is not modified", ApiRefusal.UNCHANGED),
    ("message to edit not found", ApiRefusal.GONE),
    ("message to delete not found", ApiRefusal.GONE),
    ("message can't be edited", ApiRefusal.GONE),
    ("message_id_invalid", ApiRefusal.GONE),
    ("message can't be deleted", ApiRefusal.TOO_OLD),
    ("no text in the message to edit", ApiRefusal.NO_TEXT),
    ("wrong file identifier", ApiRefusal.STALE_FILE),
    ("wrong remote file identifier", ApiRefusal.STALE_FILE),
    ("can't use file of type", ApiRefusal.STALE_FILE),
    ("file reference", ApiRefusal.STALE_FILE),
    ("photo_", ApiRefusal.NOT_A_PHOTO),  # Photo_invalid_dimensions, PHOTO_SAVE_FILE_INVALID, PHOTO_EXT_INVALID ...
    ("image_process_failed", ApiRefusal.NOT_A_PHOTO),
    ("wrong type of the web page content", ApiRefusal.NOT_A_PHOTO),
    ("file is too big", ApiRefusal.NOT_A_PHOTO),
    ("too big for a photo", ApiRefusal.NOT_A_PHOTO),
    ("not enough rights to send text", ApiRefusal.CLOSED),
    ("not enough rights to send", ApiRefusal.NO_MEDIA),  # photos, documents, media
    ("have no rights to send a message", ApiRefusal.CLOSED),
    ("have no rights to send", ApiRefusal.NO_MEDIA),
    ("chat_send_plain_forbidden", ApiRefusal.CLOSED),
    ("chat_send_", ApiRefusal.NO_MEDIA),  # CHAT_SEND_PHOTOS_FORBIDDEN, _DOCS_, _MEDIA_ ...
    ("chat not found", ApiRefusal.CLOSED),
    ("not enough rights", ApiRefusal.CLOSED),
    ("have no rights", ApiRefusal.CLOSED),
    ("need administrator rights", ApiRefusal.CLOSED),
    ("chat_write_forbidden", ApiRefusal.CLOSED),
    ("chat_restricted", ApiRefusal.CLOSED),
    ("group chat was deactivated", ApiRefusal.CLOSED),
    ("peer_id_invalid", ApiRefusal.CLOSED),
    ("user_is_blocked", ApiRefusal.CLOSED),
    ("topic_closed", ApiRefusal.CLOSED),
    ("topic_deleted", ApiRefusal.CLOSED),
    ("message thread not found", ApiRefusal.CLOSED),
)


def refusal(error: BadRequest) -> ApiRefusal:
    """Which kind of refusal this is."""
    text = str(error).lower()
    return next((kind for part, kind in _REFUSAL_TEXTS if part in text), ApiRefusal.OTHER)


def seconds(error: RetryAfter) -> float:
    """How long to wait: a number or a timedelta, by PTB_TIMEDELTA."""
    after: float | datetime.timedelta = error.retry_after
    return after.total_seconds() if isinstance(after, datetime.timedelta) else float(after)


def outcome_of(error: TelegramError, conversation: Conversation) -> Outcome:
    """The outcome of a call that failed with `error`."""
    match error:
        case RetryRequest():
            return RetryLater(error.seconds, "our own rate limit")
        case RetryAfter():
            return RetryLater(seconds(error), "flood control")
        case ChatMigrated():
            return ChatMovedTo(Conversation(PLATFORM, str(error.new_chat_id), conversation.thread_id))
        case Forbidden():
            return Blocked(str(error))
        case RequestNotSent():
            return RetryLater(NOT_SENT_PAUSE_S, str(error))
        case BadRequest():
            match refusal(error):
                case ApiRefusal.GONE:
                    return Gone()
                case ApiRefusal.CLOSED:
                    return Blocked(str(error))
                case ApiRefusal.TOO_OLD:
                    return TooLate()
                case ApiRefusal.NO_MEDIA:
                    return PostRefused(_code(error), "not-allowed")
                case ApiRefusal.NOT_A_PHOTO:
                    return PostRefused(_code(error), "unfit")
                case _:
                    return PostRefused(_code(error))
        case TimedOut() | NetworkError():
            return Unconfirmed(str(error))
        case InvalidToken() | Conflict():
            # InvalidToken's text contains the token.
            return RetryLater(TOKEN_PAUSE_S, type(error).__name__, whole_platform=True)
        case _:
            return Unconfirmed(type(error).__name__)


def _code(error: BadRequest) -> str:
    """Telegram's error text for the operator, shortened."""
    return " ".join(str(error).split())[:CODE_MAX_CHARS]
