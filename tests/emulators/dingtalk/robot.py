"""The robot's OpenAPI sends and recalls."""

from dataclasses import dataclass
from typing import Any

from . import msgkeys
from .chat import Chat, ChatMessage
from .content import Content
from .conversations import Conversations
from .core import Core
from .errors import ApiError
from .media import MediaStore
from .org import SEND, App
from .wire import Answer, Call, Endpoint, Family

_MAX_USERS = 20
_MAX_RECALLS = 20


@dataclass(slots=True)
class Robot:
    """1:1 and group sends, and their recall within a day."""

    core: Core
    media: MediaStore
    conversations: Conversations

    def endpoints(self) -> list[Endpoint]:
        base = "/v1.0/robot"
        return [
            Endpoint("robot.batchSend", "POST", f"{base}/oToMessages/batchSend", Family.V1, self._batch_send, SEND),
            Endpoint("robot.groupSend", "POST", f"{base}/groupMessages/send", Family.V1, self._group_send, SEND),
            # The service spells this one with a small t.
            Endpoint("robot.otoRecall", "POST", f"{base}/otoMessages/batchRecall", Family.V1, self._oto_recall, SEND),
            Endpoint("robot.groupRecall", "POST", f"{base}/groupMessages/recall", Family.V1, self._group_recall, SEND),
        ]

    async def _batch_send(self, call: Call) -> Answer:
        app = self._robot(call)
        users = call.json.get("userIds")
        if not isinstance(users, list) or not users:
            raise ApiError("userIds is missing", code="invalidParameter.userIds.empty")
        if len(users) > _MAX_USERS:
            raise ApiError(f"{len(users)} userIds", code="invalidParameter.userIds.overMax")
        content = self._content(call)
        if not app.published:
            raise ApiError(code="robot.oto.notExist")
        self.core.limits.check_robot(app, len(users), self.core.clock.now())
        key, invalid, flow_controlled = self.core.ids.query_key(), [], []
        for user in users:
            person = self.core.org.staff(user)
            if person is None:
                invalid.append(user)
            elif person.flow_controlled > 0:
                person.flow_controlled -= 1
                flow_controlled.append(user)
            else:
                self.conversations.one_to_one(app, person).post(app, content, "openapi", key)
        return Answer.of_json(
            {"processQueryKey": key, "invalidStaffIdList": invalid, "flowControlledStaffIdList": flow_controlled}
        )

    async def _group_send(self, call: Call) -> Answer:
        app = self._robot(call)
        chat = self._group(call, app)
        content = self._content(call)
        self.core.limits.check_robot(app, 1, self.core.clock.now())
        message = chat.post(app, content, "openapi", self.core.ids.query_key())
        return Answer.of_json({"processQueryKey": message.process_query_key})

    def _content(self, call: Call) -> Content:
        msg_key, param = msgkeys.parse(call.json.get("msgKey"), call.json.get("msgParam"))
        everything = " ".join(param.values())
        if any(word in everything for word in self.core.org.forbidden_words):
            raise ApiError(code="contain.notAllowed.text")
        if any(url in everything for url in self.core.org.unsafe_urls):
            raise ApiError(code="contain.unsafe.url")
        return msgkeys.render(msg_key, param, self.media)

    def _robot(self, call: Call) -> App:
        robot_code = call.json.get("robotCode")
        if not robot_code:
            raise ApiError("robotCode is missing", code="invalidParameter.robotCode.empty")
        if robot_code == call.caller.robot_code:
            if call.caller.stopped:
                raise ApiError(code="bot.stopped")
            return call.caller
        known = isinstance(robot_code, str) and self.core.org.app_of_robot(robot_code) is not None
        code = "invalidParameter.robotCode.auth" if known else "invalidParameter.robotCode.notExsit"
        raise ApiError(f"robotCode {robot_code!r}", code=code)

    def _group(self, call: Call, app: App) -> Chat:
        conversation_id = call.json.get("openConversationId")
        if not conversation_id:
            raise ApiError("openConversationId is missing", code="miss.openConversationId")
        chat = self.core.org.chats.get(conversation_id) if isinstance(conversation_id, str) else None
        if chat is None or not chat.is_group:
            raise ApiError(f"openConversationId {conversation_id!r}", code="invalid.openConversationId")
        if chat.disbanded:
            raise ApiError(code="group.disbanded")
        if app not in chat.apps:
            raise ApiError(code="resource.not.found")
        return chat

    async def _oto_recall(self, call: Call) -> Answer:
        return self._recall(self._robot(call), call.json.get("processQueryKeys"), None)

    async def _group_recall(self, call: Call) -> Answer:
        app = self._robot(call)
        return self._recall(app, call.json.get("processQueryKeys"), self._group(call, app))

    def _recall(self, app: App, keys: Any, group: Chat | None) -> Answer:
        """Recall what these keys sent. Refused as a whole only when no key could be recalled."""
        if not isinstance(keys, list) or not 0 < len(keys) <= _MAX_RECALLS:
            raise ApiError(f"processQueryKeys must be 1 to {_MAX_RECALLS} keys", code="invalid.processQueryKey")
        recalled: list[str] = []
        failed: dict[str, str] = {}
        for key in keys:
            messages = self._sent_as(key, group)
            refused = self._why_not(app, messages)
            if refused:
                failed[str(key)] = refused
                continue
            for message in messages:
                message.recalled_at = self.core.clock.now()
            recalled.append(key)
        self.core.changed.notify()
        if not recalled:
            raise ApiError(f"keys that cannot be recalled: {failed}", code=next(iter(failed.values())))
        return Answer.of_json({"successResult": recalled, "failedResult": failed})

    def _sent_as(self, key: object, group: Chat | None) -> list[ChatMessage]:
        chats = [group] if group else [chat for chat in self.core.org.chats.values() if not chat.is_group]
        standing = (message for chat in chats for message in chat.messages)
        return [message for message in standing if key and message.process_query_key == key]

    def _why_not(self, app: App, messages: list[ChatMessage]) -> str:
        if not messages:
            return "invalid.processQueryKey"
        if any(message.sender is not app for message in messages):
            return "not.allowed.robotCode"
        oldest = min(message.at_time for message in messages)
        if self.core.clock.now() - oldest > self.core.settings.recall_life_s:
            return "robot.processQueryKey.expired"
        return ""
