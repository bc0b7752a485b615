"""The service's refusals, in its two forms: HTTP status with `code`, and HTTP 200 with `errcode`.

`blame`: whether the caller made a mistake (recorded as a violation), as opposed to a condition that any caller may meet.
"""

from dataclasses import dataclass
from typing import Any

from .wire import Answer

# code -> (HTTP status, message, whether the caller is to blame)
_V1: dict[str, tuple[int, str, bool]] = {
    "authFailed": (401, "鉴权失败", False),
    "invalidClientIdOrSecret": (400, "无效的clientId或者clientSecret", False),
    "InvalidAuthentication": (400, "不合法的access_token", False),
    "InvalidAction.NotFound": (404, "Specified api is not found, please check your url and method.", True),
    "InvalidParameter": (400, "the request body is not what this interface takes", True),
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": (403, "应用尚未开通所需的权限", False),
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": (403, "应用调用该接口次数超过每秒限制", True),
    "Forbidden.AccessDenied.QpsLimitForApi": (403, "该接口总调用次数超过每秒限制", False),
    "Forbidden.AccessDenied.ApiCountLimitForOrg": (403, "企业当月的接口调用量已用完", False),
    "ServiceUnavailable": (503, "service unavailable", False),
    "GatewayTimeout": (504, "gateway timeout", False),
    "system.error": (500, "system error", False),
    "system.busy": (500, "system busy", False),
    "invalidParameter.robotCode.empty": (400, "robotCode is empty", True),
    "invalidParameter.robotCode.auth": (400, "robotCode is not yours", True),
    "invalidParameter.robotCode.notExsit": (400, "robotCode does not exist", True),
    # Wrong or expired: codes expire by themselves, so this is not the caller's mistake.
    "invalidParameter.robotCode.downloadCode": (400, "downloadCode is wrong or expired", False),
    "invalidParameter.userIds.empty": (400, "userIds is empty", True),
    "invalidParameter.userIds.overMax": (400, "userIds size is over 100", True),
    "invalidParameter.msgKey.empty": (400, "msgKey is empty", True),
    "invalidParameter.msgKey.invalid": (400, "msgKey is invalid", True),
    "invalidParameter.msgParam.invalid": (400, "msgParam is invalid", True),
    "invalidParameter.msgParam.tooLong": (400, "msgParam is too long", True),
    "miss.openConversationId": (400, "openConversationId is missing", True),
    "invalid.openConversationId": (400, "openConversationId is invalid", True),
    "group.disbanded": (400, "the group is disbanded", False),
    "bot.stopped": (400, "the bot is stopped", False),
    "resource.not.found": (400, "the robot is not in the group", False),
    "staffId.notExisted": (400, "staffId does not exist", False),
    "robot.oto.notExist": (400, "the robot does not exist in this conversation", False),
    "chatbotId.notAllow.sendOTO": (400, "the robot may not send 1:1 messages", False),
    "send.too.fast": (400, "send too fast", False),
    "send.byToken.tooFast": (400, "send by token too fast", False),
    "toomuch.msg": (400, "send too fast", True),
    "too.many.group": (400, "too many groups", False),
    "too.many.people": (400, "too many people", False),
    "contain.unsafe.url": (400, "contains an unsafe url", False),
    "contain.notAllowed.picture": (400, "contains a picture that is not allowed", False),
    "contain.notAllowed.text": (400, "contains text that is not allowed", False),
    "contain.notAllowed.content": (400, "contains content that is not allowed", False),
    "session.expired": (400, "the session is expired", False),
    "robot.processQueryKey.expired": (400, "processQueryKey is older than 24 hours", False),
    "invalid.processQueryKey": (400, "processQueryKey is invalid", True),
    "not.allowed.robotCode": (400, "the message belongs to another robot", True),
    "notRevoke.all.messages": (400, "not all messages can be recalled", False),
    "param.templateNotExist": (400, "the card template does not exist", True),
    "param.templateUnpublished": (400, "the card template is not published", True),
    "param.cardAlreadyExist": (400, "a card with this outTrackId exists", False),
    "param.cardNotExist": (400, "no card with this outTrackId", True),
    "param.contentUnsafe": (400, "the card's content is unsafe", False),
    "param.openSpaceIdInvalid": (400, "openSpaceId is invalid", True),
    "param.error": (400, "the card's data is not what this interface takes", True),
    "200092": (400, "content is too large", True),
}

# errcode -> (errmsg, whether the caller is to blame)
_OAPI: dict[int, tuple[str, bool]] = {
    40014: ("不合法的access_token", False),
    40004: ("不合法的媒体文件类型", True),
    44001: ("多媒体文件为空", True),
    45001: ("多媒体文件大小超过限制", True),
    40035: ("不合法的参数", True),
    300001: ("session 不存在", False),
    401102: ("miss param : file->mediaId", True),
    90018: ("应用调用该接口次数超过每秒限制", True),
    90020: ("企业当月的接口调用量已用完", False),
    40089: ("不合法的corpid或corpsecret", False),
    130101: ("send too fast, exceed 20 times per minute", False),
}


@dataclass(slots=True, eq=False)
class Refusal(Exception):
    """The service refuses. The answer has the format of the endpoint's family."""

    detail: str = ""

    @property
    def blame(self) -> bool:
        raise NotImplementedError

    @property
    def kind(self) -> str:
        raise NotImplementedError

    def answer(self, request_id: str) -> Answer:
        raise NotImplementedError


@dataclass(slots=True, eq=False)
class ApiError(Refusal):
    """A v1.0 refusal: `ApiError("what was wrong", code="send.too.fast")`."""

    code: str = "system.error"
    message: str = ""
    status: int = 0
    scopes: tuple[str, ...] = ()

    @property
    def blame(self) -> bool:
        return self.code in _V1 and _V1[self.code][2]

    @property
    def kind(self) -> str:
        return self.code

    def answer(self, request_id: str) -> Answer:
        status, message, _ = _V1.get(self.code, (400, self.code, False))
        body: dict[str, Any] = {"code": self.code, "requestid": request_id, "message": self.message or message}
        if self.scopes:
            body["accessdenieddetail"] = {"requiredScopes": list(self.scopes)}
        return Answer.of_json(body, self.status or status)


@dataclass(slots=True, eq=False)
class OapiError(Refusal):
    """An oapi or webhook refusal: HTTP 200 with an errcode."""

    errcode: int = -1
    errmsg: str = ""

    @property
    def blame(self) -> bool:
        return self.errcode in _OAPI and _OAPI[self.errcode][1]

    @property
    def kind(self) -> str:
        return f"errcode.{self.errcode}"

    def answer(self, request_id: str) -> Answer:
        errmsg = self.errmsg or _OAPI.get(self.errcode, ("系统繁忙", False))[0]
        return Answer.of_json({"errcode": self.errcode, "errmsg": errmsg, "request_id": request_id})


@dataclass(slots=True, eq=False)
class PageError(Refusal):
    """A refusal by something in front of the service, as an HTML page."""

    status: int = 413
    title: str = "413 Request Entity Too Large"
    to_blame: bool = True

    @property
    def blame(self) -> bool:
        return self.to_blame

    @property
    def kind(self) -> str:
        return f"http.{self.status}"

    def answer(self, request_id: str) -> Answer:
        return Answer.html(self.status, self.title)
