"""A room that listens, as the tests of the room have it."""

from tests.web.conftest import adapter as adapter
from tests.web.conftest import host as host
from tests.web.conftest import room as room
from tests.web.conftest import visitor as visitor
