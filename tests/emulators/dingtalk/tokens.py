"""Access tokens: one per app, the same one until it expires."""

from dataclasses import dataclass

from .core import Core
from .errors import ApiError, OapiError
from .org import App
from .wire import Answer, Call, Endpoint, Family


@dataclass(slots=True)
class Tokens:
    """The v1.0 token endpoint and its legacy twin. Neither counts towards the monthly quota."""

    core: Core

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("oauth2.accessToken", "POST", "/v1.0/oauth2/accessToken", Family.OPEN, self._access_token),
        ]

    def legacy_endpoints(self) -> list[Endpoint]:
        return [Endpoint("gettoken", "GET", "/gettoken", Family.WEBHOOK, self._gettoken, has_json_body=False)]

    async def _access_token(self, call: Call) -> Answer:
        app = self._app(call.json.get("appKey"), call.json.get("appSecret"))
        if app is None:
            raise ApiError(code="invalidClientIdOrSecret")
        call.app = app
        self._renew(app)
        return Answer.of_json({"accessToken": app.token, "expireIn": self._life_left(app)})

    async def _gettoken(self, call: Call) -> Answer:
        app = self._app(call.query.get("appkey"), call.query.get("appsecret"))
        if app is None:
            raise OapiError(errcode=40089)
        call.app = app
        self._renew(app)
        left = self._life_left(app)
        return Answer.of_json({"errcode": 0, "errmsg": "ok", "access_token": app.token, "expires_in": left})

    def _app(self, client_id: object, secret: object) -> App | None:
        app = self.core.org.apps.get(client_id) if isinstance(client_id, str) else None
        return app if app is not None and app.client_secret == secret else None

    def _renew(self, app: App) -> None:
        now = self.core.clock.now()
        if now >= app.token_expires_at:
            app.token = self.core.ids.token()
            app.token_expires_at = now + self.core.settings.token_life_s

    def _life_left(self, app: App) -> int:
        return int(app.token_expires_at - self.core.clock.now())
