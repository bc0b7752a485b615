"""Files that people sent: download codes, and the signed addresses they are exchanged for."""

from dataclasses import dataclass, field

from .core import Core
from .errors import ApiError, PageError
from .org import SEND, App
from .wire import Answer, Call, Endpoint, Family

_TOKEN_HEADER = "x-acs-dingtalk-access-token"


@dataclass(frozen=True, slots=True)
class Codes:
    """The download codes in a message for one picture or file."""

    download: str
    picture_download: str


@dataclass(frozen=True, slots=True)
class _Stored:
    app: App
    data: bytes
    expires_at: float


@dataclass(frozen=True, slots=True)
class _Signed:
    data: bytes
    signature: str
    expires_at: float


@dataclass(slots=True)
class FileStore:
    """Codes are valid for one robot and expire; so do the addresses, which need no token."""

    core: Core
    _by_code: dict[str, _Stored] = field(default_factory=dict)
    _picture_codes: set[str] = field(default_factory=set)
    _by_name: dict[str, _Signed] = field(default_factory=dict)

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("robot.download", "POST", "/v1.0/robot/messageFiles/download", Family.V1, self._exchange, SEND),
            Endpoint("file.get", "GET", "/wukong/{name}", Family.FILE, self._fetch, has_json_body=False),
        ]

    def issue(self, app: App, data: bytes) -> Codes:
        """Codes by which this app's robot may fetch `data`."""
        codes = Codes(self.core.ids.code(), self.core.ids.code())
        expires_at = self.core.clock.now() + self.core.settings.download_code_life_s
        self._by_code[codes.download] = _Stored(app, data, expires_at)
        self._picture_codes.add(codes.picture_download)
        return codes

    async def _exchange(self, call: Call) -> Answer:
        robot_code, code = call.json.get("robotCode"), call.json.get("downloadCode")
        if not robot_code or not code:
            raise ApiError("robotCode or downloadCode is missing", code="invalidParameter.robotCode.empty")
        if code in self._picture_codes:
            self.core.violate("picture-download-code", "pictureDownloadCode is of no use to the download interface")
            raise ApiError(code="system.error")
        if robot_code != call.caller.robot_code:
            raise ApiError(f"robotCode {robot_code!r}", code="invalidParameter.robotCode.auth")
        stored = self._by_code.get(code) if isinstance(code, str) else None
        now = self.core.clock.now()
        if stored is None or now >= stored.expires_at:
            raise ApiError(code="invalidParameter.robotCode.downloadCode")
        if stored.app is not call.caller:
            raise ApiError("a downloadCode of another robot", code="invalidParameter.robotCode.auth")
        name, signature = self.core.ids.file_name(), self.core.ids.session()
        expires_at = now + self.core.settings.download_url_life_s
        self._by_name[name] = _Signed(stored.data, signature, expires_at)
        query = f"Expires={int(expires_at)}&OSSAccessKeyId=emulated&Signature={signature}"
        return Answer.of_json({"downloadUrl": f"{self.core.openapi_endpoint}/wukong/{name}?{query}"})

    async def _fetch(self, call: Call) -> Answer:
        if _TOKEN_HEADER in call.request.headers:
            self.core.violate("token-leaked", "the access token was sent to the file store")
        signed = self._by_name.get(call.request.match_info["name"])
        if signed is None or call.query.get("Signature") != signed.signature:
            raise PageError("no such file", status=403, title="SignatureDoesNotMatch")
        if self.core.clock.now() >= signed.expires_at:
            raise PageError("", status=403, title="Request has expired.", to_blame=False)
        return Answer(body=signed.data, content_type="application/octet-stream")
