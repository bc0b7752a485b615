"""The desk: takes saved updates in, fetches the images they mean, and acts on them, once each.

    saved -> fetched -> handled | set aside

Images are fetched outside any transaction and retried until a deadline; the last step commits an update's jobs and posts
together with the word that it was handled. Updates of one chat are handled in their order.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.access import admits
from bot.adapter_api import Adapter, ChatEvent, Decoded, Ignored, Message, Press, RawUpdate
from bot.grammar.callback_data import prefix_of
from bot.grammar.parsing import MAX_TEXT, Parsed, parse
from bot.grammar.vocabulary import PAINTING
from bot.intake.chat_events import apply
from bot.intake.claims import Claims, is_quarantinable
from bot.intake.context import CommandContext, PressContext
from bot.intake.handlers import PlainWords, SessionHooks, UpdateRouter
from bot.intake.images import HIDES_LAST_IMAGE, SOURCE, ImageChoice, ImageResult, choose_image, size_of
from bot.intake.permissions import may_use
from bot.intake.reply import Reply, ReplyLine, one_line, send_reply
from bot.intake.speaker import Speaker, resolve_speaker
from bot.intake.split_messages import rest_of_long
from bot.media import MAX_BYTES, ImageProblem, run_in_decode_queue
from bot.media.normalize import normalize_image
from bot.media.storage.picture_store import PictureStore, content_key
from bot.outbox import desired
from bot.runtime.failpoints import hit
from bot.store import Row, Store, StoreError, StoreRefused, Tx
from bot.store.loops import WorkerGroup
from config.settings import Settings

log = structlog.get_logger()

FETCH_DEADLINE_S = 120.0
"""How long after its arrival an image is tried to be fetched."""
FETCH_TIMEOUT_S = 40.0
MOST_ATTEMPTS = 6
MAX_BODY = 1_000_000
"""Characters of a saved update. No platform sends as much; a longer one is not decoded."""
STALE_S = 24 * 3600.0
"""An update older than this (after a long outage) is answered, not acted upon."""
BANNED_TOLD_EVERY_S = 60.0
"""How often somebody who is banned is told so in one conversation."""
NEEDS_IMAGE = frozenset({"restyle", "similar"})


ALBUM_S = 10.0
"""Within which the pictures of one album come."""


@dataclass(frozen=True, slots=True)
class IntakeParts:
    """What handling needs."""

    store: Store
    adapters: Mapping[str, Adapter]
    pictures: PictureStore
    router: UpdateRouter
    settings: Settings
    alert: Callable[..., None]
    sessions: SessionHooks
    talk: PlainWords


class UpdateWorker(WorkerGroup[Row]):
    """Works off the inbox."""

    name = "intake"
    topics = ("inbox",)
    concurrency = 32

    def __init__(self, desk: IntakeParts) -> None:
        super().__init__(desk.store)
        self.desk = desk
        self.lease_s = desk.settings.leases.intake_s
        self._claims = Claims(desk.adapters, self.lease_s)

    def renew(self, tx: Tx, item: Row, until: float) -> bool:
        return bool(tx.run("inbox.renew", id=item["id"], attempt=item["attempts"], due_at=until))

    async def claim_due(self, free: int) -> tuple[list[Row], float]:
        taken = await self._claims.take(self.store, free)
        for row in taken.quarantined:
            self.desk.alert("update-killed-process", update=row["id"], platform=row["platform"])
        return taken.rows, taken.next_due

    async def process(self, item: Row) -> None:
        noted = False
        try:
            await self._work(item)
            noted = True
        finally:
            self._claims.finished(item, noted=noted)

    async def _work(self, item: Row) -> None:
        adapter = self.desk.adapters.get(item["platform"])
        if adapter is None:
            return  # Never taken here; should it be, the lease brings it back.
        decoded: Decoded | None = None
        try:
            decoded = _decoded(adapter, item)
            if is_quarantinable(item):
                await self._set_aside(item, "processes died while they had it in hand", decoded)
                return
            hit("inbox.decoded")
            await self._act_on(item, adapter, decoded)
        except (StoreError, OSError) as error:
            if isinstance(error, StoreRefused):
                await self._failed(item, error, decoded)
                return
            raise  # The database is away: the claim is let go.
        except Unreadable as error:
            await self._set_aside(item, f"cannot be decoded: {error}")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged, tried again and then said
            await self._failed(item, error, decoded)

    async def _failed(self, item: Row, error: Exception, decoded: Decoded | None) -> None:
        """A mistake of ours, whatever it is, must not eat the message silently: it is tried again, then set aside and said."""
        log.error("inbox.failed", update=item["id"], attempt=item["attempts"], exc_info=error)
        if item["attempts"] >= MOST_ATTEMPTS:
            await self._set_aside(item, f"{type(error).__name__}: {error}", decoded)
        else:
            await self.store.write(self._postpone, item, 2.0 ** (item["attempts"] - 1))

    async def _act_on(self, item: Row, adapter: Adapter, decoded: Decoded) -> None:
        """Everything between an update that was understood and the word that it is handled."""
        if isinstance(decoded, Ignored):
            await self.store.write(self._done, item)
            return
        if isinstance(decoded, Message | Press) and not self._invited(decoded):
            # Before anything of theirs is parsed, looked up or fetched.
            await self.store.write(self._turn_away, item, decoded)
            return
        found = ImageResult("none")
        parsed: Parsed | None = None
        if isinstance(decoded, Message):
            if len(decoded.text) > MAX_TEXT:
                await self.store.write(self._too_long, item, decoded)
                return
            parsed = self._parse(decoded)
            if parsed and not self.desk.talk.is_order(decoded, parsed):
                if decoded.images and not decoded.unreadable and decoded.authorship != "edited":
                    # A picture that was passed on is a picture without words.
                    decoded, parsed = replace(decoded, text="", authorship="typed"), Parsed("", "")
                else:
                    await self.store.write(self._no_order, item, decoded, parsed)
                    return
            if self.desk.sessions.perhaps(decoded):
                parsed = await self.store.read(self.desk.sessions.meant, decoded, parsed)
            if parsed is None:
                await self.store.write(self._only_noticed, item, decoded)
                return
            if item["state"] == "saved" and self._wants_image(decoded, parsed):
                fetched = await self._fetch(item, adapter, decoded)
                if fetched is None:
                    return  # Tried again later.
                found = fetched
                await self.store.write(self._note_fetched, item, found)
                hit("inbox.fetched")
            elif item["state"] == "fetched":
                found = ImageResult.from_json(json.loads(item["fetched"]))
        await self.store.write(self._handle, item, decoded, parsed or Parsed("", ""), found)
        hit("inbox.handled")

    # --- what it says

    def _parse(self, message: Message) -> Parsed | None:
        """What a message asks of us; None if it is not for us."""
        parsed = parse(message.text)
        if parsed.command == "unknown" and not (message.direct or message.addressed):
            return None  # In a group it may be another bot's command.
        if parsed.command:
            return parsed
        if message.direct or message.addressed:
            return parsed
        return None

    def _wants_image(self, message: Message, parsed: Parsed) -> bool:
        if "source" in parsed.options or parsed.problems:
            return False
        if parsed.command in NEEDS_IMAGE:
            return True
        if parsed.command in ("again", "show", "originals", "delete", "star"):
            return message.reply_to is not None and not parsed.text
        if parsed.command in ("imagine", "idea"):
            return bool(message.images)
        return not parsed.command and bool(message.images or message.reply_to)

    # --- fetching

    async def _fetch(self, item: Row, adapter: Adapter, message: Message) -> ImageResult | None:
        """Find and fetch the image that a message means; None if it should be tried again later."""

        def look(tx: Tx) -> tuple[ImageChoice, tuple[int, int] | None]:
            who, where = message.sender, message.conversation
            person = tx.one("people.find_person", platform=who.platform, user_id=who.user_id)
            if person and person["banned"]:
                return ImageChoice("none"), None
            place = tx.one(
                "people.find_conversation", platform=where.platform, chat_id=where.chat_id, thread_id=where.thread_id
            )
            meant = choose_image(tx, message, place)
            return meant, size_of(tx, meant.key) if meant.key else None

        meant, size = await self.store.read(look)
        if meant.key:
            return (
                ImageResult(meant.origin, meant.key, *size)
                if size
                else ImageResult(meant.origin, problem="reference-gone")
            )
        if meant.kind:
            return ImageResult("quoted", problem="attachment-unreadable", arguments={"kind": meant.kind})
        if meant.source is None:
            return ImageResult(meant.origin)
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                data = await adapter.fetch_image(meant.source, MAX_BYTES)
            image = await run_in_decode_queue(normalize_image, data)
        except ImageProblem as problem:
            return ImageResult(meant.origin, problem=problem.text_id, arguments=problem.arguments)
        except LookupError:
            return ImageResult(meant.origin, problem="image-gone")
        except ValueError:
            return ImageResult(
                meant.origin, problem="image-too-many-bytes", arguments={"limit": MAX_BYTES // 1_000_000}
            )
        except PermissionError:
            return ImageResult(meant.origin, problem="image-not-allowed")
        except OSError as error:
            if self.clock.now() < item["received_at"] + FETCH_DEADLINE_S:
                log.info("image.later", update=item["id"], error=str(error), kind=type(error).__name__)
                await self.store.write(self._postpone, item, min(15.0, 2.0 ** (item["attempts"] - 1)))
                return None
            return ImageResult(meant.origin, problem="image-not-fetched")
        key = content_key("images", image.data, image.suffix)
        await self.desk.pictures.put(key, image.data)
        hit("inbox.kept")
        await self.store.write(
            lambda tx: tx.run(
                "pictures.add_image",
                key=key,
                sha256=key.partition("/")[2].partition(".")[0],
                mime=image.mime,
                width=image.width,
                height=image.height,
                bytes=len(image.data),
                now=tx.now,
            )
        )
        return ImageResult(meant.origin, key, image.width, image.height)

    def _note_fetched(self, tx: Tx, item: Row, found: ImageResult) -> None:
        lease = tx.now + self.desk.settings.leases.intake_s
        tx.run("inbox.set_fetched", id=item["id"], fetched=json.dumps(dataclasses.asdict(found)), now=lease)

    # --- acting

    def _handle(
        self, tx: Tx, item: Row, decoded: Message | Press | ChatEvent, parsed: Parsed, found: ImageResult
    ) -> None:
        if not self._done(tx, item):
            return  # Another worker was faster.
        if not isinstance(decoded, Message | Press):
            apply(tx, self.desk.sessions, decoded, str(item["id"]))
            return
        card = self.desk.sessions.missed_card(tx, decoded.conversation)
        speaker = self._meet(tx, decoded)
        self._act(tx, item, speaker, decoded, parsed, found)
        if card:
            self.desk.sessions.show_again(tx, speaker.conversation, str(item["id"]), unless_moved=card)

    def _act(
        self, tx: Tx, item: Row, speaker: Speaker, decoded: Message | Press, parsed: Parsed, found: ImageResult
    ) -> None:
        tx.run("erasure.record_sender", id=item["id"], person_id=speaker.person["id"])
        subject = f"note:{item['id']}"
        wanted = prefix_of(decoded.action) if isinstance(decoded, Press) else parsed.command
        if not may_use(speaker, wanted):
            self._tell_banned(tx, speaker, subject, decoded.message_id)
            return
        if isinstance(decoded, Press):
            press = PressContext(speaker, subject, decoded.message_id, item["id"], decoded)
            self.desk.router.run_callback(tx, press)
            return
        linked = not self.desk.adapters[item["platform"]].capabilities.callbacks
        context = CommandContext(
            speaker, subject, decoded.message_id, item["id"], parsed, found, linked, decoded.maybe_split
        )
        if decoded.album and self._rest_of_album(tx, decoded, parsed):
            return
        if rest := rest_of_long(tx, decoded, parsed):
            if rest == "perhaps" and parsed.text:
                self.desk.talk.ask_whether_rest(tx, context)
            return
        if found.key.startswith("images/"):
            tx.run("erasure.record_upload", person_id=speaker.person["id"], key=found.key)
        if found.key and found.origin in ("attached", "quoted"):
            tx.run("people.set_last_image", id=speaker.conversation["id"], image=found.key, now=tx.now)
        if decoded.sent_at and tx.now - decoded.sent_at > STALE_S:
            send_reply(tx, speaker, subject, one_line("too-old"), decoded.message_id)
        elif parsed.command or parsed.problems:
            if parsed.command in PAINTING and not parsed.problems:
                self.desk.talk.withdraw_question(tx, speaker)
            self.desk.router.run_command(tx, context)
        else:
            self._plain(tx, context, decoded)

    def _tell_banned(self, tx: Tx, speaker: Speaker, subject: str, reply_to: str) -> None:
        """Tell somebody who is banned; in a conversation not more than once in a while, or they could make us flood it."""
        scope = f"banned/{speaker.conversation['id']}/{speaker.person['id']}"
        if tx.run("inbox.press", scope=scope, now=tx.now, window=BANNED_TOLD_EVERY_S):
            send_reply(tx, speaker, subject, one_line("limit-banned"), reply_to)

    def _plain(self, tx: Tx, context: CommandContext, message: Message) -> None:
        if message.album and context.image.key and not context.parsed.text:
            # One question for an album, not one for each of its pictures.
            context = replace(context, subject=_album_question(message))
        self.desk.talk.plain(tx, context, message)

    def _no_order(self, tx: Tx, item: Row, message: Message, parsed: Parsed) -> None:
        """What is no order is answered in one line, once for an album, once for a message however often it is changed."""
        if not self._done(tx, item):
            return
        speaker = self._meet(tx, message)
        tx.run("erasure.record_sender", id=item["id"], person_id=speaker.person["id"])
        subject = f"note:{item['id']}"
        if message.album:
            subject = _album_question(message)
        elif message.authorship == "edited":
            subject = f"note:edited:{message.message_id}"
        context = CommandContext(speaker, subject, message.message_id, item["id"], parsed, ImageResult("none"))
        self.desk.talk.say_why_not(tx, context, message)

    def _rest_of_album(self, tx: Tx, message: Message, parsed: Parsed) -> bool:
        """An album comes as messages of their own, of which usually one, usually the first, has the words. What they ask is
        done once, with that picture; the others say nothing more. A question that was asked before they came is withdrawn."""
        scope = f"album/{message.conversation}/{message.album}"
        if parsed.command or parsed.text:
            tx.run("inbox.press", scope=scope, now=tx.now, window=ALBUM_S)
            desired.mark_deleted(tx, _album_question(message))
            return False
        return tx.value("inbox.pressed", scope=scope) is not None

    def _turn_away(self, tx: Tx, item: Row, decoded: Message | Press) -> None:
        """Somebody outside the allow-list: told so where they speak to us alone, nothing of theirs is kept elsewhere."""
        if not self._done(tx, item):
            return
        if not decoded.direct:
            tx.run("inbox.forget_body", id=item["id"])
            return
        speaker = self._meet(tx, decoded)
        tx.run("erasure.record_sender", id=item["id"], person_id=speaker.person["id"])
        who = f"{speaker.person['platform']}:{speaker.person['user_id']}"
        send_reply(tx, speaker, f"note:{item['id']}", one_line("not-allowed", who=who))

    def _too_long(self, tx: Tx, item: Row, message: Message) -> None:
        """More words than anything reads: refused unread, with a word to those who spoke to us."""
        if not self._done(tx, item):
            return
        if not _is_for_us(message):
            tx.run("inbox.forget_body", id=item["id"])
            return
        speaker = self._meet(tx, message)
        tx.run("erasure.record_sender", id=item["id"], person_id=speaker.person["id"])
        note = Reply(
            (
                ReplyLine("message-too-long", {"count": len(message.text), "limit": MAX_TEXT}),
                ReplyLine("problem-nothing-spent"),
            )
        )
        send_reply(tx, speaker, f"note:{item['id']}", note, message.message_id)

    def _only_noticed(self, tx: Tx, item: Row, message: Message) -> None:
        """Not for us, so its words are not kept; but its picture may be what the next command means."""
        if not self._done(tx, item):
            return
        tx.run("inbox.forget_body", id=item["id"])
        if message.images or message.unreadable in HIDES_LAST_IMAGE:
            card = self.desk.sessions.missed_card(tx, message.conversation)
            speaker = self._meet(tx, message)
            tx.run(
                "people.set_last_image",
                id=speaker.conversation["id"],
                image=SOURCE + message.images[0].handle if message.images else "",
                now=tx.now,
            )
            if card:
                self.desk.sessions.show_again(tx, speaker.conversation, str(item["id"]), unless_moved=card)

    def _meet(self, tx: Tx, decoded: Message | Press) -> Speaker:
        return resolve_speaker(
            tx,
            decoded.sender,
            decoded.conversation,
            direct=decoded.direct,
            default_language=self.desk.settings.language,
            admins=self.desk.settings.access.admins,
        )

    def _invited(self, decoded: Message | Press) -> bool:
        """Whether this person, or everyone in this chat, may use the bot."""
        access, where = self.desk.settings.access, decoded.conversation
        return where.platform == "web" or admits(  # The room has a door of its own.
            people=access.people,
            chats=access.chats,
            admins=access.admins,
            person=f"{decoded.sender.platform}:{decoded.sender.user_id}",
            chat=f"{where.platform}:{where.chat_id}",
        )

    def _done(self, tx: Tx, item: Row) -> bool:
        return bool(tx.run("inbox.handled", id=item["id"], now=tx.now))

    def _postpone(self, tx: Tx, item: Row, pause_s: float) -> None:
        tx.run("inbox.release", id=item["id"], due_at=tx.now + pause_s, attempt=item["attempts"])

    async def _set_aside(self, item: Row, problem: str, decoded: Decoded | None = None) -> None:
        """Keep an update that cannot be handled, tell the operator, and its sender if we know who that is."""

        def note(tx: Tx) -> None:
            tx.run("inbox.set_aside", id=item["id"], problem=problem[:500], now=tx.now)
            if isinstance(decoded, Message | Press) and self._invited(decoded) and _is_for_us(decoded):
                send_reply(
                    tx, self._meet(tx, decoded), f"note:{item['id']}", one_line("our-mistake"), decoded.message_id
                )

        await self.store.write(note)
        self.desk.alert("update-set-aside", update=item["id"], platform=item["platform"], problem=problem[:200])


class Unreadable(Exception):
    """An update of a shape that nobody knows, or of no sensible size."""


def _decoded(adapter: Adapter, item: Row) -> Decoded:
    """What a saved update says. Raises Unreadable."""
    if len(item["body"]) > MAX_BODY:
        raise Unreadable(f"{len(item['body'])} characters")
    try:
        return adapter.decode(RawUpdate(item["event_id"], item["body"], item["lane"]))
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def _is_for_us(decoded: Message | Press) -> bool:
    """Whether an answer is expected here."""
    return isinstance(decoded, Press) or decoded.direct or decoded.addressed


def _album_question(message: Message) -> str:
    """The subject of the one question about an album."""
    return f"note:album:{message.conversation}:{message.album}"
