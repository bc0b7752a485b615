"""HTML templates, in the folder `templates` of the package that renders them.

Every value is escaped, no matter who wrote it; no template uses `safe`, and no code marks a text as markup (tests check both).
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def template_environment(package: str) -> Environment:
    """The templates of a package. A template is compiled when it is first got, so get it at startup."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
