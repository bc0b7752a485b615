"""What is kept about one person, as files of JSON and pictures, for that person.

person.json      who they are on their platform, their settings, modifiers, stars, own limits and gifts
jobs.json        what they asked for, with the words, and what became of it
calls.json       descriptions and better prompts that they asked for, with the answers
charges.json     what they were charged
refused.json     words of theirs that were refused
said.json        what they wrote in the rooms of the browser (not in a file that the command line makes)
pictures/...     the pictures that were painted for them, and the images that they sent

The command line makes a tar file (`export_person`), `/export` a zip (`bot.retention.export_loop`). Not in them: raw updates of
the platforms, which hold other people's words too and are deleted after `keeping.updates_days`, and what stands in the
platforms' own chats.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.access import Action, Kind, Principal
from bot.jobs import audit, gifts
from bot.media.storage.picture_store import PictureStore
from bot.runtime.privacy import make_folder
from bot.store import Store, Tx
from bot.store.rows import (
    ChargeRow,
    ChatCallRow,
    ImageRow,
    JobRow,
    LimitChangeRow,
    ModerationCaseRow,
    ModifierRow,
    PersonRow,
    PictureRow,
)

if TYPE_CHECKING:
    import tarfile

ROWS_AT_ONCE: Final = 1000
JOB_FIELDS: Final = ("id", "kind", "model", "n", "state", "request", "price_li", "error", "created_at", "ended_at")
CALL_FIELDS: Final = ("id", "kind", "words", "image", "state", "price_li", "answer", "created_at")
CHARGE_FIELDS: Final = ("job_id", "call_id", "day", "kind", "amount_li", "pictures", "at")
REFUSED_FIELDS: Final = ("at", "kind", "words")
MODIFIER_FIELDS: Final = ("scope", "word", "text", "options", "created_at")
JSON_FIELDS: Final = frozenset({"request", "options", "settings"})


class ExportError(Exception):
    """An export is not possible; `str()` is a line for the operator."""


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What an export holds. `missing` files are named by rows and were not there."""

    jobs: int
    pictures: int
    bytes: int
    missing: int


class PersonData(NamedTuple):
    """What is kept about a person: the contents of the JSON files by name, the keys of pictures (the newest first), and how many
    jobs there are."""

    files: dict[str, Any]
    keys: list[str]
    jobs: int


async def export_person(
    store: Store, pictures: PictureStore, person: PersonRow, target: Path, by: Principal
) -> ExportSummary:
    """Write what is kept about a person to `target`, for our own user only; recorded in the audit, since their words and pictures
    are shown. Raises ExportError, StoreError or OSError; then there is nothing under `target`."""
    import tarfile  # Here, and not above: the bot itself only collects (see `bot.retention.export_loop`).

    if await asyncio.to_thread(target.exists):
        raise ExportError(f"{target} is there already")
    found = await store.write(_shown_to, person, by)
    draft = target.with_name(f".{target.name}.part")
    try:
        await asyncio.to_thread(make_folder, target.parent)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            for name, value in found.files.items():
                text = json.dumps(value, ensure_ascii=False, indent=1)
                await asyncio.to_thread(_add, tar, name, text.encode())
            kept = size = 0
            for key in found.keys:
                with contextlib.suppress(KeyError):
                    data = await pictures.get(key)
                    await asyncio.to_thread(_add, tar, f"pictures/{key}", data)
                    kept, size = kept + 1, size + len(data)
        await asyncio.to_thread(draft.replace, target)
    finally:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(draft.unlink, missing_ok=True)
    return ExportSummary(found.jobs, kept, size, len(found.keys) - kept)


def _shown_to(tx: Tx, person: PersonRow, by: Principal) -> PersonData:
    found = collect(tx, person)
    audit.record(tx, by, Action.LOOK, Kind.INSTANCE, person.id, f"export: {found.jobs} jobs")
    return found


def collect(tx: Tx, person: PersonRow) -> PersonData:
    """Read all that is kept about a person and belongs to nobody else."""
    jobs: list[JobRow] = []
    while more := tx.all(
        JobRow, "exports.jobs", person_id=person.id, after=jobs[-1].id if jobs else 0, limit=ROWS_AT_ONCE
    ):
        jobs += more
    pictures: list[PictureRow] = []
    while found := tx.all(
        PictureRow,
        "exports.pictures",
        person_id=person.id,
        after=pictures[-1].id if pictures else 0,
        limit=ROWS_AT_ONCE,
    ):
        pictures += found
    images = tx.all(ImageRow, "exports.images", person_id=person.id)
    calls = tx.all(ChatCallRow, "exports.calls", person_id=person.id)
    charges = tx.all(ChargeRow, "exports.charges", person_id=person.id)
    refused = tx.all(ModerationCaseRow, "exports.refused", person_id=person.id)
    modifiers = tx.all(ModifierRow, "exports.modifiers", person_id=person.id)
    about = {
        "platform": person.platform,
        "user_id": person.user_id,
        "name": person.name,
        "language": person.language or person.platform_language,
        "settings": _parsed(person.settings),
        "banned": bool(person.banned),
        "rank": person.rank,
        "created_at": person.created_at,
        "stars": tx.values("exports.stars", person_id=person.id),
        "modifiers": [_chosen(row, MODIFIER_FIELDS) for row in modifiers],
        "images": [row.key for row in images],
        "limits": {row.name: row.value for row in tx.all(LimitChangeRow, "exports.own_limits", person_id=person.id)},
        "gifts_left": gifts.left(tx, tx.value("people.payer_id_of_person", person_id=person.id) or 0),
    }
    of_job: dict[int, list[str]] = {}
    for picture in pictures:
        of_job.setdefault(picture.job_id, []).append(picture.key)
    files = {
        "person.json": about,
        "jobs.json": [{**_chosen(job, JOB_FIELDS), "pictures": of_job.get(job.id, [])} for job in jobs],
        "calls.json": [_chosen(call, CALL_FIELDS) for call in calls],
        "charges.json": [_chosen(charge, CHARGE_FIELDS) for charge in charges],
        "refused.json": [_chosen(row, REFUSED_FIELDS) for row in refused],
    }
    newest = [row.key for row in reversed(pictures)]
    return PersonData(files, newest + [row.key for row in images], len(jobs))


def _chosen(row: Any, fields: tuple[str, ...]) -> Mapping[str, Any]:
    return {name: _parsed(getattr(row, name)) if name in JSON_FIELDS else getattr(row, name) for name in fields}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text  # A damaged row is exported as it is.


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tar.tarinfo(name)
    entry.size = len(data)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(data))
