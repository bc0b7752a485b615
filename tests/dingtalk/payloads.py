"""Recorded payloads (shortened), and helpers that turn them into updates."""

from __future__ import annotations

from typing import Any

from adapters.dingtalk.decode import decode
from adapters.dingtalk.frames import ROBOT_TOPIC, ReceivedFrame, parse_frame
from bot.adapter_api import Message

HOSTS: frozenset[str] = frozenset()
WEBHOOK = "https://oapi.dingtalk.com/robot/sendBySession?session=66d7c695a9deb885"

GROUP: dict[str, Any] = {
    "senderPlatform": "Mac",
    "conversationId": "cid6EUsg==",
    "atUsers": [{"dingtalkId": "$:LWCP_v1:$robot"}],
    "chatbotCorpId": "ding9733d095",
    "chatbotUserId": "$:LWCP_v1:$robot",
    "msgId": "msgrK2U+riw==",
    "senderNick": "小李",
    "isAdmin": True,
    "senderStaffId": "01478602",
    "sessionWebhookExpiredTime": 1708332604316,
    "createAt": 1708327204136,
    "senderCorpId": "ding9733d095",
    "conversationType": "2",
    "senderId": "$:LWCP_v1:$Bv1MhAv9",
    "conversationTitle": "画图群",
    "isInAtList": True,
    "sessionWebhook": WEBHOOK,
    "text": {"content": " 画一只猫"},
    "robotCode": "dingodm3k",
    "msgtype": "text",
}
DIRECT: dict[str, Any] = {
    **{k: v for k, v in GROUP.items() if k not in ("conversationTitle", "isInAtList", "atUsers", "text", "msgtype")},
    "conversationType": "1",
}


def arrived(data: object, topic: str = ROBOT_TOPIC, frame: str = "frame-1") -> ReceivedFrame:
    """Parse a frame's data."""
    return parse_frame(topic, frame, data, HOSTS)


def message(data: dict[str, Any]) -> Message:
    """A payload that must be a message."""
    decoded = decode(arrived(data).update)
    assert isinstance(decoded, Message), decoded
    return decoded
