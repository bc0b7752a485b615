"""An export holds what is kept about one person, and nothing of anybody else; taking one is in the audit."""

from __future__ import annotations

import json
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest

from bot.access.roles import OPERATOR
from bot.retention.person_export import ExportError, export_person
from bot.store import Tx
from bot.store.rows import AuditEntryRow, PersonRow
from studio.server import Studio
from tests.conftest import RunningApp, photo, running_app
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url


def person_called(tx: Tx, user_id: str) -> PersonRow:
    return tx.get(PersonRow, "people.find_person", platform="scripted", user_id=user_id)


async def exported(shenbi: RunningApp, user_id: str, target: Path) -> dict[str, bytes]:
    app = shenbi.app
    person = await app.store.read(person_called, user_id)
    await export_person(app.store, app.pictures, person, target, OPERATOR)
    with tarfile.open(target) as tar:
        return {entry.name: file.read() for entry in tar.getmembers() if (file := tar.extractfile(entry))}


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
async def test_person_export__holds_one_persons_words_and_pictures(
    dialect: str, tmp_path: Path, studio: Studio, request: pytest.FixtureRequest
) -> None:
    more: dict[str, Any] = {}
    if dialect == "postgresql":
        more["database_url"] = request.getfixturevalue("postgres_url")
    async with running_app(tmp_path / "data", studio, **more) as shenbi:
        await shenbi.chat.say("/imagine a secret harbour", user="bob")
        await shenbi.chat.picture("bob")
        await shenbi.chat.say("/mod add mine in fog", event_id="mod")
        await shenbi.chat.text("in fog")
        await shenbi.chat.say("/restyle anime a sea of roses", image=photo())
        await shenbi.chat.picture()
        person_id = (await shenbi.app.store.read(person_called, "ann")).id
        files = await exported(shenbi, "ann", tmp_path / "mine.tar")
        everything = b"\n".join(files.values())
        assert b"secret harbour" not in everything
        (job,) = json.loads(files["jobs.json"])
        assert job["request"]["prompt"] == "a sea of roses"
        assert [key for key in files if key.startswith("pictures/jobs/")] == [
            f"pictures/{key}" for key in job["pictures"]
        ]
        about = json.loads(files["person.json"])
        assert (about["user_id"], [each["word"] for each in about["modifiers"]]) == ("ann", ["mine"])
        assert [f"pictures/{key}" for key in about["images"]] == [
            key for key in files if key.startswith("pictures/images/")
        ]
        assert len(about["images"]) == 1
        assert sum(each["amount_li"] for each in json.loads(files["charges.json"])) == 160
        assert stat.S_IMODE((tmp_path / "mine.tar").stat().st_mode) == 0o600
        entry = (await shenbi.app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=1)))[0]
        assert (entry.actor, entry.action, entry.object_id) == ("operator", "look", person_id)
        assert "roses" not in entry.details
        with pytest.raises(ExportError, match="there already"):
            await exported(shenbi, "ann", tmp_path / "mine.tar")
