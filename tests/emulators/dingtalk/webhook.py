"""The sessionWebhook that comes with every message: answers for 90 minutes, without a token and without an id back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .chat import Chat
from .content import Button, Content
from .core import Core
from .errors import OapiError
from .media import MediaStore
from .org import App
from .wire import Answer, Call, Endpoint, Family, Json

_TOKEN_HEADER = "x-acs-dingtalk-access-token"


@dataclass(frozen=True, slots=True)
class _Session:
    app: App
    chat: Chat
    expires_at: float


@dataclass(slots=True)
class Webhook:
    """Sessions and what may be posted to them."""

    core: Core
    media: MediaStore
    _sessions: dict[str, _Session] = field(default_factory=dict)

    def endpoints(self) -> list[Endpoint]:
        return [Endpoint("webhook.send", "POST", "/robot/sendBySession", Family.WEBHOOK, self._send)]

    def open(self, app: App, chat: Chat) -> tuple[str, int]:
        """A new session for an answer to `chat`: its URL, and when it ends (unix milliseconds)."""
        session = self.core.ids.session()
        life_s = self.core.settings.webhook_life_s + self.core.ids.jitter_ms() / 1000
        expires_at = self.core.clock.now() + life_s
        self._sessions[session] = _Session(app, chat, expires_at)
        return f"{self.core.oapi_endpoint}/robot/sendBySession?session={session}", int(expires_at * 1000)

    async def _send(self, call: Call) -> Answer:
        if _TOKEN_HEADER in call.request.headers or "access_token" in call.query:
            self.core.violate("token-leaked", "the access token was sent to a sessionWebhook")
        session = self._sessions.get(call.query.get("session", ""))
        now = self.core.clock.now()
        if session is None or now >= session.expires_at:
            raise OapiError(errcode=300001)
        call.app = session.app
        if session.chat.disbanded or session.app not in session.chat.apps:
            raise OapiError(errcode=300001)
        content = self._content(session.chat, call.json)
        if not self.core.limits.take_push(self.core.org, now):
            raise OapiError(errcode=90020)
        if content is not None:
            session.chat.post(session.app, content, "webhook")
        return Answer.of_json({"errcode": 0, "errmsg": "ok"})

    def _content(self, chat: Chat, body: Json) -> Content | None:
        kind = str(body.get("msgtype"))
        if kind == "empty":
            return None
        render: Mapping[str, Callable[[Json], Content]] = {
            "text": self._text,
            "markdown": self._markdown,
            "link": self._link,
            "actionCard": self._action_card,
            "feedCard": self._feed_card,
        }
        if kind in ("image", "file", "voice", "video"):
            raise OapiError(f"a sessionWebhook cannot send {kind}", errcode=401102)
        if kind not in render:
            raise OapiError(f"msgtype {kind!r}", errcode=40035)
        part = body.get(kind)
        if not isinstance(part, dict):
            raise OapiError(f"{kind} without its object", errcode=40035)
        content = render[kind](part)
        return self._with_at(chat, content, body.get("at"))

    def _with_at(self, chat: Chat, content: Content, at: Any) -> Content:
        """The people who are mentioned: a markdown body must contain their names too, or the mention is not shown."""
        if not isinstance(at, dict) or not chat.is_group:
            return content
        wanted = at.get("atUserIds") or []
        if any(not isinstance(user, str) for user in wanted):
            self.core.violate("at-not-shown", f"atUserIds must be strings: {wanted}")
        seen = []
        for user in wanted:
            person = self.core.org.staff(user)
            if person is None or person not in chat.members:
                continue
            if content.kind in ("markdown", "actionCard") and f"@{user}" not in content.text:
                self.core.violate("at-not-shown", f"the {content.kind} does not contain @{user}")
                continue
            seen.append(person.name)
        if at.get("isAtAll"):
            seen.append("@all")
        return replace(content, at=tuple(seen))

    def _text(self, part: Json) -> Content:
        return self.media.checked(Content("text", text=_string(part, "content")))

    def _markdown(self, part: Json) -> Content:
        return self.media.markdown("markdown", _string(part, "title"), _string(part, "text"))

    def _link(self, part: Json) -> Content:
        title, text, url = (_string(part, key) for key in ("title", "text", "messageUrl"))
        pictures = self.media.pictures([part["picUrl"]] if part.get("picUrl") else [])
        return self.media.checked(Content("link", text, title, pictures, (Button(title, url),)))

    def _action_card(self, part: Json) -> Content:
        title, text = _string(part, "title"), _string(part, "text")
        if part.get("btns"):
            buttons = [Button(_string(button, "title"), _string(button, "actionURL")) for button in part["btns"]]
        else:
            buttons = [Button(_string(part, "singleTitle"), _string(part, "singleURL"))]
        return self.media.markdown("actionCard", title, text, buttons)

    def _feed_card(self, part: Json) -> Content:
        feed = part.get("links")
        if not isinstance(feed, list) or not feed:
            raise OapiError("feedCard without links", errcode=40035)
        buttons = tuple(Button(_string(link, "title"), _string(link, "messageURL")) for link in feed)
        pictures = self.media.pictures(_string(link, "picURL") for link in feed)
        return self.media.checked(Content("feedCard", buttons[0].label, buttons[0].label, pictures, buttons))


def _string(part: Any, key: str) -> str:
    value = part.get(key) if isinstance(part, dict) else None
    if not isinstance(value, str) or not value:
        raise OapiError(f"{key} must be a string that is not empty", errcode=40035)
    return value
