"""What Telegram's refusals mean for a post. Texts are those of tdlib/telegram-bot-api."""

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
from bot.messages import Blocked, Conversation, Gone, Later, Lost, MovedTo, Outcome, PostRefused, TooLate

# Without it every RetryAfter warns that its seconds will become a timedelta; `seconds` takes both.
os.environ.setdefault("PTB_TIMEDELTA", "1")

NOT_SENT_PAUSE_S = 2.0
TOKEN_PAUSE_S = 10.0
CODE_CHARS = 80


class NotSent(NetworkError):
    """No connection: the request surely never left. A person is told nothing; it is tried again."""


class NotTelegram(NetworkError):
    """An error came back that is not Telegram's (a proxy's page): whether the request reached it is not known."""


class NotYet(TelegramError):
    """Our own limiter says that this would be too early; nothing left. `seconds` until it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for another {seconds:.1f} s")
        self.seconds = seconds


class Refusal(Enum):
    """Why a well-formed request was refused with status 400."""

    UNCHANGED = auto()  # it stands there already
    GONE = auto()  # a person deleted the message
    TOO_OLD = auto()  # to delete
    NO_TEXT = auto()  # it is a picture: an answer of ours was lost
    NOT_A_PHOTO = auto()  # Telegram does not take this file as a photo
    STALE_FILE = auto()  # the file id means nothing any more
    NO_MEDIA = auto()  # words may be written here, pictures or files may not be sent
    CLOSED = auto()  # nobody may write here, or not we
    OTHER = auto()


_PARTS: tuple[tuple[str, Refusal], ...] = (
    ("message is not modified", Refusal.UNCHANGED),
    ("message to edit not found", Refusal.GONE),
    ("message to delete not found", Refusal.GONE),
    ("message can't be edited", Refusal.GONE),
    ("message_id_invalid", Refusal.GONE),
    ("message can't be deleted", Refusal.TOO_OLD),
    ("no text in the message to edit", Refusal.NO_TEXT),
    ("wrong file identifier", Refusal.STALE_FILE),
    ("wrong remote file identifier", Refusal.STALE_FILE),
    ("can't use file of type", Refusal.STALE_FILE),
    ("file reference", Refusal.STALE_FILE),
    ("photo_", Refusal.NOT_A_PHOTO),  # Photo_invalid_dimensions, PHOTO_SAVE_FILE_INVALID, PHOTO_EXT_INVALID ...
    ("image_process_failed", Refusal.NOT_A_PHOTO),
    ("wrong type of the web page content", Refusal.NOT_A_PHOTO),
    ("file is too big", Refusal.NOT_A_PHOTO),
    ("too big for a photo", Refusal.NOT_A_PHOTO),
    ("not enough rights to send text", Refusal.CLOSED),
    ("not enough rights to send", Refusal.NO_MEDIA),  # photos, documents, media
    ("have no rights to send a message", Refusal.CLOSED),
    ("have no rights to send", Refusal.NO_MEDIA),
    ("chat_send_plain_forbidden", Refusal.CLOSED),
    ("chat_send_", Refusal.NO_MEDIA),  # CHAT_SEND_PHOTOS_FORBIDDEN, _DOCS_, _MEDIA_ ...
    ("chat not found", Refusal.CLOSED),
    ("not enough rights", Refusal.CLOSED),
    ("have no rights", Refusal.CLOSED),
    ("need administrator rights", Refusal.CLOSED),
    ("chat_write_forbidden", Refusal.CLOSED),
    ("chat_restricted", Refusal.CLOSED),
    ("group chat was deactivated", Refusal.CLOSED),
    ("peer_id_invalid", Refusal.CLOSED),
    ("user_is_blocked", Refusal.CLOSED),
    ("topic_closed", Refusal.CLOSED),
    ("topic_deleted", Refusal.CLOSED),
    ("message thread not found", Refusal.CLOSED),
)


def refusal(error: BadRequest) -> Refusal:
    """Which kind of refusal this is."""
    text = str(error).lower()
    return next((kind for part, kind in _PARTS if part in text), Refusal.OTHER)


def seconds(error: RetryAfter) -> float:
    """How long to wait: a number or a timedelta, by PTB_TIMEDELTA."""
    after: float | datetime.timedelta = error.retry_after
    return after.total_seconds() if isinstance(after, datetime.timedelta) else float(after)


def outcome(error: TelegramError, where: Conversation) -> Outcome:
    """What became of a call that ended with `error`."""
    match error:
        case NotYet():
            return Later(error.seconds, "our own rate limit")
        case RetryAfter():
            return Later(seconds(error), "flood control")
        case ChatMigrated():
            return MovedTo(Conversation(PLATFORM, str(error.new_chat_id), where.thread_id))
        case Forbidden():
            return Blocked(str(error))
        case NotSent():
            return Later(NOT_SENT_PAUSE_S, str(error))
        case BadRequest():
            match refusal(error):
                case Refusal.GONE:
                    return Gone()
                case Refusal.CLOSED:
                    return Blocked(str(error))
                case Refusal.TOO_OLD:
                    return TooLate()
                case Refusal.NO_MEDIA:
                    return PostRefused(_code(error), "not-allowed")
                case Refusal.NOT_A_PHOTO:
                    return PostRefused(_code(error), "unfit")
                case _:
                    return PostRefused(_code(error))
        case TimedOut() | NetworkError():
            return Lost(str(error))
        case InvalidToken() | Conflict():
            # InvalidToken's text has the token in it.
            return Later(TOKEN_PAUSE_S, type(error).__name__, whole_platform=True)
        case _:
            return Lost(type(error).__name__)


def _code(error: BadRequest) -> str:
    """Telegram's own words for the operator, shortened."""
    return " ".join(str(error).split())[:CODE_CHARS]
