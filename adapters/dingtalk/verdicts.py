"""What each refusal of the service means for us. One table, so that every caller decides alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus


class Kind(Enum):
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


_CODES: dict[str, Kind] = {
    "InvalidAuthentication": Kind.STALE,
    "40014": Kind.STALE,
    "42001": Kind.STALE,
    "90018": Kind.SLOW,
    "90002": Kind.SLOW,
    "send.too.fast": Kind.SLOW,
    "send.byToken.tooFast": Kind.SLOW,
    "toomuch.msg": Kind.SLOW,
    "130101": Kind.FLOW,
    "410100": Kind.FLOW,
    "too.many.group": Kind.FLOW,
    "too.many.people": Kind.FLOW,
    "ServiceUnavailable": Kind.BUSY,
    "system.error": Kind.BUSY,
    "system.busy": Kind.BUSY,
    "systemError": Kind.BUSY,
    "SystemError": Kind.BUSY,
    "system.error.unknown": Kind.BUSY,
    "-1": Kind.BUSY,
    "1111": Kind.BANNED,
    "Forbidden.AccessDenied.ApiCountLimitForOrg": Kind.QUOTA,
    "90020": Kind.QUOTA,
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": Kind.OPERATOR,
    "60011": Kind.OPERATOR,
    "88": Kind.OPERATOR,
    "60020": Kind.ADDRESS,
    "Forbidden.AccessDenied.IpNotInWhiteList": Kind.ADDRESS,
    "45001": Kind.LARGE,
    "invalidParameter.msgParam.tooLong": Kind.LARGE,
    "40004": Kind.UNFIT,
    "40005": Kind.UNFIT,
    "44001": Kind.UNFIT,
    "invalidClientIdOrSecret": Kind.OPERATOR,
    "authFailed": Kind.OPERATOR,
    "invalidParameter.robotCode.empty": Kind.OPERATOR,
    "invalidParameter.robotCode.auth": Kind.OPERATOR,
    "invalidParameter.robotCode.notExsit": Kind.OPERATOR,  # (sic)
    "not.allowed.robotCode": Kind.OPERATOR,
    "bot.stopped": Kind.OPERATOR,
    "robot.oto.notExist": Kind.OPERATOR,
    "param.templateNotExist": Kind.OPERATOR,
    "param.templateUnpublished": Kind.OPERATOR,
    "chatbotId.notAllow.sendOTO": Kind.NOBODY,
    "staffId.notExisted": Kind.NOBODY,
    "miss.openConversationId": Kind.NOBODY,
    "invalid.openConversationId": Kind.NOBODY,
    "group.disbanded": Kind.NOBODY,
    "resource.not.found": Kind.NOBODY,
    "session.expired": Kind.NOBODY,
    "300001": Kind.NOBODY,
    "param.openSpaceIdInvalid": Kind.NOBODY,
    "contain.unsafe.url": Kind.CONTENT,
    "contain.notAllowed.picture": Kind.CONTENT,
    "contain.notAllowed.text": Kind.CONTENT,
    "contain.notAllowed.content": Kind.CONTENT,
    "param.contentUnsafe": Kind.CONTENT,
    "robot.processQueryKey.expired": Kind.EXPIRED,
    "invalid.processQueryKey": Kind.GONE,
    "notRevoke.all.messages": Kind.GONE,
    "param.cardNotExist": Kind.GONE,
    "param.cardAlreadyExist": Kind.EXISTS,
    "invalidParameter.robotCode.downloadCode": Kind.GONE,
}


@dataclass(eq=False)
class CallFailed(Exception):
    """A call did not end well. Nobody is told this; it becomes an outcome."""

    def __str__(self) -> str:
        return type(self).__name__


@dataclass(eq=False)
class Refused(CallFailed):
    """The service answered no. `code` is its own; `status` the HTTP status. Its message is not kept: it may hold ids."""

    code: str = ""
    status: int = 0
    scopes: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What is to be done about it."""
        if self.code in _CODES:
            return _CODES[self.code]
        if "ipnotinwhitelist" in self.code.lower():
            return Kind.ADDRESS
        if ".QpsLimit" in self.code or ".QpmLimit" in self.code or self.status == 429:
            return Kind.SLOW
        if self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Kind.LARGE
        return Kind.BUSY if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR else Kind.MISTAKE

    def __str__(self) -> str:
        return f"{self.code or 'no code'} (HTTP {self.status})"


@dataclass(eq=False)
class UploadRefused(Refused):
    """The service does not take a picture or a file from us; words may get through all the same."""


@dataclass(eq=False)
class Unsent(CallFailed):
    """The request surely never reached the service."""

    reason: str = ""

    def __str__(self) -> str:
        return f"not sent: {self.reason}"


@dataclass(eq=False)
class AnswerLost(CallFailed):
    """The request left and no answer came that could be read: it was done, or not."""

    reason: str = ""

    def __str__(self) -> str:
        return f"no answer: {self.reason}"


@dataclass(eq=False)
class Exhausted(CallFailed):
    """Not tried: what is left of the month's calls is kept for more important messages."""

    share_left: float = 0.0
