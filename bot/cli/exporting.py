"""`shenbi export`: what is kept about one person, in one file."""

from __future__ import annotations

from pathlib import Path

from bot.access.roles import OPERATOR
from bot.cli.transactions import installation
from bot.media.storage.open_store import open_picture_store
from bot.operating import readers
from bot.operating.act import UnreadableWord
from bot.retention.person_export import ExportError, ExportSummary, export_person
from bot.runtime.clock import SystemClock
from bot.runtime.texts import Texts
from bot.store import Tx, open_store
from bot.store.rows import PersonRow
from config.settings import LOCALES_FOLDER, Settings


async def export_to(settings: Settings, address: str, target: Path) -> tuple[ExportSummary, str]:
    """Write the file; returns what it holds, and that in a line. Raises ExportError, StoreError or OSError."""
    texts = Texts(LOCALES_FOLDER)

    def find(tx: Tx) -> PersonRow:
        return tx.get(PersonRow, "people.person_by_id", id=readers.person(tx, installation(settings), address))

    store = await open_store(settings.store_url, SystemClock(), worker=False)
    try:
        person = await store.read(find)
        summary = await export_person(store, open_picture_store(settings), person, target, OPERATOR)
    except UnreadableWord as unread:
        arguments = dict(unread.problem.arguments)
        raise ExportError(texts.say_nested(settings.language, unread.problem.text_id, arguments)) from None
    finally:
        await store.close()
    line = texts.say(
        settings.language,
        "upkeep-exported",
        file=str(target),
        jobs=summary.jobs,
        pictures=summary.pictures,
        megabytes=round(summary.bytes / 1e6, 1),
        absent=summary.missing,
    )
    return summary, line
