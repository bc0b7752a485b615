"""docs/operate: the Prometheus rules and the Grafana dashboard are about metrics that Shenbi has, and a real Prometheus that
scrapes a real Shenbi understands them."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from bot.jobs import statistics
from bot.runtime.metrics import Metrics
from tests.crash.chaos import free_port
from tests.jobs.bench import bench

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "operate"
CASES = Path(__file__).parent / "rules_test.yml"
RULES = [
    rule for group in yaml.safe_load((FOLDER / "rules.yml").read_text("utf-8"))["groups"] for rule in group["rules"]
]
DASHBOARD = json.loads((FOLDER / "grafana.json").read_text(encoding="utf-8"))
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
LABEL = re.compile(r"(\w+)\{([^}]*)\}")
NAME = re.compile(r"\bshenbi_\w+")
PATIENCE_S = 60.0
needs_prometheus = pytest.mark.skipif(
    not (shutil.which("prometheus") and shutil.which("promtool")), reason="Prometheus is not installed"
)


async def exposed(folder: Path) -> str:
    """/metrics of an installation in which something was reported."""
    async with bench(folder) as work:
        metrics = Metrics(lambda: work.store.read(statistics.count, work.manager.settings))
        metrics.alert("task-restarted")
        await work.enqueue("ann")
        return (await metrics.render()).decode()


async def test_monitoring__every_metric_that_is_named_is_exposed(tmp_path: Path) -> None:
    text = await exposed(tmp_path)
    has = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    for expression in [*QUERIES, *(rule["expr"] for rule in RULES)]:
        assert set(NAME.findall(expression)) <= has, expression
        for name, labels in LABEL.findall(expression):
            for label, wanted in re.findall(r'(\w+)="([^"$]+)"', labels):
                if name.startswith("shenbi_") and label != "job":
                    assert re.search(rf'^{name}{{{label}="{wanted}"}} ', text, re.MULTILINE), (name, label, wanted)
    named = {name for expression in QUERIES for name in NAME.findall(expression)}
    assert {name for name in has if name.startswith("shenbi_") and not name.endswith("_created")} == named, (
        "the dashboard shows all"
    )


def test_monitoring__every_rule_has_a_case_in_which_it_fires_and_one_in_which_not() -> None:
    cases = [case for test in yaml.safe_load(CASES.read_text("utf-8"))["tests"] for case in test["alert_rule_test"]]
    for fires in (True, False):
        assert {case["alertname"] for case in cases if bool(case.get("exp_alerts")) == fires} == {
            rule["alert"] for rule in RULES
        }


@needs_prometheus
async def test_monitoring__rules_are_right_and_fire_when_they_should() -> None:
    for words in (("check", "rules", str(FOLDER / "rules.yml")), ("test", "rules", str(CASES))):
        tool = await asyncio.create_subprocess_exec("promtool", *words, stdout=PIPE, stderr=PIPE)
        out, wrong = await asyncio.wait_for(tool.communicate(), PATIENCE_S)
        assert tool.returncode == 0, (out + wrong).decode()


@asynccontextmanager
async def running(*command: str | Path, folder: Path, **environment: str) -> AsyncIterator[Process]:
    """A program, ended with the block."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    log = (folder / f"{Path(command[0]).name}.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        *command, env={**kept, **environment}, cwd=folder, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        log.close()
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
                await process.wait()


async def ask(session: aiohttp.ClientSession, url: str, **parameters: str) -> Any:
    """What Prometheus answers; None while it does not."""
    try:
        async with session.get(url, params=parameters) as answer:
            return await answer.json()
    except aiohttp.ClientError:
        return None


async def until_scraped(session: aiohttp.ClientSession, api: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = await ask(session, f"{api}/query", query="up == 1 and on() shenbi_inbox_open")
            if found and found["data"]["result"]:
                return
            await asyncio.sleep(0.2)


@needs_prometheus
@pytest.mark.timeout(180)
async def test_monitoring__real_prometheus_scrapes_a_real_shenbi_with_the_files_of_the_docs(tmp_path: Path) -> None:
    port, prometheus_port = free_port(), free_port()
    settings = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))
    settings["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    settings["scrape_configs"][0]["static_configs"][0]["targets"] = [f"127.0.0.1:{port}"]
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(settings))
    (tmp_path / "token").write_text("a-token-of-the-room")
    shutil.copy(FOLDER / "rules.yml", tmp_path)
    shenbi = running(
        Path(sys.executable).with_name("shenbi"), "run", folder=tmp_path, SHENBI_DATA_DIR=str(tmp_path / "data"),
        SHENBI_WEB_PORT=str(port), SHENBI_WEB_TOKEN="a-token-of-the-room",
    )  # fmt: skip
    prometheus = running(
        "prometheus", "--config.file=prometheus.yml", f"--storage.tsdb.path={tmp_path / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{prometheus_port}", folder=tmp_path,
    )  # fmt: skip
    api = f"http://127.0.0.1:{prometheus_port}/api/v1"
    async with shenbi, prometheus, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        await until_scraped(session, api)
        for query in QUERIES:
            found = await ask(session, f"{api}/query", query=query.replace("$job", "shenbi"))
            assert found["status"] == "success", (query, found)
            # Nothing has gone wrong, and there is no budget of a month.
            assert found["data"]["result"] or "problems" in query, query
        async with asyncio.timeout(PATIENCE_S):
            while True:
                groups = (await ask(session, f"{api}/rules"))["data"]["groups"]
                rules = [rule for group in groups for rule in group["rules"]]
                if rules and all(rule["health"] != "unknown" for rule in rules):
                    break
                await asyncio.sleep(0.2)
        assert {rule["name"]: rule["health"] for rule in rules} == {rule["alert"]: "ok" for rule in RULES}
        assert [rule["name"] for rule in rules if rule["state"] == "firing"] == []
