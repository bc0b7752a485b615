"""`shenbi doctor --probe`: it tells what a key can use, and nothing that it sends is ever billed."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.adapter_api import Size
from bot.cli.probe import ProbedModel, Prober
from bot.dashscope import probe
from bot.dashscope.request_format import request_formats
from bot.upstream import Catalogue
from config.settings import Settings
from studio.server import Fault, Studio, StudioOptions
from studio.server import Settings as StudioSettings
from studio.server.fault_types import SCENARIOS
from tests.cli.test_start import shenbi
from tests.dashscope.server import Call, Scripted, scripted
from tests.databases import prepared

KEY, OTHER_KEY = "sk-test-0001", "sk-test-0002"
SIZED = ("wanx-v1", "wanx2.0-t2i-turbo", "wanx2.1-t2i-turbo", "wanx2.1-t2i-plus", "wan2.2-t2i-flash", "wan2.2-t2i-plus")
"""The models of which it is known that they refuse a size inside the task."""
Told = dict[str, tuple[str, str]]


def settings(folder: Path, url: str, *keys: str, **more: Any) -> Settings:
    upstream = {"base_url": url, "accounts": [{"name": "main", "keys": keys or (KEY,)}], **more}
    return prepared(Settings.model_validate({"data_dir": folder, "language": "en", "upstream": upstream}))


async def probed(made: Settings) -> list[ProbedModel]:
    found: list[ProbedModel] = []
    await Prober(made, Catalogue.load()).run(found.append)
    return found


async def told(made: Settings) -> Told:
    """State and reason by model."""
    return {each.model: (each.result.state.value, each.result.reason.value) for each in await probed(made)}


def billed(studio: Studio) -> int:
    return int(studio.record()["summary"]["pictures_billed"])


@pytest.fixture(autouse=True)
def _quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "POLL_S", 0.02)


# --- at the studio


@pytest.mark.parametrize("task_s", [0.0, 0.2])
async def test_probe__nothing_is_billed_and_every_model_has_its_line(
    tmp_path: Path, studio: Studio, task_s: float
) -> None:
    studio.change_settings(min_task_s=task_s)
    found = await told(settings(tmp_path, studio.base_url))
    assert list(found) == list(Catalogue.load().models)
    assert {model for model, (state, _) in found.items() if state == "usable"} == set(SIZED)
    assert {found[model][1] for model in SIZED} <= {"refused", "cancelled"}
    assert {found[model] for model in found.keys() - set(SIZED)} == {("not_probed", "nothing_free")}
    assert billed(studio) == 0
    tasks = studio.record()["tasks"]
    assert sorted(task["model"] for task in tasks) == sorted(SIZED)
    assert {task["status"] for task in tasks} <= {"FAILED", "CANCELED"}
    assert {task["n"] for task in tasks} == {1}


async def test_probe__every_key_of_every_account(tmp_path: Path, studio: Studio) -> None:
    found = await probed(settings(tmp_path, studio.base_url, KEY, OTHER_KEY))
    assert {(each.account, each.key) for each in found} == {("main", 1), ("main", 2)}
    assert len(found) == 2 * len(Catalogue.load().models)
    assert billed(studio) == 0


@pytest.mark.parametrize(
    ("code", "message", "state"),
    [
        ("ModelNotFound", "Model can not be found.", "retired"),
        ("InvalidParameter", "Model not exist.", "retired"),
        ("Endpoint.AccessDenied", "Workspace endpoint access denied.", "retired"),
        ("Model.AccessDenied", "Model access denied.", "no_access"),
        ("AccessDenied.Unpurchased", "Access to model denied.", "no_access"),
        ("AccessDenied", "Access denied.", "no_access"),
        ("AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted.", "no_access"),
        ("Arrearage", "Access denied, please make sure your account is in good standing.", "no_access"),
        ("AccessDenied", "current user api does not support synchronous calls", "not_probed"),
        ("Throttling.RateQuota", "Requests rate limit exceeded, please try again later.", "not_probed"),
        ("InternalError", "An internal error has occured", "not_probed"),
        ("DataInspectionFailed", "Input data may contain inappropriate content.", "not_probed"),
        ("InvalidParameter", "The size does not match the allowed size 1024*1024.", "usable"),
    ],
)
async def test_probe__what_the_answer_to_a_create_means(
    tmp_path: Path, studio: Studio, code: str, message: str, state: str
) -> None:
    studio.add_faults(Fault("create", "error", code=code, message=message, model="wanx-v1"))
    (line,) = [each for each in await probed(settings(tmp_path, studio.base_url)) if each.model == "wanx-v1"]
    assert line.result.state == state
    assert line.successor == ("wan2.7-image" if state == "retired" else "")
    # What people are given by default, and cannot have. A 500 does not say whether the request was taken.
    assert line.bad == (state in ("retired", "no_access") or code == "InternalError")
    assert billed(studio) == 0


@pytest.mark.parametrize(
    ("code", "message", "state"),
    [
        ("Model.AccessDenied", "Model access denied.", "no_access"),
        ("ModelNotFound", "Model can not be found.", "retired"),
        ("InternalError", "An internal error has occured", "not_probed"),
    ],
)
async def test_probe__model_of_messages_is_asked_for_an_upload_policy_only(
    tmp_path: Path, studio: Studio, code: str, message: str, state: str
) -> None:
    studio.add_faults(Fault("policy", "error", code=code, message=message, times=None, model="wan2.7-image"))
    found = await told(settings(tmp_path, studio.base_url))
    assert found["wan2.7-image"][0] == state
    assert found["qwen-image-3.0"] == ("not_probed", "nothing_free")
    assert billed(studio) == 0


async def test_probe__key_that_is_refused_is_not_tried_further(tmp_path: Path, studio: Studio) -> None:
    studio.add_faults(Fault("query", "error", code="InvalidApiKey"))
    found = await told(settings(tmp_path, studio.base_url))
    assert {state for state, _ in found.values()} == {"no_access"}
    assert studio.record()["tasks"] == []


async def test_probe__service_that_is_not_there(tmp_path: Path) -> None:
    found = await told(settings(tmp_path, "http://127.0.0.1:1/api/v1"))
    assert set(found.values()) == {("not_probed", "away")}


async def test_probe__lost_answer_is_told_as_what_may_be_billed(tmp_path: Path, studio: Studio) -> None:
    studio.add_faults(Fault("create", "lose", model="wanx2.0-t2i-turbo"))
    lines = {each.model: each for each in await probed(settings(tmp_path, studio.base_url))}
    assert lines["wanx2.0-t2i-turbo"].result.reason == "unanswered"
    assert lines["wanx2.0-t2i-turbo"].bad
    assert billed(studio) == 0


@pytest.mark.usefixtures("no_intervals")
@pytest.mark.parametrize("seed", range(5))
async def test_probe__whatever_fails_nothing_is_billed(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "MAX_POLLS", 5)
    rates = dict.fromkeys(Catalogue.load().models, 1000.0)
    options = StudioOptions(settings=StudioSettings(min_task_s=0.0, submissions_per_second=rates), seed=seed)
    async with Studio(options) as studio:
        studio.add_faults(*(Fault.from_json(fault) for fault in SCENARIOS["chaos"]))
        lines = await probed(settings(tmp_path, studio.base_url, KEY, OTHER_KEY))
        assert len(lines) == 2 * len(Catalogue.load().models)
        assert all(line.result.reason or line.result.state in ("no_access", "retired") for line in lines)
        assert billed(studio) == 0


# --- at a service that does what it should not


SIZE_REFUSED = ("InvalidParameter", "The size does not match the allowed size [...].")
ALGORITHM = ("InternalError.Algo", "inference internal error.")


class Service:
    """Knows the requests that a probe may send, and fails the test at any other. `statuses` of the task, one a query."""

    def __init__(self, *statuses: str, cancels: bool = False, fails_with: tuple[str, str] = SIZE_REFUSED) -> None:
        self.statuses, self.cancels, self.fails_with = list(statuses), cancels, fails_with
        self.wrong: list[str] = []
        self.creates: list[str] = []

    async def __call__(self, call: Call) -> web.StreamResponse:
        path = call.raw_path.partition("?")[0].removeprefix("/api/v1")
        if (call.method, path) == ("POST", "/services/aigc/text2image/image-synthesis"):
            return self._create(json.loads(call.body))
        if call.method == "GET" and path == f"/tasks/{probe_task_of_nobody()}":
            return web.json_response({"output": {"task_id": probe_task_of_nobody(), "task_status": "UNKNOWN"}})
        if call.method == "GET" and path == "/uploads" and call.query["action"] == "getPolicy":
            return web.json_response({"data": {"upload_dir": "x", "upload_host": "https://x.invalid"}})
        if (call.method, path) == ("POST", "/tasks/t-1/cancel"):
            if self.cancels:
                return web.json_response({"request_id": "r"})
            return web.json_response({"code": "UnsupportedOperation", "message": "not PENDING"}, status=400)
        if (call.method, path) == ("GET", "/tasks/t-1"):
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            output: dict[str, Any] = {"task_id": "t-1", "task_status": status}
            if status == "FAILED":
                output |= dict(zip(("code", "message"), self.fails_with, strict=True))
            if status == "SUCCEEDED":
                output |= {"results": [{"url": "https://x.invalid/a.png"}]}
            return web.json_response({"output": output})
        self.wrong.append(f"{call.method} {call.raw_path}")
        return web.json_response({"code": "NotFound", "message": "Not found!"}, status=404)

    def _create(self, body: Mapping[str, Any]) -> web.StreamResponse:
        model = Catalogue.load().models[body["model"]]
        sent = body["parameters"]
        if sent.get("n") != 1 or model.sizes.serves(Size.parse(sent["size"])):
            self.wrong.append(f"could be painted: {body}")
        self.creates.append(model.name)
        return web.json_response({"output": {"task_id": "t-1", "task_status": "PENDING"}, "request_id": "r"})


def probe_task_of_nobody() -> str:
    return "00000000-0000-0000-0000-000000000000"


@pytest.fixture
async def server() -> AsyncIterator[Scripted]:
    async with scripted() as running:
        yield running


@pytest.mark.usefixtures("no_intervals")
@pytest.mark.parametrize(
    ("service", "reason", "may_be_billed"),
    [
        (Service(cancels=True), "cancelled", False),
        (Service("FAILED"), "refused", False),
        (Service("RUNNING", "RUNNING", "FAILED"), "refused", False),
        (Service("FAILED", fails_with=ALGORITHM), "broke_down", False),
        (Service("PENDING", "CANCELED"), "cancelled", False),
        (Service("RUNNING", "SUCCEEDED"), "painted", True),
        (Service("RUNNING"), "painted", True),
    ],
)
async def test_probe__task_is_cancelled_at_once_or_followed_to_its_end(
    tmp_path: Path,
    server: Scripted,
    service: Service,
    reason: str,
    may_be_billed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe, "MAX_POLLS", 4)
    server.handler = service
    lines = await probed(settings(tmp_path, server.base))
    assert service.wrong == []
    assert service.creates == list(SIZED)
    assert {line.result.reason.value for line in lines if line.model in SIZED} == {reason}
    assert [line.result.may_be_billed for line in lines if line.model in SIZED] == [may_be_billed] * len(SIZED)
    after_create = next(number for number, call in enumerate(server.calls) if call.raw_path.endswith("image-synthesis"))
    assert server.calls[after_create + 1].raw_path == "/api/v1/tasks/t-1/cancel"


def test_probe__only_sizes_that_the_model_refuses_may_be_probed(tmp_path: Path) -> None:
    catalogue = Catalogue.load()
    for name, request_format in request_formats(catalogue).items():
        assert (request_format.probe_size is not None) == (name in SIZED)
        if request_format.probe_size:
            assert not catalogue.models[name].sizes.serves(request_format.probe_size)


# --- the command


@pytest.fixture
def environment(studio: Studio, tmp_path: Path) -> dict[str, str]:
    return {
        "DASHSCOPE_API_KEY": KEY,
        "DASHSCOPE_HTTP_BASE_URL": studio.base_url,
        "SHENBI_LANGUAGE": "en",
        "SHENBI_DATA_DIR": str(tmp_path / "data"),
    }


async def test_probe__asks_before_anything_is_sent(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    studio: Studio,
    environment: dict[str, str],
) -> None:
    capsys.readouterr()
    for answer in ("n\n", "\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        status = await asyncio.to_thread(shenbi, monkeypatch, tmp_path, "doctor", "--probe", **environment)
        said = capsys.readouterr()
        assert status == 1
        assert "may bill one picture" in said.err
        assert "¥0.88" in said.err, "the sum of the prices of those six models"
        assert "Nothing was sent." in said.err
        assert said.out == ""
    summary = studio.record()["summary"]
    assert (summary["states"], summary["pictures_billed"]) == ({}, 0)


async def test_probe__one_line_a_model_and_json(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    studio: Studio,
    environment: dict[str, str],
) -> None:
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert await asyncio.to_thread(shenbi, monkeypatch, tmp_path, "doctor", "--probe", **environment) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(Catalogue.load().models)
    assert lines[0].startswith("✓ main, key 1, wanx-v1: usable: ")
    assert "· main, key 1, z-image-turbo: not probed: no request to this model is sure to cost nothing" in lines
    assert not [line for line in lines if KEY in line]

    studio.add_faults(Fault("create", "error", code="ModelNotFound", model="wanx-v1", times=None))
    words = ("doctor", "--probe", "--yes")
    assert await asyncio.to_thread(shenbi, monkeypatch, tmp_path, *words, **environment) == 2
    (line,) = [line for line in capsys.readouterr().out.splitlines() if " wanx-v1:" in line]
    assert line == (
        "✗ main, key 1, wanx-v1: retired, or unknown to the service (ModelNotFound); use wan2.7-image instead"
    )
    assert await asyncio.to_thread(shenbi, monkeypatch, tmp_path, *words, "--json", **environment) == 2
    rows = json.loads(capsys.readouterr().out)
    assert rows[0] == {
        "account": "main",
        "key": 1,
        "model": "wanx-v1",
        "state": "retired",
        "reason": "",
        "code": "ModelNotFound",
        "successor": "wan2.7-image",
        "may_be_billed": False,
        "in_use": True,
    }
    assert billed(studio) == 0


async def test_probe__without_a_key_there_is_nothing_to_probe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(shenbi, monkeypatch, tmp_path, "doctor", "--probe", SHENBI_LANGUAGE="en") == 0
    assert "the embedded studio paints" in capsys.readouterr().out


async def test_probe__its_options_alone_are_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(shenbi, monkeypatch, tmp_path, "doctor", "--yes") == 2
    assert "--probe" in capsys.readouterr().err
