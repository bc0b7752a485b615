"""`shenbi migrate --dry-run`: what starting this version would do to the database."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.adapter_api.installed import adapter_sql_folders
from bot.cli import terminal
from bot.runtime.texts import Texts
from bot.store import StoreError
from bot.store.plan import Plan, plan
from config.settings import LOCALES_FOLDER, Settings, SettingsError


def show_plan(settings: Settings, *, as_json: bool) -> None:
    """Print the plan for the database of the settings. Raises SettingsError if it cannot be read, or is of a newer
    version."""
    try:
        found = plan(settings.store_url, adapter_sql_folders())
    except (StoreError, ValueError, OSError) as error:
        raise SettingsError(str(error)) from None
    database = without_login(settings.store_url)
    if as_json:
        terminal.json_line(_as_json(database, found))
        return
    for line in _lines(database, found, Texts(LOCALES_FOLDER), settings.language):
        terminal.line(line)


def without_login(url: str) -> str:
    """A database URL without user, password and parameters."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def _as_json(database: str, found: Plan) -> dict[str, object]:
    planned = [
        {"namespace": each.namespace, "number": each.number, "name": each.name, "rows": dict(each.rows)}
        for each in found.planned
    ]
    return {
        "database": database, "applied": found.applied, "planned": planned, "rows": found.rows, "users": found.users
    }  # fmt: skip


def _lines(database: str, found: Plan, texts: Texts, language: str) -> list[str]:
    def say(text_id: str, **arguments: object) -> str:
        return texts.say(language, text_id, **arguments)

    lines = [say("upkeep-database", database=database, applied=found.applied)]
    for each in found.planned:
        name = f"{each.namespace}/{each.number:04}_{each.name}".lstrip("/")
        tables = ", ".join(say("upkeep-migration-rows", table=table, rows=rows) for table, rows in each.rows.items())
        lines.append(say("upkeep-migration", name=name, tables=tables or say("upkeep-migration-empty")))
    if found.planned:
        lines.append(say("upkeep-migrations", count=len(found.planned), rows=found.rows))
    else:
        lines.append(say("upkeep-no-migration"))
    if found.users:
        lines.append(say("upkeep-in-use", users=", ".join(found.users)))
    return lines
