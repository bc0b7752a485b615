"""Sending alerts to the operator: a message to each of `access.admins` who has written to the bot (of what moderators
decide, to `access.moderators` too), and a webhook if one is set.

Each cause is sent once, and again after `remind_h` hours if it has happened since. Messages are ordinary posts, so they
survive a restart; the webhook is retried with increasing delays until it answers 2xx.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import structlog

from bot.outbox import desired
from bot.runtime.backoff import retry_pause_s
from bot.runtime.signing import signed
from bot.runtime.texts import Texts
from bot.store import Store, Tx, alerts
from bot.store.loops import NEVER, Loop
from bot.store.rows import AlertRow, ConversationRow, PersonRow
from bot.upstream.verdict import NO_SUCCESSOR
from config.settings import Alerts, Settings

log = structlog.get_logger()

AT_ONCE: Final = 20
HOOK_FIRST_PAUSE_S: Final = 5.0
HOOK_MOST_PAUSE_S: Final = 900.0
HOOK_TIMEOUT_S: Final = 10.0
HOOK_LEASE_S: Final = 60.0
KEPT_S: Final = 90 * 24 * 3600.0
SUCCESS: Final = 2
QUEUED: Final = 200
"""How many reported problems are queued; more at once are repetitions."""
TEXT_PREFIX: Final = "alert-"
FOR_MODERATORS: Final = frozenset({"alert-moderation"})
"""The alerts that moderators get too."""


class Alerter(Loop):
    """Stores problems that were reported outside of a transaction, and sends the alerts that are due."""

    name = "alerts"
    topics = (alerts.TOPIC,)

    def __init__(
        self, store: Store, settings: Settings, texts: Texts, successors: Mapping[str, str] | None = None
    ) -> None:
        """`successors`: what to use instead of a withdrawn model, by its name."""
        super().__init__(store)
        self._settings = settings
        self._successors = successors or {}
        self._texts = texts
        self._reported: deque[tuple[str, str, dict[str, Any]]] = deque(maxlen=QUEUED)
        self._webhook = Webhook(settings.alerts) if settings.alerts.webhook_url else None

    def report(self, code: str, details: Mapping[str, Any]) -> None:
        """Queue a problem, if the locales have a text for it (`alert-CODE`). Thread-safe; returns at once."""
        if self._texts.has(text_id := _text_of(code)):
            self._reported.append((text_id, "", dict(details)))
            self.store.hints.wake((alerts.TOPIC,))

    def resolved(self, code: str, resolved_code: str, /, **details: Any) -> None:
        """Queue the end of a problem, see `bot.store.alerts.resolve`. Thread-safe; returns at once."""
        self._reported.append((_text_of(code), _text_of(resolved_code), dict(details)))
        self.store.hints.wake((alerts.TOPIC,))

    async def once(self) -> float:
        """Store what was reported, and send what is due."""
        reported = [self._reported.popleft() for _ in range(len(self._reported))]
        try:
            due = await self.store.write(self._send_due, reported)
        except BaseException:
            self._reported.extendleft(reversed(reported))
            raise
        if self._webhook:
            for alert in await self.store.write(self._lease_webhooks):
                done = await self._webhook.call(alert, self._text(alert), self.clock.now())
                await self.store.write(self._note_webhook, alert, done)
                due = min(due, self.clock.now() + HOOK_FIRST_PAUSE_S)
        return due

    def _text(self, alert: AlertRow) -> str:
        return self._texts.say(self._settings.language, alert.text_id, **self._arguments(alert))

    def _arguments(self, alert: AlertRow) -> dict[str, Any]:
        kept = json.loads(alert.arguments)
        # Looked up when it is sent, so that the advice is that of the catalogue in force.
        successor = self._successors.get(kept.get("model", ""), NO_SUCCESSOR)
        return {**dict.fromkeys(alerts.ARGUMENTS, ""), "successor": successor, **kept}

    def _send_due(self, tx: Tx, reported: list[tuple[str, str, dict[str, Any]]]) -> float:
        for text_id, resolved_id, details in reported:
            if resolved_id:
                alerts.resolve(tx, text_id, resolved_id, **details)
            else:
                alerts.report(tx, text_id, **details)
        remind_s = self._settings.alerts.remind_h * 3600.0
        due = tx.all(AlertRow, "alerts.due", before=tx.now - remind_s, limit=AT_ONCE)
        access = self._settings.access
        places = reachable_admins(tx, access.admins) if due else {}
        concerned = any(alert.text_id in FOR_MODERATORS for alert in due)
        moderators = {**places, **reachable_admins(tx, access.moderators)} if concerned else {}
        for alert in due:
            log.error("alert", cause=alert.cause, count=alert.occurrences, text=self._text(alert))
            for place in (moderators if alert.text_id in FOR_MODERATORS else places).values():
                self._post(tx, place, alert)
            tx.run("alerts.mark_sent", cause=alert.cause, now=tx.now, hook_due_at=tx.now if self._webhook else 0.0)
        tx.run("alerts.drop_old", before=tx.now - KEPT_S)
        return self.clock.now() if len(due) == AT_ONCE else NEVER

    def _post(self, tx: Tx, place: ConversationRow, alert: AlertRow) -> None:
        name = hashlib.sha256(alert.cause.encode()).hexdigest()[:16]
        lines: list[tuple[str, dict[str, Any]]] = [("alert-head", {})]
        lines.append((alert.text_id, self._arguments(alert)))
        payload = {
            "language": self._settings.language,
            "reply_to": "",
            "lines": lines,
            "buttons": (),
            "files_of_job": 0,
        }
        desired.ensure(tx, place, f"note:alert:{name}:{alert.times_told}:{place.id}", payload)

    def _lease_webhooks(self, tx: Tx) -> list[AlertRow]:
        due = tx.all(AlertRow, "alerts.hooks_due", now=tx.now, limit=AT_ONCE)
        for alert in due:  # Leased: if this process dies, another one calls.
            tx.run("alerts.postpone_hook", cause=alert.cause, due_at=tx.now + HOOK_LEASE_S)
        return due

    def _note_webhook(self, tx: Tx, alert: AlertRow, done: bool) -> None:
        if done:
            tx.run("alerts.hook_done", cause=alert.cause)
        else:
            pause = retry_pause_s(alert.hook_tries, HOOK_FIRST_PAUSE_S, HOOK_MOST_PAUSE_S)
            tx.run("alerts.postpone_hook", cause=alert.cause, due_at=tx.now + pause)


def _text_of(code: str) -> str:
    """The text of the locales for a problem."""
    return TEXT_PREFIX + code.replace(".", "-").replace("_", "-")


def reachable_admins(tx: Tx, admins: frozenset[str]) -> dict[str, ConversationRow]:
    """The private conversations of admins or moderators (`platform:id`) in which the bot may write, by person."""
    found = {}
    for address in sorted(admins):
        platform, _, user_id = address.partition(":")
        person = tx.one(PersonRow, "people.find_person", platform=platform, user_id=user_id)
        place = (
            tx.one(ConversationRow, "people.conversation_by_id", id=person.dm_conversation_id)
            if person and person.dm_conversation_id
            else None
        )
        if place and not place.blocked_reason:
            found[address] = place
    return found


class Webhook:
    """The operator's webhook: POST with a JSON body `{"cause", "text", "count", "first_at", "last_at"}`, times in unix
    seconds.

    `X-Shenbi-Timestamp` is the time of the call, `X-Shenbi-Signature` is `sha256=` and the HMAC-SHA256, by the secret,
    of the timestamp, a full stop and the body.
    """

    def __init__(self, settings: Alerts) -> None:
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""

    async def call(self, alert: AlertRow, text: str, now: float) -> bool:
        """Send one alert; True if the answer was 2xx."""
        about = {"cause": alert.cause, "count": alert.occurrences, "first_at": alert.first_at, "last_at": alert.last_at}
        body = json.dumps({"text": text, **about}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **signed(self._secret, body, now)}
        timeout = aiohttp.ClientTimeout(total=HOOK_TIMEOUT_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                if answer.status // 100 == SUCCESS:
                    return True
                log.warning("alerts.hook-refused", status=answer.status)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            # Without the error's text: the URL may be a secret.
            log.warning("alerts.hook-failed", kind=type(error).__name__)
        return False
