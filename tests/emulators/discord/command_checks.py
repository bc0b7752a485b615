"""What a command may look like when it is registered."""

from __future__ import annotations

import re

from .errors import ApiError, Form, Json

CHAT, USER, MESSAGE = 1, 2, 3
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
OPTIONS, CHOICES, TOTAL_CHARS = 25, 25, 8000
_NAME = re.compile(r"^[-_'\w]{1,32}$")
LOCALES = frozenset(
    {
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    }
)


def key_of(command: Json) -> tuple[int, str]:
    """What tells commands apart: type and name."""
    return command.get("type", CHAT), command["name"]


def check_all(commands: list[Json]) -> None:
    """Raises: ApiError 50035, 30032."""
    form = Form()
    for number, command in enumerate(commands):
        _check(str(number), command, form)
    form.done()
    keys = [key_of(one) for one in commands]
    if len(set(keys)) < len(keys):
        form.wrong("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    for kind, most in MOST.items():
        if sum(one[0] == kind for one in keys) > most:
            raise ApiError(30032)
    form.done()


def _check(path: str, command: Json, form: Form) -> None:
    kind = command.get("type", CHAT)
    _check_names(path, command, form, slash=kind == CHAT)
    if kind == CHAT:
        _check_description(path, command, form)
        _check_options(path, command.get("options") or [], form)
        if _weight(command) > TOTAL_CHARS:
            form.wrong(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({TOTAL_CHARS})")
    elif command.get("description") or command.get("options"):
        form.wrong(f"{path}.description", "APPLICATION_COMMAND_INVALID", "Context menu commands have neither")
    for name, most in (("contexts", 2), ("integration_types", 1)):
        if any(one not in range(most + 1) for one in command.get(name) or ()):
            form.wrong(f"{path}.{name}", "BASE_TYPE_CHOICES", f"Value must be one of {list(range(most + 1))}.")


def _check_names(path: str, one: Json, form: Form, *, slash: bool) -> None:
    names = [("name", one.get("name")), *(one.get("name_localizations") or {}).items()]
    for where, name in names:
        at = f"{path}.name" if where == "name" else f"{path}.name_localizations.{where}"
        if where != "name" and where not in LOCALES:
            form.wrong(at, "BASE_TYPE_CHOICES", "Value must be one of the locales.")
        if form.length(at, name, 1, 32) and slash and (not _NAME.match(str(name)) or name != str(name).lower()):
            form.wrong(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_description(path: str, one: Json, form: Form) -> None:
    form.length(f"{path}.description", one.get("description"), 1, 100)
    for locale, text in (one.get("description_localizations") or {}).items():
        form.length(f"{path}.description_localizations.{locale}", text, 1, 100)


def _check_options(path: str, options: list[Json], form: Form) -> None:
    if len(options) > OPTIONS:
        form.wrong(f"{path}.options", "BASE_TYPE_MAX_LENGTH", f"Must be {OPTIONS} or fewer in length.")
    optional_seen = False
    for number, option in enumerate(options):
        at = f"{path}.options.{number}"
        _check_names(at, option, form, slash=True)
        _check_description(at, option, form)
        if option.get("type") not in range(1, 12):
            form.wrong(f"{at}.type", "BASE_TYPE_CHOICES", "Value must be one of (1, ..., 11).")
        if option.get("required") and optional_seen:
            form.wrong(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed first")
        optional_seen = optional_seen or not option.get("required")
        _check_choices(at, option, form)
    for locale in ("", *LOCALES):
        names = [(option.get("name_localizations") or {}).get(locale, option.get("name")) for option in options]
        if len(set(names)) < len(names):
            form.wrong(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", f"Option names repeat ({locale})")


def _check_choices(at: str, option: Json, form: Form) -> None:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        form.wrong(at, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Choices and autocomplete exclude each other")
    if (choices or option.get("autocomplete")) and option.get("type") not in (3, 4, 10):
        form.wrong(at, "APPLICATION_COMMAND_INVALID", "Only strings and numbers have choices")
    if len(choices) > CHOICES:
        form.wrong(f"{at}.choices", "BASE_TYPE_MAX_LENGTH", f"Must be {CHOICES} or fewer in length.")
    for number, choice in enumerate(choices):
        form.length(f"{at}.choices.{number}.name", choice.get("name"), 1, 100)
        for locale, text in (choice.get("name_localizations") or {}).items():
            form.length(f"{at}.choices.{number}.name_localizations.{locale}", text, 1, 100)
        if option.get("type") == 3:
            form.length(f"{at}.choices.{number}.value", choice.get("value"), 1, 100)
    for name, most in (("min_length", 6000), ("max_length", 6000)):
        if option.get(name) is not None and not 0 <= option[name] <= most:
            form.wrong(f"{at}.{name}", "NUMBER_TYPE_MAX", f"Must be at most {most}.")


def _weight(one: Json) -> int:
    """The characters that count towards the limit of one command: the longest localisation of each text."""
    total = 0
    for name in ("name", "description"):
        texts = [one.get(name) or "", *(one.get(f"{name}_localizations") or {}).values()]
        total += max(map(len, texts))
    for option in one.get("options") or ():
        total += _weight(option)
    for choice in one.get("choices") or ():
        total += len(choice["name"]) + len(str(choice["value"]))
    return total
