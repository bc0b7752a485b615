"""The room's capabilities and all of its limits."""

from __future__ import annotations

from bot.adapter_api import PlatformCapabilities, RateLimits
from bot.media.limits import MAX_BYTES

# Sending.
# Code points of a message; a prompt of 10,000 must get through, so that the bot can answer that it is too long.
TEXT_LIMIT = 20_000
NAME_LIMIT = 40  # code points of a name
ROOM_NAME_LIMIT = 40  # code points of a room's name
IMAGES_PER_MESSAGE = 10
UPLOAD_BYTES = MAX_BYTES
UPLOAD_SECONDS = 120.0  # for the whole body of an upload
UPLOAD_KEPT_SECONDS = 24 * 3600.0  # how long an upload can be attached to a message
DROP_UPLOADS_EVERY_SECONDS = 3600.0
UPLOADS_AT_ONCE = 2  # uploads that are decoded and stored concurrently; each holds its bytes in memory
UPLOADS_WAITING = 6  # uploads that wait to be decoded, per address, or per person if there is no address
UPLOADS_INCOMING, UPLOADS_INCOMING_PERSON, UPLOADS_INCOMING_ADDRESS = 24, 6, 12  # each holds a temporary file
UPLOAD_SPOOL_BYTES = 256 * 1024  # buffered in memory per upload between two writes to its temporary file
UPLOAD_GRACE_SECONDS = 5.0  # before an upload may be cancelled for being the slowest
UPLOAD_QUOTA_SECONDS = 24 * 3600.0
UPLOAD_QUOTA_PERSON_BYTES = 400 * 2**20
UPLOAD_QUOTA_BYTES = 4 * 2**30
JSON_BYTES = 256 * 1024  # of one request that is not an upload
JSON_SECONDS = 10.0
FORM_BYTES = 8 * 1024  # of the login form
CONNECTIONS = 384
CONNECTIONS_SHARE = 0.75  # of the file descriptors available

# Rate limits: (burst, per second), per person, per address and in total.
MESSAGES_BURST, MESSAGES_PER_S = 10, 0.5
MESSAGES_ADDRESS, MESSAGES_TOTAL = (100, 10.0), (400, 60.0)
PRESSES_BURST, PRESSES_PER_S = 20, 2.0
PRESSES_ADDRESS, PRESSES_TOTAL = (200, 20.0), (600, 100.0)
UPLOADS_BURST, UPLOADS_PER_S = 12, 0.5
UPLOADS_ADDRESS, UPLOADS_TOTAL = (60, 2.0), (200, 10.0)
UPLOAD_BYTES_PERSON = (100 * 2**20, 16 * 2**10)
UPLOAD_BYTES_ADDRESS = (300 * 2**20, 64 * 2**10)
LOGINS_BURST, LOGINS_PER_S = 5, 0.1  # per address
LOGINS_TOTAL = (100, 1.0)
NEW_PEOPLE_BURST, NEW_PEOPLE_PER_S = 20, 0.2  # for each address
NEW_PEOPLE_TOTAL = (200, 2.0)
STARTS_BURST, STARTS_PER_S = 30, 2.0  # of pages, per person, or per address without a person
STARTS_TOTAL = (300, 50.0)
HISTORY_BURST, HISTORY_PER_S = 30, 3.0  # pages of earlier entries
HISTORY_ADDRESS, HISTORY_TOTAL = (200, 20.0), (400, 60.0)
GALLERY_BURST, GALLERY_PER_S = 40, 4.0  # pages of the gallery
GALLERY_ADDRESS, GALLERY_TOTAL = (200, 20.0), (400, 60.0)
STARS_BURST, STARS_PER_S = 30, 3.0
ARCHIVES_BURST, ARCHIVES_PER_S = 6, 0.2  # ZIP downloads
ARCHIVE_PICTURES = 100
SHARES_BURST, SHARES_PER_S = 20, 0.5  # links created or revoked
LINKS_BURST, LINKS_PER_S = 60, 2.0  # links opened per address, each with its picture
LINKS_TOTAL = (600, 50.0)
LINK_DAYS = (1, 7, 30)
CONSOLE_BURST, CONSOLE_PER_S = 120, 4.0  # requests of the console, which asks every few seconds, and for pictures
CONSOLE_ADDRESS, CONSOLE_TOTAL = (300, 20.0), (600, 60.0)
ORDER_CHARACTERS = 400  # of an order in words

