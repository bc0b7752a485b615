"""The styles by the service's names, without "auto", which chooses one of them."""

from studio.painter.styles import anime, cartoon, chinese, flat, oil, photography, portrait, sketch, watercolor
from studio.painter.styles.style import Style

BY_NAME: dict[str, Style] = {
    "photography": photography.STYLE,
    "portrait": portrait.STYLE,
    "3d cartoon": cartoon.STYLE,
    "anime": anime.STYLE,
    "oil painting": oil.STYLE,
    "watercolor": watercolor.STYLE,
    "sketch": sketch.STYLE,
    "chinese painting": chinese.STYLE,
    "flat illustration": flat.STYLE,
}

__all__ = ["BY_NAME", "Style"]
