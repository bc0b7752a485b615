"""The vocabulary of arguments behind /settings, /mod, /scene, /gallery, /many and /forget, Chinese and English as equals.
Input only; what the bot says comes from config/locales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from bot.grammar import lazy_re as re
from bot.grammar.callback_data import BatchAnswer, BlendCallback, BlendVerb
from bot.grammar.vocabulary import OPTIONS, fold


def _index(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): name for name, words in table.items() for word in words}


SETTING_WORDS: dict[str, tuple[str, ...]] = {
    "language": ("language", "lang", "语言"),
    "style": OPTIONS["style"],
    "size": (*OPTIONS["size"], *OPTIONS["ar"]),
    "n": (*OPTIONS["n"], "count"),
    "no": OPTIONS["no"],
    "model": OPTIONS["model"],
    "gallery": ("gallery", "画廊", "公开", "share"),
    "reply": ("reply", "replies", "回复"),
    "announcements": ("announcements", "announcement", "公告", "通知"),
    "cover": ("cover", "covered", "spoiler", "遮挡", "剧透"),
}
SETTING_BY_WORD = _index(SETTING_WORDS)
REPLY_BY_WORD: dict[str, Literal["edit", "paint"]] = {
    **dict.fromkeys(map(fold, ("edit", "change", "修改", "改", "改图", "修改那张图")), "edit"),
    **dict.fromkeys(map(fold, ("paint", "new", "anew", "另画", "画", "新图", "另画一张")), "paint"),
}
HERE = frozenset(map(fold, ("here", "this", "chat", "group", "这里", "本群", "群", "此群", "会话")))
CLEAR = frozenset(map(fold, ("-", "default", "none", "clear", "auto", "默认", "清除", "无", "不设")))
YES = frozenset(map(fold, ("yes", "on", "y", "true", "1", "是", "开", "可以", "允许")))
NO = frozenset(map(fold, ("no", "off", "n", "false", "0", "否", "不", "关", "不可以", "不允许")))
RESET = frozenset(map(fold, ("reset", "重置", "恢复默认")))
MODIFIER_ACTIONS: dict[str, tuple[str, ...]] = {
    "add": ("add", "set", "new", "create", "添加", "加", "新建", "增加", "新增", "创建"),
    "list": ("list", "ls", "列表", "列出", "全部"),
    "show": ("show", "看", "查看"),
    "remove": ("remove", "rm", "delete", "del", "删除", "移除", "删"),
    "share": ("share", "分享", "共享"),
}
MODIFIER_ACTION_BY_WORD = _index(MODIFIER_ACTIONS)
STARRED = frozenset(map(fold, ("⭐", "★", "starred", "stars", "star", "收藏", "星标")))
CONFIRM = frozenset(map(fold, ("yes", "sure", "是", "确定", "确认", "删除")))
_BATCH_ANSWER_BY_WORD: dict[str, BatchAnswer] = {
    "yes": "yes",
    "是": "yes",
    "好": "yes",
    "画": "yes",
    "no": "no",
    "不": "no",
    "否": "no",
    "stop": "stop",
    "停": "stop",
    "停止": "stop",
}

_BLEND_VERB_BY_WORD: dict[str, BlendVerb] = {
    "paint": "paint",
    "画": "paint",
    "move": "move",
    "swap": "move",
    "换": "move",
    "empty": "empty",
    "cancel": "empty",
    "清空": "empty",
    "取消": "empty",
}
_OF_A_LIST = re.compile(rf"({'|'.join(_BLEND_VERB_BY_WORD)})\s*#(\d{{1,12}})\.(\d{{1,9}})", re.IGNORECASE)


def batch_answer(word: str) -> BatchAnswer | None:
    """The answer to the question about a batch that a word means; None if it means none."""
    return _BATCH_ANSWER_BY_WORD.get(fold(word))


def typed_blend(pressed: BlendCallback) -> str:
    """The words behind /blend that do what a button of a list does; `blend_answer` is the inverse."""
    return f"{pressed.verb} #{pressed.list}.{pressed.turn}"


def blend_answer(text: str) -> BlendCallback | None:
    """The button of a list that words behind /blend stand for: `paint #7.2`. None if they are words to paint."""
    found = _OF_A_LIST.fullmatch(text.strip())
    if found is None:
        return None
    return BlendCallback(int(found[2]), _BLEND_VERB_BY_WORD[fold(found[1])], int(found[3]))
