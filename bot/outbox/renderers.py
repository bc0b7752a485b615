"""The registry of renderers, which make the text and the picture of a post from its row.

A renderer is registered for each kind of subject (`job:`, `session:`, ...): a function that reads in an open
transaction. All are registered in `bot.commands.post_renderers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapter_api import PlatformCapabilities, PostView
from bot.store import Tx
from bot.store.rows import ConversationRow, PostRow


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered post. `final`: the post will not change by itself any more (a picture, a last word), so that once it
    is sent, the result has been delivered. `view` is None if nothing is shown for this on such a platform."""

    view: PostView | None
    final: bool = False
    # The picture key that a reply to this post refers to.
    image: str = ""


Renderer = Callable[[Tx, PostRow, PlatformCapabilities], Rendered]
PictureNotice = Callable[[PostRow, str], str]
"""The text, in a language, instead of a post's picture that its conversation does not take, with how to get it."""
CommandRewriter = Callable[[str], str]
"""Rewrites the commands in a text in Latin letters, for platforms that recognise no others."""
CoverWish = Callable[[Tx, PostRow], bool]
"""Whether the pictures of a post are to be covered."""
PrivateCopy = Callable[[Tx, PostRow, ConversationRow], bool]
"""Sends the owner of a post that its conversation refuses a private copy; False if that is not possible."""


@dataclass(slots=True)
class Renderers:
    """All renderers, by the kind of subject."""

    by_kind: dict[str, Renderer] = field(default_factory=dict)
    private_copies: dict[str, PrivateCopy] = field(default_factory=dict)
    without_picture: PictureNotice = lambda post, language: ""
    latin: CommandRewriter = str
    is_covered: CoverWish = lambda tx, post: False

    def register(self, kind: str, renderer: Renderer) -> None:
        """Register the renderer of subjects `kind:...`."""
        assert kind not in self.by_kind, f"{kind} is rendered twice"
        self.by_kind[kind] = renderer

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """Render a post in its present state. Raises KeyError for a subject without a renderer."""
        rendered = self.by_kind[post.kind](tx, post, capabilities)
        view = rendered.view
        if view and post.words_only and (view.picture or view.files):
            text = "\n".join(filter(None, (view.text, self.without_picture(post, view.language))))
            rendered = replace(rendered, view=replace(view, text=text, picture=None, files=()))
        view = rendered.view
        if view is None:
            return rendered
        if (view.picture or view.files) and (view.cover or self.is_covered(tx, post)):
            view = replace(view, cover=True) if capabilities.covers else self._in_private(tx, post, view)
        if capabilities.latin_commands:
            view = replace(view, text=self.latin(view.text))
        return replace(rendered, view=view)

    def _in_private(self, tx: Tx, post: PostRow, view: PostView) -> PostView:
        """The view of a post whose pictures should be covered, on a platform that cannot: where others read, their owner gets
        them in private, if there is a copy of such posts. Elsewhere they are shown."""
        view = replace(view, cover=False)
        conversation = tx.get(ConversationRow, "people.conversation_by_id", id=post.conversation_id)
        if conversation.direct or post.kind not in self.private_copies:
            return view
        copied = self.copy_privately(tx, post, conversation)
        told = post._replace(words_only="cover", private_copy=int(copied))
        text = "\n".join(filter(None, (view.text, self.without_picture(told, view.language))))
        return replace(view, text=text, picture=None, files=())

    def copy_privately(self, tx: Tx, post: PostRow, conversation: ConversationRow) -> bool:
        """Send the owner a private copy of what a post shows; False if that is not possible."""
        copy = self.private_copies.get(post.kind)
        return bool(copy and not conversation.direct and copy(tx, post, conversation))


AT = "_at"
"""The suffix of a text argument with the point in time that the argument without it names in words."""


def times_in(
    text: str, moments: Iterable[tuple[str, float]], *, from_end: bool = True
) -> tuple[tuple[int, str, float], ...]:
    """Where a text names points in time (`PostView.times`), given as words and unix seconds in their order. A prompt in
    the text may contain the same words, so it matters from which end they are searched."""
    found: list[tuple[int, str, float]] = []
    start, end = 0, len(text)
    for words, moment in reversed(list(moments)) if from_end else moments:
        at = text.rfind(words, 0, end) if from_end else text.find(words, start)
        if at >= 0 and words:
            found.append((at, words, moment))
            start, end = at + len(words), at
    return tuple(sorted(found))


def moments_of(arguments: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The points in time among the arguments of a text, such as `again` with `again_at`."""
    named = [name.removesuffix(AT) for name in arguments if name.endswith(AT)]
    return [(str(arguments[name]), float(arguments[name + AT])) for name in named if name in arguments]
