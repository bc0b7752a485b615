"""What a task costs, by the prices of config/models.toml."""

from __future__ import annotations

from decimal import Decimal

from studio.server.message_rules import message_rules
from studio.server.models import ServedModel
from studio.server.task import Task


def billed_yuan(task: Task, model: ServedModel | None) -> Decimal:
    """The price of a task so far: each picture that was painted, by its size, and the input images once if any was."""
    if model is None or not task.image_count:
        return Decimal(0)
    pictures = sum((_picture(model, item.width * item.height) for item in task.items if item.ok), Decimal(0))
    if task.order.parameters.get("prompt_extend") is True:
        pictures *= message_rules(model.name).extend_factor
    return pictures + Decimal(model.input_price_yuan) * task.order.images


def _picture(model: ServedModel, area: int) -> Decimal:
    is_large = model.large_area and area > model.large_area
    return Decimal(model.large_price_yuan if is_large else model.price_yuan)
