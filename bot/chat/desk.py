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
from dataclasses import dataclass

import structlog

from bot.chat.comings import happen
from bot.chat.commands import Commands, Said
from bot.chat.grammar import Parsed, parse
from bot.chat.images import SOURCE, Found, Meant, meant_by, size_of
from bot.chat.notes import say, tell
from bot.chat.people import Speaker, meet
from bot.chat.presses import SAME_PRESS_S, Presses
from bot.chat.sessions import SessionDesk
from bot.loops import NEVER, Crew
from bot.messages import Adapter, Happened, Ignored, Message, Press, RawUpdate
from bot.pictures.checking import MAX_BYTES, ImageProblem, clean
from bot.pictures.keeping import PictureStore, content_key
from bot.points import reach
from bot.posts import wishes
from bot.store import Row, Store, StoreError, Tx
from config.settings import Settings

log = structlog.get_logger()

FETCH_DEADLINE_S = 120.0
"""How long after its arrival an image is tried to be fetched."""
FETCH_TIMEOUT_S = 40.0
MOST_ATTEMPTS = 6
STALE_S = 24 * 3600.0
"""An update older than this (after a long outage) is answered, not acted upon."""
NEEDS_IMAGE = frozenset({"restyle", "similar"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What handling needs."""

    store: Store
    adapters: Mapping[str, Adapter]
    pictures: PictureStore
    commands: Commands
    presses: Presses
    settings: Settings
    problem: Callable[..., None]
    sessions: SessionDesk


class Intake(Crew[Row]):
    """Works off the inbox."""

    name = "intake"
    topics = ("inbox",)
    hands = 32

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.store)
        self.desk = desk

    async def take(self, free: int) -> tuple[list[Row], float]:
        lease_s = self.desk.settings.leases.intake_s
        platforms = f",{','.join(self.desk.adapters)},"

        def take(tx: Tx) -> tuple[list[Row], float]:
            rows = tx.all("inbox.due", now=tx.now, platforms=platforms, limit=free)
            for row in rows:
                tx.run("inbox.lease", id=row["id"], due_at=tx.now + lease_s)
            return rows, float(tx.value("inbox.next_due", platforms=platforms) or NEVER)

        return await self.store.write(take)

    async def work(self, item: Row) -> None:
        adapter = self.desk.adapters.get(item["platform"])
        if adapter is None:
            return  # Never taken here; should it be, the lease brings it back.
        try:
            decoded = adapter.decode(RawUpdate(item["event_id"], item["body"], item["lane"]))
        except ValueError as error:
            await self._set_aside(item, f"cannot be decoded: {error}")
            return
        if isinstance(decoded, Ignored):
            await self.store.write(self._done, item)
            return
        found = Found("none")
        parsed: Parsed | None = None
        if isinstance(decoded, Message):
            parsed = self._parse(decoded)
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
                reach("inbox.fetched")
            elif item["state"] == "fetched":
                found = Found.from_json(json.loads(item["fetched"]))
        try:
            meant = parsed or Parsed("", "")
            await self.store.write(self._handle, item, decoded, meant, found)
        except StoreError:
            raise  # The database is away: the lease brings the update back.
        except Exception as error:
            # A mistake of ours, whatever it is, must not eat the message silently: it is tried again, then set aside and said.
            log.exception("inbox.failed", update=item["id"], attempt=item["attempts"])
            if item["attempts"] + 1 >= MOST_ATTEMPTS:
                await self._set_aside(item, f"{type(error).__name__}: {error}", decoded)
            else:
                await self.store.write(self._postpone, item, 2.0 ** item["attempts"])
            return
        reach("inbox.handled")

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

    async def _fetch(self, item: Row, adapter: Adapter, message: Message) -> Found | None:
        """Find and fetch the image that a message means; None if it should be tried again later."""

        if not self._invited(message):
            return Found("none")  # Strangers fill no disk.

        def look(tx: Tx) -> tuple[Meant, tuple[int, int] | None]:
            who, where = message.sender, message.conversation
            person = tx.one("people.find_person", platform=who.platform, user_id=who.user_id)
            if person and person["banned"]:
                return Meant("none"), None
            place = tx.one(
                "people.find_conversation", platform=where.platform, chat_id=where.chat_id, thread_id=where.thread_id
            )
            meant = meant_by(tx, message, place)
            return meant, size_of(tx, meant.key) if meant.key else None

        meant, size = await self.store.read(look)
        if meant.key:
            return Found(meant.origin, meant.key, *size) if size else Found(meant.origin, problem="reference-gone")
        if meant.source is None:
            return Found(meant.origin)
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                data = await adapter.fetch_image(meant.source, MAX_BYTES)
            image = await asyncio.to_thread(clean, data)
        except ImageProblem as problem:
            return Found(meant.origin, problem=problem.text_id, arguments=problem.arguments)
        except LookupError:
            return Found(meant.origin, problem="image-gone")
        except ValueError:
            return Found(meant.origin, problem="image-too-many-bytes", arguments={"limit": MAX_BYTES // 1_000_000})
        except OSError as error:
            if self.clock.now() < item["received_at"] + FETCH_DEADLINE_S:
                log.info("image.later", update=item["id"], error=str(error), kind=type(error).__name__)
                await self.store.write(self._postpone, item, min(15.0, 2.0 ** item["attempts"]))
                return None
            return Found(meant.origin, problem="image-not-fetched")
        key = content_key("images", image.data, image.suffix)
        await self.desk.pictures.put(key, image.data)
        reach("inbox.kept")
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
        return Found(meant.origin, key, image.width, image.height)

    def _note_fetched(self, tx: Tx, item: Row, found: Found) -> None:
        lease = tx.now + self.desk.settings.leases.intake_s
        tx.run("inbox.set_fetched", id=item["id"], fetched=json.dumps(dataclasses.asdict(found)), now=lease)

    # --- acting

    def _handle(self, tx: Tx, item: Row, decoded: Message | Press | Happened, parsed: Parsed, found: Found) -> None:
        if not self._done(tx, item):
            return  # Another worker was faster.
        if not isinstance(decoded, Message | Press):
            happen(tx, self.desk.sessions, decoded, str(item["id"]))
            return
        card = self.desk.sessions.missed_card(tx, decoded.conversation)
        speaker = self._meet(tx, decoded)
        self._act(tx, item, speaker, decoded, parsed, found)
        if card:
            self.desk.sessions.show_again(tx, speaker.conversation, str(item["id"]), unless_moved=card)

    def _act(self, tx: Tx, item: Row, speaker: Speaker, decoded: Message | Press, parsed: Parsed, found: Found) -> None:
        tx.run("forgetting.note_sender", id=item["id"], person_id=speaker.person["id"])
        subject = f"note:{item['id']}"
        if not self._invited(decoded):
            if decoded.direct:
                who = f"{speaker.person['platform']}:{speaker.person['user_id']}"
                say(tx, speaker, subject, tell("not-allowed", who=who))
            return
        if isinstance(decoded, Press):
            said = Said(speaker, Parsed("", ""), Found("none"), subject, decoded.message_id, item["id"])
            self.desk.presses.run(tx, said, decoded)
            return
        said = Said(speaker, parsed, found, subject, decoded.message_id, item["id"])
        if decoded.album and self._rest_of_album(tx, decoded, parsed):
            return
        if found.key.startswith("images/"):
            tx.run("forgetting.bring", person_id=speaker.person["id"], key=found.key)
        if found.key and found.origin in ("attached", "quoted"):
            tx.run("people.set_last_image", id=speaker.conversation["id"], image=found.key, now=tx.now)
        if decoded.sent_at and tx.now - decoded.sent_at > STALE_S:
            say(tx, speaker, subject, tell("too-old"), decoded.message_id)
        elif parsed.command or parsed.problems:
            self.desk.commands.run(tx, said)
        else:
            self._plain(tx, said, decoded)

    def _plain(self, tx: Tx, said: Said, message: Message) -> None:
        """Plain words: with an image they are about it, without they are a prompt."""
        command = "restyle" if said.found.key or said.found.problem else "imagine"
        if not said.parsed.text and command == "imagine":
            if message.direct or message.addressed:
                say(tx, said.speaker, said.subject, tell("say-something"), said.reply_to)
            return
        if message.album and command == "restyle" and not said.parsed.text:
            # One question for an album, not one for each of its pictures.
            said = dataclasses.replace(said, subject=_album_question(message))
        self.desk.commands.run(tx, dataclasses.replace(said, parsed=dataclasses.replace(said.parsed, command=command)))

    def _rest_of_album(self, tx: Tx, message: Message, parsed: Parsed) -> bool:
        """An album comes as messages of their own, of which usually one, usually the first, has the words. What they ask is
        done once, with that picture; the others say nothing more. A question that was asked before they came is withdrawn."""
        scope = f"album/{message.conversation}/{message.album}"
        if parsed.command or parsed.text:
            tx.run("inbox.press", scope=scope, now=tx.now, window=SAME_PRESS_S)
            wishes.wish_gone(tx, _album_question(message))
            return False
        return tx.value("inbox.pressed", scope=scope) is not None

    def _only_noticed(self, tx: Tx, item: Row, message: Message) -> None:
        """Not for us, so its words are not kept; but its picture may be what the next command means."""
        if not self._done(tx, item):
            return
        tx.run("inbox.forget_body", id=item["id"])
        if message.images:
            card = self.desk.sessions.missed_card(tx, message.conversation)
            speaker = self._meet(tx, message)
            tx.run(
                "people.set_last_image",
                id=speaker.conversation["id"],
                image=SOURCE + message.images[0].handle,
                now=tx.now,
            )
            if card:
                self.desk.sessions.show_again(tx, speaker.conversation, str(item["id"]), unless_moved=card)

    def _meet(self, tx: Tx, decoded: Message | Press) -> Speaker:
        return meet(
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
        if where.platform == "web" or not (access.people or access.chats):
            return True  # The room has a door of its own.
        person = f"{decoded.sender.platform}:{decoded.sender.user_id}"
        return person in access.people | access.admins or f"{where.platform}:{where.chat_id}" in access.chats

    def _done(self, tx: Tx, item: Row) -> bool:
        return bool(tx.run("inbox.handled", id=item["id"], now=tx.now))

    def _postpone(self, tx: Tx, item: Row, pause_s: float) -> None:
        tx.run("inbox.release", id=item["id"], due_at=tx.now + pause_s)

    async def _set_aside(self, item: Row, problem: str, decoded: Message | Press | Happened | None = None) -> None:
        """Keep an update that cannot be handled, tell the operator, and its sender if we know who that is."""

        def note(tx: Tx) -> None:
            tx.run("inbox.set_aside", id=item["id"], problem=problem[:500], now=tx.now)
            if isinstance(decoded, Message):
                say(tx, self._meet(tx, decoded), f"note:{item['id']}", tell("our-mistake"), decoded.message_id)

        await self.store.write(note)
        self.desk.problem("update-set-aside", update=item["id"], platform=item["platform"], problem=problem[:200])


def _album_question(message: Message) -> str:
    """The subject of the one question about an album."""
    return f"note:album:{message.conversation}:{message.album}"
