"""The album as a web page in one file: pictures, style and words are all inside it, and nothing in it runs.

Everything that people wrote is escaped and stands in an element with its own direction, so that no name can turn or break
the line it stands in. The page forbids itself to load anything.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from pathlib import Path

from bot.creative.album.sheet import decoded, finished
from bot.creative.album.story import Chapter, Plate, Stage, Story

PICTURE_PX = 1000
STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page_of(story: Story, pictures: Mapping[str, bytes]) -> bytes:
    """The page as UTF-8; `pictures` are the bytes by key. Blocks: decodes and shrinks the pictures; call it in a thread."""
    sources = {key: _source(data) for key, data in pictures.items()}
    body = "\n".join(
        (
            f'<header><p class="kind">{escape(story.kind)}</p>{_own("h1", story.title)}'
            f"{_own('p', story.facts, 'facts')}</header>",
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


def _own(tag: str, text: str, kind: str = "") -> str:
    """Words that people wrote, in a direction of their own."""
    mark = f' class="{kind}"' if kind else ""
    return f'<{tag}{mark} dir="auto">{escape(text)}</{tag}>'


def _source(data: bytes) -> str:
    image = decoded(data, (PICTURE_PX, PICTURE_PX))
    if image is None:
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(finished(image, quality=85).data).decode()


def _image(key: str, alt: str, sources: Mapping[str, str]) -> str:
    source = sources.get(key, "")
    if not source:
        return '<div class="gone"></div>'
    return f'<img src="{source}" alt="{escape(alt)}">'


def _path(story: Story, sources: Mapping[str, str]) -> str:
    if not story.path:
        return ""
    stages = "".join(_stage(stage, sources) for stage in story.path)
    return (
        f'<section class="path"><figure class="final">{_image(story.final, story.title, sources)}</figure>'
        f"<div><h2>{escape(story.path_title)}</h2><ol>{stages}</ol></div></section>"
    )


def _stage(stage: Stage, sources: Mapping[str, str]) -> str:
    return (
        f"<li>{_image(stage.picture, stage.idea, sources)}<div>"
        f'<p class="label">{escape(stage.label)}</p>{_own("p", stage.idea)}{_own("p", stage.by, "by")}</div></li>'
    )


def _chapter(chapter: Chapter, story: Story, sources: Mapping[str, str]) -> str:
    plates = "".join(_plate(plate, story, sources) for plate in chapter.plates)
    three = " three" if len(chapter.plates) in (1, 2, 3, 5, 6, 9) else ""
    missed = "".join(_own("li", line) for line in chapter.missed)
    return (
        f'<section class="round"><div class="head"><h2>{escape(chapter.title)}</h2><p>{escape(chapter.remark)}</p></div>'
        f'<div class="plates{three}">{plates}</div>{f"<ul>{missed}</ul>" if missed else ""}</section>'
    )


def _plate(plate: Plate, story: Story, sources: Mapping[str, str]) -> str:
    won = f'<span class="won">{escape(story.won_label)}</span>' if plate.won else ""
    return (
        f'<figure{" class=winner" if plate.won else ""}><div class="frame">{_image(plate.picture, plate.idea, sources)}'
        f'<span class="number">{plate.number}</span>{won}</div><figcaption>{_own("p", plate.idea, "idea")}'
        f'{_own("p", plate.by, "by")}<p class="voices">{escape(plate.voices)}</p></figcaption></figure>'
    )


def _shares(story: Story) -> str:
    if not story.shares:
        return ""
    rows = "".join(
        f"<tr>{_own('th', name)}<td>{escape(count)}</td><td>{escape(amount)}</td></tr>"
        for name, count, amount in story.shares
    )
    return (
        f'<section class="shares"><h2>{escape(story.shares_title)}</h2><table>{rows}</table>'
        f'<p class="total">{escape(story.total)}</p></section>'
    )
