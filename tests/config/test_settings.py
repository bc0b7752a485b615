"""Settings: environment over file over defaults, and one line for whatever is wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from config.settings import ENVIRONMENT, SettingsError, load


def test_settings__nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings.uses_studio
    assert settings.web.is_loopback
    assert settings.store_url == "sqlite:///data/shenbi.db"


def test_settings__environment_goes_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "shenbi.toml").write_text("[limits]\ndaily_yuan = 3\nwaiting_jobs = 2\n[web]\nport = 9000\n")
    settings = load({"SHENBI_DAILY_YUAN": "7.5", "SHENBI_WEB_PORT": " 9001 "}, tmp_path)
    assert (settings.limits.daily_yuan, settings.limits.waiting_jobs) == (Decimal("7.5"), 2)
    assert settings.web.port == 9001


def test_settings__keys_are_one_account_unless_the_file_groups_them(tmp_path: Path) -> None:
    (account,) = load({"DASHSCOPE_API_KEY": "sk-a, sk-b,"}, tmp_path).upstream.accounts
    assert [key.get_secret_value() for key in account.keys] == ["sk-a", "sk-b"]
    (tmp_path / "shenbi.toml").write_text('[[upstream.accounts]]\nname = "team"\nkeys = ["sk-c"]\n')
    (account,) = load({"DASHSCOPE_API_KEY": "sk-a"}, tmp_path).upstream.accounts
    assert account.name == "team"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHENBI_WEB_PORT", "abc"),
        ("SHENBI_WEB_PORT", "99999"),
        ("SHENBI_TIMEZONE", "Mars/Base"),
        ("SHENBI_N", "7"),
        ("SHENBI_DAILY_YUAN", "-1"),
        ("SHENBI_LANGUAGE", "xx"),
        ("SHENBI_LOG_LEVEL", "loud"),
        ("SHENBI_WEB_HOST", "0.0.0.0"),
        ("DASHSCOPE_HTTP_BASE_URL", "ftp://somewhere"),
    ],
)
def test_settings__wrong_value_is_one_line_that_names_the_setting(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load({name: value}, tmp_path)
    line = str(raised.value)
    assert name in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[web", "shenbi.toml is not valid TOML"),
        ("upstream = 3", "upstream"),
        ("[wob]\nport = 1", "wob: there is no such setting"),
        ('[web]\nport = "x"', "SHENBI_WEB_PORT"),
        ('[[upstream.accounts]]\nname = "a b"\nkeys = ["sk-secret"]', "upstream.accounts.0.name"),
        ("[[upstream.accounts]]\nname = 'a'\nkeys = []", "upstream.accounts.0.keys"),
    ],
)
def test_settings__wrong_file_is_one_line(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "shenbi.toml").write_text(text)
    with pytest.raises(SettingsError) as raised:
        load({"SHENBI_MODEL": "wanx-v1"}, tmp_path)
    line = str(raised.value)
    assert says in line
    assert "\n" not in line
    assert "sk-secret" not in line


def test_settings__named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read .*nowhere\.toml"):
        load({"SHENBI_CONFIG": str(tmp_path / "nowhere.toml")}, tmp_path)


def test_settings__every_name_of_the_environment_leads_somewhere(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    for name, place in ENVIRONMENT.items():
        value: object = settings
        for part in place:
            assert hasattr(value, part), name
            value = getattr(value, part)
