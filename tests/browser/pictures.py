"""Makes the screenshots and pictures of the documentation:

python -m tests.browser.pictures samples    the small samples of the styles that the room completes with
python -m tests.browser.pictures icons      the icons of the installed page, drawn from its seal
python -m tests.browser.pictures room DIR   the room, in a real Chromium, painted by the embedded studio
python -m tests.browser.pictures styles DIR three subjects in the nine styles

`make pictures` makes the last two for the README.
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser, Page, expect

from adapters.web.imaging import resize
from adapters.web.pages import STATIC
from bot.grammar.vocabulary import STYLES
from tests.browser.chromium import chromium, window
from tests.browser.test_room import PAINTED_MS, address_of, say, shenbi

SAMPLE_EDGE = 168  # pixels; shown at up to 118 x 62, also on dense screens
WORDS = {"portrait": "一位少女的肖像", "auto": "日出时的玫瑰花海"}
OTHERWISE = "山谷里的小屋，开花的大树，日落"
SHEET_WORDS = (
    "窗边的一只橘猫，夕阳",
    "江南水乡，烟雨，小桥，乌篷船",
    "a lighthouse on the coast, stormy sea, seagulls",
)
GALLERY_WORDS = (
    "/imagine a sailing boat at dawn --style watercolor --ar 16:9 --n 2",
    "/imagine a red fox in the snow --style anime",
    "/imagine mountains and pines after rain --style chinese painting --ar 9:16",
    "/imagine a lighthouse in a storm, seagulls --style oil painting --ar 16:9 --n 2",
    "/imagine a bowl of oranges by the window --style sketch",
    "/imagine a castle above a lake, autumn --style flat illustration --ar 16:9",
    "/imagine sunflowers under a blue sky --style 3d cartoon",
    "/imagine a harbour at night, lanterns --style photography --ar 16:9",
    "/imagine an owl on a branch, full moon --style watercolor --ar 9:16",
)
SHEET_CELL, SHEET_GAP = 180, 4  # pixels
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


def samples() -> None:
    """One small picture of each style, the same scene in all of them."""
    from studio.painter import PaintOrder, paint

    for style in STYLES:
        order = PaintOrder(WORDS.get(style, OTHERWISE), style=style, width=768, height=512, seed=7)
        name = f"style-{style.replace(' ', '-')}.webp"
        (STATIC / name).write_bytes(resize(paint(order), SAMPLE_EDGE, uploaded=False).data)


async def icons() -> None:
    """The seal as a browser wants it for an installed page: as it is, and filling the square, for systems that cut it."""
    seal = (STATIC / "seal.svg").read_text(encoding="utf-8")
    inside = seal.replace('viewBox="0 0 64 64"', 'viewBox="-6 -6 76 76"')
    filled = re.sub(r'<path fill="#b93629"[^>]*/>', '<path fill="#b93629" d="M-6 -6h76v76h-76z"/>', inside)
    wanted = (("icon-192", seal, 192), ("icon-512", seal, 512), ("icon-maskable-512", filled, 512))
    async with chromium() as browser:
        for name, drawing, edge in (*wanted, ("apple-touch-icon", filled, 180)):
            page = await browser.new_page(viewport={"width": edge, "height": edge})
            await page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{edge}px}}</style>{drawing}")
            drawn = Image.open(io.BytesIO(await page.screenshot(omit_background=True)))
            drawn.quantize(48, method=Image.Quantize.FASTOCTREE).save(STATIC / f"{name}.png", optimize=True)
            await page.close()


def styles(folder: Path) -> None:
    """A row for each subject, a column for each style."""
    from studio.painter import PaintOrder, paint

    styles_shown = [style for style in STYLES if style != "auto"]
    step = SHEET_CELL + SHEET_GAP
    whole = Image.new("RGB", (len(styles_shown) * step - SHEET_GAP, len(SHEET_WORDS) * step - SHEET_GAP), "white")
    for y, words in enumerate(SHEET_WORDS):
        for x, style in enumerate(styles_shown):
            painted = Image.open(io.BytesIO(paint(PaintOrder(words, style=style, width=640, height=640, seed=5))))
            painted.thumbnail((SHEET_CELL, SHEET_CELL))
            whole.paste(painted.convert("RGB"), (x * step, y * step))
    save_webp(whole, folder / "styles.webp")


async def room(folder: Path) -> None:
    """Six screenshots of the room."""
    screenshots: list[tuple[str, dict[str, Any], Callable[[Page], Awaitable[None]]]] = [
        ("room-welcome", {}, welcome),
        ("room-desktop", {}, cat_and_village),
        ("room-dark", {"color_scheme": "dark"}, lighthouse),
        ("room-phone", PHONE, cat_and_village),
        ("room-english", {"locale": "en-GB"}, styles_in_english),
        ("room-gallery", {"locale": "en-GB"}, gallery),
    ]
    with tempfile.TemporaryDirectory() as data:
        async with shenbi(Path(data)) as app, chromium() as browser:
            for name, options, act in screenshots:
                await screenshot(browser, address_of(app), folder / f"{name}.webp", options, act)


async def screenshot(
    browser: Browser, address: str, file: Path, options: dict[str, Any], act: Callable[[Page], Awaitable[None]]
) -> None:
    """A screenshot of a window after `act`."""
    async with window(browser, address, **{"viewport": {"width": 1200, "height": 860}, **options}) as visitor:
        page = await visitor.open()
        await act(page)
        await page.wait_for_timeout(900)  # until the last fade-in has ended; not a test, so a fixed time will do
        save_webp(Image.open(io.BytesIO(await page.screenshot())), file)


def save_webp(image: Image.Image, file: Path) -> None:
    """Write a picture as a small WebP for the README."""
    image.convert("RGB").save(file, "WEBP", quality=84, method=6)


async def welcome(page: Page) -> None:
    """The room on a first visit."""
    await expect(page.locator("#welcome")).to_be_visible()


async def wait_for_pictures(page: Page, count: int) -> None:
    """Wait until the room shows so many pictures."""
    await expect(page.locator(".post.is-done .figure.loaded")).to_have_count(count, timeout=PAINTED_MS)


async def cat_and_village(page: Page) -> None:
    """Two pictures one after the other."""
    await say(page, "/画 雪夜山村，窗里透出灯火 #国画 --ar 16:9")
    await wait_for_pictures(page, 1)
    await say(page, "/画 一只在窗边打盹的橘猫 #水彩 --ar 16:9")
    await wait_for_pictures(page, 2)


async def lighthouse(page: Page) -> None:
    """One oil painting."""
    await say(page, "/画 暴风雨夜的灯塔，海浪 #油画 --ar 16:9")
    await wait_for_pictures(page, 1)


async def styles_in_english(page: Page) -> None:
    """A finished picture, and the styles on offer for the next."""
    await say(page, "/imagine a harbour at dusk, lanterns, sailing boats --style anime --ar 16:9")
    await wait_for_pictures(page, 1)
    await page.locator("#input").press_sequentially("/imagine a fox in the snow #")
    await expect(page.get_by_role("option").first).to_be_visible()


async def gallery(page: Page) -> None:
    """The gallery with a dozen pictures."""
    for count, words in enumerate(GALLERY_WORDS, 1):
        await say(page, words)
        await wait_for_pictures(page, count)
    await page.locator("#gallery-open").click()
    await expect(page.locator(".tile.loaded")).to_have_count(11)


def main() -> None:
    """See the top of this file."""
    match sys.argv[1:]:
        case ["samples"]:
            samples()
        case ["icons"]:
            asyncio.run(icons())
        case ["styles", folder]:
            Path(folder).mkdir(parents=True, exist_ok=True)
            styles(Path(folder))
        case ["room", folder]:
            Path(folder).mkdir(parents=True, exist_ok=True)
            asyncio.run(room(Path(folder)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