# The socket.
SOCKET_MESSAGE_BYTES = 4096
SOCKET_BURST, SOCKET_PER_S = 20, 4.0
# All frames, including pings.
SOCKET_BYTES_BURST, SOCKET_BYTES_PER_S = 2 * SOCKET_MESSAGE_BYTES, 256.0
SOCKETS = 240
SOCKETS_SHARE = 2 / 3  # of the server's connections
SOCKETS_PER_ADDRESS = 100
SOCKETS_BURST, SOCKETS_PER_S = 40, 1.0  # opened per person
SOCKETS_BYTES = (
    16 * 2**20
)  # queued for all pages together; above it the slowest pages are disconnected and catch up on reconnecting
SOCKET_SEND_SECONDS = 15.0
SIGN_ON_SOCKET_SECONDS = 300.0  # for how long the socket of somebody who has signed off at the proxy may stay open
CLOSE_TIMEOUT_SECONDS = 1.0  # for the close handshake
SOCKETS_PER_PERSON = 20
PRESENCE_SEND_SECONDS = 0.3  # at least, between two presence messages of a room
PEOPLE_LISTED = 50  # in a presence message; the count includes all
TYPING_SECONDS = 6.0
PRESENCE_WRITE_SECONDS = 10.0  # how often a process rewrites its presence rows
PRESENCE_TTL_SECONDS = 25.0  # after which the rows of a silent process are ignored

# Size of responses.
PAGE_ENTRIES = 40
PAGE_CHARACTERS = 256 * 1024  # of all entries of one answer; at least one entry
CATCH_UP_ENTRIES = 200  # a page that missed more reloads the room
CATCH_UP_CHARACTERS = 128 * 1024  # of all entries of one socket message; the next one follows after delivery
QUOTE_CHARACTERS = 160
GALLERY_PICTURES = 30  # of one page of the gallery
SEARCH_CHARACTERS = 200  # of a search
CURSOR_CHARACTERS = 80  # of a gallery cursor

# Resized pictures.
THUMB_EDGE = 512  # pixels of the longer side, in the gallery's grid
PREVIEW_EDGE = 960  # pixels of the longer side
LARGE_EDGE = 2400  # of a person's image in the lightbox
PREVIEWS_AT_ONCE = 2
PLACEHOLDERS_CACHED = 1000
PREVIEWS_WAITING = 64  # of one person
PREVIEW_CACHE_BYTES = 16 * 1024 * 1024

# Delays.
BAN_CHECK_SECONDS = 10.0  # after a ban, until open pages are closed
POLL_SECONDS = 1.0  # for changes by other processes on the same database
PENDING_SECONDS = 10.0  # a message that is still pending after this is completed by the sweep

CAPABILITIES = PlatformCapabilities(
    edits=True,
    creates_pictures=True,
    idempotent_creates=True,
    buttons=25,  # a restyle of twelve pictures: their numbers, ways, styles, back
    callbacks=True,
    text_limit=TEXT_LIMIT,
    caption_limit=TEXT_LIMIT,
    max_picture_bytes=0,
    transparency=True,
    covers=True,
    rates=RateLimits(chat_interval_s=0.0, chat_per_minute=0, platform_per_s=0.0),
    private_input="field",
    personal_buttons=True,
)
BUTTON_FIELD_CHARACTERS = 1000
"""The length of what may be typed into a button's field."""

ADDRESS_DAYS = 30
"""How long a ban applies to the address that the banned person used last, and how long address hashes are kept."""
