"""Every limit on an image that comes in, for the checks of all platforms and for the room's previews."""

from __future__ import annotations

from bot.media.sniffing import Kind

MAX_BYTES = 20 * 1024 * 1024
"""Of a file. What Telegram lets a bot fetch, too."""
MIN_SIDE = 64
"""Pixels; of an image that a model is to work with."""
MAX_RATIO = 8.0
"""The longer side divided by the shorter one; of an image that a model is to work with."""
MAX_PIXELS = 66_000_000
"""Of any kind but JPEG. Phones with 64 megapixels make 9248 x 6936."""
MAX_JPEG_PIXELS = 216_000_000
"""JPEGs decode at an eighth of their size without ever being whole in memory, and phones make them with 200 megapixels."""
DECODING_BYTES = 290_000_000
"""What one decode may take. With the process itself (about 100 MB) it stays under 400 MB."""
MAX_SEGMENTS = 20_000
"""Chunks of a PNG or WebP, segments of a JPEG. A file of 20 MB can be five million empty ones, of which each costs more memory
and time than its four bytes; encoders cut one into a few thousand."""
MAX_JPEG_SCANS = 100
"""Passes over all pixels of a progressive JPEG. A pass of 31 bytes takes as long as one that paints; encoders write about ten."""
MAX_PROFILE_BYTES = 4 * 1024 * 1024
"""An ICC profile, unpacked; the large ones are those of printing presses."""
MAX_FRAMES_TRIED = 40
"""Frames of an animation that are looked at for the first one with something on it."""
MAX_FRAME_PIXELS = 16_000_000
"""Of an animation whose later frames are looked at: to compose them takes a few copies."""
MAX_FRAME_PIXELS_TRIED = 100_000_000
"""All frames that are looked at, together: a bound on time."""

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
