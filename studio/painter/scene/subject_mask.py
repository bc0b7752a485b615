"""Marks what is drawn as the subject of the picture."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from studio.painter.stage import Stage

Drawing = ParamSpec("Drawing")


def as_subject(draw: Callable[Concatenate[Stage, Drawing], None]) -> Callable[Concatenate[Stage, Drawing], None]:
    """What the function draws is the picture's subject."""

    @wraps(draw)
    def drawn(stage: Stage, /, *rest: Drawing.args, **options: Drawing.kwargs) -> None:
        with stage.subject():
            draw(stage, *rest, **options)

    return drawn
