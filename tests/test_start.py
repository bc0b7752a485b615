"""`shenbi` as it is typed: what cannot work is one line and exit status 2; who may see the metrics."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.app import may_see_metrics
from bot.cli import main
from config.settings import ENVIRONMENT, Web


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def shenbi(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str, **environment: str) -> int:
    """Type a command; returns its exit status."""
    for name in (*ENVIRONMENT, "DASHSCOPE_API_KEY", "SHENBI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # Both are of the whole process, and would outlive this test.
    monkeypatch.setattr("bot.logs.set_up", lambda level: None)
    monkeypatch.setattr("bot.logs.hide", lambda secrets: None)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["shenbi", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SHENBI_TIMEZONE": "Mars/Base"}, "SHENBI_TIMEZONE"),
        ({"SHENBI_MODEL": "wanx-v9"}, "wanx-v1"),
        ({"SHENBI_DATABASE_URL": "mysql://me:geheim@host/db"}, "SHENBI_DATABASE_URL"),
        ({"SHENBI_DATA_DIR": "/dev/null/data"}, "SHENBI_DATA_DIR"),
        ({"DASHSCOPE_API_KEY": "钥匙"}, "DASHSCOPE_API_KEY"),
        (
            {"DASHSCOPE_API_KEY": "sk-geheim", "SHENBI_DAILY_YUAN": "0", "TELEGRAM_BOT_TOKEN": "1:a"},
            "SHENBI_DAILY_YUAN",
        ),
        ({"DINGTALK_CLIENT_ID": "ding"}, "DINGTALK_CLIENT_SECRET"),
    ],
)
def test_wrong_configuration_is_one_line_and_status_2(
    environment: dict[str, str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert shenbi(monkeypatch, tmp_path, "run", SHENBI_WEB_PORT="0", **environment) == 2
    line = capsys.readouterr().err
    assert line.startswith("shenbi: ")
    assert line.count("\n") == 1
    assert says in line
    assert "geheim" not in line


def test_a_taken_port_is_one_line_and_status_2(
    taken_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path, "run", SHENBI_WEB_PORT=str(taken_port)) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"127.0.0.1:{taken_port}" in line
    assert "SHENBI_WEB_PORT" in line


def test_a_data_folder_that_cannot_be_used_is_one_line_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "shenbi.db.lock").mkdir(parents=True)  # Rights would not stop a test that runs as root.
    assert shenbi(monkeypatch, tmp_path, "run", SHENBI_WEB_PORT="0") == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "shenbi.db.lock" in line


def test_no_key_and_no_painter_is_one_line_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.app.PAINTERS_LIBRARIES", ("a_library_that_is_not_there",))
    assert shenbi(monkeypatch, tmp_path, "run", SHENBI_WEB_PORT="0") == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "shenbi[studio]" in line


@pytest.mark.parametrize("change", ["x=abc", "waiting_jobs=abc", "waiting_jobs"])
def test_nonsense_limits_are_one_line_and_status_2(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    assert shenbi(monkeypatch, tmp_path, "limits", change) == 2
    line = capsys.readouterr().err
    assert line.startswith(f"shenbi: {change.partition('=')[0]}: ")
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    ("room", "headers", "remote", "allowed"),
    [
        ({}, {}, "127.0.0.1", True),
        ({}, {}, "192.0.2.7", False),
        ({}, {"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", False),
        ({"public_origin": "https://paint.example.org"}, {}, "127.0.0.1", False),
        ({"token": "door"}, {"Authorization": "Bearer door"}, "192.0.2.7", True),
        ({"token": "door"}, {"Authorization": "Bearer wrong"}, "192.0.2.7", False),
        ({"token": ""}, {"Authorization": "Bearer "}, "192.0.2.7", False),
    ],
)
def test_metrics_are_not_for_everybody(
    room: dict[str, str], headers: dict[str, str], remote: str, allowed: bool
) -> None:
    request = make_mocked_request("GET", "/metrics", headers).clone(remote=remote)
    assert may_see_metrics(request, Web.model_validate(room)) is allowed
