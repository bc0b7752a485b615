"""What each command of the menu can be given, as fields of a form, and the line of words that a filled form stands for. Pure.

Names and choices come from the vocabularies that the parser reads, so that a form has no spelling of its own. The line is read
by the same parser as what people type. `command_line` writes it so that a value can only be the value of its own field: it
stands in quotation marks that it cannot close, before the words, which therefore cannot change it either. In the words
themselves options are read as everywhere (`a fox --ar 16:9`): they are their author's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from bot.adapter_api.forms import FieldChoice, FieldKind, FieldPlace, FormField, Suggested
from bot.grammar import lazy_re as re
from bot.grammar.argument_words import MODIFIER_ACTIONS, SETTING_WORDS
from bot.grammar.option_tokens import MARKS, tokens_of
from bot.grammar.session_words import ACTIONS as SESSION_ACTIONS
from bot.grammar.session_words import OPTIONS as SESSION_OPTIONS
from bot.grammar.text_cleaning import cleaned
from bot.grammar.vocabulary import FLAGS, OPTIONS

RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9")
"""The shapes that a form offers; others can be typed with the words."""
MAX_VALUE = 500
"""Characters of a value that stands in quotation marks; a negative prompt is the longest."""
MAX_WORDS = 4000
BLENDED_IMAGES = 6
"""Images that the form of /blend takes; more can be sent with a message."""
PRIVATE = frozenset(
    {"settings", "models", "mod", "jobs", "cost", "quota", "help", "styles", "lang", "export", "forget", "idea", "vote"}
)
"""The commands whose answers concern their sender alone."""

FieldValue: TypeAlias = "str | float | bool"
"""What a field was filled with."""
_MODIFIER = re.compile(r"[^\W\d_][\w-]*")
_BETWEEN_NAMES = re.compile(r"[\s,，、;；+＋]+")
_NO_WORD = "".join(sorted(MARKS)) + "/／、 \t\n“”"
_UNQUOTED = str.maketrans({'"': "'", "{": "(", "}": ")", "｛": "(", "｝": ")"})


def _bilingual(words: Iterable[str]) -> dict[str, str]:
    """The first name in each language."""
    listed = list(words)
    english = next((word for word in listed if word.isascii() and word[0].isalpha()), listed[0])
    return {"en": english, "zh": next((word for word in listed if not word.isascii()), english)}


def _option(name: str, kind: FieldKind = "text", **limits: object) -> FormField:
    names = _bilingual(OPTIONS[name] if name in OPTIONS else FLAGS[name])
    return FormField(name, names, kind, "option", name, **limits)  # type: ignore[arg-type]


def _field(name: str, zh: str, kind: FieldKind, place: FieldPlace, **limits: object) -> FormField:
    return FormField(name, {"en": name, "zh": zh}, kind, place, **limits)  # type: ignore[arg-type]


def _job(*, required: bool = False) -> FormField:
    return _field("number", "编号", "text", "first", required=required, suggests="job", most=16)


def _choices(table: Mapping[str, tuple[str, ...]], names: Iterable[str] = ()) -> tuple[FieldChoice, ...]:
    return tuple(FieldChoice(name, _bilingual(table[name])) for name in names or table)


def _prompt(*, required: bool = True) -> FormField:
    return _field("prompt", "描述", "text", "words", required=required, most=MAX_WORDS)


def _session_option(name: str, kind: FieldKind, **limits: object) -> FormField:
    names = _bilingual(SESSION_OPTIONS[name])
    return FormField(name, names, kind, "option", name, **limits)  # type: ignore[arg-type]


def _images(count: int) -> tuple[FormField, ...]:
    first = _field("image", "图片", "image", "image")
    return (first, *(_field(f"image{n}", f"图片{n}", "image", "image") for n in range(2, count + 1)))


def _suggested(name: str, suggests: Suggested) -> FormField:
    return _option(name, suggests=suggests, most=100)


_STYLE, _MODEL = _suggested("style", "style"), _suggested("model", "model")
_FROM = _suggested("from", "job")
_AR = _option("ar", choices=tuple(FieldChoice(ratio, {"en": ratio, "zh": ratio}) for ratio in RATIOS))
_SIZE = _option("size", most=12)
_N = _option("n", "whole", least=1, most=12)
_NO = _option("no", most=MAX_VALUE)
_SEED = _option("seed", "whole", least=0, most=2_147_483_647)
_STRENGTH = _option("strength", "number", least=0, most=1)
_MODIFIERS = _field("modifier", "修饰", "text", "sign", suggests="modifier", most=200)
_SHAPE = (_AR, _SIZE)
_PAINT = (_STYLE, *_SHAPE, _N, _NO, _SEED, _MODEL, _MODIFIERS)
_YES_OR_NO = (FieldChoice("yes", {"en": "yes", "zh": "是"}), FieldChoice("no", {"en": "no", "zh": "否"}))
_HERE = _field("here", "本群", "flag", "first")

FORM_FIELDS: dict[str, tuple[FormField, ...]] = {
    "imagine": (
        _prompt(),
        *_PAINT,
        *_images(1),
        _option("set", "whole", least=2, most=12),
        _option("transparent", "flag"),
        _option("fast", "flag"),
    ),
    "restyle": (*_images(1), _FROM, _STYLE, _prompt(required=False), _STRENGTH, _NO, _N, _SEED, _MODEL, _MODIFIERS),
    "edit": (_prompt(), *_images(3), _FROM, _N, _SEED, _MODEL, _MODIFIERS),
    "similar": (_prompt(), *_images(1), _FROM, *_PAINT),
    "blend": (_prompt(required=False), *_images(BLENDED_IMAGES), _FROM, *_SHAPE, _N, _SEED, _MODEL),
    "again": (_job(), _STYLE, *_SHAPE, _N, _SEED, _MODEL),
    "improve": (_prompt(), _STYLE, *_SHAPE, _N, _MODEL),
    "describe": (*_images(1), _FROM, _prompt(required=False)),
    "styles": (),
    "models": (_HERE, _field("model", "模型", "text", "first", suggests="model", most=100)),
    "scene": (_field("scene", "场景", "text", "first", suggests="scene", most=40), _prompt(required=False), *_PAINT),
    "compare": (_prompt(), *_SHAPE, _NO, _SEED, _MODEL, _MODIFIERS),
    "mod": (
        _field("action", "操作", "text", "first", choices=_choices(MODIFIER_ACTIONS)),
        _field("name", "名称", "text", "first", suggests="modifier", most=33),
        _field("text", "内容", "text", "words", most=300),
        _STYLE,
        _AR,
        _NO,
    ),
    "jobs": (),
    "show": (_job(),),
    "gallery": (_field("words", "关键词", "text", "words", most=200), _STYLE),
    "history": (_job(),),
    "star": (_job(),),
    "session": (
        _field("action", "操作", "text", "first", choices=_choices(SESSION_ACTIONS)),
        _field("words", "内容", "text", "words", most=500),
        _field("thread", "子区", "flag", "thread"),
        _session_option("rounds", "whole", least=1, most=10),
        _session_option("per-round", "whole", least=1, most=12),
        _session_option("ideas", "text", most=12),
        _session_option("vote", "text", most=12),
        _session_option("budget", "number", least=0, most=10_000),
        _session_option(
            "keep",
            "text",
            choices=(
                FieldChoice("content", {"en": "content", "zh": "内容"}),
                FieldChoice("style", _bilingual(OPTIONS["style"])),
            ),
        ),
        _session_option("early", "text", choices=_YES_OR_NO),
        _session_option("change", "flag"),
        _session_option("strict", "flag"),
        _STYLE,
        _MODEL,
    ),
    "idea": (_field("idea", "点子", "text", "words", required=True, most=500), *_images(1)),
    "vote": (_field("number", "编号", "whole", "first", required=True, least=1, most=99),),
    "cancel": (_job(),),
    "cost": (),
    "quota": (),
    "settings": (
        _HERE,
        _field(
            "setting",
            "设置项",
            "text",
            "first",
            choices=_choices(SETTING_WORDS, [n for n in SETTING_WORDS if n != "model"]),
        ),
        _field("value", "值", "text", "words", most=MAX_VALUE),
    ),
    "lang": (
        _field(
            "language",
            "语言",
            "text",
            "first",
            choices=(
                FieldChoice("zh", {"en": "中文", "zh": "中文"}),
                FieldChoice("en", {"en": "English", "zh": "English"}),
            ),
        ),
    ),
    "export": (),
    "forget": (),
    "help": (),
}
"""The fields of each command of the menu."""


def fields_of(command: str) -> tuple[FormField, ...]:
    """The fields of a command, the required ones first, as platforms want them."""
    return tuple(sorted(FORM_FIELDS[command], key=lambda each: not each.required))


def command_line(command: str, values: Mapping[str, FieldValue]) -> str:
    """The line that says what the fields of `command` were filled with, by their names. Values of unknown fields and of images
    are left out, and so is what is empty."""
    known = [(each, values[each.name]) for each in FORM_FIELDS.get(command, ()) if each.name in values]
    options = [_written(each, value) for each, value in known if each.place == "option"]
    signs = [_signs(value) for each, value in known if each.place == "sign"]
    firsts = [_one_word(each, value) for each, value in known if each.place == "first"]
    words = [cleaned(str(value)) for each, value in known if each.place == "words"]
    return " ".join(filter(None, (f"/{command}", *options, *signs, *firsts, *words)))


def _written(field: FormField, value: FieldValue) -> str:
    if field.kind == "flag":
        return f"--{field.option}" if value is True else ""
    quoted = " ".join(cleaned(str(value)).translate(_UNQUOTED).split())[:MAX_VALUE].strip()
    return f'--{field.option} "{quoted}"' if quoted else ""


def _signs(value: FieldValue) -> str:
    """`noir, +film` as `+noir +film`; what cannot be a modifier's name is left out."""
    names = map(_bare, _BETWEEN_NAMES.split(cleaned(str(value))))
    return " ".join(f"+{name}" for name in names if _MODIFIER.fullmatch(name))


def _one_word(field: FormField, value: FieldValue) -> str:
    if field.kind == "flag":
        return field.name if value is True else ""
    return _bare(cleaned(str(value)))


def _bare(value: str) -> str:
    """The first word of a value as the parser will see it, without an option behind it (`poster--n 16`) and without what would
    make it an option, a style, a modifier or a command itself."""
    tokens = tokens_of(value.translate(_UNQUOTED).replace("'", "").lstrip(_NO_WORD))
    return tokens[0].written.lstrip(_NO_WORD) if tokens else ""
