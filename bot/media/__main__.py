"""The process that works on one large image: see `bot.media.decoder_process`."""

import os

from bot.media.decoder_process import main

os.nice(10)  # Whoever waits for an answer of the bot comes before an image of 60 megapixels.
main()
