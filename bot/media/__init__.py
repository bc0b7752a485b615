"""Images: opening those that people send, storing pictures, contact and labelled sheets, fonts and typesetting.

Checks, previews and references all decode through `image_opener`, so what a person sees is what is sent to a model.
"""

from typing import TYPE_CHECKING

from bot.media.decode_queue import run_in_decode_queue
from bot.media.errors import ImageProblem
from bot.media.fitting import fit_within
from bot.media.limits import FULL_SIDE, MAX_BYTES
from bot.media.sniffing import IMAGE_SUFFIXES, may_be_image, sniff
from bot.runtime.deferred import deferred

if TYPE_CHECKING:
    from bot.media.copies import jpeg_copy, thumbnail
    from bot.media.image_opener import measure_image, open_image
    from bot.media.sheets.contact_sheet import candidate_sheet, result_sheet
    from bot.media.sheets.labelled_sheet import labelled_sheet
else:
    # Pillow and the fonts (15 MB, 0.1 s) are loaded with the first picture, in the thread that works on it.
    jpeg_copy = deferred("bot.media.copies", "jpeg_copy")
    thumbnail = deferred("bot.media.copies", "thumbnail")
    measure_image = deferred("bot.media.image_opener", "measure_image")
    open_image = deferred("bot.media.image_opener", "open_image")
    candidate_sheet = deferred("bot.media.sheets.contact_sheet", "candidate_sheet")
    result_sheet = deferred("bot.media.sheets.contact_sheet", "result_sheet")
    labelled_sheet = deferred("bot.media.sheets.labelled_sheet", "labelled_sheet")

__all__ = [
    "FULL_SIDE",
    "IMAGE_SUFFIXES",
    "MAX_BYTES",
    "ImageProblem",
    "candidate_sheet",
    "fit_within",
    "jpeg_copy",
    "labelled_sheet",
    "may_be_image",
    "measure_image",
    "open_image",
    "result_sheet",
    "run_in_decode_queue",
    "sniff",
    "thumbnail",
]
