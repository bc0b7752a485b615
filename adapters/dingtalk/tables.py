"""The adapter's tables, as functions over an open transaction. The schema is in `sql/`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakSet

from adapters.dingtalk.limits import RECALL_LIFE_S
from adapters.dingtalk.rows import Channel, RouteRow, SentPartRow
from bot.store import Store, Tx

NAMESPACE = "dingtalk"
FOLDER = Path(__file__).parent / "sql"
_attached: WeakSet[Store] = WeakSet()


async def attach(store: Store) -> None:
    """Attach the tables and statements to the store."""
    if store not in _attached:
        await store.attach(NAMESPACE, FOLDER)
        _attached.add(store)


def save_routes(tx: Tx, routes: Sequence[RouteRow], organisation: str) -> None:
    """Save reply routes, and the robot's organisation."""
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


def route_of(tx: Tx, chat_id: str) -> RouteRow:
    """The reply route of a conversation; derived from the chat id if none is saved."""
    route = tx.one(RouteRow, "dingtalk.tables.route", chat_id=chat_id)
    if route:
        return route
    user_id = chat_id.removeprefix("1:")
    known = user_id != chat_id and not user_id.startswith("$:")  # an encrypted id is not a staff id
    return RouteRow(chat_id, staff_id=user_id if known else "")


def delete_route(tx: Tx, chat_id: str) -> None:
    """Delete the reply route of a conversation."""
    tx.run("dingtalk.tables.delete_route", chat_id=chat_id)


def delete_webhook(tx: Tx, route: RouteRow) -> None:
    """Delete a webhook that was rejected, unless it was replaced meanwhile."""
    tx.run("dingtalk.tables.delete_webhook", chat_id=route.chat_id, webhook=route.webhook)


def organisation(tx: Tx) -> str:
    """The corpId of the robot's organisation; empty before the first message."""
    return str(tx.value("dingtalk.tables.value", name="organisation") or "")


def installation_id(tx: Tx) -> str:
    """A random id of this database, so that a new database does not reuse card ids."""
    tx.run("dingtalk.tables.set_value_if_absent", name="installation", value=secrets.token_hex(6))
    return str(tx.value("dingtalk.tables.value", name="installation"))


def sent_part(tx: Tx, post_id: int, part: str) -> SentPartRow | None:
    """The sent part of a post, or None."""
    return tx.one(SentPartRow, "dingtalk.tables.sent_part", post_id=post_id, part=part)


def sent_parts(tx: Tx, post_id: int) -> list[SentPartRow]:
    """All sent parts of a post, oldest first."""
    return tx.all(SentPartRow, "dingtalk.tables.sent_parts", post_id=post_id)


def save_sent_part(tx: Tx, post_id: int, part: str, channel: Channel, key: str) -> None:
    """Record a part of a post as sent now."""
    tx.run("dingtalk.tables.save_sent_part", post_id=post_id, part=part, way=channel, message_key=key, now=tx.now)


def delete_sent_parts(tx: Tx, post_id: int, parts: Sequence[str]) -> None:
    """Delete the records of recalled parts."""
    for part in parts:
        tx.run("dingtalk.tables.delete_sent_part", post_id=post_id, part=part)


def chequered(picture: str) -> str:
    """The key under which the copy of a transparent picture is recorded."""
    return f"{picture} chequered"


def media_id_of(tx: Tx, picture: str) -> str:
    """The cached media id of a stored picture, or empty."""
    return str(tx.value("dingtalk.tables.media_id", picture=picture) or "")


def expect_media_id(tx: Tx, picture: str) -> None:
    """Note that a picture is about to be uploaded. Done before its file is read, so that the media id of a file that is
    deleted meanwhile is not saved."""
    tx.run("dingtalk.tables.expect_media_id", picture=picture, now=tx.now)


def save_media_id(tx: Tx, picture: str, media_id: str) -> None:
    """Cache the media id of an upload that was expected, if the picture's file is not deleted by now."""
    tx.run("dingtalk.tables.save_media_id", picture=picture, media_id=media_id, now=tx.now)


def delete_media_ids(tx: Tx, pictures: Sequence[str]) -> None:
    """Delete the media ids of pictures that are not stored any more."""
    for picture in pictures:
        for key in (picture, chequered(picture)):
            tx.run("dingtalk.tables.delete_media_id", picture=key)


def delete_posts(tx: Tx, post_ids: Sequence[int]) -> None:
    """Delete what was sent of these posts."""
    for post_id in post_ids:
        tx.run("dingtalk.tables.delete_sent_parts", post_id=post_id)


def delete_expired(tx: Tx) -> None:
    """Delete expired webhooks, and records of messages too old to be recalled."""
    tx.run("dingtalk.tables.delete_expired_webhooks", now=tx.now)
    tx.run("dingtalk.tables.delete_old_sent_parts", before=tx.now - RECALL_LIFE_S - 3600.0)
