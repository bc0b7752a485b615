"""The console under attack: hostile acts, other sites, secrets in settings, looks without a trace."""

from __future__ import annotations

import itertools
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.web import limits
from bot.grammar.word_rules import rule_text
from bot.operating import ACTS
from bot.store.rows import AuditEntryRow
from config.settings import ENVIRONMENT, load
from tests.access.test_console import appoint, reported, room
from tests.raw_rows import raw_rows
from tests.web.host import png
from tests.web.visitor import visiting

HOSTILE: tuple[Any, ...] = (
    -1, 2**63, 10**40, True, None, 1.5, "", "\0", "x" * 5000, "<b>", "king", "all ", "model:", "\ud800", "1e400", "'; DROP",
    [], {},
)  # fmt: skip
PROMPT = "secretfoxz <img src=//evil.example/x>"


@pytest.fixture(autouse=True)
def no_rate_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CONSOLE_BURST", 100_000)
    monkeypatch.setattr(limits, "CONSOLE_ADDRESS", (100_000, 1e5))
    monkeypatch.setattr(limits, "CONSOLE_TOTAL", (100_000, 1e5))


async def test_console__hostile_values_in_acts_are_refused(tmp_path: Path) -> None:
    """Every field of every act, past the page and past the question: a refusal, and nothing is stored that cannot be typed."""
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        await app.store.write(appoint, (await visitor.start())["me"]["id"], "owner")
        job = await app.store.write(reported, app.manager, PROMPT)
        good: dict[str, Any] = {
            "person": 2, "job": job, "number": 1, "conversation": 1, "announcement": 1, "pictures": 1, "scope": "all",
            "rank": "person", "name": "pictures_per_day", "value": "3", "task": "task-0001", "words": "hello", "rule": "note",
            "text": "gore", "given": 0,
        }  # fmt: skip
        for verb, kind in ACTS.items():
            fields = {name: good.get(name) for name in kind.model_fields}
            for name, bad in itertools.product(fields, HOSTILE):
                answer = await visitor.post("api/admin/acts/confirmed", {"act": {"verb": verb, **fields, name: bad}})
                assert answer.status in (200, 409), (verb, name, bad, answer.status)
        tables = {
            table: await app.store.read(partial(raw_rows, text=f"SELECT * FROM {table}"))
            for table in ("pause", "word_rule", "limit_override", "announcement", "person")
        }
        assert tables["pause"] == []
        assert all(rule_text(row["text"]) == row["text"] for row in tables["word_rule"])
        assert all(len(row["words"]) < 2000 and "\0" not in row["words"] for row in tables["announcement"])
        assert {row["rank"] for row in tables["person"]} <= {"", "person", "owner"}


@pytest.mark.parametrize("who", ["guest", "person"])
async def test_console__nobody_without_rank_finds_out_what_there_is(tmp_path: Path, who: str) -> None:
    """Also not by a page of somebody else's, or by an invalid number: everything is like an address that does not exist."""
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        await app.store.write(appoint, (await visitor.start())["me"]["id"], who)
        await app.store.write(reported, app.manager, PROMPT)
        nothing = await (await visitor.get("api/admin/nothing")).text()
        for path in ("people/2", "people/x", "people/99", "conversations/2", "cases/1/0", "cases/1/99", "settings"):
            for headers in ({}, {"X-Shenbi-Person": "somebody"}):
                answer = await visitor.get(f"api/admin/{path}", headers=headers)
                assert (answer.status, await answer.text()) == (404, nothing), path
        for body in ({"list": "reports"}, {"list": "said", "person": 2}, {"list": "nothing"}, {}):
            assert (await visitor.post("api/admin/looks", body)).status == 404
        assert await app.store.read(partial(raw_rows, text="SELECT * FROM audit")) == []


async def test_console__each_look_leaves_a_trace_and_needs_its_own_page(tmp_path: Path) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        me = (await visitor.start())["me"]["id"]
        await app.store.write(appoint, me, "moderator")
        await app.store.write(reported, app.manager, PROMPT)
        await app.pictures.put("jobs/1/0.png", png(40, 30))

        async def looks() -> list[tuple[str, str, str]]:
            rows = await app.store.read(lambda tx: tx.all(AuditEntryRow, "access.entries", limit=50))
            return [(row.actor, row.action, row.surface) for row in rows]

        for origin in ("https://evil.example", ""):
            answer = await visitor.post("api/admin/looks", {"list": "reports"}, headers={"Origin": origin})
            assert answer.status == 403
        for wrong in (
            {"list": "nothing"},
            {"list": "said"},
            {"list": "said", "person": -1},
            {"list": "said", "person": "2"},
        ):
            assert (await visitor.post("api/admin/looks", wrong)).status == 400, wrong
        assert (await visitor.post("api/admin/looks", {"list": "reports", "after": "x"})).status == 400
        # Overview, people and conversations have no words of anybody.
        for path in ("overview", "people", "people/2", "conversations", "conversations/1"):
            answer = await visitor.get(f"api/admin/{path}")
            assert answer.status == 200
            assert "secretfoxz" not in await answer.text()
        assert await looks() == []
        picture = await visitor.get("api/admin/cases/1/0")
        assert (picture.status, picture.headers["Cache-Control"]) == (200, "no-store")
        assert (await visitor.get("api/admin/cases/1/1")).status == 404
        assert await looks() == [(f"web:{me}", "look", "console")]
        page = await (await visitor.post("api/admin/looks", {"list": "reports", "language": "en"})).json()
        assert [(row["words"], row["pictures"], row["job"]) for row in page["rows"]] == [(PROMPT, 1, 1)]
        assert [act["verb"] for act in page["rows"][0]["acts"]] == ["report-remove", "report-dismiss"]
        assert len(await looks()) == 2
        assert (await visitor.get("api/admin/cases/1/0")).status == 200
        assert len(await looks()) == 2  # Listed within the hour.
        about = page["rows"][0]["person_id"]
        said = await (await visitor.post("api/admin/looks", {"list": "said", "person": about})).json()
        assert [row["words"] for row in said["rows"]] == [PROMPT]
        assert len(await looks()) == 3
        done = await visitor.post("api/admin/acts/confirmed", {"act": page["rows"][0]["acts"][0]})
        assert done.status == 200
        assert (await (await visitor.post("api/admin/looks", {"list": "reports"})).json())["rows"] == []
        assert (await visitor.get("api/admin/cases/1/0")).status == 404


