"""The studio's painter: a pure library that paints a picture from words, and a photo if one is given.

It does not depend on Shenbi; it needs NumPy, OpenCV and Pillow. No model is involved: rules turn the words into a scene.
"""

from studio.painter.paint_order import PaintError, PaintOrder
from studio.painter.painter import Painting, paint, painted, scene, unread

__all__ = ["PaintError", "PaintOrder", "Painting", "paint", "painted", "scene", "unread"]
