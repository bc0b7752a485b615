"""The pages of `shenbi ... --help`, from `config/locales/*/cli.ftl` in the language of the settings.

The texts are found by the names of commands and their parameters: `cli-jobs-list`, `cli-jobs-list-limit`; a parameter that
means the same everywhere has one text, `cli-any-json`. They are read when a page is shown, so that no command waits for
them.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Protocol

from typer.core import TyperCommand, TyperGroup

from config.mistakes import LOCALES_FOLDER, reader_language
from config.text_bundle import TextBundle

WIDTH = 100


class Formatter(Protocol):
    """What a page is written to."""

    def write(self, string: str) -> None: ...


def page(command: Any, ctx: Any, language: str) -> str:
    """The help page of a command."""
    texts = TextBundle(language, [(LOCALES_FOLDER / language / "cli.ftl").read_text(encoding="utf-8")])
    path = ctx.command_path.split()[1:]

    def say(text_id: str, **arguments: object) -> str:
        return texts.say(text_id, arguments)[0]

    def about(parameter: str) -> str:
        own = "-".join(("cli", *path, parameter))
        return say(own if texts.has(own) else f"cli-any-{parameter}")

    parameters = [each for each in command.get_params(ctx) if not getattr(each, "hidden", False)]
    options = [each for each in parameters if each.param_type_name == "option"]
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    usage = " ".join((ctx.command_path, *command.collect_usage_pieces(ctx)))
    lines = [say("cli-usage", usage=usage), "", *_wrapped(say("-".join(("cli", *path)) if path else "cli-shenbi"))]
    lines += _block(say("cli-arguments"), [(str(each.name), about(_name(each))) for each in arguments])
    lines += _block(
        say("cli-options"), [(_option(each, ctx), _told(each, about(_name(each)), say)) for each in options]
    )
    if isinstance(command, TyperGroup):
        subcommands = [(name, say("-".join(("cli", *path, name)))) for name in command.list_commands(ctx)]
        lines += _block(say("cli-commands"), subcommands)
    return "\n".join(lines) + "\n"


def _name(parameter: Any) -> str:
    """The name of a parameter as it is typed: `json`, `data-dir`."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len)).lstrip("-")
    return str(parameter.name).replace("_", "-")


def _option(parameter: Any, ctx: Any) -> str:
    """An option as it is typed, with what it takes."""
    record = parameter.get_help_record(ctx)
    return str(record[0]) if record else ""


def _told(parameter: Any, text: str, say: Any) -> str:
    shown = parameter.default is not None and not parameter.is_flag and str(parameter.default) != ""
    return str(say("cli-default", text=text, value=str(parameter.default))) if shown else text


def _block(title: str, pairs: list[tuple[str, str]]) -> list[str]:
    if not pairs:
        return []
    left = max(_columns(name) for name, _ in pairs) + 2
    lines = ["", title]
    for name, text in pairs:
        first, *more = _wrapped(text, WIDTH - left - 2)
        lines.append(f"  {name}{' ' * (left - _columns(name))}{first}".rstrip())
        lines += [f"  {' ' * left}{each}" for each in more]
    return lines


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _wrapped(text: str, width: int = WIDTH) -> list[str]:
    """A text in lines; broken at spaces, and behind wide characters, which are written without."""
    lines, line, word = [], "", ""
    for character in f"{' '.join(text.split())} ":
        word += character
        wide = unicodedata.east_asian_width(character) in "WF"
        if character != " " and not wide:
            continue
        starts_badly = word[0] in "，。；：！？）、”"
        if line and not starts_badly and _columns(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line, word = line + word, ""
    return [*lines, line.rstrip()]


class Command(TyperCommand):
    """A command whose help is in the language of the settings."""

    def format_help(self, ctx: Any, formatter: Formatter) -> None:
        formatter.write(page(self, ctx, reader_language()))


class Group(TyperGroup):
    """A command that has subcommands; its help is in the language of the settings."""

    def format_help(self, ctx: Any, formatter: Formatter) -> None:
        formatter.write(page(self, ctx, reader_language()))
