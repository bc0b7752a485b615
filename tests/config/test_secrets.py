"""What is secret in the settings is neither logged nor shown, whichever section it stands in."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.operating.settings_in_force import settings_in_force
from bot.runtime.logs import hide_secrets_of, redacted
from bot.store import open_store
from config.sections.base import Section
from config.settings import Settings
from tests.clock import DrivenClock
from tests.databases import sqlite_url

ADDRESSES = {
    "upstream": {"base_url": "http://ann:address-secret-0@127.0.0.1:1/api?token=query-secret-0"},
    "moderation": {
        "image_hook_url": "https://ann:address-secret-1@hook.example/x?token=query-secret-1",
        "image_hook_secret": "sixteen characters",
    },
    "discord": {"api_url": "https://ann:address-secret-2@discord.example/api?token=query-secret-2"},
}


def with_secrets(section: Section, marks: list[str]) -> Section:
    """The same settings with a secret of its own in each field that can hold one."""
    changed: dict[str, object] = {}
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            changed[name] = with_secrets(value, marks)
        elif "SecretStr" in str(field.annotation):
            marks.append(f"field-secret-{len(marks)}")
            secret = SecretStr(marks[-1])
            changed[name] = (secret,) if "tuple" in str(field.annotation) else secret
        elif isinstance(value, tuple) and value and isinstance(value[0], Section):
            changed[name] = tuple(with_secrets(each, marks) for each in value)
    return section.model_copy(update=changed)


def everything() -> tuple[Settings, list[str]]:
    marks: list[str] = []
    upstream = {**ADDRESSES["upstream"], "accounts": [{"name": "main", "keys": ["sk-1"]}]}
    made = with_secrets(Settings.model_validate({**ADDRESSES, "upstream": upstream}), marks)
    assert isinstance(made, Settings)
    assert len(marks) >= 10
    return made, [*marks, *(f"{kind}-secret-{n}" for kind in ("address", "query") for n in range(3))]


def test_secrets__none_is_logged() -> None:
    settings, marks = everything()
    hide_secrets_of(settings)
    for mark in marks:
        assert redacted(f"the value is {mark}.") == "the value is ***.", mark


async def test_secrets__none_is_shown(tmp_path: Path) -> None:
    settings, marks = everything()
    store = await open_store(sqlite_url(tmp_path / "a.db"), DrivenClock())
    try:
        shown = "\n".join(map(str, await store.read(settings_in_force, settings)))
    finally:
        await store.close()
    assert [mark for mark in marks if mark in shown] == []
    assert "hook.example" in shown
