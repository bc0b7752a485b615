"""The bodies of robot messages, as pure functions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .chat import Chat
from .files import Codes
from .org import App
from .wire import Json

if TYPE_CHECKING:
    from .people import Person

UNKNOWN_TEXT = "用户发送了一条消息，机器人暂不支持接收。"
OVER_QUOTA_TEXT = "受调用量超量影响，当前我的消息服务已经暂停。"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The fields that all robot messages have in common."""

    app: App
    chat: Chat
    sender: "Person"
    corp_id: str
    message_id: str
    created_ms: int
    webhook: str
    webhook_expires_ms: int

    def around(self, body: Json) -> Json:
        """The whole payload: 1:1 messages lack the group's fields, those of outsiders the staff fields."""
        payload: Json = {
            "senderPlatform": "Mac",
            "conversationId": self.chat.conversation_id,
            "chatbotCorpId": self.corp_id,
            "chatbotUserId": self.app.chatbot_user_id,
            "msgId": self.message_id,
            "senderNick": self.sender.name,
            "sessionWebhookExpiredTime": self.webhook_expires_ms,
            "createAt": self.created_ms,
            "conversationType": self.chat.kind,
            "senderId": self.sender.encrypted_id,
            "sessionWebhook": self.webhook,
            "robotCode": self.app.robot_code,
        }
        if self.sender.staff_id:
            payload["senderCorpId"] = self.corp_id
        if self.sender.staff_id and self.app.published:
            payload |= {"senderStaffId": self.sender.staff_id, "isAdmin": self.sender.is_admin}
        if self.chat.is_group:
            payload |= {
                "atUsers": [{"dingtalkId": self.app.chatbot_user_id}],
                "conversationTitle": self.chat.title,
                "isInAtList": True,
            }
        return payload | body


def text(content: str) -> Json:
    return {"msgtype": "text", "text": {"content": content}}


def picture(codes: Codes) -> Json:
    return {"msgtype": "picture", "content": _coded(codes)}


def rich_text(parts: Iterable[str | Codes], mention: str = "") -> Json:
    """Text is cut at its line breaks, each part keeping its own; some clients leave the mention as a part."""
    shown: list[Json] = [{"text": mention}] if mention else []
    for part in parts:
        if isinstance(part, str):
            shown += [{"text": line} for line in part.splitlines(keepends=True)]
        else:
            shown.append({**_coded(part), "type": "picture"})
    return {"msgtype": "richText", "content": {"richText": shown}}


def audio(codes: Codes, duration_ms: int, recognition: str) -> Json:
    content = {"duration": duration_ms, "downloadCode": codes.download, "recognition": recognition}
    return {"msgtype": "audio", "content": content}


def video(codes: Codes, seconds: int) -> Json:
    return {
        "msgtype": "video",
        "content": {"duration": str(seconds), "videoType": "mp4", "downloadCode": codes.download},
    }


def file(codes: Codes, name: str, space_id: str, file_id: str) -> Json:
    content = {"spaceId": space_id, "fileName": name, "downloadCode": codes.download, "fileId": file_id}
    return {"msgtype": "file", "content": content}


def unknown() -> Json:
    return {"msgtype": "unknownMsgType", "content": {"unknownMsgType": UNKNOWN_TEXT}}


def over_quota() -> Json:
    """What comes instead of any message once the month's pushes are used up: no text, no content."""
    return {"msgtype": "text", "errorCode": "20001", "errorMessage": OVER_QUOTA_TEXT}


def card_press(
    corp_id: str, track_id: str, staff_id: str, space: tuple[str, str], action_id: str, params: dict[str, Any]
) -> Json:
    """The data of a card callback; `content` and `value` are strings of JSON."""
    pressed = json.dumps({"cardPrivateData": {"actionIds": [action_id], "params": params}}, ensure_ascii=False)
    return {
        "type": "actionCallback",
        "outTrackId": track_id,
        "corpId": corp_id,
        "userId": staff_id,
        "userIdType": 1,
        "spaceType": space[0],
        "spaceId": space[1],
        "extension": "{}",
        "content": pressed,
        "value": pressed,
    }


def _coded(codes: Codes) -> Json:
    return {"pictureDownloadCode": codes.picture_download, "downloadCode": codes.download}
