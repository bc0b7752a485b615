"""The platform-free types that everybody may know, and the adapter's protocol. Imports nothing of ours but the clock."""

from bot.messages.adapter import (
    Abilities,
    Adapter,
    AdapterFactory,
    Host,
    RateLimits,
    RawUpdate,
)
from bot.messages.incoming import (
    Conversation,
    Decoded,
    Ignored,
    ImageSource,
    Message,
    Moved,
    Press,
    Quote,
    Sender,
)
from bot.messages.outcomes import Blocked, Gone, Later, Lost, MovedTo, Outcome, Shown, TooLate
from bot.messages.post import Button, Create, Edit, PostCall, PostView, Remove, ViewPicture
from bot.messages.request import STYLES, GenerationRequest, Reference, RefMode, Size

__all__ = [
    "STYLES",
    "Abilities",
    "Adapter",
    "AdapterFactory",
    "Blocked",
    "Button",
    "Conversation",
    "Create",
    "Decoded",
    "Edit",
    "GenerationRequest",
    "Gone",
    "Host",
    "Ignored",
    "ImageSource",
    "Later",
    "Lost",
    "Message",
    "Moved",
    "MovedTo",
    "Outcome",
    "PostCall",
    "PostView",
    "Press",
    "Quote",
    "RateLimits",
    "RawUpdate",
    "RefMode",
    "Reference",
    "Remove",
    "Sender",
    "Shown",
    "Size",
    "TooLate",
    "ViewPicture",
]
