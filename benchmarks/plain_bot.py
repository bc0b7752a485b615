"""The plainest honest bot: what python-telegram-bot's and the painting service's documentation show, put together.

A handler answers in words, creates a task, asks each half second whether it is done, fetches the picture, and puts it into the
answer. It keeps nothing: what is under way when it ends is lost, and may have been paid for. No queue, no limits, no money.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from telegram import InputMediaPhoto, Update
from telegram.ext import Application, ApplicationBuilder, CommandHandler, ContextTypes

from benchmarks.world import ACCOUNTS, TOKEN, World

POLL_S = 0.5
PATIENCE_S = 60.0
"""A timeout would be an error that the documentation's examples do not handle."""


class Painter:
    """A client of the service, as its documentation writes one. The accounts take turns."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str) -> None:
        self._http, self._base_url = http, base_url
        self._number = 0

    async def paint(self, prompt: str) -> bytes:
        """Create a task, wait for its end, fetch its picture."""
        self._number += 1
        headers = {"Authorization": f"Bearer sk-plain-{self._number % ACCOUNTS}", "X-DashScope-Async": "enable"}
        body = {"model": "wanx-v1", "input": {"prompt": prompt}, "parameters": {"size": "1024*1024", "n": 1}}
        address = f"{self._base_url}/services/aigc/text2image/image-synthesis"
        async with self._http.post(address, json=body, headers=headers) as answer:
            task = (await answer.json())["output"]["task_id"]
        while True:
            await asyncio.sleep(POLL_S)
            async with self._http.get(f"{self._base_url}/tasks/{task}", headers=headers) as answer:
                output = (await answer.json())["output"]
            if output["task_status"] == "SUCCEEDED":
                async with self._http.get(output["results"][0]["url"]) as answer:
                    return await answer.read()


@asynccontextmanager
async def plain_bot(world: World) -> AsyncIterator[None]:
    """Runs until the end of the block."""
    async with aiohttp.ClientSession() as http:
        painter = Painter(http, world.studio)

        async def imagine(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.message is not None
            prompt = (update.message.text or "").partition(" ")[2]
            sent = await update.message.reply_text(f"Painting: {prompt}")
            picture = await painter.paint(prompt)
            await sent.edit_media(InputMediaPhoto(picture, caption=prompt))

        app: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder()
            .token(TOKEN)
            .base_url(f"{world.telegram}/bot")
            .base_file_url(f"{world.telegram}/file/bot")
            .concurrent_updates(True)
            .connect_timeout(PATIENCE_S)
            .read_timeout(PATIENCE_S)
            .write_timeout(PATIENCE_S)
            .media_write_timeout(PATIENCE_S)
            .pool_timeout(PATIENCE_S)
            .build()
        )
        app.add_handler(CommandHandler("imagine", imagine))
        async with app:
            assert app.updater is not None
            await app.updater.start_polling()
            await app.start()
            yield
            await app.updater.stop()
            await app.stop()
