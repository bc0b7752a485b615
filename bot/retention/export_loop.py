"""`/export`: makes the file with a person's data and posts it to them alone, in their one-to-one conversation.

The file is in the picture store, so that the post can be sent again after a crash, and is deleted after a day; until then the
person cannot ask for another one.
"""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.adapter_api import Adapter, ExportsUserData, PlatformCapabilities, PostView, ViewPicture
from bot.media.storage.picture_store import PictureStore
from bot.outbox import desired
from bot.outbox.renderers import Rendered
from bot.retention.person_export import PersonData, collect
from bot.runtime.texts import Texts
from bot.store import Store, Tx, file_deletions, topics
from bot.store.loops import Loop
from bot.store.rows import ConversationRow, PersonExportRow, PersonRow, PostRow

KIND: Final = "export"
MAX_BYTES: Final = 18_000_000
"""The most that a file may have: DingTalk takes 20 MiB, Telegram more."""
LIFE_S: Final = 24 * 3600.0
"""How long the file is kept, and how long a person waits until they may ask again."""
EVERY_S: Final = 300.0
BATCH_SIZE: Final = 100


class ExportLoop(Loop):
    """Makes one file after another, and deletes old ones."""

    name = "exports"
    topics = (topics.EXPORTS,)

    def __init__(self, store: Store, pictures: PictureStore, adapters: Mapping[str, Adapter]) -> None:
        super().__init__(store)
        self.pictures = pictures
        self.adapters = adapters

    async def once(self) -> float:
        await self.store.write(_drop_old)
        if not (wanted := await self.store.read(lambda tx: tx.one(PersonExportRow, "exports.waiting"))):
            return self.clock.now() + EVERY_S
        found = await self.store.read(self._collect, wanted.person_id)
        data, left_out = await self._zip(found)
        key = f"exports/{secrets.token_hex(16)}.zip"
        await self.pictures.put(key, data)
        if not await self.store.write(_deliver, wanted, key, left_out):
            await self.pictures.delete(key)
        return self.clock.now()

    def _collect(self, tx: Tx, person_id: int) -> PersonData:
        person = tx.get(PersonRow, "people.person_by_id", id=person_id)
        found = collect(tx, person)
        adapter = self.adapters.get(person.platform)
        if adapter is not None and isinstance(adapter, ExportsUserData):
            found.files["said.json"] = adapter.export_person(tx, person.user_id)
        return found

    async def _zip(self, found: PersonData) -> tuple[bytes, int]:
        """The file, with the newest pictures that fit; and how many did not."""
        out, left_out = io.BytesIO(), 0
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, value in found.files.items():
                text = json.dumps(value, ensure_ascii=False, indent=1)
                await asyncio.to_thread(archive.writestr, name, text, zipfile.ZIP_DEFLATED)
            for key in found.keys:
                try:
                    data = await self.pictures.get(key)
                except KeyError:
                    continue
                if out.tell() + len(data) > MAX_BYTES:
                    left_out += 1
                else:
                    await asyncio.to_thread(archive.writestr, f"pictures/{key}", data)
        return out.getvalue(), left_out


def request(tx: Tx, person: PersonRow, conversation: ConversationRow, update_id: int, language: str) -> float:
    """Ask for a person's file. Returns 0, or until when (unix seconds) they have to wait because they asked before."""
    about = {"conversation_id": conversation.id, "update_id": update_id, "language": language}
    if tx.run("exports.request", person_id=person.id, now=tx.now, **about):
        tx.hint(topics.EXPORTS)
        return 0.0
    return tx.get(PersonExportRow, "exports.of_person", person_id=person.id).at + LIFE_S


def erase(tx: Tx, person_id: int) -> None:
    """Delete a person's file: they asked to be forgotten."""
    if row := tx.one(PersonExportRow, "exports.of_person", person_id=person_id):
        desired.mark_deleted(tx, _subject(row))
        _drop(tx, row)


def _drop(tx: Tx, row: PersonExportRow) -> None:
    if row.key:
        file_deletions.enqueue(tx, row.key)
    tx.run("exports.drop_of_person", person_id=row.person_id)


def _subject(row: PersonExportRow) -> str:
    return f"{KIND}:{row.update_id}"


def _deliver(tx: Tx, wanted: PersonExportRow, key: str, left_out: int) -> bool:
    """Post the file; False if it is wanted no more."""
    if not tx.run("exports.finish", person_id=wanted.person_id, update_id=wanted.update_id, key=key):
        return False
    where = tx.get(ConversationRow, "people.conversation_by_id", id=wanted.conversation_id)
    payload = {"key": key, "left_out": left_out, "language": wanted.language}
    desired.ensure(tx, where, _subject(wanted), payload, desired.RESULT, person_id=wanted.person_id)
    return True


def _drop_old(tx: Tx) -> None:
    for row in tx.all(PersonExportRow, "exports.old", before=tx.now - LIFE_S, limit=BATCH_SIZE):
        _drop(tx, row)  # What was posted stays: it is theirs.


@dataclass(frozen=True, slots=True)
class ExportRenderer:
    """Renders the subjects `export:`."""

    texts: Texts

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The file; nothing where its person asked to be forgotten."""
        data = json.loads(post.payload)
        if not data:
            return Rendered(None, final=True)
        language = data["language"]
        text = self.texts.say(language, "export-here", count=data["left_out"])
        file = ViewPicture(data["key"], "application/zip", 0, 0, name="shenbi-export.zip")
        return Rendered(PostView(text, files=(file,), language=language), final=True)