async def test_console__settings_say_where_they_come_from_and_no_secret(tmp_path: Path) -> None:
    mark = "s3cr3tmark"
    (tmp_path / "shenbi.toml").write_text(
        f"""
        [web]
        port = 0
        public_origin = "http://127.0.0.1"
        [alerts]
        webhook_url = "https://user:{mark}@hooks.example/services/{mark}?token={mark}"
        webhook_secret = "{mark}"
        [[upstream.accounts]]
        name = "team"
        keys = ["sk-{mark}", "sk-other-{mark}"]
        workspace = "w"
        [pictures]
        endpoint = "https://{mark}:{mark}@s3.example"
        secret_access_key = "{mark}"
        [telegram]
        base_url = "https://api.example?key={mark}"
        """
    )
    environment = {
        "SHENBI_WEB_TOKEN": mark, "SHENBI_N": "2", "SHENBI_LANGUAGE": "en", "DINGTALK_CLIENT_SECRET": mark,
        "SHENBI_DAILY_YUAN": "10", "SHENBI_DATA_DIR": str(tmp_path / "data"),
    }  # fmt: skip
    settings = load(environment, tmp_path)
    assert settings.source_of("web.port") == "shenbi.toml"
    assert settings.source_of("upstream.default_n") == "SHENBI_N"
    assert settings.source_of("web.host") == ""
    async with room(tmp_path / "room") as (app, address), visiting(address) as visitor:
        await app.store.write(appoint, (await visitor.start())["me"]["id"], "admin")
        object.__setattr__(app.manager, "settings", settings)  # Started with them it would call those addresses.
        await app.store.write(
            lambda tx: tx.run("jobs.set_runtime_value", name="limits", value=json.dumps({"waiting_jobs": 9}))
        )
        answer = await visitor.get("api/admin/settings")
        assert mark not in await answer.text()
        rows = {row["name"]: row for row in (await answer.json())["rows"]}
    assert (rows["upstream.default_n"]["value"], rows["upstream.default_n"]["origin"]) == ("2", "SHENBI_N")
    assert (rows["web.token"]["value"], rows["web.token"]["is_set"], rows["web.token"]["source"]) == (
        "",
        True,
        "environment",
    )
    assert (rows["web.port"]["source"], rows["web.port"]["origin"]) == ("file", "shenbi.toml")
    assert (rows["limits.waiting_jobs"]["value"], rows["limits.waiting_jobs"]["source"]) == ("9", "command")
    assert rows["limits.waiting_jobs"]["configured"] == "5"
    assert rows["alerts.webhook_url"]["value"] == "https://hooks.example/…"
    assert rows["upstream.accounts.team.workspace"]["value"] == "w"
    assert rows["pictures.endpoint"]["value"] == "https://s3.example"
    assert {row["source"] for row in rows.values()} == {"default", "file", "environment", "command"}
    assert all(".".join(place) in rows for place in ENVIRONMENT.values())


async def test_console__filters_of_the_audit(tmp_path: Path) -> None:
    async with room(tmp_path) as (app, address), visiting(address) as visitor:
        me = (await visitor.start())["me"]["id"]
        await app.store.write(appoint, me, "owner")
        await app.store.write(reported, app.manager, PROMPT)
        for words in ("pause all", "resume all", "word add note gore"):
            assert (await visitor.post("api/admin/acts/confirmed", {"words": words})).status == 200
        assert (await visitor.post("api/admin/looks", {"list": "reports"})).status == 200

        async def found(**filters: str) -> list[str]:
            query = "&".join(f"{name}={value}" for name, value in filters.items())
            page = await (await visitor.get(f"api/admin/audit?language=en&{query}")).json()
            return [row["title"] for row in page["rows"]]

        assert len(await found()) == 4
        assert len(await found(kind="looks")) == 1
        assert len(await found(kind="acts")) == 3
        assert await found(action="pause") == ["Pause all painting"]
        assert len(await found(who=f"web:{me[:6]}")) == 4
        assert await found(who="operator") == []
        assert await found(who="%25") == []
        assert await found(surface="chat") == []
        assert len(await found(surface="console", first="2000-01-01", last="2999-12-31")) == 4
        assert await found(last="2000-01-01") == []
        for wrong in ("kind=x", "surface=x", "first=soon", "last=2026-13-01", "first=2026-01"):
            assert (await visitor.get(f"api/admin/audit?{wrong}")).status == 400, wrong
