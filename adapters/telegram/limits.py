"""Telegram's capabilities and rate limits, and the adapter's own limits and timeouts.

Numbers without a source are our own choices. FAQ: core.telegram.org/bots/faq; API: core.telegram.org/bots/api.
"""

from __future__ import annotations

from bot.adapter_api import PlatformCapabilities, RateLimits

PLATFORM = "telegram"

# Message size.
TEXT_LIMIT = 4096  # code points after entities are parsed (API, sendMessage)
CAPTION_LIMIT = 1024  # code points (API, sendPhoto)
BUTTON_LIMIT = 100  # buttons under one message
COPY_TEXT_LIMIT = 256  # characters of a button that copies (API, CopyTextButton)
PHOTO_MAX_BYTES = 10 * 2**20  # API, sendPhoto
PHOTO_COPY_SIDE_PX = 2560  # the largest that clients are given of a photo
FILE_MAX_BYTES = 50_000_000  # "50 MB" (API, sendDocument); the smaller reading of it
PHOTO_MAX_SIDES_PX = 10_000  # width and height together
PHOTO_MAX_RATIO = 20  # the long side over the short one
DOWNLOAD_MAX_BYTES = 20 * 2**20  # API, getFile

# Rate limits (FAQ). Edits count like messages, albums by their items.
CHAT_INTERVAL_S = 1.0
GROUP_PER_MINUTE = 20
PLATFORM_PER_S = 30

# Timeouts. A send that timed out may have been delivered, so they are generous.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
MEDIA_TIMEOUT_S = 40.0  # for all of an upload and its answer; less than half a post's lease
POLL_TIMEOUT_S = 25  # Telegram caps it at 50
POLL_SLACK_S = 10.0
MAX_SILENCE_S = 90.0  # without a successful poll: reconnect and alert the operator
FIRST_PAUSE_S, MAX_PAUSE_S = 0.5, 30.0  # between polls that fail
SAVE_TIMEOUT_S = 30.0
ANSWER_TIMEOUT_S = 8.0  # callback queries expire soon after
FILES_BUDGET_S = 40.0  # then a post with several files continues in a new attempt
MAX_WAIT_S = 3.0  # for the rate limiter, before the post is retried later

# Other.
CHAT_ACTION_EVERY_S = 4.5  # a chat action is shown for 5 s
CHAT_ACTION_MAX_S = 300.0  # upper bound if the end of painting is not reported
ADMINS_TTL_S = 300.0
ADMINS_LIFE_S = 900.0
ADMINS_TIMEOUT_S = 1.5
ADMINS_MAX_CHATS = 1000
LEASE_S = 12.0  # renewed during a poll, so that another process takes over within seconds of a kill
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
    max_picture_sides_px=PHOTO_MAX_SIDES_PX,
    max_file_bytes=FILE_MAX_BYTES,
    copies=COPY_TEXT_LIMIT,
    private_input="link",
    covers=True,
    latin_commands=True,  # and in a group nothing else reaches a bot in privacy mode
    rates=RateLimits(
        chat_interval_s=CHAT_INTERVAL_S, chat_per_minute=GROUP_PER_MINUTE, platform_per_s=float(PLATFORM_PER_S)
    ),
)

ALLOWED_UPDATES = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query")
"""Edited messages are requested in order to answer that an edit is not a new request."""
