"""Rendering: from a post's row to the words and the picture that should stand there now.

Who knows a subject renders it: `job:` is rendered by the chat, `session:` by the creative sessions. Renderers are plain
functions over an open (reading) transaction, registered by `bot.app`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.messages import Abilities, PostView
from bot.store import Row, Tx


@dataclass(frozen=True, slots=True)
class Rendered:
    """What should stand there. `final`: nothing more will change by itself (a picture, a last word): once it stands
    there, the result has been delivered. `None` as a view means: nothing should be shown for this on such a platform."""

    view: PostView | None
    final: bool = False
    # Ids under which a reply to this post finds a picture: its image key.
    image: str = ""


Renderer = Callable[[Tx, Row, Abilities], Rendered]


@dataclass(slots=True)
class Renderers:
    """All renderers, by the first part of a subject."""

    by_kind: dict[str, Renderer] = field(default_factory=dict)
    latin: Callable[[str], str] = str
    """Writes the commands in a text in Latin letters, for platforms that take nothing else for a command."""

    def register(self, kind: str, renderer: Renderer) -> None:
        """Have subjects `kind:...` rendered by `renderer`."""
        assert kind not in self.by_kind, f"{kind} is rendered twice"
        self.by_kind[kind] = renderer

    def render(self, tx: Tx, post: Row, abilities: Abilities) -> Rendered:
        """Render a post as it should stand now. Raises KeyError for a subject that nobody renders."""
        rendered = self.by_kind[post["subject"].partition(":")[0]](tx, post, abilities)
        if rendered.view is None or not abilities.latin_commands:
            return rendered
        return replace(rendered, view=replace(rendered.view, text=self.latin(rendered.view.text)))
