"""Tests of the Telegram emulator: python-telegram-bot's own Bot drives it, aiogram's models read it."""
