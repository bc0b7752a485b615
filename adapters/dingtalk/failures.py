"""What each refusal of the service means for us. One table, so that every caller decides alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus


class FailureKind(Enum):
    """A line each: what is to be done."""

    STALE = "stale"  # the token is dead: get another, once
    SLOW = "slow"  # too fast: everything waits a second
    FLOW = "flow"  # this person or chat is held back by the service
    BUSY = "busy"  # the service is ill: try again in a while
    BANNED = "banned"  # our address is shut out for minutes
    QUOTA = "quota"  # the month's calls are used up
    OPERATOR = "operator"  # a permission, a wrong robot code: only the operator can mend it
    ADDRESS = "address"  # this machine's address is not on the app's list: only the operator can mend it
    LARGE = "large"  # the picture or file is too large
    UNFIT = "unfit"  # the service does not take this kind of picture or file
    NOBODY = "nobody"  # this conversation cannot be reached this way, or at all
    CONTENT = "content"  # the service does not let this content through
    EXPIRED = "expired"  # too old to be changed
    GONE = "gone"  # what was to be changed is not there
    EXISTS = "exists"  # it was made before
    MISTAKE = "mistake"  # our mistake, or something nobody knows


_CODES: dict[str, FailureKind] = {
    "InvalidAuthentication": FailureKind.STALE,
    "40014": FailureKind.STALE,
    "42001": FailureKind.STALE,
    "90018": FailureKind.SLOW,
    "90002": FailureKind.SLOW,
    "send.too.fast": FailureKind.SLOW,
    "send.byToken.tooFast": FailureKind.SLOW,
    "toomuch.msg": FailureKind.SLOW,
    "130101": FailureKind.FLOW,
    "410100": FailureKind.FLOW,
    "too.many.group": FailureKind.FLOW,
    "too.many.people": FailureKind.FLOW,
    "ServiceUnavailable": FailureKind.BUSY,
    "system.error": FailureKind.BUSY,
    "system.busy": FailureKind.BUSY,
    "systemError": FailureKind.BUSY,
    "SystemError": FailureKind.BUSY,
    "system.error.unknown": FailureKind.BUSY,
    "-1": FailureKind.BUSY,
    "1111": FailureKind.BANNED,
    "Forbidden.AccessDenied.ApiCountLimitForOrg": FailureKind.QUOTA,
    "90020": FailureKind.QUOTA,
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": FailureKind.OPERATOR,
    "60011": FailureKind.OPERATOR,
    "88": FailureKind.OPERATOR,
    "60020": FailureKind.ADDRESS,
    "Forbidden.AccessDenied.IpNotInWhiteList": FailureKind.ADDRESS,
    "45001": FailureKind.LARGE,
    "invalidParameter.msgParam.tooLong": FailureKind.LARGE,
    "40004": FailureKind.UNFIT,
    "40005": FailureKind.UNFIT,
    "44001": FailureKind.UNFIT,
    "invalidClientIdOrSecret": FailureKind.OPERATOR,
    "authFailed": FailureKind.OPERATOR,
    "invalidParameter.robotCode.empty": FailureKind.OPERATOR,
    "invalidParameter.robotCode.auth": FailureKind.OPERATOR,
    "invalidParameter.robotCode.notExsit": FailureKind.OPERATOR,  # (sic)
    "not.allowed.robotCode": FailureKind.OPERATOR,
    "bot.stopped": FailureKind.OPERATOR,
    "robot.oto.notExist": FailureKind.OPERATOR,
    "param.templateNotExist": FailureKind.OPERATOR,
    "param.templateUnpublished": FailureKind.OPERATOR,
    "chatbotId.notAllow.sendOTO": FailureKind.NOBODY,
    "staffId.notExisted": FailureKind.NOBODY,
    "miss.openConversationId": FailureKind.NOBODY,
    "invalid.openConversationId": FailureKind.NOBODY,
    "group.disbanded": FailureKind.NOBODY,
    "resource.not.found": FailureKind.NOBODY,
    "session.expired": FailureKind.NOBODY,
    "300001": FailureKind.NOBODY,
    "param.openSpaceIdInvalid": FailureKind.NOBODY,
    "contain.unsafe.url": FailureKind.CONTENT,
    "contain.notAllowed.picture": FailureKind.CONTENT,
    "contain.notAllowed.text": FailureKind.CONTENT,
    "contain.notAllowed.content": FailureKind.CONTENT,
    "param.contentUnsafe": FailureKind.CONTENT,
    "robot.processQueryKey.expired": FailureKind.EXPIRED,
    "invalid.processQueryKey": FailureKind.GONE,
    "notRevoke.all.messages": FailureKind.GONE,
    "param.cardNotExist": FailureKind.GONE,
    "param.cardAlreadyExist": FailureKind.EXISTS,
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
            return FailureKind.ADDRESS
        if ".QpsLimit" in self.code or ".QpmLimit" in self.code or self.status == 429:
            return FailureKind.SLOW
        if self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return FailureKind.LARGE
        return FailureKind.BUSY if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR else FailureKind.MISTAKE

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
