"""Posts as plain messages, which cannot be edited: by OpenAPI, or by the sessionWebhook where that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from adapters.dingtalk import encode, tables
from adapters.dingtalk.failures import ApiCallFailed, FailureKind, SendRefused
from adapters.dingtalk.limits import PLATFORM, QUOTA_PAUSE_S, RECALL_LIFE_S, RECALL_MAX_KEYS
from adapters.dingtalk.media import Media, file_name_and_type, is_sent_as_file
from adapters.dingtalk.openapi import OpenApi
from adapters.dingtalk.outcomes import may_try_other_channel, outcome_of
from adapters.dingtalk.quota import Priority, QuotaTracker, priority_of
from adapters.dingtalk.rows import Channel, RouteRow, SentPartRow
from adapters.dingtalk.webhook import SessionWebhook
from bot.adapter_api import (
    Blocked,
    Conversation,
    Delivered,
    Host,
    Outcome,
    PostRefused,
    PostView,
    RetryLater,
    Skipped,
    TooLate,
)
from bot.store import Store, write_with_retries

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes, and the channels to try, best first."""

    route: RouteRow
    group: bool
    channels: tuple[Channel, ...]
    robot_code: str


@dataclass(frozen=True, slots=True)
class PlainMessages:
    """Sends and recalls plain messages."""

    host: Host
    api: OpenApi
    webhook: SessionWebhook
    media: Media
    quota: QuotaTracker
    robot_code: str
    client_id: str

    @property
    def _store(self) -> Store:
        store: Store = self.host.store
        return store

    async def send(self, conversation: Conversation, post_id: int, view: PostView) -> Outcome:
        """Send a view: one message, or one per file. Parts of this post that were sent before are skipped."""
        parts = [(f"file:{i}", replace(view, files=(file,))) for i, file in enumerate(view.files)]
        sent: list[SentPartRow] = []
        pictures: list[tuple[str, str]] = []
        for part, part_view in parts or [(view.mark, view)]:
            sent_part = await self._store.read(tables.sent_part, post_id, part)
            if sent_part is None:
                outcome = await self._send_part(conversation, post_id, part, part_view)
                if isinstance(outcome, Skipped) and sent:
                    break  # The handle of what was sent is needed to recall it.
                if not isinstance(outcome, SentPartRow):
                    return outcome
                sent_part = outcome
            sent.append(sent_part)
            pictures += [(sent_part.message_key, file.key) for file in part_view.files if sent_part.message_key]
        keys = tuple(message.message_key for message in sent if message.message_key)
        return Delivered(",".join(f"{message.way}:{message.message_key}" for message in sent), keys, tuple(pictures))

    async def _send_part(
        self, conversation: Conversation, post_id: int, part: str, view: PostView
    ) -> SentPartRow | Outcome:
        priority = priority_of(view)
        target = await self.target(conversation.chat_id, priority)
        # Webhooks cannot send files.
        openapi_only = any(not file.mime.startswith("image/") for file in view.files)
        channels = tuple(channel for channel in target.channels if not (openapi_only and channel == "webhook"))
        if not channels:
            return await self._no_channel(target.route, priority)
        first: ApiCallFailed | None = None
        for channel in channels:
            try:
                key = await self._send_on(channel, target, view, priority)
            except KeyError:
                return PostRefused("not kept", "gone")  # The picture was deleted since the post was requested.
            except ApiCallFailed as failed:
                log.info("dingtalk.not_sent", post=post_id, channel=channel, reason=str(failed))
                if isinstance(failed, SendRefused) and failed.kind is FailureKind.CONTENT_REFUSED:
                    return await self._send_content_notice(channel, target, post_id, part, view, failed)
                first = first or failed
                if isinstance(failed, SendRefused) and failed.kind in (
                    FailureKind.CONFIGURATION,
                    FailureKind.ADDRESS_NOT_LISTED,
                ):
                    outcome_of(failed, self.host.alert)  # Alert even if another channel works: that one expires.
                if not may_try_other_channel(failed):
                    return outcome_of(failed, self.host.alert)
            else:
                await write_with_retries(self._store, tables.save_sent_part, post_id, part, channel, key)
                return SentPartRow(post_id, part, channel, key, self.host.clock.now())
        assert first is not None
        return outcome_of(first, self.host.alert)

    async def target(self, chat_id: str, priority: Priority) -> Target:
        """The usable channels of a conversation for a message of this priority."""
        route = await self._store.read(tables.route_of, chat_id)
        usage = await self.quota.usage()
        group = not chat_id.startswith("1:")
        channels: list[Channel] = []
        if (group or route.staff_id) and usage["calls"].allows(priority):
            channels.append("group" if group else "direct")
        if self.webhook.usable(route, self.host.clock.now()) and usage["pushes"].allows(priority):
            channels.append("webhook")
        known_code = route.robot_code if route.robot_code != "normal" else ""
        return Target(route, group, tuple(channels), self.robot_code or known_code or self.client_id)

    async def _no_channel(self, route: RouteRow, priority: Priority) -> Outcome:
        if priority is not Priority.RESULT and not (await self.quota.usage())["calls"].allows(priority):
            return Skipped()  # Pictures can still be sent this month.
        if route.staff_id or not route.chat_id.startswith("1:"):
            return RetryLater(QUOTA_PAUSE_S, "the month's calls are used up")
        return Blocked("no staff id, and the sessionWebhook has expired")

    async def _send_on(self, channel: Channel, target: Target, view: PostView, priority: Priority) -> str:
        """Send one message; returns its processQueryKey. Raises ApiCallFailed, KeyError (a picture is not stored)."""
        media_ids = [await self.media.media_id(file, as_file=channel != "webhook") for file in view.files]
        if view.picture:
            media_ids.append(await self.media.media_id(view.picture))
        wording = self._wording(view, target.group)
        if channel == "webhook":
            await self.webhook.post(target.route, encode.webhook_message(view, media_ids, wording))
            return ""
        if view.files:
            file = view.files[0]
            if is_sent_as_file(file):
                message = encode.file_message(media_ids[0], *file_name_and_type(file))
            else:
                message = encode.image_message(media_ids[0])
            return await self._call(channel, target, message, priority)
        return await self._call(channel, target, encode.robot_message(view, media_ids, wording), priority)

    async def _call(self, channel: Channel, target: Target, message: encode.RobotMessage, priority: Priority) -> str:
        route = target.route
        content = (message.msg_key, message.msg_param)
        if channel == "group":
            answer = await self.api.send_group(target.robot_code, route.chat_id, *content, priority)
        else:
            answer = await self.api.send_direct(target.robot_code, route.staff_id, *content, priority)
            # HTTP 200 does not mean delivered.
            if route.staff_id in (answer.get("invalidStaffIdList") or ()):
                raise SendRefused("staffId.notExisted", 200)
            if route.staff_id in (answer.get("flowControlledStaffIdList") or ()):
                raise SendRefused("too.many.people", 200)
        return str(answer.get("processQueryKey") or "")

    async def _send_content_notice(
        self, channel: Channel, target: Target, post_id: int, part: str, view: PostView, refused: SendRefused
    ) -> SentPartRow | Outcome:
        """The service's moderation refused the content: send a notice instead."""
        self.host.alert("dingtalk-content-refused", code=refused.code, post=post_id)
        text = self.host.say(view.language or "zh", "dingtalk-content-refused")
        try:
            if channel == "webhook":
                await self.webhook.post(target.route, {"msgtype": "text", "text": {"content": text}})
                key = ""
            else:
                key = await self._call(channel, target, encode.text_message(text), Priority.RESULT)
        except ApiCallFailed as failed:
            return outcome_of(failed, self.host.alert)
        await write_with_retries(self._store, tables.save_sent_part, post_id, part, channel, key)
        return SentPartRow(post_id, part, channel, key, self.host.clock.now())

    async def recall(self, conversation: Conversation, post_id: int, handle: str) -> Outcome:
        """Recall all messages of a post. Possible for OpenAPI messages only, within a day."""
        sent = await self._store.read(tables.sent_parts, post_id)
        sent_after = self.host.clock.now() - RECALL_LIFE_S
        recallable = [
            message
            for message in sent
            if message.way in ("direct", "group") and message.message_key and message.at > sent_after
        ]
        if not recallable:
            return TooLate()
        target = await self.target(conversation.chat_id, Priority.RESULT)
        for start in range(0, len(recallable), RECALL_MAX_KEYS):
            batch = recallable[start : start + RECALL_MAX_KEYS]
            try:
                await self._recall(conversation, target.robot_code, batch)
            except SendRefused as refused:
                if refused.kind is not FailureKind.GONE:  # Already recalled.
                    return outcome_of(refused, self.host.alert)
            except ApiCallFailed as failed:
                return outcome_of(failed, self.host.alert)
            await self._store.write(tables.delete_sent_parts, post_id, [message.part for message in batch])
        return Delivered(handle)

    async def _recall(self, conversation: Conversation, robot_code: str, batch: Sequence[SentPartRow]) -> None:
        keys = [message.message_key for message in batch]
        if batch[0].way == "group":
            await self.api.recall_group(robot_code, conversation.chat_id, keys)
        else:
            await self.api.recall_direct(robot_code, keys)

    async def send_notice(self, chat_id: str, text_id: str, language: str) -> None:
        """Send a short text of the adapter's own, best effort."""
        conversation = Conversation(PLATFORM, chat_id)
        target = await self.target(conversation.chat_id, Priority.NOTICE)
        for channel in target.channels:
            view = PostView(self.host.say(language, text_id), language=language)
            try:
                await self._send_on(channel, target, view, Priority.NOTICE)
            except ApiCallFailed as failed:
                log.info("dingtalk.not_told", channel=channel, reason=str(failed))
                continue
            return

    def _wording(self, view: PostView, group: bool) -> encode.Wording:
        language = view.language or "zh"
        hint = self.host.say(language, "dingtalk-type-instead", commands="{commands}") if group else ""
        return encode.Wording(hint, self.host.say(language, "dingtalk-untitled"), group)
