"""Rendering: from a post's row to the words and the picture that should stand there now.

Who knows a subject renders it: `job:` is rendered by the chat, `session:` by the creative sessions. Renderers are plain
functions over an open (reading) transaction, registered by `bot.app`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapter_api import PlatformCapabilities, PostView
from bot.store import Row, Tx


@dataclass(frozen=True, slots=True)
class Rendered:
    """What should stand there. `final`: nothing more will change by itself (a picture, a last word): once it stands
    there, the result has been delivered. `None` as a view means: nothing should be shown for this on such a
    platform."""

    view: PostView | None
    final: bool = False
    # Ids under which a reply to this post finds a picture: its image key.
    image: str = ""


Renderer = Callable[[Tx, Row, PlatformCapabilities], Rendered]
PrivateCopy = Callable[[Tx, Row, Row], bool]
"""Of a post that its conversation does not take: has its owner get what it shows in private; False if that cannot be
done."""


@dataclass(slots=True)
class Renderers:
    """All renderers, by the first part of a subject."""

    by_kind: dict[str, Renderer] = field(default_factory=dict)
    copies: dict[str, PrivateCopy] = field(default_factory=dict)
    without_picture: Callable[[Row, str], str] = lambda post, language: ""
    """What is said instead of a picture that a place does not take, and how to get it; put in by `bot.app`."""
    latin: Callable[[str], str] = str
    """Writes the commands in a text in Latin letters, for platforms that take nothing else for a command."""

    def register(self, kind: str, renderer: Renderer) -> None:
        """Have subjects `kind:...` rendered by `renderer`."""
        assert kind not in self.by_kind, f"{kind} is rendered twice"
        self.by_kind[kind] = renderer

    def render(self, tx: Tx, post: Row, capabilities: PlatformCapabilities) -> Rendered:
        """Render a post as it should stand now. Raises KeyError for a subject that nobody renders."""
        rendered = self.by_kind[_kind(post)](tx, post, capabilities)
        view = rendered.view
        if view and post["words_only"] and (view.picture or view.files):
            text = "\n".join(filter(None, (view.text, self.without_picture(post, view.language))))
            rendered = replace(rendered, view=replace(view, text=text, picture=None, files=()))
        if rendered.view is None or not capabilities.latin_commands:
            return rendered
        return replace(rendered, view=replace(rendered.view, text=self.latin(rendered.view.text)))

    def copy_privately(self, tx: Tx, post: Row, conversation: Row) -> bool:
        """Have the owner of what a post shows get it in their private chat; False if that cannot be done."""
        copy = self.copies.get(_kind(post))
        return bool(copy and not conversation["direct"] and copy(tx, post, conversation))


AT = "_at"
"""What follows the name of a text's argument in the name of another one that says which point in time its words
mean."""


def times_in(
    text: str, moments: Iterable[tuple[str, float]], *, from_end: bool = True
) -> tuple[tuple[int, str, float], ...]:
    """Where a text names points in time (`PostView.times`), given as words and unix seconds in their order. What people
    wrote in it may have the same words, so it matters from which end they are looked for."""
    found: list[tuple[int, str, float]] = []
    start, end = 0, len(text)
    for words, moment in reversed(list(moments)) if from_end else moments:
        at = text.rfind(words, 0, end) if from_end else text.find(words, start)
        if at >= 0 and words:
            found.append((at, words, moment))
            start, end = at + len(words), at
    return tuple(sorted(found))


def moments_of(arguments: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The points in time among the arguments of a text: `again` with `again_at` beside it."""
    named = [name.removesuffix(AT) for name in arguments if name.endswith(AT)]
    return [(str(arguments[name]), float(arguments[name + AT])) for name in named if name in arguments]


def _kind(post: Row) -> str:
    return str(post["subject"]).partition(":")[0]
