"""The process that works on one large image: see `bot.media.child`."""

import os

from bot.media.child import main

os.nice(10)  # Whoever waits for an answer of the bot comes before an image of 60 megapixels.
main()
