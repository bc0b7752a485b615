"""All limits on incoming images, for the checks of every platform and for previews in the room."""

from __future__ import annotations

from bot.media.sniffing import Kind

MAX_BYTES = 20 * 1024 * 1024
"""The size of a file; also Telegram's limit for bots' downloads."""
FULL_SIDE = 1_000_000
"""No limit on the sides of a copy, in pixels."""
MIN_SIDE = 64
"""The shorter side of a reference image, in pixels."""
MAX_RATIO = 8.0
"""Longer side / shorter side of a reference image."""
MAX_PIXELS = 66_000_000
"""The pixels of any format but JPEG. Phones with 64 megapixels take 9248 x 6936."""
MAX_JPEG_PIXELS = 216_000_000
"""JPEGs can be decoded at an eighth of their size, so never whole in memory; phones make ones of 200 megapixels."""
DECODING_BYTES = 290_000_000
"""Memory of one decode. With the process itself (about 100 MB) it stays under 400 MB."""
MAX_SEGMENTS = 20_000
"""Chunks of a PNG or WebP, segments of a JPEG. A file of 20 MB can have five million empty ones, each of which costs more memory
and time than its four bytes; encoders write a few thousand."""
MAX_JPEG_SCANS = 100
"""Scans of a progressive JPEG. An empty scan of 31 bytes takes as long as a full one; encoders write about ten."""
MAX_PROFILE_BYTES = 4 * 1024 * 1024
"""An ICC profile, decompressed; the large ones are for printing presses."""
MAX_FRAMES_TRIED = 40
"""Frames of an animation that are searched for the first one that is not empty."""
MAX_FRAME_PIXELS = 16_000_000
"""The frame size of an animation up to which its later frames are searched: composing them takes a few copies."""
MAX_FRAME_PIXELS_TRIED = 100_000_000
"""All searched frames together: a bound on time."""

BYTES_PER_PIXEL: dict[Kind, float] = {
    # The highest resident memory while decoding, measured (Pillow 13, pillow-heif 1.8) and rounded up.
    "PNG": 4.1,
    "BMP": 4.1,
    "TIFF": 4.1,  # and one strip or tile
    "GIF": 9.0,  # frames are composed in RGBA
    "WEBP": 16.5,
    "AVIF": 11.5,
    "HEIF": 4.5,
}
