"""Identifiers that look like the service's own, from a seed."""

import base64
import random
import string


class Ids:
    """Makes every id of one emulated service. The same seed gives the same ids in the same order."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"{seed}-ids")

    def _bytes(self, count: int) -> str:
        return base64.b64encode(self._random.randbytes(count)).decode()

    def _letters(self, count: int) -> str:
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=count))

    def hexadecimal(self, count: int) -> str:
        return "".join(self._random.choices("0123456789abcdef", k=count))

    def request_id(self) -> str:
        digits = self.hexadecimal(32).upper()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def ticket(self) -> str:
        return self.request_id().lower()

    def token(self) -> str:
        return self.hexadecimal(32)

    def conversation(self) -> str:
        return f"cid{self._bytes(16)}"

    def message(self) -> str:
        return f"msg{self._bytes(16)}"

    def encrypted_user(self) -> str:
        return f"$:LWCP_v1:${self._bytes(16)}"

    def staff(self) -> str:
        return "".join(self._random.choices(string.digits, k=12))

    def corp(self) -> str:
        return f"ding{self.hexadecimal(32)}"

    def frame(self) -> str:
        return f"{self.hexadecimal(8)}_{self._random.randrange(1000)}_{self.hexadecimal(11)}_{self.hexadecimal(5)}"

    def query_key(self) -> str:
        return self._bytes(24)

    def media(self) -> str:
        return f"@lADP{self._letters(26)}"

    def code(self) -> str:
        return f"{self._bytes(48)}"

    def session(self) -> str:
        return self.hexadecimal(32)

    def file_name(self) -> str:
        return f"{self.hexadecimal(24)}.file"

    def jitter_ms(self) -> int:
        """The odd milliseconds that a webhook lives beyond its 90 minutes."""
        return self._random.randrange(231, 259)
