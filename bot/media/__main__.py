"""Entry point of the decoder process: see `bot.media.decoder_process`."""

import os

from bot.media.decoder_process import main

os.nice(10)  # Answers of the bot have priority over an image of 60 megapixels.
main()
