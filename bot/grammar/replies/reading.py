"""What a clause of a reply is read as."""

from __future__ import annotations

from typing import Literal

Reading = Literal[
    "change", "look", "style", "question", "complaint", "remark", "praise", "thanks", "laughter", "greeting", "sign"
]
"""`look`: a look without a verb (`at night`, `长发`), which changes the picture unless the reply names a subject as well."""
