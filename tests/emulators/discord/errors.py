"""Refusals, as they go over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

CODES: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20016: (429, "This action cannot be performed due to slowmode rate limit"),
    20022: (429, "This message cannot be edited due to announcement rate limits"),
    20028: (429, "The channel you are writing has hit the write rate limit"),
    20029: (429, "The write action you are performing on the server has hit the write rate limit"),
    30015: (400, "Maximum number of attachments in a message reached (10)"),
    30032: (400, "Maximum number of application commands reached (100)"),
    30034: (429, "Max number of daily application command creates has been reached (200)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later."),
    40001: (401, "Unauthorized. Provide a valid token and try again."),
    40002: (403, "You need to verify your account in order to perform this action."),
    40003: (429, "You are opening direct messages too fast"),
    40005: (413, "Request entity too large"),
    40058: (400, "Cannot message this thread until after the post author has sent an initial message"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "Maximum number of follow up messages reached for this interaction (5)"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (403, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50034: (400, "You can only bulk delete messages that are under 14 days old."),
    50035: (400, "Invalid Form Body"),
    50045: (400, "File uploaded exceeds the maximum size"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    130000: (503, "API resource is currently overloaded. Try again a little later"),
    160002: (400, "You cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    200000: (400, "Message was blocked by automatic moderation"),
    240000: (400, "Message blocked by harmful links filter"),
}
"""JSON error codes with their usual HTTP status and words."""


class ApiError(Exception):
    """A refusal. `code` is Discord's own; with 0 the body repeats the HTTP status. `blame`: only a mistake of the caller
    leads to it, so the emulator also records a violation."""

    def __init__(
        self,
        code: int = 0,
        *,
        status: int = 0,
        message: str = "",
        errors: Json | None = None,
        blame: str = "",
        more: Json | None = None,
        scope: str = "user",
    ) -> None:
        usual = CODES.get(code, (status or 400, f"{status or 400}: {message}"))
        super().__init__(f"{code} {message or usual[1]}")
        self.status = status or usual[0]
        self.code = code
        self.message = message if code and message else usual[1]
        self.errors = errors
        self.blame = blame
        self.more = more or {}
        self.scope = scope
        """Of a 429: whose limit it is (user, global, shared)."""

    def body(self) -> Json:
        body: Json = {"message": self.message, "code": self.code, **self.more}
        if self.errors:
            body["errors"] = self.errors
        return body


class Banned(ApiError):
    """The address is blocked, before the service sees the request: the answer is a page, not JSON."""

    def __init__(self) -> None:
        super().__init__(status=429, message="You are being blocked from accessing our API temporarily")


def rate_limited(retry_after_s: float, *, is_global: bool = False, scope: str = "user", code: int = 0) -> ApiError:
    """A 429. `code` names the limit where it has a code of its own."""
    words = CODES[code][1] if code else "You are being rate limited."
    more: Json = {"retry_after": round(retry_after_s, 3), "global": is_global}
    error = ApiError(code, status=429, message=words, more=more, scope="global" if is_global else scope)
    error.message = words
    return error


def unauthorized() -> ApiError:
    return ApiError(status=401, message="Unauthorized")


def not_found() -> ApiError:
    return ApiError(status=404, message="Not Found")


@dataclass(slots=True)
class Form:
    """Collects what is wrong with a body, field by field; `done` raises 50035 with all of it."""

    errors: Json = field(default_factory=dict)

    def wrong(self, path: str, code: str, message: str) -> None:
        """`path`: keys and indices, divided by dots."""
        at = self.errors
        for part in path.split("."):
            at = at.setdefault(part, {})
        at.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, text: object, least: int, most: int) -> bool:
        """Whether `text` is a string of `least` to `most` characters; otherwise noted."""
        if not isinstance(text, str):
            self.wrong(path, "BASE_TYPE_REQUIRED" if text is None else "STRING_TYPE_CONVERT", "This field is required")
            return False
        if len(text) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif len(text) < least:
            self.wrong(path, "BASE_TYPE_MIN_LENGTH", f"Must be between {least} and {most} in length.")
        return least <= len(text) <= most

    def done(self) -> None:
        """Raises: ApiError 50035 if anything was wrong."""
        if self.errors:
            raise ApiError(50035, errors=self.errors)


def wrong_field(path: str, code: str, message: str) -> ApiError:
    """A 50035 about one field."""
    form = Form()
    form.wrong(path, code, message)
    return ApiError(50035, errors=form.errors)
