"""What scikit-learn's display of an estimator in a notebook says of ours.

It has a row for each parameter and fitted attribute: with the entry of the docstring
as a hover text, and links to the pages of the documentation where they have an address.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

__all__ = ["Explained", "documentation"]

#: scikit-learn has hover texts on links only: this one is made, and then leads nowhere.
NOWHERE = "nowhere"


@cache
def documentation() -> str:
    """The address of the documentation that the package's metadata have, or ""."""
    try:
        links = metadata("skscratch").get_all("Project-URL", [])
    except PackageNotFoundError:  # run from a folder, not installed
        return ""
    addresses = dict(link.split(", ", 1) for link in links)
    return addresses.get("Documentation", "").rstrip("/")


class Explained:
    """Tells scikit-learn where the documentation is; inherited before BaseEstimator."""

    _doc_link_module = "skscratch"

    @property
    def _doc_link_template(self) -> str:
        address = documentation()
        return address and f"{address}/generated/{{public_name}}.html"

    def _doc_link_url_param_generator(self) -> dict[str, str]:
        package, folder, *_ = type(self).__module__.split(".")
        name = type(self).__name__
        if name not in sys.modules[package].__all__:
            package = f"{package}.{folder}"
        return {"public_name": f"{package}.{name}"}

    def _get_params_html(self, *args: Any, **kwargs: Any) -> Any:
        return _with_hover_texts(super()._get_params_html(*args, **kwargs))  # type: ignore[misc]

    def _get_fitted_attr_html(self, *args: Any, **kwargs: Any) -> Any:
        return _with_hover_texts(super()._get_fitted_attr_html(*args, **kwargs))  # type: ignore[misc]


def _with_hover_texts(table: Any) -> Any:
    """The same table of scikit-learn; without an address, its names are no links."""
    if not table.doc_link:
        table.doc_link = NOWHERE
        linked = table._html_repr
        table._html_repr = lambda: re.sub(rf' href="{NOWHERE}[^"]*"', "", linked())
    return table
