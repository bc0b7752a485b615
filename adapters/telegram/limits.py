"""What Telegram can do, how fast, and where we draw the line. Every limit of the adapter is here.

Numbers without a source are our own choices. FAQ: core.telegram.org/bots/faq; API: core.telegram.org/bots/api.
"""

from __future__ import annotations

from bot.adapter_api import PlatformCapabilities, RateLimits

PLATFORM = "telegram"

# What a message may hold.
TEXT_LIMIT = 4096  # code points after entities are parsed (API, sendMessage)
CAPTION_LIMIT = 1024  # code points (API, sendPhoto)
BUTTON_LIMIT = 100  # buttons under one message
COPY_TEXT_LIMIT = 256  # characters of a button that copies (API, CopyTextButton)
PHOTO_MAX_BYTES = 10 * 2**20  # API, sendPhoto
PHOTO_MAX_SIDES_PX = 10_000  # width and height together
PHOTO_MAX_RATIO = 20  # the long side over the short one
DOWNLOAD_MAX_BYTES = 20 * 2**20  # API, getFile

# How fast (FAQ). Edits count like messages, an album counts by its items.
CHAT_INTERVAL_S = 1.0
GROUP_PER_MINUTE = 20
PLATFORM_PER_S = 30

# How long we wait. A send that was cut off may stand in the chat, so the limits are generous.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
MEDIA_TIMEOUT_S = 40.0  # for all of an upload and its answer; less than half a post's lease
POLL_TIMEOUT_S = 25  # Telegram caps it at 50
POLL_SLACK_S = 10.0
MAX_SILENCE_S = 90.0  # without a successful poll: the connections are made anew and the operator is told
FIRST_PAUSE_S, MAX_PAUSE_S = 0.5, 30.0  # between polls that fail
SAVE_TIMEOUT_S = 30.0
ANSWER_TIMEOUT_S = 8.0  # of a press; later it is too old anyway
FILES_BUDGET_S = 40.0  # after this, a message of several files goes on in a new turn
MAX_WAIT_S = 3.0  # that a call waits for its turn inside this process before its post is put off

# Small things.
CHAT_ACTION_EVERY_S = 4.5  # a chat action is shown for 5 s
CHAT_ACTION_MAX_S = 300.0  # when nobody says that painting has ended
ADMINS_TTL_S = 300.0
ADMINS_TIMEOUT_S = 1.5
ADMINS_MAX_CHATS = 1000
LEASE_S = 12.0  # renewed while a poll goes on, so that another process takes over within seconds of a kill
LEASE_RENEW_S = 3.0
LEASE_RETRY_S = 2.0
WEBHOOK_BODY_BYTES = 2**20
WEBHOOK_BODY_TIMEOUT_S = 10.0
WEBHOOK_CONNECTIONS = 128  # Telegram opens 40 at most by default (API, setWebhook)
WEBHOOK_CONNECTIONS_SHARE = 0.25  # of the descriptors that the process can spare
INLINE_RESULTS = 20
INLINE_CACHE_S = 5

CAPABILITIES = PlatformCapabilities(
    edits=True,
    creates_pictures=False,
    idempotent_creates=False,
    buttons=BUTTON_LIMIT,
    callbacks=True,
    text_limit=TEXT_LIMIT,
    caption_limit=CAPTION_LIMIT,
    max_picture_bytes=PHOTO_MAX_BYTES,
    copies=COPY_TEXT_LIMIT,
    private_input="link",
    latin_commands=True,  # and in a group nothing else reaches a bot in privacy mode
    rates=RateLimits(
        chat_interval_s=CHAT_INTERVAL_S, chat_per_minute=GROUP_PER_MINUTE, platform_per_s=float(PLATFORM_PER_S)
    ),
)

ALLOWED_UPDATES = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query")
"""Edited messages are asked for to say that an edit is no second request."""
