"""Recognises a reply under a picture that is a command in other words: another one, back, undo, the original file. Pure."""

from __future__ import annotations

from bot.grammar import lazy_re as re

_POLITE_EN = (
    r"(?:(?:please|pls|plz|ok|okay|and|now|hey|bot|just|can|could|would|you|u|i|we|let's|lets|may|get|have|see|show me"
    r"|give me"
    r"|send me|make|do|paint|draw|generate|try|want|i'd like|like) ){0,6}"
)
_ENDS_EN = r"(?: (?:please|pls|plz|now|thanks|thx|ty|bot|lol|for me|of (?:this|it|these|that)|like (?:this|it|that)))*"
_POLITE_ZH = "(?:请|麻烦|帮我|给我|能不能|可不可以|可以|能|那就?|要不|我想要?|我要|想要?|想|还|就|再|来){0,4}"
_ENDS_ZH = "(?:吧|呗|呀|啊|哦|哈|嘛|啦|吗|么|谢谢|看看|试试|一下|可以吗|行吗|好吗|好不好|给我){0,3}"


_AGAIN_EN = (
    r"(?:another|one more|a new|a different|the next)(?: (?:one|version|variation|variant|take|try|time|go|round"
    r"|picture|image))?"
    r"|(?:it )?(?:again|over|once more|one more time)|(?:re-?do|re-?roll|regenerate|re-?generate|retry"
    r"|repeat)(?: (?:it|this|that))?"
    r"|do (?:it|this|that) (?:again|over)|try again|(?:more )?variations?|do another"
)
_AGAIN_ZH = (
    "(?:再|重新?)?(?:来|画|出|生成|抽|搞|弄|做|整|试)(?:多)?一?[张个幅版次遍回](?:别的|不同的|新的)?|换一?[张幅版]"
    "|下一?[张幅版]|重新?(?:来|画|生成|做)(?:过)?"
    "|再(?:来|画|试|生成|抽)(?:过)?|另外?来?一[张幅版]|多来(?:几|两|一)?[张幅版]|一张别的"
)
_UNDO_EN = (
    r"undo(?: (?:it|this|that|the (?:last )?(?:change|edit|one|thing)|my last (?:change|edit)))?"
    r"|revert(?: (?:it|this|that|the (?:last )?(?:change|edit)))?"
)
_UNDO_ZH = (
    "撤销(?:一下|上一步|修改|这次修改|刚才的修改?|这一步|这个)?|撤回(?:一下|上一步|修改|刚才的修改?|这一步)?"
    "|取消(?:修改|这次修改|刚才的修改)"
)
_BACK_EN = (
    r"back|(?:go|take me|bring it|put it|change it|turn it|switch it|roll it) back"
    r"(?: (?:to )?(?:the )?(?:previous|last|original|first|old|earlier|one before)?(?: (?:one|version|picture|image"
    r"|photo|step))?)?"
    r"|(?:the )?previous (?:one|version|picture|image)|change it back(?: to how it was)?|the one before(?: this| that)?"
)
_BACK_ZH = (
    "(?:退回|回到|返回|回退到?|恢复到?|变回|改回|还原到?)(?:上一?[张步版个]|上一个版本|前一[张步版]|之前(?:的"
    "|那张)?|原来的?(?:样子|那张)?|最初(?:的|那张)?|去|来|原样)?(?:的?样子)?"
    "|原来的(?:样子|那张)|上一[步张版]|(?:改|变|换|退)回[去来](?:了)?|要(?:之前|原来|上一)(?:的)?那?张"
    "|还是(?:用)?(?:之前|原来|上一"
    "|刚才)(?:的)?那?张(?:好)?"
)
_ORIGINALS_EN = (
    r"(?:the |a |an )?(?:original|full[- ]?size|full[- ]?res(?:olution)?|uncompressed|lossless)(?: (?:file|image"
    r"|picture|version|one|photo|size|quality))?"
    r"(?: (?:file|image))?|(?:send|share)(?: me)? (?:the )?originals?|originals|as (?:a )?file"
)
_ORIGINALS_ZH = (
    "(?:把)?(?:发|传|给|看|下载|导出|求|需要|获取)?(?:一?[下个张份])?(?:我)?(?:一?[下个张份])?(?:的)?(?:高清|无损"
    "|大|完整)?(?:的)?原图(?:文件)?(?:发|传|给)?(?:我|出来|一下|一份|过来)*"
)
# Each matches what says nothing else.
_COMMANDS = {
    "again": re.compile(f"{_POLITE_EN}(?:{_AGAIN_EN}){_ENDS_EN}|{_POLITE_ZH}(?:{_AGAIN_ZH}){_ENDS_ZH}"),
    "undo": re.compile(f"{_POLITE_EN}(?:{_UNDO_EN}){_ENDS_EN}|{_POLITE_ZH}(?:{_UNDO_ZH}){_ENDS_ZH}"),
    "back": re.compile(f"{_POLITE_EN}(?:{_BACK_EN}){_ENDS_EN}|{_POLITE_ZH}(?:{_BACK_ZH}){_ENDS_ZH}"),
    "originals": re.compile(f"{_POLITE_EN}(?:{_ORIGINALS_EN}){_ENDS_EN}|{_POLITE_ZH}(?:{_ORIGINALS_ZH}){_ENDS_ZH}"),
}
"""By command. What a person has to confirm, the command itself asks."""
MAX_LENGTH = 40
"""Characters. A longer reply says more than a command."""


def command_of_reply(stripped: str) -> str:
    """The command that a reply means, or an empty text. `stripped` is folded and has no signs at its ends."""
    if len(stripped) > MAX_LENGTH:
        return ""
    plain = " ".join(re.sub(r"[,，.。!！~～]+", " ", stripped).split()).replace("’", "'")
    return next((command for command, pattern in _COMMANDS.items() if pattern.fullmatch(plain)), "")
