"""The tables of docs/models.md and docs/models.zh-CN.md, made from the catalogue:

python -m tools.model_tables

A test compares the pages with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bot.upstream import Catalogue, Model, Sizes
from bot.upstream.sizes import STEP_PX

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGES: Final = {"en": DOCS / "models.md", "zh": DOCS / "models.zh-CN.md"}
BEGIN, END = "<!-- {name}: made by tools/model_tables.py -->\n", "<!-- end of {name} -->"
MEGAPIXEL: Final = 1_000_000
Row = Sequence[str]

HEADS: Final = {
    "can": {
        "en": ("model", "from words", "from images", "sizes", "the largest", "pictures", "also"),
        "zh": ("模型", "凭文字", "用图片", "尺寸", "最大", "张数", "另外"),
    },
    "costs": {
        "en": ("model", "¥ a picture", "free", "requests", "at once", "first guess", "when an answer is lost"),
        "zh": ("模型", "每张（元）", "免费张数", "请求频率", "同时", "预估用时", "答复丢失时"),
    },
}
WORDS: Final = {
    "en": {
        "legacy": "{name}, legacy",
        "yes": "yes",
        "no": "–",
        "repaint": "repaint",
        "refonly": "style only",
        "edit": "edit",
        "blend": "edit (up to {count})",
        "list": "{count} fixed ones",
        "sides": "{low}–{high} px a side",
        "area": "{low}–{high} MP, to {ratio}:1",
        "reference": "as the image",
        "with_images": "{size}; with images and in sets {other}",
        "set": "{most}; sets to {set}",
        "styles": "{count} styles",
        "negative": "`--no`",
        "transparent": "transparent",
        "large": "{price}; above {area} MP {large}",
        "input": "{price}; + {input} an image sent",
        "seconds": "{count} s",
        "per_s": "{count} a second",
        "per_min": "{count} a minute",
        "task_complete": "looked for; sent again if it is proven absent",
        "task_unverified": "looked for; if it is not found, you are asked",
        "answer": "cannot be looked for; you are asked",
        "join": ", ",
    },
    "zh": {
        "legacy": "{name}（旧）",
        "yes": "可以",
        "no": "–",
        "repaint": "重绘",
        "refonly": "只取风格",
        "edit": "修改",
        "blend": "修改（最多 {count} 张）",
        "list": "固定 {count} 种",
        "sides": "每边 {low}–{high} 像素",
        "area": "{low}–{high} 百万像素，最宽 {ratio}:1",
        "reference": "与图片相同",
        "with_images": "{size}；用图片或画组图时 {other}",
        "set": "{most}；组图到 {set}",
        "styles": "{count} 种风格",
        "negative": "`--不要`",
        "transparent": "透明背景",
        "large": "{price}；超过 {area} 百万像素 {large}",
        "input": "{price}；每张输入图加 {input}",
        "seconds": "{count} 秒",
        "per_s": "每秒 {count} 次",
        "per_min": "每分钟 {count} 次",
        "task_complete": "去查；证实没有就重发",
        "task_unverified": "去查；查不到就问你",
        "answer": "没法查；直接问你",
        "join": "、",
    },
}


def table(name: str, catalogue: Catalogue, language: str) -> str:
    """The table `can` or `costs`, as Markdown."""
    row: Callable[[Model, str], Row] = {"can": _can, "costs": _costs}[name]
    rows = [HEADS[name][language], *(row(model, language) for model in catalogue.models.values())]
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines) + "\n"


def with_tables(page: str, catalogue: Catalogue, language: str) -> str:
    """A page with its tables written again. Raises ValueError if a table has no place in it."""
    for name in HEADS:
        begin, end = BEGIN.format(name=name), END.format(name=name)
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        place = pattern.search(page)
        if place is None:
            raise ValueError(f"there is no place for the table {name!r}")
        made = begin + "\n" + table(name, catalogue, language) + "\n" + end
        page = page[: place.start()] + made + page[place.end() :]
    return page


def _name(model: Model, language: str) -> str:
    name = f"`{model.name}`"
    return WORDS[language]["legacy"].format(name=name) if model.legacy else name


def _can(model: Model, language: str) -> Row:
    words, rules = WORDS[language], model.reference
    modes = [words[mode] for mode in rules.modes] if rules else []
    if rules and rules.max_images > 1:
        modes = [words["blend"].format(count=rules.max_images) if mode == words["edit"] else mode for mode in modes]
    needs_image = rules is not None and rules.required
    size = _size(model.sizes, language)
    if model.sizes_with_images:
        size = words["with_images"].format(size=size, other=_size(model.sizes_with_images, language))
    most = f"{model.n_min}–{model.n_max}" if model.n_max > model.n_min else str(model.n_min)
    also = [
        words["styles"].format(count=len(model.named_styles)) if model.styles else "",
        words["negative"] if model.negative_limit else "",
        words["transparent"] if model.transparent else "",
    ]
    return (
        _name(model, language),
        words["no" if needs_image else "yes"],
        words["join"].join(modes) or words["no"],
        size,
        _largest(model.sizes, language),
        words["set"].format(most=most, set=model.set_max) if model.set_max else most,
        words["join"].join(filter(None, also)) or words["no"],
    )


def _costs(model: Model, language: str) -> Row:
    words = WORDS[language]
    price = yuan(model.price_li)
    if model.large:
        area = f"{model.large.above_area / MEGAPIXEL:g}"
        price = words["large"].format(price=price, area=area, large=yuan(model.large.price_li))
    if model.input_price_li:
        price = words["input"].format(price=price, input=yuan(model.input_price_li))
    is_slow = model.submissions_per_s < 1
    rate = round(model.submissions_per_s * 60) if is_slow else round(model.submissions_per_s)
    lost = "answer" if model.protocol == "answer" else f"task_{model.listing}"
    return (
        _name(model, language),
        price,
        str(model.free_pictures) if model.free_pictures else words["no"],
        words["per_min" if is_slow else "per_s"].format(count=rate),
        str(model.tasks_at_once),
        words["seconds"].format(count=round(model.typical_task_s)),
        words[lost],
    )


def _size(sizes: Sizes, language: str) -> str:
    words = WORDS[language]
    match sizes.kind:
        case "list":
            return words["list"].format(count=len(sizes.offered))
        case "sides":
            return words["sides"].format(low=sizes.min_side, high=sizes.max_side)
        case "area":
            low, high = (f"{area / MEGAPIXEL:.2g}" for area in (sizes.min_area, sizes.max_area))
            return words["area"].format(low=low, high=high, ratio=round(sizes.max_ratio))
        case "reference":
            return words["reference"]


def _largest(sizes: Sizes, language: str) -> str:
    """The largest square, or of a list the largest picture."""
    if sizes.kind == "reference":
        return WORDS[language]["reference"]
    if sizes.kind == "list":
        largest = max(sizes.offered, key=lambda size: size.area)
        return f"{largest.width}×{largest.height}"
    side = math.isqrt(sizes.largest_area) // STEP_PX * STEP_PX
    return f"{side}×{side}"


def yuan(amount_li: int) -> str:
    """A price with two decimals."""
    return f"{amount_li / 1000:.2f}"


def main() -> None:
    """Write the tables of both pages again."""
    catalogue = Catalogue.load()
    for language, page in PAGES.items():
        page.write_text(with_tables(page.read_text("utf-8"), catalogue, language), "utf-8")


if __name__ == "__main__":
    main()
