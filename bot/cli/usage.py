"""What is wrong with the words of a command, as one line in the language of the settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from config.mistakes import Mistake

_PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {
    "settings-usage-command": re.compile(r"\ANo such command '(?P<word>[^']*)'"),
    "settings-usage-option": re.compile(r"\ANo such option:? '?(?P<word>[^' ]+)"),
    "settings-usage-extra": re.compile(r"\AGot unexpected extra arguments?(?:\(s\))? \((?P<word>.*)\)"),
    "settings-usage-value": re.compile(r"\AOption '(?P<word>[^']*)' requires an argument"),
    "settings-int-parsing": re.compile(r"\A.*valid integer"),
    "settings-greater-than-equal": re.compile(r"\A.*greater than or equal to (?P<ge>\S+)"),
    "settings-less-than-equal": re.compile(r"\A.*less than or equal to (?P<le>\S+)"),
    "settings-one-of": re.compile(r"\A[^']*'(?P<value>[^']*)' is not one of (?P<known>.*)"),
}
"""The messages of the parser, which are in English alone, and the texts that say the same."""


def usage_mistake(error: Any) -> Mistake:
    """What is wrong, of an error that the parser raised (click's UsageError)."""
    message = str(error.message or "")
    parameter = getattr(error, "param", None)
    if parameter is not None and not message:
        return Mistake("settings-usage-missing", word=_named(parameter))
    found = next(((text_id, match) for text_id, each in _PATTERNS.items() if (match := each.match(message))), None)
    wrong = Mistake("settings-other", message=error.format_message().rstrip("."))
    if found:
        text_id, match = found
        wrong = Mistake(text_id, **{name: value.rstrip(".") for name, value in match.groupdict().items()})
    elif parameter is not None:
        wrong = Mistake("settings-other", message=message.rstrip("."))
    return Mistake("settings-place", place=_named(parameter), line=wrong) if parameter is not None else wrong


def _named(parameter: Any) -> str:
    """A parameter as it is typed."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.name)
