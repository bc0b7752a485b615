"""Classifies the service's error codes, in one table for all callers, and defines the exceptions of calls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus


class FailureKind(Enum):
    """Why a call was refused, and how to react."""

    STALE_CREDENTIAL = "stale"  # the token is invalid: fetch a new one, once
    RATE_LIMITED = "slow"  # too many calls: pause all for a second
    RECIPIENT_THROTTLED = "flow"  # the service throttles this recipient
    SERVICE_UNAVAILABLE = "busy"  # service error: retry later
    ADDRESS_BANNED = "banned"  # our IP address is banned for minutes
    QUOTA_EXHAUSTED = "quota"  # the monthly quota is exhausted
    CONFIGURATION = "operator"  # missing permission, wrong robot code: the operator must fix it
    ADDRESS_NOT_LISTED = "address"  # our IP address is not on the app's allow list: the operator must fix it
    TOO_LARGE = "large"  # the picture or file is too large
    UNSUPPORTED_TYPE = "unfit"  # the service does not accept this file type
    UNREACHABLE = "nobody"  # this conversation cannot be reached this way, or at all
    CONTENT_REFUSED = "content"  # refused by content moderation
    EXPIRED = "expired"  # too old to be changed
    GONE = "gone"  # the object to be changed does not exist
    ALREADY_EXISTS = "exists"  # it was created before
    OTHER = "mistake"  # our mistake, or an unknown code


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
    """A call failed. Becomes an outcome; never shown to people."""

    def __str__(self) -> str:
        return type(self).__name__


@dataclass(eq=False)
class SendRefused(ApiCallFailed):
    """The service refused the call. `code` is the service's, `status` the HTTP status. Its message is dropped: it may
    contain ids."""

    code: str = ""
    status: int = 0
    scopes: tuple[str, ...] = ()

    @property
    def kind(self) -> FailureKind:
        """The kind of failure."""
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
    """An upload was refused; text messages may still work."""


@dataclass(eq=False)
class CallNotSent(ApiCallFailed):
    """The request certainly did not reach the service."""

    reason: str = ""

    def __str__(self) -> str:
        return f"not sent: {self.reason}"


@dataclass(eq=False)
class SendUnconfirmed(ApiCallFailed):
    """The request was sent without a readable response: it may or may not have been executed."""

    reason: str = ""

    def __str__(self) -> str:
        return f"no answer: {self.reason}"


@dataclass(eq=False)
class QuotaExhausted(ApiCallFailed):
    """Not sent: the rest of the quota is reserved for higher priorities."""

    share_left: float = 0.0
