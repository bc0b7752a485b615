"""Contact sheets of the studio's painter, for visual inspection: `make gallery` writes them to build/gallery/.

`styles.png` is ten prompts in every style, `references.png` three photos repainted in every style and used for their
colours, `prompts.png` typical prompts (prompts.txt),
`sizes.png` the sizes of the catalogue, `seeds.png` the four pictures of a few requests.
"""

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PIL import Image

from studio.painter import PaintOrder, paint
from studio.painter.paint_order import STYLES

FOLDER = Path("build/gallery")
PROMPTS = (
    "a sunrise over a sea of roses",
    "江南水乡，烟雨，小桥，乌篷船",
    "snowy mountains and a lake, pine forest, night, aurora",
    "窗边的一只橘猫，夕阳",
    "cyberpunk city at night, rain, neon",
    "两只仙鹤，荷塘，荷花",
    "a girl with a red umbrella under cherry blossoms",
    "lighthouse on the coast, stormy sea, seagulls",
    "熊猫在竹林里",
    "camels in the desert at sunset",
)
PHOTOS = (
    PaintOrder("a lighthouse on the coast at sunset, three boats", style="photography", seed=11),
    PaintOrder("portrait of a girl, cherry blossoms", style="portrait", seed=4),
    PaintOrder("a red house in a pine forest, mountains, noon", style="photography", seed=11),
)
SIZES = ((1024, 1024), (720, 1280), (1280, 720), (768, 1152), (1440, 512), (512, 1440))
TYPED_PROMPTS_FILE = Path(__file__).parent / "prompts.txt"
_TYPED_COLUMNS = 8
_CELL_PX = 320
_GAP_PX = 4


def sheet(rows: Iterable[Iterable[bytes]], name: str) -> None:
    """Write one contact sheet, a row of pictures for each row."""
    cells = [[_small(png) for png in row] for row in rows]
    step = _CELL_PX + _GAP_PX
    whole = Image.new("RGB", (max(len(row) for row in cells) * step, len(cells) * step), (24, 24, 26))
    for y, row in enumerate(cells):
        for x, image in enumerate(row):
            whole.paste(image, (x * step + (_CELL_PX - image.width) // 2, y * step + (_CELL_PX - image.height) // 2))
    FOLDER.mkdir(parents=True, exist_ok=True)
    whole.save(FOLDER / name)
    print(FOLDER / name)


def _small(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as image:
        image.thumbnail((_CELL_PX, _CELL_PX))
        return image.convert("RGB")


def main() -> None:
    small = PaintOrder("", width=640, height=640, seed=5)
    styles = STYLES[1:]
    sheet(([paint(replace(small, prompt=prompt, style=style)) for style in styles] for prompt in PROMPTS), "styles.png")
    typed = [line.partition(" #") for line in TYPED_PROMPTS_FILE.read_text(encoding="utf-8").splitlines()]
    painted = [paint(replace(small, prompt=words, style=style or "auto", seed=11)) for words, _, style in typed]
    sheet((painted[at : at + _TYPED_COLUMNS] for at in range(0, len(painted), _TYPED_COLUMNS)), "prompts.png")
    photos = [paint(replace(order, width=640, height=640)) for order in PHOTOS]
    reference_cases = (
        ("repaint", "a picture", 0.8),
        ("repaint", "a snowy night", 0.4),
        ("refonly", "a boat on a lake, mountains", 0.8),
    )
    sheet(
        (
            [
                photo,
                *(
                    paint(replace(small, prompt=words, style=s, reference=photo, ref_mode=mode, ref_strength=strength))
                    for s in styles
                ),
            ]
            for photo in photos
            for mode, words, strength in reference_cases
        ),
        "references.png",
    )
    sheet(
        ([paint(PaintOrder(prompt, width=w, height=h, seed=2)) for w, h in SIZES] for prompt in PROMPTS[:4]),
        "sizes.png",
    )
    sheet(
        (
            [paint(replace(small, prompt=prompt, style="auto", seed=seed)) for seed in range(20, 24)]
            for prompt in PROMPTS[:6]
        ),
        "seeds.png",
    )


if __name__ == "__main__":
    main()
