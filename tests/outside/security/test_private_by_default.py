"""Nothing that Shenbi keeps can be read by another user of the machine; no password stands in an argument, an error or a report;
the studio's control endpoint hears this machine's programs alone; a prompt cannot hold up the embedded studio.

Findings (medium and low): the database, pictures and data folder were left to the umask; database passwords stood in `ps`
(`migrate --to`), in the error of a keyword list and in `doctor`; the control endpoints answered any Host; the words
`studio-stuck` blocked everybody.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.app import build, upstreams
from bot.cli import main
from bot.runtime.clock import SystemClock
from bot.runtime.privacy import narrow, narrow_folder
from bot.runtime.secrets import secrets_of, shown
from bot.runtime.umask import keep_new_files_private
from bot.store import StoreError, open_store
from bot.upstream.catalogue import Catalogue
from config.settings import Settings
from studio.server import Studio, StudioOptions
from tests.cli.test_start import shenbi
from tests.conftest import running_app
from tests.scripted import ScriptedPlatform


@pytest.fixture
def umask() -> Iterator[None]:
    """What a distribution sets: everybody may read new files. Put back afterwards."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """What in this folder, and the folder itself, another user may read or change."""
    found = [folder, *folder.rglob("*")]
    return [str(path) for path in found if not path.is_symlink() and path.stat().st_mode & 0o077]


@pytest.mark.usefixtures("umask")
async def test_private_by_default__what_is_made_is_private_and_what_an_earlier_version_left_is_narrowed(
    tmp_path: Path, studio: Studio
) -> None:
    data = tmp_path / "data"
    async with running_app(data, studio) as running:
        await running.chat.say("/imagine a fox")
        await running.chat.picture()
        assert {"shenbi.db", "shenbi.db-wal"} <= {path.name for path in data.iterdir()}
        assert open_to_others(data) == []
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "theirs").write_text("not ours")
    (tmp_path / "theirs").chmod(0o644)
    (data / "pictures" / "link").symlink_to(tmp_path / "theirs")
    keep_new_files_private()  # As the program does: the studio's database takes the umask's rights.
    async with build(Settings.model_validate({"data_dir": data, "web": {"port": 0}}), adapters=[ScriptedPlatform()]):
        assert open_to_others(data) == []
    assert stat.S_IMODE((tmp_path / "theirs").stat().st_mode) == 0o644


def test_private_by_default__narrowing_leaves_what_everybody_writes_to_and_comes_to_an_end(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    narrow_folder(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
    narrow([tmp_path / "nothing-there"])
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "a").chmod(0o2775)
    narrow([tmp_path / "a"])
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o2700


@pytest.mark.usefixtures("umask")
def test_private_by_default__every_command_begins_with_a_private_umask(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = []
    monkeypatch.setattr("bot.cli.commands.app", lambda **_: seen.append(os.umask(0o022)))
    monkeypatch.setattr("sys.argv", ["shenbi", "doctor"])
    with pytest.raises(SystemExit):
        main.main()
    assert seen == [0o077]
    keep_new_files_private()
    (tmp_path / "x").touch()
    assert open_to_others(tmp_path / "x") == []


# --- addresses with a password


SECRET = "ge/h#e?im@1"
WAYS = (
    "postgresql://me:{}@127.0.0.1:1/db",
    "postgres://me:{}@127.0.0.1:1/db",
    "postgresql://127.0.0.1:1/db?user=me&password={}",
    "host=127.0.0.1 port=1 user=me password={} dbname=db",
    "host=127.0.0.1 port=1 password = '{}'",
    "postgresql://me:{}",
    "mysql://me:{}@host/db",
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("secret", ["geheim", SECRET, "ge%68eim%40"])
async def test_private_by_default__no_error_shows_a_databases_password(way: str, secret: str) -> None:
    url = way.format(secret)
    with pytest.raises((ValueError, StoreError)) as error:
        await open_store(url, SystemClock())
    told = f"{error.value} {error.value!r} {error.value.__cause__}"
    assert secret not in told
    assert "heim" not in told


@pytest.mark.parametrize("way", WAYS[:5])
def test_private_by_default__no_command_shows_a_databases_password(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ("doctor", "jobs list", "run", "ledger", f"backup {tmp_path}/b.tar"):
        database = {"SHENBI_DATABASE_URL": way.format("geheimnis")}
        assert shenbi(monkeypatch, tmp_path, *words.split(), **database, SHENBI_WEB_PORT="0") == 2
        told = capsys.readouterr()
        assert "geheimnis" not in told.out + told.err


@pytest.mark.parametrize("option", ["--to", "--from"])
@pytest.mark.parametrize("way", WAYS[:5])
def test_private_by_default__migrate_takes_no_password_as_an_argument(
    option: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path, "migrate", option, way.format("geheim")) == 2
    told = capsys.readouterr().err
    assert "SHENBI_DATABASE_URL" in told
    assert option in told
    assert "geheim" not in told


def test_private_by_default__migrate_takes_the_address_that_is_left_out_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shenbi(monkeypatch, tmp_path, "migrate") == 2
    assert "SHENBI_DATABASE_URL is not set" in capsys.readouterr().err
    target = f"sqlite:///{tmp_path}/new.db"
    assert shenbi(monkeypatch, tmp_path, "migrate", SHENBI_DATABASE_URL=target) == 2
    assert "there is no database at data/shenbi.db" in capsys.readouterr().err
    shenbi(monkeypatch, tmp_path, "doctor")
    assert (tmp_path / "data" / "shenbi.db").exists()
    assert shenbi(monkeypatch, tmp_path, "migrate", SHENBI_DATABASE_URL=target) == 0
    back = f"sqlite:///{tmp_path}/third.db"
    assert shenbi(monkeypatch, tmp_path, "migrate", "--to", back, SHENBI_DATABASE_URL=target) == 0
    assert (tmp_path / "third.db").stat().st_mode & 0o077 == 0


def test_private_by_default__what_is_secret_in_an_address() -> None:
    assert secrets_of("postgresql://host/db") == set()
    assert secrets_of("sqlite:////data/a@b.db") == set()
    assert "geheim" in secrets_of("https://me:geheim@host/api/v1")
    assert shown("https://me:geheim@[::1]:8/api?token=x#y") == "https://[::1]:8/api"


# --- the studio


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:{port}"}, 200),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Host": "evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_private_by_default__studios_control_endpoint_hears_its_own_host_and_origin_alone(
    headers: dict[str, str], status: int, studio: Studio
) -> None:
    port = studio.control_url.rsplit(":", 1)[1].partition("/")[0]
    sent = {name: value.format(port=port) for name, value in headers.items()}
    async with aiohttp.ClientSession() as session:
        for method, path in (("GET", "/settings"), ("DELETE", "/faults"), ("POST", "/expire")):
            async with session.request(method, studio.control_url + path, headers=sent) as answer:
                assert answer.status == status, (method, path)


@pytest.mark.parametrize(("trial_words", "fails"), [(True, True), (False, False)])
async def test_private_by_default__words_in_a_prompt_hold_up_nobody_where_everybody_may_write_prompts(
    trial_words: bool, fails: bool
) -> None:
    async with Studio(StudioOptions(trial_words=trial_words, seed=1)) as studio:
        studio.change_settings(canned=True, min_task_s=0.0)
        order = {"model": "wanx-v1", "input": {"prompt": "a fox studio-fail"}}
        headers = {"Authorization": "Bearer sk-x", "X-DashScope-Async": "enable"}
        async with aiohttp.ClientSession(headers=headers) as session:
            path = f"{studio.base_url}/services/aigc/text2image/image-synthesis"
            async with session.post(path, json=order) as answer:
                task = (await answer.json())["output"]["task_id"]
            for _ in range(1000):
                async with session.get(f"{studio.base_url}/tasks/{task}") as answer:
                    state = (await answer.json())["output"]["task_status"]
                if state in ("SUCCEEDED", "FAILED"):
                    break
        assert (state == "FAILED") == fails


async def test_private_by_default__embedded_studio_knows_no_trial_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[StudioOptions] = []
    whole = Studio.__init__

    def keep(self: Studio, options: StudioOptions, clock: SystemClock) -> None:
        made.append(options)
        whole(self, options, clock)

    monkeypatch.setattr(Studio, "__init__", keep)
    settings = Settings.model_validate({"data_dir": tmp_path})
    async with upstreams(settings, Catalogue.load(), SystemClock()):
        assert [options.trial_words for options in made] == [False]
