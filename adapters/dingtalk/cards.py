"""Interactive cards, if a card template is configured: one card per job, created once and updated in place."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from adapters.dingtalk import encode, tables
from adapters.dingtalk.failures import ApiCallFailed, FailureKind, QuotaExhausted, SendRefused, UploadRefused
from adapters.dingtalk.limits import OPERATOR_PAUSE_S
from adapters.dingtalk.media import Media
from adapters.dingtalk.openapi import OpenApi
from adapters.dingtalk.outcomes import outcome_of
from adapters.dingtalk.parts import Json
from adapters.dingtalk.quota import Priority, priority_of
from adapters.dingtalk.rows import RouteRow
from bot.adapter_api import Conversation, Delivered, Gone, Host, Outcome, PostRefused, PostView, Skipped
from bot.store import Store, write_with_retries

log = structlog.get_logger()

HANDLE = "card:"
_PRIVATE = "IM_ROBOT"
_GROUP = "IM_GROUP"


@dataclass(slots=True)
class Cards:
    """Creates and updates cards. After the template or permission was refused, cards are paused for OPERATOR_PAUSE_S
    and posts are sent as plain messages."""

    host: Host
    api: OpenApi
    media: Media
    template_id: str
    robot_code: str
    _off_until: float = field(default=0.0, init=False)

    @property
    def _store(self) -> Store:
        store: Store = self.host.store
        return store

    def suits(self, view: PostView) -> bool:
        """Whether a view should be a card: those that will change are, short answers are not."""
        changes = view.milestone != "notice" and not view.files
        return bool(self.template_id) and changes and self.host.clock.now() >= self._off_until

    async def create(self, conversation: Conversation, post_id: int, view: PostView) -> Outcome | None:
        """Create a post's card and deliver it. None if it cannot be a card: send it as a plain message."""
        route = await self._store.read(tables.route_of, conversation.chat_id)
        group = not conversation.chat_id.startswith("1:")
        if not group and not route.staff_id:
            return None  # Cards can be delivered to members of the organisation only.
        track_id = f"{await self._store.write(tables.installation_id)}-{post_id}"
        priority = priority_of(view)
        try:
            body = self._body(track_id, route, group, view, await self._media_id(view))
            carrier = _carrier(await self.api.create_card(body, priority))
        except QuotaExhausted:
            return Skipped() if priority is Priority.PROGRESS else None
        except KeyError:
            return None
        except SendRefused as refused:
            return await self._refused(refused, conversation, track_id, post_id, view)
        except ApiCallFailed as failed:
            return outcome_of(failed, self.host.alert)
        await write_with_retries(self._store, tables.save_sent_part, post_id, "card", "card", carrier)
        return Delivered(HANDLE + track_id, (carrier, track_id))

    async def _refused(
        self, refused: SendRefused, conversation: Conversation, track_id: str, post_id: int, view: PostView
    ) -> Outcome | None:
        match refused.kind:
            case FailureKind.ALREADY_EXISTS:  # The response to an earlier create was lost.
                return await self.update(post_id, HANDLE + track_id, view)
            # A refused upload is about the picture: cards without one still work.
            case FailureKind.CONFIGURATION if not isinstance(refused, UploadRefused):
                self._off_until = self.host.clock.now() + OPERATOR_PAUSE_S
                self.host.alert("dingtalk-cards-refused", code=refused.code, scopes=list(refused.scopes))
                return None
            case (
                FailureKind.UNREACHABLE
                | FailureKind.OTHER
                | FailureKind.QUOTA_EXHAUSTED
                | FailureKind.CONTENT_REFUSED
                | FailureKind.TOO_LARGE
                | FailureKind.UNSUPPORTED_TYPE
            ):
                log.info("dingtalk.no_card", post=post_id, reason=str(refused))
                return None
        return outcome_of(refused, self.host.alert)

    async def update(self, post_id: int, handle: str, view: PostView) -> Outcome:
        """Update a card to show a view."""
        track_id = handle.removeprefix(HANDLE)
        try:
            params = encode.card_params(view, await self._media_id(view))
            await self.api.update_card(
                {
                    "outTrackId": track_id,
                    "cardData": {"cardParamMap": params},
                    "cardUpdateOptions": {"updateCardDataByKey": True},
                },
                priority_of(view),
            )
        except QuotaExhausted as failed:
            # Progress updates are skipped when the quota runs low; results are retried.
            return Skipped() if priority_of(view) is Priority.PROGRESS else outcome_of(failed, self.host.alert)
        except KeyError:
            return PostRefused("not kept", "gone")  # The picture was deleted since the post was requested.
        except SendRefused as refused:
            return Gone() if refused.kind is FailureKind.GONE else outcome_of(refused, self.host.alert)
        except ApiCallFailed as failed:
            return outcome_of(failed, self.host.alert)
        sent = await self._store.read(tables.sent_part, post_id, "card")
        return Delivered(handle, tuple(filter(None, (sent.message_key if sent else "", track_id))))

    async def _media_id(self, view: PostView) -> str:
        return await self.media.media_id(view.picture) if view.picture else ""

    def _body(self, track_id: str, route: RouteRow, group: bool, view: PostView, media_id: str) -> Json:
        body: Json = {
            "cardTemplateId": self.template_id,
            "outTrackId": track_id,
            "callbackType": "STREAM",
            "cardData": {"cardParamMap": encode.card_params(view, media_id)},
            "userIdType": 1,
        }
        if not group:
            return body | {
                "openSpaceId": f"dtv1.card//{_PRIVATE}.{route.staff_id}",
                "imRobotOpenSpaceModel": {"supportForward": True},
                "imRobotOpenDeliverModel": {"spaceType": _PRIVATE},
            }
        deliver: Json = {"robotCode": self.robot_code or route.robot_code}
        if view.mention and view.mention.reply_key:
            deliver["atUserIds"] = {view.mention.reply_key: view.mention.name}
        return body | {
            "openSpaceId": f"dtv1.card//{_GROUP}.{route.chat_id}",
            "imGroupOpenSpaceModel": {"supportForward": True},
            "imGroupOpenDeliverModel": deliver,
        }


def _carrier(answer: Json) -> str:
    """The id by which quotes refer to a delivered card. Raises SendRefused: HTTP 200 can carry a failure."""
    result = answer.get("result")
    delivered = result.get("deliverResults") if isinstance(result, dict) else None
    first = delivered[0] if isinstance(delivered, list) and delivered and isinstance(delivered[0], dict) else {}
    if answer.get("success") is not True or first.get("success") is not True:
        raise SendRefused("card.notDelivered", 200)
    return str(first.get("carrierId") or "")
