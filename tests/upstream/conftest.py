"""The catalogue that these tests ask."""

from tests.dashscope.conftest import catalogue as catalogue
