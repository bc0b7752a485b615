"""DingTalk's OpenAPI: calls are counted, rate-limited, authenticated, and retried once if the token had expired."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Literal

import aiohttp

from adapters.dingtalk import http
from adapters.dingtalk.failures import ApiCallFailed, FailureKind, SendRefused, SendUnconfirmed
from adapters.dingtalk.limits import TRANSFER_TIMEOUT_S
from adapters.dingtalk.parts import Json
from adapters.dingtalk.quota import Priority, QuotaTracker
from adapters.dingtalk.token import Token
from bot.adapter_api import CredentialProblem
from bot.runtime.clock import Clock

_TOKEN_HEADER = "x-acs-dingtalk-access-token"  # noqa: S105 - the name of a header


class OpenApi:
    """The API methods in use. Network and service errors raise `ApiCallFailed` only.

    `http_session` returns the HTTP session, which is created inside the running loop.
    """

    def __init__(
        self,
        base_url: str,
        oapi_url: str,
        client_id: str,
        client_secret: str,
        quota: QuotaTracker,
        clock: Clock,
        http_session: Callable[[], aiohttp.ClientSession],
    ) -> None:
        self._base = base_url.rstrip("/")
        self._oapi = oapi_url.rstrip("/")
        self._credentials = {"appKey": client_id, "appSecret": client_secret}
        self._quota = quota
        self._http_session = http_session
        self.token = Token(self._fetch_token, clock)

    async def _fetch_token(self) -> Json:
        # Token requests do not count in the monthly quota.
        url = f"{self._base}/v1.0/oauth2/accessToken"
        return await http.request(self._http_session(), "POST", url, json=self._credentials)

    # --- robot messages

    async def send_direct(
        self, robot_code: str, staff_id: str, msg_key: str, msg_param: str, priority: Priority
    ) -> Json:
        """A message to one person: `{processQueryKey, invalidStaffIdList, flowControlledStaffIdList}`."""
        body = {"robotCode": robot_code, "userIds": [staff_id], "msgKey": msg_key, "msgParam": msg_param}
        return await self._call("POST", "/v1.0/robot/oToMessages/batchSend", body, priority)

    async def send_group(
        self, robot_code: str, conversation: str, msg_key: str, msg_param: str, priority: Priority
    ) -> Json:
        """A message to a group: `{processQueryKey}`."""
        body = {"robotCode": robot_code, "openConversationId": conversation, "msgKey": msg_key, "msgParam": msg_param}
        return await self._call("POST", "/v1.0/robot/groupMessages/send", body, priority)

    async def recall_direct(self, robot_code: str, keys: list[str]) -> Json:
        """Recall 1:1 messages: `{successResult, failedResult}`. (The path has a lower-case t here.)"""
        body = {"robotCode": robot_code, "processQueryKeys": keys}
        return await self._call("POST", "/v1.0/robot/otoMessages/batchRecall", body, Priority.RESULT)

    async def recall_group(self, robot_code: str, conversation: str, keys: list[str]) -> Json:
        """Recall messages of a group."""
        body = {"robotCode": robot_code, "openConversationId": conversation, "processQueryKeys": keys}
        return await self._call("POST", "/v1.0/robot/groupMessages/recall", body, Priority.RESULT)

    # --- cards

    async def create_card(self, body: Json, priority: Priority) -> Json:
        """Create and deliver a card: `{result: {outTrackId, deliverResults}}`."""
        return await self._call("POST", "/v1.0/card/instances/createAndDeliver", body, priority)

    async def update_card(self, body: Json, priority: Priority) -> Json:
        """Change the variables of a card."""
        return await self._call("PUT", "/v1.0/card/instances", body, priority)

    # --- files

    async def download_url(self, robot_code: str, code: str) -> str:
        """Exchange a download code for a URL that is valid for minutes."""
        body = {"downloadCode": code, "robotCode": robot_code}
        answer = await self._call("POST", "/v1.0/robot/messageFiles/download", body, Priority.RESULT)
        url = answer.get("downloadUrl")
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise SendUnconfirmed("a download without an address")
        return url

    async def upload(self, kind: Literal["image", "file"], data: bytes, name: str, mime: str) -> str:
        """Upload a picture or a file; returns its media id."""

        async def upload(token: str) -> Json:
            form = aiohttp.FormData()
            form.add_field("type", kind)
            form.add_field("media", io.BytesIO(data), filename=name, content_type=mime)
            return await http.request(
                self._http_session(),
                "POST",
                f"{self._oapi}/media/upload",
                timeout_s=TRANSFER_TIMEOUT_S,
                params={"access_token": token, "type": kind},
                data=form,
            )

        answer = await self._with_token("/media/upload", upload, Priority.RESULT)
        media_id = answer.get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise SendUnconfirmed("an upload without a media id")
        return media_id

    # --- calls

    async def _call(self, method: str, path: str, body: Json, priority: Priority) -> Json:
        async def call(token: str) -> Json:
            return await http.request(
                self._http_session(), method, self._base + path, json=body, headers={_TOKEN_HEADER: token}
            )

        return await self._with_token(path, call, priority)

    async def _with_token(self, interface: str, call: Any, priority: Priority) -> Json:
        """Call with a token; retry once with a new one if it had expired. Each attempt is counted before it is
        sent."""
        for last in (False, True):
            token = await self.token.get()
            await self._quota.reserve_call(interface, priority)
            try:
                return dict(await call(token))
            except SendRefused as refused:
                if refused.kind is FailureKind.QUOTA_EXHAUSTED:
                    await self._quota.mark_exhausted("calls")
                if refused.kind is not FailureKind.STALE_CREDENTIAL:
                    raise
                self.token.invalidate(token)
                if last:
                    raise
        raise AssertionError("unreachable")


async def check_credentials(options: Any) -> list[CredentialProblem]:
    """Problems with the app's credentials; empty if a token is granted. Not counted in the quota."""
    url = f"{options.openapi_endpoint.rstrip('/')}/v1.0/oauth2/accessToken"
    credentials = {"appKey": options.client_id, "appSecret": options.client_secret.get_secret_value()}
    async with http.new_session() as session:
        try:
            await http.request(session, "POST", url, json=credentials)
        except SendRefused as refused:
            if refused.kind in (FailureKind.CONFIGURATION, FailureKind.OTHER):
                return [CredentialProblem("dingtalk-wrong-credentials")]
            return [CredentialProblem("doctor-platform-away", {"reason": refused.code or f"HTTP {refused.status}"})]
        except ApiCallFailed as failed:
            return [CredentialProblem("doctor-platform-away", {"reason": type(failed).__name__})]
    return []
