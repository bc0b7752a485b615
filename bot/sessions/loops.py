"""Background loops of sessions: timers, job events, the making of contact sheets and albums."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot.jobs import topics as job_topics
from bot.media import candidate_sheet
from bot.media.storage.picture_store import PictureStore
from bot.runtime.backoff import retry_pause_s
from bot.runtime.supervision import Alert
from bot.sessions import events as ev
from bot.sessions.album import render_album, render_page, render_pdf
from bot.sessions.album.content import Album, AlbumBuilder
from bot.sessions.albums import post_album
from bot.sessions.model import Round
from bot.sessions.picture_deletion import has_sheet, replace_sheet
from bot.sessions.service import SessionService
from bot.sessions.stored_session import session_of, session_or_none
from bot.store import Store, Tx, file_deletions
from bot.store import topics as store_topics
from bot.store.isolation import IsolatedSteps
from bot.store.loops import NEVER, NOW, Loop, WorkerGroup
from bot.store.rows import ConversationRow, SessionRow, SessionSheetRow

log = structlog.get_logger()

CURSOR_KEY = "sessions_cursor"
EVENTS_PER_BATCH = 500
CURSOR_SAVE_INTERVAL = 100
SESSIONS_PER_BATCH = 50
LEASE_S = 120.0
"""An album of 120 pictures takes half a minute on an otherwise idle core."""
MAX_TRIES = 5
RETRY_S, RETRY_MAX_S = 3.0, 60.0
"""The pause after a first failure; it doubles."""


class SessionTimers(Loop):
    """The timers of all sessions. Due times are in the database: a restart loses none."""

    name = "session timers"
    topics = (store_topics.SESSIONS,)

    def __init__(self, store: Store, service: SessionService) -> None:
        super().__init__(store)
        self.service = service
        self._steps = IsolatedSteps(store, "alert-session-broken")

    async def once(self) -> float:
        def look(tx: Tx) -> tuple[list[int], float]:
            due = tx.values("sessions.due", now=tx.now, limit=SESSIONS_PER_BATCH)
            barred = tx.values("sessions.barred", limit=SESSIONS_PER_BATCH)
            return list(dict.fromkeys((*due, *barred))), float(tx.value("sessions.next_due") or NEVER)

        found, next_due = await self.store.read(look)
        due = self._steps.ready(found)
        for session_id in due:
            await self._steps.run(session_id, self.service.tick, partial(_postpone, session_id))
        return NOW if due else next_due


class JobEventReader(Loop):
    """Reads `job_event` after a saved cursor. Rows that it misses because they were committed out of order are found by the
    timer of the painting session."""

    name = "session news"
    topics = (job_topics.SESSION_JOBS,)

    def __init__(self, store: Store, service: SessionService) -> None:
        super().__init__(store)
        self.service = service
        self._steps = IsolatedSteps(store, "alert-session-broken")

    async def once(self) -> float:
        after, until, sessions = await self.store.read(self._read)
        if until <= after:
            return NEVER
        for session_id in sessions:
            await self._steps.run(session_id, self.service.sync_jobs)
        # Saved last, so that events are read again if the database was away while they were handled. A few events of no
        # session are cheaper to read again than the cursor is to save.
        if sessions or after < 0 or until - after >= CURSOR_SAVE_INTERVAL:
            await self.store.write(lambda tx: tx.run("jobs.set_runtime_value", name=CURSOR_KEY, value=str(until)))
        return NOW if until - after >= EVENTS_PER_BATCH else NEVER

    def _read(self, tx: Tx) -> tuple[int, int, list[int]]:
        saved = tx.value("jobs.runtime_value", name=CURSOR_KEY)
        if saved is None:
            # No session is older than the first read, so none has earlier events.
            return -1, int(tx.value("sessions.newest_event") or 0), []
        after = int(saved)
        until = int(tx.value("sessions.event_after", after=after, limit=EVENTS_PER_BATCH) or after)
        return (
            after,
            until,
            [int(session_id) for session_id in tx.values("sessions.told_between", after=after, until=until)],
        )


class SheetMaker(WorkerGroup[SessionSheetRow]):
    """Makes contact sheets and albums, in threads: Pillow blocks."""

    name = "session sheets"
    topics = (store_topics.SHEETS,)
    concurrency = 2

    def __init__(
        self,
        store: Store,
        service: SessionService,
        pictures: PictureStore,
        album_builder: AlbumBuilder,
        alert: Alert,
    ) -> None:
        super().__init__(store)
        self.service = service
        self.pictures = pictures
        self.album_builder = album_builder
        self.alert = alert
        self.lease_s = LEASE_S
        self._started = False

    def renew(self, tx: Tx, item: SessionSheetRow, until: float) -> bool:
        # The row was read before this claim raised its `tries`.
        return bool(tx.run("sessions.renew_sheet", id=item.id, tries=item.tries + 1, due_at=until))

    async def claim_due(self, free: int) -> tuple[list[SessionSheetRow], float]:
        def take(tx: Tx) -> tuple[list[SessionSheetRow], float]:
            if not self._started and self.store.dialect == "sqlite":
                tx.run(
                    "sessions.open_sheets", now=tx.now
                )  # One process per SQLite file: a process that held a lease is dead.
            rows = tx.all(SessionSheetRow, "sessions.due_sheets", now=tx.now, limit=free)
            for row in rows:
                tx.run(
                    "sessions.lease_sheet",
                    id=row.id,
                    due_at=tx.now + LEASE_S,
                )
            return rows, float(tx.value("sessions.next_due_sheet") or NEVER)

        taken = await self.store.write(take)
        self._started = True
        return taken

    async def process(self, item: SessionSheetRow) -> None:
        if item.tries >= MAX_TRIES:
            self.alert("sheet-given-up", session=item.session_id, sheet=item.id)
            await self.store.write(self._give_up, item)
            return
        try:
            await (self._make_sheet(item) if item.kind == "sheet" else self._make_album(item))
        except Exception:
            # The worker group logs it. Retry before the lease ends: it is long enough for the work, too long as a pause.
            pause = retry_pause_s(item.tries, RETRY_S, RETRY_MAX_S)
            await self.store.write(lambda tx: tx.run("sessions.postpone_sheet", id=item.id, due_at=tx.now + pause))
            raise

    async def _make_sheet(self, item: SessionSheetRow) -> None:
        session = session_of(await self.store.read(lambda tx: tx.get(SessionRow, "sessions.get", id=item.session_id)))
        round_ = next((r for r in session.rounds if str(r.number) == item.mark), None)
        if round_ is None or not round_.candidates:
            await self.store.write(self._give_up, item)  # The round was skipped meanwhile.
            return
        deleted = await self.store.read(_deleted, round_)
        data = {
            c.number: b"" if c.number in deleted else await self._read_picture(c.picture) for c in round_.candidates
        }
        painted = await asyncio.to_thread(candidate_sheet, data)
        # A new key each time: the old file (of this round, or of a try) may be about to be deleted, or cached by a platform
        # or a browser.
        suffix = f"-{int(self.clock.now() * 1000)}" if has_sheet(round_) or item.tries else ""
        key = f"sessions/{session.id}/round-{round_.number}-{len(round_.missed)}{suffix}.jpg"
        await self.pictures.put(key, painted.data)

        def note(tx: Tx) -> None:
            if _deleted(tx, round_) != deleted:
                file_deletions.enqueue(tx, key)  # A picture was deleted meanwhile: try again.
                tx.run("sessions.postpone_sheet", id=item.id, due_at=tx.now)
            elif self._save_made(tx, item, key, painted.width, painted.height):
                if has_sheet(round_):
                    replace_sheet(tx, session.id, round_.number, key, (painted.width, painted.height))
                else:
                    self.service.apply(tx, session.id, ev.SheetReady(round_.number, key, painted.width, painted.height))

        await self.store.write(note)

    async def _make_album(self, item: SessionSheetRow) -> None:
        album = await self.store.read(self._build_album, item)
        data = {key: await self._read_picture(key) for key in album.pictures()}
        painted = await asyncio.to_thread(render_album, album, data)
        page = await asyncio.to_thread(render_page, album, data)
        pdf = await asyncio.to_thread(render_pdf, album, data)
        stem = f"sessions/{item.session_id}/album-{item.id}"
        await self.pictures.put(f"{stem}.jpg", painted.data)
        await self.pictures.put(f"{stem}.html", page)
        await self.pictures.put(f"{stem}.pdf", pdf)
        files = {"page": f"{stem}.html", "pdf": f"{stem}.pdf"}

        def note(tx: Tx) -> None:
            if self._save_made(tx, item, f"{stem}.jpg", painted.width, painted.height, **files):
                session = tx.get(SessionRow, "sessions.get", id=item.session_id)
                conversation = tx.get(ConversationRow, "people.conversation_by_id", id=session.conversation_id)
                post_album(tx, conversation, item.session_id, item.id, item.mark)

        await self.store.write(note)

    def _build_album(self, tx: Tx, item: SessionSheetRow) -> Album:
        return self.album_builder.build(
            session_of(tx.get(SessionRow, "sessions.get", id=item.session_id)), item.language
        )

    def _save_made(
        self, tx: Tx, item: SessionSheetRow, key: str, width: int, height: int, *, page: str = "", pdf: str = ""
    ) -> bool:
        made = {"picture": key, "width": width, "height": height, "page": page, "pdf": pdf}
        return bool(tx.run("sessions.sheet_made", id=item.id, **made))

    def _give_up(self, tx: Tx, item: SessionSheetRow) -> None:
        if tx.run("sessions.sheet_given_up", id=item.id) and item.kind == "sheet":
            session = session_or_none(tx.get(SessionRow, "sessions.get", id=item.session_id))
            if session is None:
                return
            if any(str(each.number) == item.mark and has_sheet(each) for each in session.rounds):
                replace_sheet(tx, session.id, int(item.mark), "none", (0, 0))
                return
            # Without a sheet people can still vote, by the ideas' texts.
            self.service.apply(tx, item.session_id, ev.SheetReady(int(item.mark), ""))

    async def _read_picture(self, key: str) -> bytes:
        """A picture's bytes; empty if it has been deleted."""
        try:
            if await self.store.read(lambda tx: tx.value("deletions.is_deleted", key=key)):
                raise KeyError(key)  # The file is kept for a while, so that the deletion can be undone.
            return await self.pictures.get(key)
        except KeyError:
            log.info("session.picture-gone", key=key)
            return b""


def _postpone(session_id: int, tx: Tx, due_at: float) -> None:
    tx.run("sessions.postpone", id=session_id, due_at=due_at)


def _deleted(tx: Tx, round_: Round) -> set[int]:
    """The numbers of the candidates whose pictures have been deleted."""
    return {c.number for c in round_.candidates if tx.value("deletions.is_deleted", key=c.picture)}


def build_loops(
    store: Store,
    pictures: PictureStore,
    service: SessionService,
    album_builder: AlbumBuilder,
    alert: Alert,
) -> list[Loop]:
    """All loops of creative sessions."""
    return [
        SessionTimers(store, service),
        JobEventReader(store, service),
        SheetMaker(store, service, pictures, album_builder, alert),
    ]
