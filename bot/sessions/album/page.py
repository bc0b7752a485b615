"""The album as a web page in one file: pictures, style and words are all inside it, and nothing in it runs.

Everything that people wrote is escaped and stands in an element with its own direction, so that no name can turn or break
the line it stands in. The page forbids itself to load anything.
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
"""The longer side, by how many pictures there are at most; the page of a long session must still go through a chat."""
MIN_PX = 480
MAX_ASPECT = 4 / 3
"""What stands beside others is at most so much higher than wide."""
STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render_page(story: Album, pictures: Mapping[str, bytes]) -> bytes:
    """The page as UTF-8; `pictures` are the bytes by key. Blocks: decodes and shrinks the pictures; call it in a thread."""
    sources = _Images(story, pictures)
    body = "\n".join(
        (
            f'<header><p class="kind">{escape(story.kind)}</p>{_isolated("h1", story.title)}'
            f"{_isolated('p', story.facts, 'facts')}{_isolated('p', story.people, 'facts')}</header>",
            _path(story, sources),
            *(_chapter(chapter, story, sources) for chapter in story.chapters),
            _shares(story),
            f"<footer><p>{escape(story.foot)}</p></footer>",
        )
    )
    language = "zh-CN" if story.language == "zh" else story.language
    page = f"""<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{escape(story.title)}</title>
<style>{STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""
    return page.encode("utf-8", "replace")


def _isolated(tag: str, text: str, kind: str = "") -> str:
    """Words that people wrote, in a direction of their own."""
    mark = f' class="{kind}"' if kind else ""
    return f'<{tag}{mark} dir="auto">{escape(text)}</{tag}>'


class _Images:
    """Pictures as they stand in the page."""

    def __init__(self, story: Album, pictures: Mapping[str, bytes]) -> None:
        self.pictures = pictures
        self.gone = story.picture_gone
        count = len(story.pictures())
        self.edge = next((edge for most, edge in PICTURE_PX if count <= most), MIN_PX)

    def size(self, key: str) -> tuple[int, int]:
        """Width and height, or those of a square."""
        return image_size(self.pictures.get(key, b"")) or (1, 1)

    def image(self, key: str, alt: str, edge: int) -> str:
        """The picture with its longer side so many pixels, or the words that it is gone."""
        image = decode_scaled(self.pictures.get(key, b""), (edge, edge))
        if image is None:
            return f'<div class="gone"><span>{escape(self.gone)}</span></div>'
        source = base64.b64encode(encode_jpeg(image, quality=84).data).decode()
        return f'<img src="data:image/jpeg;base64,{source}" alt="{escape(alt)}" width="{image.width}" height="{image.height}">'


def _path(story: Album, sources: _Images) -> str:
    if not story.path:
        return ""
    stages = "".join(_stage(stage, sources) for stage in story.path)
    return (
        f'<section class="path"><figure class="final">{sources.image(story.final, story.title, LARGE_PX)}</figure>'
        f"<div><h2>{escape(story.path_title)}</h2><ol>{stages}</ol></div></section>"
    )


def _stage(stage: PathStep, sources: _Images) -> str:
    return (
        f'<li><div class="thumb">{sources.image(stage.picture, stage.idea, SMALL_PX)}</div>'
        f'<div dir="{_direction(stage.idea)}"><p class="label">{_bdi(stage.label)}</p>'
        f'<p>{_bdi(stage.idea)}</p><p class="by">{_bdi(stage.by)}</p></div></li>'
    )


def _direction(text: str) -> str:
    """One side for all that stands below a picture: that of its idea."""
    return "rtl" if is_right_to_left(text) else "ltr"


def _bdi(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _chapter(chapter: AlbumRound, story: Album, sources: _Images) -> str:
    ratio = _ratio([sources.size(plate.picture) for plate in chapter.plates])
    plates = "".join(_plate(plate, story.won_label, sources, ratio) for plate in chapter.plates)
    count = {1: "one", 2: "two", 3: "three", 5: "three", 6: "three", 9: "three"}.get(len(chapter.plates), "four")
    missed = "".join(_isolated("li", line) for line in chapter.missed)
    return (
        f'<section class="round"><div class="head"><h2>{escape(chapter.title)}</h2><p>{escape(chapter.remark)}</p></div>'
        f'<div class="plates {count}">{plates}</div>{f"<ul>{missed}</ul>" if missed else ""}</section>'
    )


def _ratio(sizes: Sequence[tuple[int, int]]) -> float:
    """Width by height of the frames of a round: as high as its highest picture, higher than wide only if all are."""
    ratios = [wide / high for wide, high in sizes] or [1.0]
    return max(1 / MAX_ASPECT, max(ratios)) if max(ratios) < 1 else max(1.0, min(ratios))


def _plate(plate: AlbumPicture, won_label: str, sources: _Images, ratio: float) -> str:
    won = f'<span class="won">{escape(won_label)}</span>' if plate.won else ""
    wide, high = sources.size(plate.picture)
    share = min(1.0, wide / high / ratio)
    return (
        f'<figure{" class=winner" if plate.won else ""} dir="{_direction(plate.idea)}">'
        f'<div class="frame" style="aspect-ratio:{ratio:.4f}"><div class="mat" style="width:{100 * share:.2f}%">'
        f'{sources.image(plate.picture, plate.idea, sources.edge)}<span class="number">{plate.number}</span>{won}</div></div>'
        f'<figcaption><p class="idea">{_bdi(plate.idea)}</p><p class="by">{_bdi(plate.by)}</p>'
        f'{f"""<p class="voices">{_bdi(plate.voices)}</p>""" if plate.voices else ""}</figcaption></figure>'
    )


def _shares(story: Album) -> str:
    if not story.shares:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{_bdi(name)}</th><td class="count">{escape(count)}</td><td>{escape(amount)}</td></tr>'
        for name, count, amount in story.shares
    )
    ending = f'<p class="ending">{escape(story.ending)}</p>' if story.ending else ""
    return (
        f'<section class="shares"><h2>{escape(story.shares_title)}</h2><table>{rows}</table>'
        f'<p class="total">{escape(story.total)}</p>{ending}</section>'
    )
