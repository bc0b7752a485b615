"""What `shenbi run` prints once it has started."""

from __future__ import annotations

import contextlib

from bot.adapter_api import HasAddress
from bot.app import App


def announce(app: App) -> None:
    """Print where the web room is, that this process only works, or that the studio paints: one line each."""
    language = app.settings.language
    lines = [
        app.texts.say(language, "start-address", address=adapter.address)
        for adapter in app.adapters.values()
        if isinstance(adapter, HasAddress) and adapter.address
    ]
    if not app.adapters:
        lines.append(app.texts.say(language, "start-workers"))
    if app.settings.uses_studio:
        lines.append(app.texts.say(language, "start-studio"))
    with contextlib.suppress(BrokenPipeError):
        for line in lines:
            print(line, flush=True)  # noqa: T201 - for the person at the terminal
