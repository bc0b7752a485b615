"""Images: opening those that people send, storing pictures, contact and labelled sheets, fonts and typesetting.

Checks, previews and references all decode through `image_opener`, so what a person sees is what is sent to a model.
"""

from bot.media.copies import FULL_SIDE, jpeg_copy, thumbnail
from bot.media.decode_queue import run_in_decode_queue
from bot.media.errors import ImageProblem
from bot.media.image_opener import OpenedImage, fit_within, measure_image, open_image
from bot.media.limits import MAX_BYTES
from bot.media.sniffing import IMAGE_SUFFIXES, may_be_image, sniff

__all__ = [
    "FULL_SIDE",
    "IMAGE_SUFFIXES",
    "MAX_BYTES",
    "ImageProblem",
    "OpenedImage",
    "fit_within",
    "jpeg_copy",
    "may_be_image",
    "measure_image",
    "open_image",
    "run_in_decode_queue",
    "sniff",
    "thumbnail",
]
