"""What is wrong with the configuration, as a text of the locales: said in the language of whoever reads it."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from config.text_bundle import TextBundle

if TYPE_CHECKING:
    from pydantic import ValidationError

LOCALES_FOLDER = Path(__file__).parent / "locales"
CONFIG_NAME: Final = "SHENBI_CONFIG"
LANGUAGES: Final = ("zh", "en")


class Mistake(ValueError):
    """A value that cannot be: a text of `settings.ftl` with its arguments. `str()` is the English line."""

    def __init__(self, text_id: str, /, **arguments: object) -> None:
        super().__init__(text_id)
        self.text_id = text_id
        self.arguments = arguments

    def said(self, language: str) -> str:
        """The line in a language."""
        return say(language, self.text_id, **self.arguments)

    def __str__(self) -> str:
        return self.said("en")


class SettingsError(Exception):
    """The configuration is wrong; one line that says what to change. Exit status 2.

    `place`: the setting or the file that the line begins with; empty: it names them itself.
    """

    def __init__(self, wrong: Mistake | str, place: str = "") -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.place = place

    def said(self, language: str) -> str:
        """The line in a language. What comes from a library or the system is in English."""
        line = self.wrong.said(language) if isinstance(self.wrong, Mistake) else self.wrong
        line = " ".join(line.split())
        return say(language, "settings-place", place=self.place, line=line) if self.place else line

    def __str__(self) -> str:
        return self.said("en")


def mistake(text_id: str, /, **arguments: object) -> SettingsError:
    """A SettingsError whose line names what is wrong."""
    return SettingsError(Mistake(text_id, **arguments))


def reader_language() -> str:
    """SHENBI_LANGUAGE, or `language` of the config file, also where the rest of the settings is wrong; otherwise Chinese."""
    named = os.environ.get("SHENBI_LANGUAGE", "").strip()
    if not named:
        try:
            with Path(os.environ.get(CONFIG_NAME) or "shenbi.toml").open("rb") as file:
                named = str(tomllib.load(file).get("language", ""))
        except (OSError, ValueError, RecursionError):
            named = ""
    return named if named in LANGUAGES else "zh"


def of_validation(error: dict[str, Any]) -> Mistake:
    """An error that pydantic found (an item of `ValidationError.errors`)."""
    context = error.get("ctx", {})
    found = context.get("error")
    if isinstance(found, Mistake):
        return found
    text_id = f"settings-{error['type'].replace('_', '-')}"
    if _bundle("en").has(text_id):
        return Mistake(text_id, **{name: str(value) for name, value in context.items()})
    return Mistake("settings-other", message=" ".join(str(error["msg"]).removeprefix("Value error, ").split()))


def first_of(error: ValidationError) -> tuple[tuple[str, ...], Mistake]:
    """The first mistake that pydantic found, and where."""
    first: Any = error.errors(include_input=False, include_url=False)[0]
    return tuple(str(part) for part in first["loc"]), of_validation(first)


def say(language: str, text_id: str, /, **arguments: object) -> str:
    """A text of `settings.ftl`."""
    bundle = _bundle(language if language in LANGUAGES else "en")
    values = {name: value.said(language) if isinstance(value, Mistake) else value for name, value in arguments.items()}
    text, errors = bundle.say(text_id, values)
    assert not errors, f"{text_id}: {errors}"
    return text


@cache
def _bundle(language: str) -> TextBundle:
    return TextBundle(language, [(LOCALES_FOLDER / language / "settings.ftl").read_text(encoding="utf-8")])
