"""The web room: a chat room in the browser, served by the bot itself."""

from adapters.web.adapter import WebAdapter

__all__ = ["WebAdapter"]
