"""Tasks and uploads as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

MESSAGES = "messages"
"""The endpoint of models of the message protocol, as the model file names it."""
Status = Literal["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED"]
Pool = tuple[str, str]
"""(account, model): the unit of the service's limits."""


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """What a creation asks for, with the service's defaults and truncation applied.

    `size` is as sent (`1024*1024`), checked only when the task runs; empty means the model's default. In an order from a
    message it is in pixels, if it is one that the model serves. `seed` is that of the first picture. `reference`: whether an
    image was given; `images`: how many (their bytes are in the storage under the task's id); `image_area`: pixels of the
    largest. `is_set`: the pictures belong together and `n` is a ceiling. `transparent`: without a background. `sync`: the answer
    to the creation has the pictures, and the API never shows the task. `parameters` of a message are recorded as sent.
    """

    model: str
    endpoint: str
    prompt: str
    negative_prompt: str = ""
    style: str = "auto"
    size: str = ""
    n: int = 4
    seed: int = 0
    reference: bool = False
    ref_mode: str = "repaint"
    ref_strength: float = 0.5
    images: int = 0
    image_area: int = 0
    is_set: bool = False
    transparent: bool = False
    sync: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def image_number(self) -> int:
        """How many reference images are stored. Tasks of before there could be several do not say how many."""
        return max(self.images, int(self.reference))


@dataclass(frozen=True, slots=True)
class Fate:
    """The planned course of a task, decided when it is accepted.

    `seconds`: the least time that it takes. `code`, `message`: it fails with them. `failing` pictures fail with
    `item_code`, `item_message`. `spoil`: its files are not pictures (`text`) or break off in the middle (`cut`). `pictures`: how
    many come (0: as many as asked for).
    """

    seconds: float = 0.0
    code: str = ""
    message: str = ""
    failing: int = 0
    item_code: str = ""
    item_message: str = ""
    spoil: Literal["", "text", "cut"] = ""
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One picture of a finished task: its size in pixels, or why there is none; `unread`: words the painter does not know;
    `sha256` of its file, and `look`, a fingerprint that survives another file format and a smaller size: describing or
    changing a picture begins with finding out whether it is one of the studio's own. `scene`: what it shows, in English and
    Chinese words; `painted`: the same as the text that the painter reads."""

    width: int = 0
    height: int = 0
    code: str = ""
    message: str = ""
    unread: tuple[str, ...] = ()
    sha256: str = ""
    look: str = ""
    scene: tuple[tuple[str, str], ...] = ()
    painted: str = ""

    @property
    def ok(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class Task:
    """A task; a change makes a new value. Times are unix seconds, 0.0 for "not yet".

    `number` counts the studio's tasks in the order in which they were accepted. `origin_id` is the creation's request
    id. `canned`: its pictures are made up when they are fetched, not kept. `urls_until`: when its URLs expire.
    """

    id: str
    number: int
    account: str
    key_id: str
    origin_id: str
    order: TaskOrder
    fate: Fate
    submitted: float
    canned: bool = False
    status: Status = "PENDING"
    scheduled: float = 0.0
    ended: float = 0.0
    urls_until: float = 0.0
    code: str = ""
    message: str = ""
    items: tuple[Item, ...] = ()
    forgotten: bool = False

    @property
    def pool(self) -> Pool:
        return self.account, self.order.model

    @property
    def finished(self) -> bool:
        """Whether the task is neither PENDING nor RUNNING."""
        return self.status not in ("PENDING", "RUNNING")

    @property
    def pictures(self) -> int:
        """How many pictures are to come."""
        return self.fate.pictures or self.order.n

    @property
    def image_count(self) -> int:
        """How many pictures are billed: those that were painted."""
        return sum(item.ok for item in self.items)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` is its inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Rebuild a task from what `to_json` returned."""
        return cls(
            **{
                **data,
                "order": TaskOrder(**data["order"]),
                "fate": Fate(**data["fate"]),
                "items": tuple(map(_item, data["items"])),
            }
        )


def _item(data: dict[str, Any]) -> Item:
    scene = tuple((english, chinese) for english, chinese in data.get("scene", ()))
    return Item(**{**data, "unread": tuple(data.get("unread", ())), "scene": scene})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in temporary storage, bound to the account and the model it was uploaded for."""

    key: str
    account: str
    model: str
    created: float
