"""The unit for systemd and the files for compose: what they name exists, and fits the settings and each other."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
from asyncio import create_subprocess_exec, wait_for
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.commands import app
from bot.cli.running import STOP_S
from config.settings import ENVIRONMENT, Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "operate"
UNIT = FOLDER / "shenbi.service"
COMPOSE = (ROOT / "compose.yaml", FOLDER / "compose.yaml")
KNOWN = {*ENVIRONMENT, "DASHSCOPE_API_KEY", "SHENBI_CONFIG"}


def unit() -> configparser.RawConfigParser:
    read = configparser.RawConfigParser(strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(UNIT.read_text(encoding="utf-8"))
    return read


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def test_deployment__unit_starts_what_there_is_and_waits_until_it_has_stopped() -> None:
    service = unit()["Service"]
    program, command = shlex.split(service["ExecStart"])
    assert Path(program).name == "shenbi"
    assert Path(program).parent == Path(service["WorkingDirectory"]) / ".venv" / "bin"
    assert command in {each.callback.__name__ for each in app.registered_commands if each.callback}
    assert seconds(service["TimeoutStopSec"]) > STOP_S
    name, value = service["Environment"].split("=")
    assert name in KNOWN
    assert value == f"/var/lib/{service['StateDirectory']}", "the one folder that may be written to"
    assert service["RestartPreventExitStatus"] == "2"


async def test_deployment__systemd_understands_the_unit(tmp_path: Path) -> None:
    if not (verify := shutil.which("systemd-analyze")):
        pytest.skip("systemd-analyze is not installed")
    text = re.sub(r"(ExecStart)=\S+", r"\1=/bin/true", UNIT.read_text(encoding="utf-8"))
    (tmp_path / UNIT.name).write_text(text.replace("User=shenbi", "User=root"))
    tool = await create_subprocess_exec(
        verify, "verify", "--man=no", str(tmp_path / UNIT.name), stdout=PIPE, stderr=PIPE
    )
    out, wrong = await wait_for(tool.communicate(), 60)
    assert not [line for line in (out + wrong).decode().splitlines() if UNIT.name in line]


def services(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: str(file.relative_to(ROOT)))
def test_deployment__compose_file_fits_the_settings_and_the_image(file: Path) -> None:
    read = services(file)
    shenbi = read["services"]["shenbi"]
    assert set(shenbi["environment"]) <= KNOWN
    assert seconds(shenbi["stop_grace_period"]) > STOP_S
    dockerfile = (file.parent / shenbi["build"] / "Dockerfile").read_text(encoding="utf-8")
    assert f"EXPOSE {Settings().web.port}" in dockerfile
    assert f"127.0.0.1:{Settings().web.port}:{Settings().web.port}" in shenbi["ports"]
    assert all(port.startswith("127.0.0.1:") for port in shenbi["ports"]), "nothing is open to the network by itself"
    assert [f"data:{folder}" for folder in re.findall(r"^VOLUME (\S+)$", dockerfile, re.MULTILINE)] == shenbi["volumes"]
    for service in read["services"].values():
        named = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith(".")}
        assert named <= set(read["volumes"])
        assert {secret["source"] for secret in service.get("secrets", ())} <= set(read.get("secrets", {}))
        assert set(service.get("depends_on", ())) <= set(read["services"])
        for volume in service.get("volumes", ()):
            assert not volume.startswith(".") or (file.parent / volume.split(":")[0]).is_file(), volume


def test_deployment__compose_with_prometheus_leads_from_one_to_the_other() -> None:
    read = services(FOLDER / "compose.yaml")
    own, database, watcher = (read["services"][name] for name in ("shenbi", "postgres", "prometheus"))
    address = re.fullmatch(
        r"postgresql://(\w+):\$\{POSTGRES_PASSWORD:\?[^}]*\}@(\w+)/(\w+)", own["environment"]["SHENBI_DATABASE_URL"]
    )
    assert address
    assert address.groups() == (
        database["environment"]["POSTGRES_USER"],
        "postgres",
        database["environment"]["POSTGRES_DB"],
    )
    config = services(FOLDER / "prometheus.yml")
    (scrape,) = config["scrape_configs"]
    assert watcher["network_mode"] == "service:shenbi"
    assert scrape["static_configs"][0]["targets"] == [f"127.0.0.1:{Settings().web.port}"]
    mounted = {Path(volume.split(":")[1]).name for volume in watcher["volumes"]}
    assert {*config["rule_files"], "prometheus.yml"} <= mounted
    assert Path(watcher["secrets"][0]["target"]).name == scrape["authorization"]["credentials_file"]
    assert read["secrets"]["token"]["environment"] in own["environment"]
