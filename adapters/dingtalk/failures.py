"""What each refusal of the service means for us. One table, so that every caller decides alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus


class FailureKind(Enum):
    """A line each: what is to be done."""

    STALE_CREDENTIAL = "stale"  # the token is dead: get another, once
    RATE_LIMITED = "slow"  # too fast: everything waits a second
    RECIPIENT_THROTTLED = "flow"  # this person or chat is held back by the service
    SERVICE_UNAVAILABLE = "busy"  # the service is ill: try again in a while
    ADDRESS_BANNED = "banned"  # our address is shut out for minutes
    QUOTA_EXHAUSTED = "quota"  # the month's calls are used up
    CONFIGURATION = "operator"  # a permission, a wrong robot code: only the operator can mend it
    ADDRESS_NOT_LISTED = "address"  # this machine's address is not on the app's list: only the operator can mend it
    TOO_LARGE = "large"  # the picture or file is too large
    UNSUPPORTED_TYPE = "unfit"  # the service does not take this kind of picture or file
    UNREACHABLE = "nobody"  # this conversation cannot be reached this way, or at all
    CONTENT_REFUSED = "content"  # the service does not let this content through
    EXPIRED = "expired"  # too old to be changed
    GONE = "gone"  # what was to be changed is not there
    ALREADY_EXISTS = "exists"  # it was made before
    OTHER = "mistake"  # our mistake, or something nobody knows


_CODES: dict[str, FailureKind] = {
    "InvalidAuthentication": FailureKind.STALE_CREDENTIAL,
    "40014": FailureKind.STALE_CREDENTIAL,
    "42001": FailureKind.STALE_CREDENTIAL,
    "90018": FailureKind.RATE_LIMITED,
    "90002": FailureKind.RATE_LIMITED,
    "send.too.fast": FailureKind.RATE_LIMITED,
    "send.byToken.tooFast": FailureKind.RATE_LIMITED,
    "toomuch.msg": FailureKind.RATE_LIMITED,
    "130101": FailureKind.RECIPIENT_THROTTLED,
    "410100": FailureKind.RECIPIENT_THROTTLED,
    "too.many.group": FailureKind.RECIPIENT_THROTTLED,
    "too.many.people": FailureKind.RECIPIENT_THROTTLED,
    "ServiceUnavailable": FailureKind.SERVICE_UNAVAILABLE,
    "system.error": FailureKind.SERVICE_UNAVAILABLE,
    "system.busy": FailureKind.SERVICE_UNAVAILABLE,
    "systemError": FailureKind.SERVICE_UNAVAILABLE,
    "SystemError": FailureKind.SERVICE_UNAVAILABLE,
    "system.error.unknown": FailureKind.SERVICE_UNAVAILABLE,
    "-1": FailureKind.SERVICE_UNAVAILABLE,
    "1111": FailureKind.ADDRESS_BANNED,
    "Forbidden.AccessDenied.ApiCountLimitForOrg": FailureKind.QUOTA_EXHAUSTED,
    "90020": FailureKind.QUOTA_EXHAUSTED,
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": FailureKind.CONFIGURATION,
    "60011": FailureKind.CONFIGURATION,
    "88": FailureKind.CONFIGURATION,
    "60020": FailureKind.ADDRESS_NOT_LISTED,
    "Forbidden.AccessDenied.IpNotInWhiteList": FailureKind.ADDRESS_NOT_LISTED,
    "45001": FailureKind.TOO_LARGE,
    "invalidParameter.msgParam.tooLong": FailureKind.TOO_LARGE,
    "40004": FailureKind.UNSUPPORTED_TYPE,
    "40005": FailureKind.UNSUPPORTED_TYPE,
    "44001": FailureKind.UNSUPPORTED_TYPE,
    "invalidClientIdOrSecret": FailureKind.CONFIGURATION,
    "authFailed": FailureKind.CONFIGURATION,
    "invalidParameter.robotCode.empty": FailureKind.CONFIGURATION,
    "invalidParameter.robotCode.auth": FailureKind.CONFIGURATION,
    "invalidParameter.robotCode.notExsit": FailureKind.CONFIGURATION,  # (sic)
    "not.allowed.robotCode": FailureKind.CONFIGURATION,
    "bot.stopped": FailureKind.CONFIGURATION,
    "robot.oto.notExist": FailureKind.CONFIGURATION,
    "param.templateNotExist": FailureKind.CONFIGURATION,
    "param.templateUnpublished": FailureKind.CONFIGURATION,
    "chatbotId.notAllow.sendOTO": FailureKind.UNREACHABLE,
    "staffId.notExisted": FailureKind.UNREACHABLE,
    "miss.openConversationId": FailureKind.UNREACHABLE,
    "invalid.openConversationId": FailureKind.UNREACHABLE,
    "group.disbanded": FailureKind.UNREACHABLE,
    "resource.not.found": FailureKind.UNREACHABLE,
    "session.expired": FailureKind.UNREACHABLE,
    "300001": FailureKind.UNREACHABLE,
    "param.openSpaceIdInvalid": FailureKind.UNREACHABLE,
    "contain.unsafe.url": FailureKind.CONTENT_REFUSED,
    "contain.notAllowed.picture": FailureKind.CONTENT_REFUSED,
    "contain.notAllowed.text": FailureKind.CONTENT_REFUSED,
    "contain.notAllowed.content": FailureKind.CONTENT_REFUSED,
    "param.contentUnsafe": FailureKind.CONTENT_REFUSED,
    "robot.processQueryKey.expired": FailureKind.EXPIRED,
    "invalid.processQueryKey": FailureKind.GONE,
    "notRevoke.all.messages": FailureKind.GONE,
    "param.cardNotExist": FailureKind.GONE,
    "param.cardAlreadyExist": FailureKind.ALREADY_EXISTS,
    "invalidParameter.robotCode.downloadCode": FailureKind.GONE,
}


@dataclass(eq=False)
class ApiCallFailed(Exception):
    """A call did not end well. Nobody is told this; it becomes an outcome."""

    def __str__(self) -> str:
        return type(self).__name__


@dataclass(eq=False)
class SendRefused(ApiCallFailed):
    """The service answered no. `code` is its own; `status` the HTTP status. Its message is not kept: it may hold ids."""

    code: str = ""
    status: int = 0
    scopes: tuple[str, ...] = ()

    @property
    def kind(self) -> FailureKind:
        """What is to be done about it."""
        if self.code in _CODES:
            return _CODES[self.code]
        if "ipnotinwhitelist" in self.code.lower():
            return FailureKind.ADDRESS_NOT_LISTED
        if ".QpsLimit" in self.code or ".QpmLimit" in self.code or self.status == 429:
            return FailureKind.RATE_LIMITED
        if self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return FailureKind.TOO_LARGE
        return FailureKind.SERVICE_UNAVAILABLE if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR else FailureKind.OTHER

    def __str__(self) -> str:
        return f"{self.code or 'no code'} (HTTP {self.status})"


@dataclass(eq=False)
class UploadRefused(SendRefused):
    """The service does not take a picture or a file from us; words may get through all the same."""


@dataclass(eq=False)
class CallNotSent(ApiCallFailed):
    """The request surely never reached the service."""

    reason: str = ""

    def __str__(self) -> str:
        return f"not sent: {self.reason}"


@dataclass(eq=False)
class SendUnconfirmed(ApiCallFailed):
    """The request left and no answer came that could be read: it was done, or not."""

    reason: str = ""

    def __str__(self) -> str:
        return f"no answer: {self.reason}"


@dataclass(eq=False)
class QuotaExhausted(ApiCallFailed):
    """Not tried: what is left of the month's calls is kept for more important messages."""

    share_left: float = 0.0
