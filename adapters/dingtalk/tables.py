"""What the adapter remembers, as functions over an open transaction. The tables are in `sql/`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from weakref import WeakSet

from adapters.dingtalk.frames import ReplyRoute
from adapters.dingtalk.limits import RECALL_LIFE_S
from bot.store import Store, Tx

NAMESPACE = "dingtalk"
FOLDER = Path(__file__).parent / "sql"
Channel = Literal["direct", "group", "webhook", "card"]
_attached: WeakSet[Store] = WeakSet()


@dataclass(frozen=True, slots=True)
class SentPart:
    """One part of a post that was sent: `key` is a processQueryKey, a card's carrierId, or empty; `at` unix seconds."""

    part: str
    channel: Channel
    key: str
    at: float


async def attach(store: Store) -> None:
    """Bring our tables and statements into the store."""
    if store not in _attached:
        await store.attach(NAMESPACE, FOLDER)
        _attached.add(store)


def save_routes(tx: Tx, routes: Sequence[ReplyRoute], organisation: str) -> None:
    """Remember how these conversations can be reached, and whose robot we are."""
    for route in routes:
        tx.run(
            "dingtalk.tables.save_route",
            chat_id=route.chat_id,
            staff_id=route.staff_id,
            robot_code=route.robot_code,
            webhook=route.webhook,
            webhook_until=route.webhook_until,
        )
    if organisation:
        tx.run("dingtalk.tables.set_value", name="organisation", value=organisation)


def route_of(tx: Tx, chat_id: str) -> ReplyRoute:
    """How a conversation can be reached. One never heard of is told from its address."""
    row = tx.one("dingtalk.tables.route", chat_id=chat_id)
    if row:
        return ReplyRoute(**row)
    who = chat_id.removeprefix("1:")
    known = who != chat_id and not who.startswith("$:")  # an encrypted id is no staff id
    return ReplyRoute(chat_id, staff_id=who if known else "")


def delete_webhook(tx: Tx, route: ReplyRoute) -> None:
    """This webhook is dead."""
    tx.run("dingtalk.tables.delete_webhook", chat_id=route.chat_id, webhook=route.webhook)


def organisation(tx: Tx) -> str:
    """The corpId of the organisation whose robot we are; empty until the first message came."""
    return str(tx.value("dingtalk.tables.value", name="organisation") or "")


def installation_id(tx: Tx) -> str:
    """A random name of this database, so that a new one does not repeat the card ids of an old one."""
    tx.run("dingtalk.tables.set_value_if_absent", name="installation", value=secrets.token_hex(6))
    return str(tx.value("dingtalk.tables.value", name="installation"))


def sent_part(tx: Tx, post_id: int, part: str) -> SentPart | None:
    """This part of a post, if it was sent."""
    row = tx.one("dingtalk.tables.sent_part", post_id=post_id, part=part)
    return SentPart(row["part"], row["way"], row["message_key"], row["at"]) if row else None


def sent_parts(tx: Tx, post_id: int) -> list[SentPart]:
    """All that was sent for a post, oldest first."""
    rows = tx.all("dingtalk.tables.sent_parts", post_id=post_id)
    return [SentPart(row["part"], row["way"], row["message_key"], row["at"]) for row in rows]


def save_sent_part(tx: Tx, post_id: int, part: str, channel: Channel, key: str) -> None:
    """This part of a post was sent now."""
    tx.run("dingtalk.tables.save_sent_part", post_id=post_id, part=part, way=channel, message_key=key, now=tx.now)


def delete_sent_parts(tx: Tx, post_id: int, parts: Sequence[str]) -> None:
    """These parts were recalled."""
    for part in parts:
        tx.run("dingtalk.tables.delete_sent_part", post_id=post_id, part=part)


def media_id_of(tx: Tx, picture: str) -> str:
    """The media id under which DingTalk has a stored picture, or empty."""
    return str(tx.value("dingtalk.tables.media_id", picture=picture) or "")


def save_media_id(tx: Tx, picture: str, media_id: str) -> None:
    """DingTalk has this picture now."""
    tx.run("dingtalk.tables.save_media_id", picture=picture, media_id=media_id, now=tx.now)


def delete_expired(tx: Tx) -> None:
    """Forget webhooks that have expired, and what can no longer be recalled."""
    tx.run("dingtalk.tables.delete_expired_webhooks", now=tx.now)
    tx.run("dingtalk.tables.delete_old_sent_parts", before=tx.now - RECALL_LIFE_S - 3600.0)
