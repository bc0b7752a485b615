"""The words of `/admin`: verbs of acts, views, and ranks, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

VERBS: dict[str, tuple[str, ...]] = {
    "pause": ("pause", "暂停"),
    "resume": ("resume", "继续", "恢复"),
    "hold": ("hold", "暂扣"),
    "release": ("release", "放行"),
    "adopt": ("adopt", "认领"),
    "fail": ("fail", "作废"),
    "refund": ("refund", "退款", "退还"),
    "cover": ("cover", "遮挡"),
    "uncover": ("uncover", "取消遮挡"),
    "ban": ("ban", "封禁", "拉黑"),
    "unban": ("unban", "解封"),
    "rank": ("rank", "级别", "身份"),
    "limit": ("limit", "限额"),
    "limit-chat": ("limit-chat", "会话限额", "群限额"),
    "mode": ("mode", "模式"),
    "keep": ("keep", "保留"),
    "gift": ("gift", "give", "赠送", "送"),
    "take-gift": ("take-gift", "收回"),
    "word-add": ("word add", "words add", "词语 添加", "屏蔽词 添加", "加词"),
    "word-add-in": ("word add-in", "words add-in", "词语 群内添加", "屏蔽词 群内添加", "群内加词"),
    "word-remove": ("word remove", "words remove", "词语 删除", "屏蔽词 删除", "删词"),
    "word-list": ("word list", "words list", "words", "词语", "屏蔽词", "词语 列表", "屏蔽词 列表"),
    "report-dismiss": ("report dismiss", "reports dismiss", "举报 忽略", "待审 忽略"),
    "report-remove": ("report remove", "reports remove", "举报 删除", "待审 删除"),
    "report-restore": ("report restore", "reports restore", "举报 恢复", "待审 恢复"),
    "reports": ("reports", "report list", "待审", "举报"),
    "refusals": ("refusals", "拒绝记录"),
    "announce": ("announce", "公告"),
    "tell": ("tell", "通知"),
    "stop": ("stop", "停止"),
    "undo": ("undo", "撤销"),
    "help": ("help", "帮助"),
}

VIEWS: dict[str, tuple[str, ...]] = {
    "queue": ("queue", "队列", "排队"),
    "held": ("held", "待定", "待处理"),
    "job": ("job", "任务", "画"),
    "look": ("look", "查看"),
    "person": ("person", "用户", "成员"),
    "place": ("conversation", "chat", "会话", "群", "here", "这里", "本群"),
    "audit": ("audit", "审计", "记录"),
    "reports": ("reports", "待审", "举报"),
    "refusals": ("refusals", "refused", "拒绝记录"),
    "words": ("words", "词语", "屏蔽词"),
    "said": ("said", "prompts", "说过", "描述"),
}
"""What can be looked at. (`here` is a conversation without an address.)"""

RANKS: dict[str, tuple[str, ...]] = {
    "guest": ("guest", "访客"),
    "person": ("person", "普通用户", "用户"),
    "moderator": ("moderator", "版主", "审核员"),
    "admin": ("admin", "管理员"),
    "owner": ("owner", "所有者"),
    "": ("none", "无", "默认", "default"),
}

MODES: dict[str, tuple[str, ...]] = {
    "": ("usual", "normal", "on", "平常", "正常", "开"),
    "moderated": ("moderated", "moderate", "审核"),
    "off": ("off", "none", "关", "关闭"),
}

LIMITS: dict[str, tuple[str, ...]] = {
    "pictures_per_day": ("每天张数", "每日张数"),
    "pictures_per_week": ("每周张数",),
    "pictures_per_month": ("每月张数",),
    "yuan_per_day": ("每天金额", "每日金额"),
    "yuan_per_week": ("每周金额",),
    "yuan_per_month": ("每月金额",),
    "running_jobs": ("同时在画",),
    "cooldown_s": ("间隔", "冷却"),
    "waiting_jobs": ("排队",),
    "requests_per_minute": ("每分钟次数",),
    "open_batches": ("批数",),
    "hosted_sessions": ("创作会",),
    "calls_per_hour": ("每小时描述",),
    "calls_at_once": ("同时描述",),
}
"""Limits in Chinese; in English they are named as in the settings."""


def _named(word: str, table: dict[str, tuple[str, ...]]) -> str | None:
    folded = word.casefold()
    return next((name for name, words in table.items() if folded in words), None)


def verb_named(word: str) -> str:
    """The verb that a word is in either language; empty if it is none."""
    return _named(word, VERBS) or ""


def view_named(word: str) -> str:
    """The view that a word is in either language; empty if it is none."""
    return _named(word, VIEWS) or ""


def limit_named(word: str) -> str:
    """The limit that a word names; the word itself, with underscores, if it is none of the Chinese ones."""
    return _named(word, LIMITS) or word.casefold().replace("-", "_")


def verb_at_start(words: Sequence[str]) -> tuple[str, int]:
    """The verb with which words begin, of two words or one, and how many those are; empty if there is none."""
    for count in (2, 1):
        if len(words) >= count and (verb := verb_named(" ".join(words[:count]))):
            return verb, count
    return "", 0


def mode_named(word: str) -> str | None:
    """How a conversation is treated, as a word in either language says, empty for 'as usual'; None if it names nothing."""
    return _named(word, MODES)


def rank_named(word: str) -> str | None:
    """The rank that a word names, empty for 'none'; None if it names none."""
    return _named(word, RANKS)
