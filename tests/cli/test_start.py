"""`shenbi` as it is typed: what cannot work is one line and exit status 2; who may see the metrics."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.cli.main import main
from bot.http.monitoring import may_see_metrics
from config.settings import ENVIRONMENT, Web


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another person listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def shenbi(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str, **environment: str) -> int:
    """Type a command; returns its exit status."""
    for name in (*ENVIRONMENT, "DASHSCOPE_API_KEY", "SHENBI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"SHENBI_LANGUAGE": "en", **environment}.items():
        monkeypatch.setenv(name, value)
    # Both are of the whole process, and would outlive this test.
    monkeypatch.setattr("bot.runtime.logs.set_up", lambda level: None)
    monkeypatch.setattr("bot.runtime.logs.hide", lambda secrets: None)
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
def test_startup__wrong_configuration_is_one_line_and_status_2(
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


@pytest.mark.parametrize(
    ("environment", "file", "says"),
    [
        ({"SHENBI_TIMEZONE": "Mars/Base"}, "", "SHENBI_TIMEZONE：没有叫“Mars/Base”的时区"),
        ({"SHENBI_WEB_PORT": "99999"}, "", "SHENBI_WEB_PORT：不能大于 65535"),
        ({"SHENBI_MODEL": "wanx-v9"}, "", "SHENBI_MODEL：没有叫“wanx-v9”的模型"),
        ({}, "[web]\nprot = 1", "web.prot：没有这项设置"),
        ({}, "[access]\npeople = ['42']", "access.people：“42”必须由平台名、半角冒号和编号组成"),
        ({}, "language = 'zh'\n[web]\nhost = '0.0.0.0'", "SHENBI_WEB_TOKEN"),
        ({"SHENBI_LANGUAGE": "klingon"}, "", "这里不会说“klingon”"),
    ],
)
def test_startup__wrong_configuration_is_said_in_the_language_of_the_settings(
    environment: dict[str, str],
    file: str,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "shenbi.toml").write_text(file, encoding="utf-8")
    assert shenbi(monkeypatch, tmp_path, "run", **{"SHENBI_LANGUAGE": "zh", **environment}) == 2
    line = capsys.readouterr().err
    assert line.startswith("shenbi: ")
    assert line.count("\n") == 1
    assert says in line
    assert "is not" not in line


def test_startup__taken_port_is_one_line_and_status_2(
    taken_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path, "run", SHENBI_WEB_PORT=str(taken_port)) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"127.0.0.1:{taken_port}" in line
    assert "SHENBI_WEB_PORT" in line


def test_startup__data_folder_that_cannot_be_used_is_one_line_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "shenbi.db.lock").mkdir(parents=True)  # Rights would not stop a test that runs as root.
    assert shenbi(monkeypatch, tmp_path, "run", SHENBI_WEB_PORT="0") == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "shenbi.db.lock" in line


def test_startup__no_key_and_no_painter_is_one_line_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("studio.embedded.PAINTER_LIBRARIES", ("a_library_that_is_not_there",))
    assert shenbi(monkeypatch, tmp_path, "run", SHENBI_WEB_PORT="0") == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "shenbi[studio]" in line


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("[web", "shenbi.toml"),
        ("port = " + "9" * 5000, "shenbi.toml"),
        ("a = " + "[" * 3000 + "]" * 3000, "shenbi.toml"),
        ("prot = 1", "prot: there is no such setting"),
        ("[web]\nprot = 1", "web.prot: there is no such setting"),
        ("web = 3", "web: "),
        ("bell_after_s = inf", "bell_after_s"),
        ("[limits]\nwaiting_jobs = 99999999999999999999999", "limits.waiting_jobs"),
        ("[limits]\ndaily_yuan = '1e400'", "SHENBI_DAILY_YUAN"),
        ("[upstream]\ntasks_at_once = 99999999999999999999999", "upstream.tasks_at_once"),
        ("[upstream]\nbase_url = 'http://['", "DASHSCOPE_HTTP_BASE_URL"),
        ("[upstream]\nbase_url = 'http://host:99999/api/v1'", "DASHSCOPE_HTTP_BASE_URL"),
        ("[telegram]\nbase_url = 'api.telegram.org'", "TELEGRAM_BASE_URL"),
        ("[dingtalk]\nopenapi_endpoint = 'nope'", "DINGTALK_OPENAPI_ENDPOINT"),
        ('data_dir = "a\\u0000b"', "SHENBI_DATA_DIR"),
        ("[access]\npeople = ['42']", "platform:id"),
        ("[[upstream.accounts]]\nname='a'\nkeys=['sk-geheim']\nfree_until='tomorrow'", "free_until"),
        (
            "[[upstream.accounts]]\nname='a'\nkeys=['sk-geheim']\n[[upstream.accounts]]\nname='a'\nkeys=['sk-geheim2']",
            "two accounts are called 'a'",
        ),
    ],
)
def test_startup__wrong_config_file_is_one_line_and_status_2(
    file: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shenbi.toml").write_text(file, encoding="utf-8")
    assert shenbi(monkeypatch, tmp_path, "limits") == 2
    line = capsys.readouterr().err
    assert line.startswith("shenbi: ")
    assert line.count("\n") == 1
    assert says in line
    assert "geheim" not in line


def test_startup__config_file_may_begin_with_the_mark_of_an_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shenbi.toml").write_text("[limits]\nwaiting_jobs = 7", encoding="utf-8-sig")
    assert shenbi(monkeypatch, tmp_path, "limits", "--json") == 0
    assert '"waiting_jobs", "value": 7' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["fly"], "shenbi --help"),
        (["studio", "--nope"], "shenbi studio --help"),
        (["studio", "--port", "99999"], "--port"),
        (["studio", "--port", "0", "--data-dir", "/dev/null/x"], "/dev/null/x"),
        (["studio", "--port", "0", "--data-dir", "damaged"], "damaged"),
        (["jobs", "explain", "9" * 30], "number"),
        (["jobs", "explain", "one"], "job: must be a whole number; see "),
        (["ban"], "person"),
        (["limits", "waiting_jobs=" + "9" * 30], "waiting_jobs"),
        (["migrate", "--from", "sqlite:///nope.db", "--to", "sqlite:///new.db"], "nope.db"),
        (["backup", "x.tar"], "no database"),
        (["restore", "x.tar"], "x.tar"),
        (["restore", "damaged/studio.sqlite"], "not a backup"),
    ],
)
def test_startup__wrong_words_are_one_line_and_status_2(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "studio.sqlite").write_bytes(b"no database" * 500)
    assert shenbi(monkeypatch, tmp_path, *words) == 2
    line = capsys.readouterr().err
    assert line.startswith("shenbi: ")
    assert line.count("\n") == 1
    assert says in line


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["fly"], "没有“fly”这个命令；用法见 "),
        (["studio", "--nope"], "没有 --nope 这个选项"),
        (["studio", "--port", "99999"], "--port：不能大于 65535"),
        (["jobs", "explain", "one"], "job：必须是整数"),
        (["jobs", "list", "--limit", "0"], "--limit：不能小于 1"),
        (["jobs", "list", "--state", "odd"], "--state：“odd”不在这些之中"),
        (["jobs", "list", "--limit"], "--limit 后面要写一个值"),
        (["spending", "--by", "cat"], "--by：“cat”不在这些之中：'person', 'conversation', 'model'"),
        (["spending", "--day", "monday"], "--day 是 2026-12-01 这样的日期"),
        (["ban"], "缺少 person"),
        (["ban", "telegram:1", "telegram:2"], "多了 telegram:2"),
        (["doctor", "--yes"], "--yes 要和 --probe 一起用"),
    ],
)
def test_startup__wrong_words_are_said_in_the_language_of_the_settings(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path, *words, SHENBI_LANGUAGE="zh") == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert says in line


def test_startup__taken_port_of_the_studio_is_one_line_and_status_2(
    taken_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path, "studio", "--port", str(taken_port)) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"127.0.0.1:{taken_port}" in line


def test_startup__alone_it_says_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path) == 2
    assert "studio" in capsys.readouterr().out


@pytest.mark.parametrize("change", ["x=abc", "waiting_jobs=abc", "waiting_jobs"])
def test_startup__nonsense_limits_are_one_line_and_status_2(
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
def test_startup__metrics_are_not_for_everybody(
    room: dict[str, str], headers: dict[str, str], remote: str, allowed: bool
) -> None:
    request = make_mocked_request("GET", "/metrics", headers).clone(remote=remote)
    assert may_see_metrics(request, Web.model_validate(room)) is allowed


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"SHENBI_DAILY_YAUN": "5"}, "SHENBI_DAILY_YAUN is not a setting"),
        (
            {"DASHSCOPE_API_KEY": "abc-not-a-key", "DASHSCOPE_HTTP_BASE_URL": "http://127.0.0.1:1/api/v1"},
            "does not begin with sk-",
        ),
    ],
)
def test_startup__doctor_sees_what_would_only_show_later(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    line: str,
) -> None:
    assert shenbi(monkeypatch, tmp_path, "doctor", SHENBI_LANGUAGE="en", **environment) == 2
    said = capsys.readouterr().out
    assert line in said
    assert "abc-not-a-key" not in said
