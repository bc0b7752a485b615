"""The update worker: decodes saved updates, has the images they mean fetched, and handles each once.

    saved -> fetched -> handled | quarantined

Images are fetched outside any transaction and retried until a deadline. The last step commits an update's jobs and
posts in the same transaction that marks it as handled. Updates of one chat are handled in their order; those of an album
together (`bot.intake.albums`). What is not acted on is in `bot.intake.rejections`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog

from bot.adapter_api import Adapter, ChatEvent, Decoded, Ignored, Message, Press
from bot.grammar.callback_data import prefix_of
from bot.grammar.parsing import MAX_TEXT, Parsed, parse
from bot.grammar.vocabulary import PAINTING
from bot.intake import albums, chat_events
from bot.intake.answers import always_answered
from bot.intake.claims import Claims, is_quarantinable
from bot.intake.context import CommandContext, PressContext
from bot.intake.decoding import Unreadable, decode_saved
from bot.intake.image_fetcher import FetchLater, ImageFetcher
from bot.intake.images import ImageResult, wants_image
from bot.intake.permissions import may_use
from bot.intake.rejections import Rejections, tell_banned
from bot.intake.reply import one_line, send_reply
from bot.intake.services import IntakeServices, expects_answer, mark_handled, set_last_images
from bot.intake.speaker import Speaker
from bot.intake.split_messages import rest_of_split
from bot.intake.staleness import too_old_text
from bot.runtime.backoff import retry_pause_s
from bot.runtime.failpoints import hit
from bot.store import StoreError, StoreRefused, Tx
from bot.store import topics as store_topics
from bot.store.loops import WorkerGroup
from bot.store.rows import InboxRow

log = structlog.get_logger()

FETCH_MAX_PAUSE_S, RETRY_MAX_PAUSE_S = 15.0, 60.0
MOST_ATTEMPTS = 6
ACCEPTED_AT_ONCE = 2
"""Messages that are handled at a time with PostgreSQL. Accepting a job waits for a lock that all processes share; more that wait
for it would only take the store's threads from claims, results and posts. (SQLite puts many in one commit.)"""


