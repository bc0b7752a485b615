"""The vocabulary of input: commands, options and styles, Chinese and English as equals. What the bot says comes from
config/locales."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

from bot.grammar import lazy_re as re

COMMANDS: dict[str, tuple[str, ...]] = {
    "imagine": ("imagine", "画", "paint", "draw", "画画", "画图", "绘画", "作画", "生成", "generate", "create"),
    "restyle": ("restyle", "重绘"),
    "edit": ("edit", "改", "修改", "改图", "change"),
    "similar": ("similar", "仿"),
    "blend": ("blend", "融合", "combine", "合成"),
    "again": ("again", "再来"),
    "improve": ("improve", "润色", "优化", "enhance"),
    "describe": ("describe", "描述", "反推"),
    "styles": ("styles", "风格"),
    "models": ("models", "模型", "model"),
    "jobs": ("jobs", "任务"),
    "show": ("show", "看"),
    "cancel": ("cancel", "取消"),
    "cost": ("cost", "费用"),
    "quota": ("quota", "额度", "余量"),
    "help": ("help", "帮助", "start", "menu", "菜单", "h", "?"),
    "lang": ("lang", "语言", "language"),
    "settings": ("settings", "设置", "偏好"),
    "mod": ("mod", "修饰", "modifier", "mods"),
    "scene": ("scene", "场景", "scenes"),
    "compare": ("compare", "对比", "比较"),
    "gallery": ("gallery", "画廊", "图库"),
    "history": ("history", "历史"),
    "star": ("star", "收藏"),
    "forget": ("forget", "忘记", "忘记我"),
    "export": ("export", "导出", "导出数据"),
    "session": ("session", "创作", "创作会"),
    "idea": ("idea", "点子"),
    "vote": ("vote", "投", "投票"),
    # The typed forms of buttons, for platforms on which a press is a text.
    "report": ("report", "举报"),
    "originals": ("originals", "原图"),
    "delete": ("delete", "删除"),
    "undelete": ("undelete", "恢复", "撤销删除"),
    "back": ("back", "返回", "返回上一张"),
    "undo": ("undo", "撤销", "撤销修改"),
    "continue": ("continue", "接着改", "接着"),
    "many": ("many", "批量"),
    # For moderators and admins.
    "admin": ("admin", "管理"),
    "hold": ("hold", "暂扣"),
    "release": ("release", "放行"),
}
PAINTING = frozenset({"imagine", "restyle", "edit", "similar", "blend", "scene", "compare"})
"""The commands that paint: in their words, `{a, b}` and `+name` are expanded."""
AS_WRITTEN = frozenset({"admin"})
"""The commands whose words are taken literally, with their lines."""
VERBATIM = frozenset({"idea", "vote"})
"""The commands whose words are taken literally: no options, no modifiers."""
MENU = (
    "imagine", "restyle", "edit", "similar", "blend", "again", "improve", "describe", "styles", "models", "scene", "compare",
    "mod", "jobs", "show", "gallery", "history", "star", "session", "idea", "vote", "cancel", "cost", "quota", "settings", "lang",
    "export", "forget", "help",
)  # fmt: skip
"""The commands of menus and help, in order."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "style": ("style", "风格", "s"),
    "ar": ("ar", "比例", "aspect", "ratio"),
    "size": ("size", "尺寸", "大小"),
    "n": ("n", "数量", "张数", "张"),
    "seed": ("seed", "种子"),
    "no": ("no", "不要", "排除", "negative"),
    "strength": ("strength", "强度"),
    "model": ("model", "模型"),
    "from": ("from", "来源"),
    "set": ("set", "组图", "套图", "一组", "一套"),
}
FLAGS: dict[str, tuple[str, ...]] = {
    "1k": ("1k",),
    "2k": ("2k", "高清", "hd"),
    "4k": ("4k", "超清", "超高清", "uhd"),
    "transparent": ("transparent", "透明", "透明背景", "透明底"),
    "fast": ("fast", "快", "极速", "快速"),
    "cover": ("cover", "遮挡", "spoiler", "剧透"),
}
"""Options that take no value."""
RESOLUTIONS: dict[str, int] = {"1k": 1024**2, "2k": 2048**2, "4k": 4096**2}
"""The flags that ask for a number of pixels, and for about how many."""

STYLES: dict[str, tuple[str, ...]] = {
    "auto": ("auto", "自动"),
    "photography": ("photography", "photo", "摄影", "照片"),
    "portrait": ("portrait", "人像", "人像写真", "写真"),
    "3d cartoon": ("3d cartoon", "3d", "3d-cartoon", "cartoon", "3d卡通", "卡通"),
    "anime": ("anime", "动画", "动漫", "二次元"),
    "oil painting": ("oil painting", "oil", "oil-painting", "油画"),
    "watercolor": ("watercolor", "watercolour", "水彩", "水彩画"),
    "sketch": ("sketch", "pencil sketch", "素描", "速写"),
    "chinese painting": (
        "chinese painting",
        "chinese",
        "chinese-painting",
        "ink painting",
        "中国画",
        "国画",
        "水墨",
        "水墨画",
        "中国风",
    ),
    "flat illustration": ("flat illustration", "flat", "flat-illustration", "扁平插画", "插画", "扁平"),
}

LANGUAGE_WORDS: dict[str, tuple[str, ...]] = {
    "zh": ("zh", "中文", "chinese", "汉语", "简体中文"),
    "en": ("en", "english", "英文", "英语"),
}


_CHINESE_COMMAND = re.compile(
    "(?<![A-Za-z0-9_/])/("
    + "|".join(sorted((w for words in COMMANDS.values() for w in words if not w.isascii()), key=len, reverse=True))
    + ")(?![\\w/])"
)


def latin_commands(text: str) -> str:
    """`text` with its commands in Latin letters: `/session 开始 海` for `/创作 开始 海`."""
    return _CHINESE_COMMAND.sub(lambda found: f"/{COMMAND_BY_WORD[fold(found.group(1))]}", text)


def fold(word: str) -> str:
    """A word normalised for comparison: full-width forms become narrow; case and outer spaces are ignored."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


def _index(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): name for name, words in table.items() for word in words}


COMMAND_BY_WORD = _index(COMMANDS)
OPTION_BY_WORD = _index({**OPTIONS, **FLAGS})
STYLE_BY_WORD = _index(STYLES)
LANGUAGE_BY_WORD = _index(LANGUAGE_WORDS)
MAX_COMPARED_LENGTH = 40
"""Characters of the longest word that is compared with others."""
LONGEST_STYLE_WORDS = max(len(word.split()) for words in STYLES.values() for word in words)


def chinese(style: str) -> str:
    """The first Chinese name of a style."""
    return next(word for word in STYLES[style] if not word.isascii() and not word[0].isascii())


def nearest(word: str, index: Mapping[str, str], likeness: float = 0.5) -> str | None:
    """The most similar word of `index`, or None. (Comparing is quadratic, so that longer words are not compared.)"""
    if len(word) > MAX_COMPARED_LENGTH:
        return None
    found = difflib.get_close_matches(fold(word), index, n=1, cutoff=likeness)
    return found[0] if found else None
