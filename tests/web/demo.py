"""The room with a fake painter, for manual inspection: python -m tests.web.demo PORT [TOKEN]."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.web import WebAdapter
from bot.adapter_api import (
    Button,
    Conversation,
    Create,
    Delivered,
    Edit,
    Message,
    PostView,
    Press,
    RawUpdate,
    ViewPicture,
)
from tests.web.host import WebHost, png, running, settings


class DemoPainter:
    """Answers each message as the bot would: accepted, painting, a picture with buttons."""

    def __init__(self, adapter: WebAdapter, host: WebHost, step_s: float = 1.2) -> None:
        self.adapter, self.host, self.step_s = adapter, host, step_s
        self.next_id = 0
        self.tasks: set[asyncio.Task[None]] = set()
        host.on_save = self.hear

    def hear(self, update: RawUpdate) -> None:
        said = self.adapter.decode(update)
        if isinstance(said, Message) and said.addressed:
            self.start(self.answer(said))
        elif isinstance(said, Press):
            self.start(self.say(said.conversation.chat_id, f"按下了 {said.action}"))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def stop(self) -> None:
        """Cancel all running answers."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def say(self, room: str, text: str) -> None:
        self.next_id += 1
        await self.adapter.post(Conversation("web", room), Create(self.next_id, PostView(text)))

    async def answer(self, said: Message) -> None:
        self.next_id += 1
        id = self.next_id
        prompt = said.text.removeprefix("/画").strip() or "…"
        waiting = (
            PostView(f"{prompt}\n前面还有 2 个，约 40 秒 · 0.16 元", f"#{id} 已排上", "accepted"),
            PostView(f"{prompt}\n还要约 20 秒", f"#{id} 正在画", "running"),
        )
        cancel = ((Button("取消", f"cancel:{id}"),),)
        handle = ""
        for view in waiting:
            view = replace(view, buttons=cancel, busy=True, reply_to=said.message_id)
            shown = await self.adapter.post(said.conversation, Edit(id, handle, view) if handle else Create(id, view))
            assert isinstance(shown, Delivered)
            handle = shown.handle
            await asyncio.sleep(self.step_s)
        await self.adapter.post(said.conversation, Edit(id, handle, await self.done(id, prompt, said.message_id)))

    async def done(self, id: int, prompt: str, reply_to: str) -> PostView:
        key = f"job-{id}"
        self.host.pictures[key] = await asyncio.to_thread(png, 1024, 1024, "#335566")
        again = Button("再画一次", f"again:{id}", style="primary")
        return PostView(
            f"{prompt}\n水彩 · 1024×1024 · 种子 {id * 7919}",
            milestone="done",
            picture=ViewPicture(key, "image/png", 1024, 1024, prompt, f"shenbi-{id}"),
            buttons=(
                (again, Button("换风格", f"restyle:{id}"), Button("作风格", f"similar:{id}")),
                (Button("复制提示词", "copy", copy=prompt), Button("删除", f"delete:{id}", style="danger")),
            ),
            reply_to=reply_to,
        )


async def main() -> None:
    port = int(sys.argv[1])
    token = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder), made=settings(port=port, token=token)) as (adapter, host):
            DemoPainter(adapter, host)
            print(adapter.address, flush=True)  # noqa: T201
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
