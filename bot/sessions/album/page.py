"""The album as a web page in one file: pictures, style and words are all inside it, and nothing in it runs.

Text that people wrote is escaped and has an element with its own direction, so that no name can reverse or break its line. The
page's content security policy forbids loading anything.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from bot.media.sheets.jpeg import decode_scaled, encode_jpeg, image_size
from bot.media.typography.bidi import is_right_to_left
from bot.sessions.album.content import Album, AlbumPicture, AlbumRound, PathStep

LARGE_PX, SMALL_PX = 1200, 240
PICTURE_PX = ((20, 1000), (48, 760), (90, 600))
"""The longer side, by the number of pictures up to which it holds: the page must not exceed a platform's file size limit."""
MIN_PX = 480
MAX_ASPECT = 4 / 3
"""The frames in a round are at most so much higher than wide."""
STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render_page(album: Album, pictures: Mapping[str, bytes]) -> bytes:
    """The page as UTF-8; `pictures` are the bytes by key. Blocks: decodes and shrinks the pictures; call it in a thread."""
    sources = _Images(album, pictures)
    body = "\n".join(
        (
            f'<header><p class="kind">{escape(album.kind)}</p>{_isolated("h1", album.title)}'
            f"{_isolated('p', album.facts, 'facts')}{_isolated('p', album.people, 'facts')}</header>",
            _path(album, sources),
            *(_draw_round(album_round, album, sources) for album_round in album.rounds),
            _shares(album),
            f"<footer><p>{escape(album.footer)}</p></footer>",
        )
    )
    language = "zh-CN" if album.language == "zh" else album.language
    page = f"""<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{escape(album.title)}</title>
<style>{STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""
    return page.encode("utf-8", "replace")


def _isolated(tag: str, text: str, kind: str = "") -> str:
    """Text that people wrote, in an element with its own direction."""
    mark = f' class="{kind}"' if kind else ""
    return f'<{tag}{mark} dir="auto">{escape(text)}</{tag}>'


class _Images:
    """Pictures as elements of the page."""

    def __init__(self, album: Album, pictures: Mapping[str, bytes]) -> None:
        self.pictures = pictures
        self.gone = album.picture_gone
        count = len(album.pictures())
        self.edge = next((edge for most, edge in PICTURE_PX if count <= most), MIN_PX)

    def size(self, key: str) -> tuple[int, int]:
        """Width and height, or those of a square."""
        return image_size(self.pictures.get(key, b"")) or (1, 1)

    def image(self, key: str, alt: str, edge: int) -> str:
        """The picture, scaled to a longer side of `edge` pixels, or a text that it is gone."""
        image = decode_scaled(self.pictures.get(key, b""), (edge, edge))
        if image is None:
            return f'<div class="gone"><span>{escape(self.gone)}</span></div>'
        source = base64.b64encode(encode_jpeg(image, quality=84).data).decode()
        return f'<img src="data:image/jpeg;base64,{source}" alt="{escape(alt)}" width="{image.width}" height="{image.height}">'


def _path(album: Album, sources: _Images) -> str:
    if not album.path:
        return ""
    steps = "".join(_draw_step(step, sources) for step in album.path)
    return (
        f'<section class="path"><figure class="final">{sources.image(album.final, album.title, LARGE_PX)}</figure>'
        f"<div><h2>{escape(album.path_title)}</h2><ol>{steps}</ol></div></section>"
    )


def _draw_step(step: PathStep, sources: _Images) -> str:
    return (
        f'<li><div class="thumb">{sources.image(step.key, step.idea, SMALL_PX)}</div>'
        f'<div dir="{_direction(step.idea)}"><p class="label">{_bdi(step.label)}</p>'
        f'<p>{_bdi(step.idea)}</p><p class="by">{_bdi(step.by)}</p></div></li>'
    )


def _direction(text: str) -> str:
    """The direction of a whole caption: that of its idea."""
    return "rtl" if is_right_to_left(text) else "ltr"


def _bdi(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _draw_round(album_round: AlbumRound, album: Album, sources: _Images) -> str:
    ratio = _ratio([sources.size(picture.key) for picture in album_round.pictures])
    pictures = "".join(_draw_picture(picture, album.won_label, sources, ratio) for picture in album_round.pictures)
    count = {1: "one", 2: "two", 3: "three", 5: "three", 6: "three", 9: "three"}.get(len(album_round.pictures), "four")
    missed = "".join(_isolated("li", line) for line in album_round.missed)
    return (
        f'<section class="round"><div class="head"><h2>{escape(album_round.title)}</h2><p>{escape(album_round.remark)}</p></div>'
        f'<div class="pictures {count}">{pictures}</div>{f"<ul>{missed}</ul>" if missed else ""}</section>'
    )


def _ratio(sizes: Sequence[tuple[int, int]]) -> float:
    """Aspect ratio of the frames of a round: that of its highest picture, but upright only if all pictures are."""
    ratios = [wide / high for wide, high in sizes] or [1.0]
    return max(1 / MAX_ASPECT, max(ratios)) if max(ratios) < 1 else max(1.0, min(ratios))


def _draw_picture(picture: AlbumPicture, won_label: str, sources: _Images, ratio: float) -> str:
    won = f'<span class="won">{escape(won_label)}</span>' if picture.won else ""
    wide, high = sources.size(picture.key)
    share = min(1.0, wide / high / ratio)
    return (
        f'<figure{" class=winner" if picture.won else ""} dir="{_direction(picture.idea)}">'
        f'<div class="frame" style="aspect-ratio:{ratio:.4f}"><div class="mat" style="width:{100 * share:.2f}%">'
        f'{sources.image(picture.key, picture.idea, sources.edge)}<span class="number">{picture.number}</span>{won}</div></div>'
        f'<figcaption><p class="idea">{_bdi(picture.idea)}</p><p class="by">{_bdi(picture.by)}</p>'
        f'{f"""<p class="votes">{_bdi(picture.votes_text)}</p>""" if picture.votes_text else ""}</figcaption></figure>'
    )


def _shares(album: Album) -> str:
    if not album.shares:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{_bdi(name)}</th><td class="count">{escape(count)}</td><td>{escape(amount)}</td></tr>'
        for name, count, amount in album.shares
    )
    ending = f'<p class="ending">{escape(album.ending)}</p>' if album.ending else ""
    return (
        f'<section class="shares"><h2>{escape(album.shares_title)}</h2><table>{rows}</table>'
        f'<p class="total">{escape(album.total)}</p>{ending}</section>'
    )
