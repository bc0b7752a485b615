"""What the room can do, and where it draws the line. Every limit of the room is here."""

from __future__ import annotations

from bot.messages import Abilities, RateLimits

# What a person may send.
TEXT_LIMIT = (
    20_000  # code points of one message; a prompt of 10,000 must arrive, so that the bot can say it is too long
)
NAME_LIMIT = 40  # code points of a name
ROOM_NAME_LIMIT = 40  # code points of a room's name
IMAGES_PER_MESSAGE = 4
UPLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_SECONDS = 120.0  # for the whole body of an upload
UPLOAD_KEPT_SECONDS = 24 * 3600.0  # for a message to be written around it
FORGET_EVERY_SECONDS = 3600.0
UPLOADS_AT_ONCE = 4  # each holds its bytes in memory
IMAGE_PIXELS = 80_000_000  # of one image that came in, as its header says; more is not decoded
JSON_BYTES = 256 * 1024  # of one request that is not an upload

# How fast. A bucket holds `burst` and gets `per_s` more each second.
MESSAGES_BURST, MESSAGES_PER_S = 10, 0.5
PRESSES_BURST, PRESSES_PER_S = 20, 2.0
UPLOADS_BURST, UPLOADS_PER_S = 12, 0.5
LOGINS_BURST, LOGINS_PER_S = 5, 0.1  # for each address that they come from
STARTS_BURST, STARTS_PER_S = 60, 5.0  # new people, for each address
GALLERY_BURST, GALLERY_PER_S = 40, 4.0  # pages of the gallery
STARS_BURST, STARS_PER_S = 30, 3.0

# The socket.
SOCKET_MESSAGE_BYTES = 4096
SOCKET_BURST, SOCKET_PER_S = 20, 4.0
SOCKET_BACKLOG = 64  # messages that wait for a slow reader; then it must come again and catch up
SOCKET_SEND_SECONDS = 20.0
GOODBYE_SECONDS = 1.0  # for a page to answer that it has heard that the line closes
SOCKETS_PER_PERSON = 20
PEOPLE_LISTED = 50  # of those who are here; the number counts them all
TYPING_SECONDS = 6.0
PRESENCE_SECONDS = 10.0  # how often a process says again who is here
PRESENCE_FORGOTTEN_SECONDS = 25.0  # after which one that says nothing is taken for dead

# How much of a room goes out at once.
PAGE_ENTRIES = 40
CATCH_UP_ENTRIES = 200  # a page that missed more begins anew
QUOTE_CHARACTERS = 160
GALLERY_PICTURES = 30  # of one page of the gallery
SEARCH_CHARACTERS = 200  # of the words that are searched for
CURSOR_CHARACTERS = 80  # of where a page of the gallery begins

# Pictures made smaller for the page.
THUMB_EDGE = 512  # pixels of the longer side, in the gallery's grid
PREVIEW_EDGE = 960  # pixels of the longer side
LARGE_EDGE = 2400  # of a person's image in the lightbox
PREVIEWS_AT_ONCE = 2
PREVIEW_CACHE_BYTES = 16 * 1024 * 1024

# How long others may be behind.
POLL_SECONDS = 1.0  # another process on the same database may have written
PENDING_SECONDS = 10.0  # a message whose sending was cut off is finished by whoever sees it after this

ABILITIES = Abilities(
    edits=True,
    creates_pictures=True,
    idempotent_creates=True,
    buttons=12,
    callbacks=True,
    text_limit=TEXT_LIMIT,
    caption_limit=TEXT_LIMIT,
    max_picture_bytes=UPLOAD_BYTES,
    rates=RateLimits(chat_interval_s=0.0, chat_per_minute=0, platform_per_s=0.0),
)
