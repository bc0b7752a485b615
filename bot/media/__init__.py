"""What images are made of and drawn with: the one opener for images that people bring; the fonts of this machine, and the
setting of text with them.

Checks, previews and references all take their pixels from `opener`, so what a person sees is what is sent to a model.
"""

from bot.media.limits import MAX_BYTES
from bot.media.opener import Opened, measure, open_image, within
from bot.media.problems import ImageProblem
from bot.media.queue import in_turn
from bot.media.sniffing import IMAGE_SUFFIXES, may_be_image, sniff

__all__ = [
    "IMAGE_SUFFIXES",
    "MAX_BYTES",
    "ImageProblem",
    "Opened",
    "in_turn",
    "may_be_image",
    "measure",
    "open_image",
    "sniff",
    "within",
]
