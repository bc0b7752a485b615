"""The album of a session: `content` builds it, `image` draws it as one picture, `printing` as a PDF, `page` writes it as HTML."""

from typing import TYPE_CHECKING

from bot.runtime.deferred import deferred

if TYPE_CHECKING:
    from bot.sessions.album.image import render_album
    from bot.sessions.album.page import render_page
    from bot.sessions.album.printing import render_pdf
else:
    # Few sessions have an album; Pillow, the page's template and the PDF writer are loaded with the first one.
    render_album = deferred("bot.sessions.album.image", "render_album")
    render_page = deferred("bot.sessions.album.page", "render_page")
    render_pdf = deferred("bot.sessions.album.printing", "render_pdf")

__all__ = ["render_album", "render_page", "render_pdf"]
