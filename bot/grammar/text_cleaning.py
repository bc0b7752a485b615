"""Normalisation of invisible characters. Nothing else happens to a text before it is parsed, or to a prompt without commands
and options:

* control characters, lone surrogates, marks without width (zero-width space, word joiner, byte order mark, soft hyphen, the
  left-to-right and right-to-left marks) and the direction controls are removed;
* letters without a glyph (Hangul fillers, the empty Braille pattern) and spaces of other widths become plain spaces,
  line ends of other systems `\\n`;
* spaces at both ends are removed.

The joiners of emoji and of Persian, and the variation selectors, stay.
"""

from __future__ import annotations

from bot.grammar import lazy_re as re

_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff"
    "\ufff9-\ufffb]"
)
_SPACES = str.maketrans(
    dict.fromkeys("\xa0\u1680\u115f\u1160\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u2800"
                  "\u3000\u3164\uffa0", " ")
    | dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")
)  # fmt: skip
_INVISIBLE = frozenset("\u200c\u200d\ufe0e\ufe0f")


def cleaned(text: str) -> str:
    """`text` without invisible characters; empty if nothing visible is left."""
    text = _REMOVED.sub("", text).translate(_SPACES).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if any(map(_is_visible, text)) else ""


def _is_visible(character: str) -> bool:
    return not character.isspace() and character not in _INVISIBLE