class UpdateWorker(WorkerGroup[InboxRow]):
    """Handles the updates in the inbox."""

    name = "intake"
    topics = (store_topics.INBOX,)
    concurrency = 32
    looks_after_each = False

    def __init__(self, services: IntakeServices) -> None:
        super().__init__(services.store)
        self.services = services
        self.lease_s = services.settings.leases.intake_s
        self._claims = Claims(services.adapters, self.lease_s)
        at_once = ACCEPTED_AT_ONCE if services.store.dialect == "postgresql" else self.concurrency
        self._writing = asyncio.Semaphore(at_once)
        self._fetcher = ImageFetcher(services.store, services.pictures)
        self._rejections = Rejections(services)

    def renew(self, tx: Tx, item: InboxRow, until: float) -> bool:
        return bool(tx.run("inbox.renew", id=item.id, attempt=item.attempts, due_at=until))

    async def claim_due(self, free: int) -> tuple[list[InboxRow], float]:
        claimed = await self._claims.claim(self.store, free)
        for row in claimed.quarantined:
            self.services.alert("update-killed-process", update=row.id, platform=row.platform)
        return claimed.rows, claimed.next_due

    async def process(self, item: InboxRow) -> None:
        committed = False
        try:
            await self._handle_update(item)
            committed = True
        finally:
            self._claims.finished(item, committed=committed)
            if item.crashes:
                self.look_again()  # Suspects are handled one at a time.

    async def _handle_update(self, item: InboxRow) -> None:
        adapter = self.services.adapters.get(item.platform)
        if adapter is None:
            return  # Not claimed by this process in the first place; otherwise another one gets it after the lease.
        decoded: Decoded | None = None
        try:
            decoded = decode_saved(adapter, item)
            if is_quarantinable(item):
                await self._quarantine(item, "processes died while handling it", decoded)
                return
            hit("inbox.decoded")
            await self._handle_decoded(item, adapter, decoded)
        except StoreRefused as error:
            await self._retry_or_quarantine(item, error, decoded)
        except StoreError:
            raise  # The database is away: the claim is released.
        except Unreadable as error:
            await self._quarantine(item, f"cannot be decoded: {error}")
        except Exception as error:  # noqa: BLE001 - logged, retried, then quarantined
            await self._retry_or_quarantine(item, error, decoded)

    async def _retry_or_quarantine(self, item: InboxRow, error: Exception, decoded: Decoded | None) -> None:
        """After any unexpected error: retry, and in the end quarantine the update and tell its sender."""
        log.error("inbox.failed", update=item.id, attempt=item.attempts, exc_info=error)
        if item.attempts >= MOST_ATTEMPTS:
            await self._quarantine(item, f"{type(error).__name__}: {error}", decoded)
        else:
            await self._later(self._postpone, item, retry_pause_s(item.attempts - 1, 1.0, RETRY_MAX_PAUSE_S))

    async def _handle_decoded(self, item: InboxRow, adapter: Adapter, decoded: Decoded) -> None:
        """Handle a decoded update."""
        if isinstance(decoded, Ignored):
            await self.store.write(mark_handled, item)
            return
        if isinstance(decoded, Message | Press) and not await self.services.is_admitted(decoded):
            # Before anything of it is parsed, looked up or fetched.
            await self.store.write(self._rejections.not_invited, item, decoded)
            return
        if not isinstance(decoded, Message):
            await self.store.write(self._handle, item, decoded, Parsed("", ""), ImageResult("none"))
            hit("inbox.handled")
            return
        merged = await albums.merged_message(self.store, adapter, item, decoded)
        if self.clock.now() < merged.complete_at:
            await self._later(self._wait, item, merged.complete_at)
            return
        try:
            await self._handle_message(item, adapter, merged)
        except albums.HandledElsewhere:
            log.info("album.handled-elsewhere", update=item.id)
            self.look_again()

    async def _handle_message(self, item: InboxRow, adapter: Adapter, merged: albums.MergedMessage) -> None:
        """Handle a message with the rest of its album, whose first update is `item`."""
        decoded = merged.message
        if len(decoded.text) > MAX_TEXT:
            await self._write(merged, self._rejections.too_long, decoded)
            return
        parsed = self._parse(decoded)
        if parsed and not self.services.plain_text.is_request(decoded, parsed):
            if decoded.images and not decoded.unreadable and decoded.authorship != "edited":
                # A forwarded picture counts as a picture without words.
                decoded, parsed = replace(decoded, text="", authorship="typed"), Parsed("", "")
            else:
                await self._write(merged, self._rejections.not_a_request, decoded, parsed)
                return
        if self.services.sessions.may_be_meant(decoded, parsed):
            parsed = await self.store.read(self.services.sessions.parse_for_session, decoded, parsed)
        if parsed is None:
            await self._write(merged, self._rejections.not_for_the_bot, decoded)
            return
        image = ImageResult("none")
        if merged.row.state == "fetched" and not merged.rest:
            image = ImageResult.from_json(json.loads(merged.row.image_result))
        elif wants_image(decoded, parsed):
            # (An album's are fetched again after a crash: meanwhile more of it may have come.)
            fetched = await self._fetcher.fetch(adapter, decoded, item.received_at)
            if isinstance(fetched, FetchLater):
                log.info("image.later", update=item.id, error=fetched.error, kind=fetched.kind)
                pause_s = retry_pause_s(item.attempts - 1, 1.0, FETCH_MAX_PAUSE_S)
                await self._later(self._postpone, item, pause_s)
                return
            image = fetched
            await self.store.write(self._note_fetched, merged.row, image)
            hit("inbox.fetched")
        await self._write(merged, self._handle, decoded, parsed, image)
        hit("inbox.handled")

    async def _write(self, merged: albums.MergedMessage, function: Callable[..., None], *arguments: Any) -> None:
        """Call a store function with a message's row, in one transaction with what marks the rest of its album as handled."""

        def together(tx: Tx) -> None:
            albums.take_rest(tx, merged)
            function(tx, merged.row, *arguments)
            albums.share_sender(tx, merged)

        async with self._writing:
            await self.store.write(together)

    # --- parsing

    def _parse(self, message: Message) -> Parsed | None:
        """The command or the words of a message; None if it is not for the bot."""
        parsed = parse(message.text)
        if parsed.command == "unknown" and not (message.direct or message.addressed):
            return None  # In a group it may be another bot's command.
        if parsed.command:
            return parsed
        if message.direct or message.addressed:
            return parsed
        return None

    def _note_fetched(self, tx: Tx, item: InboxRow, image: ImageResult) -> None:
        leased_until = tx.now + self.lease_s
        image_result = json.dumps(dataclasses.asdict(image))
        tx.run("inbox.set_image_result", id=item.id, image_result=image_result, due_at=leased_until)

    # --- acting

    def _handle(
        self, tx: Tx, item: InboxRow, decoded: Message | Press | ChatEvent, parsed: Parsed, image: ImageResult
    ) -> None:
        if not mark_handled(tx, item):
            return  # Another process has handled it.
        if not isinstance(decoded, Message | Press):
            chat_events.apply(tx, self.services.sessions, decoded, str(item.id))
            return
        with self.services.speaker(tx, item, decoded) as speaker:
            self._act(tx, item, speaker, decoded, parsed, image)

    def _act(
        self, tx: Tx, item: InboxRow, speaker: Speaker, decoded: Message | Press, parsed: Parsed, image: ImageResult
    ) -> None:
        subject = f"note:{item.id}"
        for key in image.images:
            if key.startswith("images/"):
                tx.run("erasure.record_upload", person_id=speaker.person.id, key=key)
        wanted = prefix_of(decoded.action) if isinstance(decoded, Press) else parsed.command
        if not may_use(speaker, wanted):
            tell_banned(tx, speaker, subject, decoded)
            return
        if text_id := too_old_text(decoded, parsed, item.received_at, tx.now):
            # One answer for an album.
            about = albums.question_subject(decoded) if isinstance(decoded, Message) and decoded.album else subject
            send_reply(tx, speaker, about, one_line(text_id), decoded.reply_key)
            return
        if isinstance(decoded, Press):
            press = PressContext(speaker, subject, decoded.reply_key, item.id, decoded)
            self.services.router.run_callback(tx, press)
            return
        linked = not self.services.adapters[item.platform].capabilities.callbacks
        context = CommandContext(
            speaker, subject, decoded.message_id, item.id, parsed, image, linked, decoded.maybe_split
        )
        if decoded.awaits_answer:
            with always_answered(tx, context):
                self._act_on_words(tx, context, decoded)
        else:
            self._act_on_words(tx, context, decoded)

    def _act_on_words(self, tx: Tx, context: CommandContext, decoded: Message) -> None:
        """Run the command of a message, or do what its plain words mean."""
        speaker, parsed, image = context.speaker, context.parsed, context.image
        is_late = albums.is_late(tx, decoded, parsed)
        if decoded.album and (parsed.command or parsed.text):
            albums.record_words(tx, decoded)
        if not is_late and (rest := rest_of_split(tx, decoded, parsed)):
            if rest == "perhaps" and parsed.text:
                self.services.plain_text.ask_about_rest(tx, context)
            return
        if image.key and image.origin in ("attached", "quoted"):
            album = decoded.album if image.origin == "attached" else ""
            set_last_images(tx, speaker, image.images, album, alone=image.alone)
        if is_late:
            albums.tell_late(tx, speaker, decoded)
            return
        if parsed.command or parsed.problems:
            if parsed.command in PAINTING and not parsed.problems:
                self.services.plain_text.withdraw_question(tx, speaker)
            self.services.router.run_command(tx, context)
        else:
            self._plain(tx, context, decoded)

    def _plain(self, tx: Tx, context: CommandContext, message: Message) -> None:
        if message.album and context.image.key and not context.parsed.text:
            # One question for an album, not one for each of its pictures.
            context = replace(context, subject=albums.question_subject(message))
        self.services.plain_text.handle(tx, context, message)

    async def _later(self, release: Callable[[Tx, InboxRow, float], None], item: InboxRow, when: float) -> None:
        await self.store.write(release, item, when)
        self.look_again()

    def _postpone(self, tx: Tx, item: InboxRow, pause_s: float) -> None:
        tx.run("inbox.release", id=item.id, due_at=tx.now + pause_s, attempt=item.attempts)

    def _wait(self, tx: Tx, item: InboxRow, until: float) -> None:
        tx.run("inbox.wait", id=item.id, due_at=until, attempt=item.attempts)

    async def _quarantine(self, item: InboxRow, problem: str, decoded: Decoded | None = None) -> None:
        """Keep an update that cannot be handled, alert the operator, and tell its sender if it could be decoded. With the rest
        of its album, each of which would fail in the same way."""
        together = [item.id]
        if isinstance(decoded, Message):
            merged = await albums.merged_message(self.store, self.services.adapters[item.platform], item, decoded)
            together = sorted({item.id, merged.row.id, *merged.rest})

        def note(tx: Tx) -> None:
            for id in together:
                tx.run("inbox.quarantine", id=id, problem=problem[:500], now=tx.now)
            tx.hint(store_topics.INBOX)  # Later ones of its lane have waited for it.
            if isinstance(decoded, Message | Press) and self.services.admits(tx, decoded) and expects_answer(decoded):
                with self.services.speaker(tx, item, decoded) as speaker:
                    send_reply(tx, speaker, f"note:{item.id}", one_line("our-mistake"), decoded.reply_key)

        await self.store.write(note)
        self.services.alert("update-set-aside", update=item.id, platform=item.platform, problem=problem[:200])
