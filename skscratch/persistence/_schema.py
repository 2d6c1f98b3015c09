"""What the description of a model may say, checked before skops follows it."""

from __future__ import annotations

import json
from typing import Any

from skscratch.persistence._archive import Refused

__all__ = ["check_schema"]

#: Values that a description may have: each takes up to 2 kB while it is read.
MOST_VALUES = 300_000
#: How many of them may be other than numbers, texts and types: 4 kB each.
MOST_OBJECTS = 50_000
SMALL = ("JsonNode", "TypeNode")
#: Lists, and entries of them, in it: up to 70 B each.
MOST_ENTRIES = 2_000_000

#: The first version of skops' descriptions that `save_model` has used.
PROTOCOL = 2

#: What skops describes values as. Left out: whatever calls a function while loading.
LOADERS = {
    *("DTypeNode", "DefaultDictNode", "DictNode", "FunctionNode", "JsonNode"),
    *("ListNode", "LossNode", "MaskedArrayNode", "NdArrayNode", "ObjectNode"),
    *("RandomGeneratorNode", "RandomStateNode", "SetNode", "SliceNode"),
    *("SparseMatrixNode", "TupleNode", "TypeNode"),
}


def check_schema(text: bytes, members: set[str]) -> None:
    """Check how many values a description has, and how they refer to each other.

    Parameters
    ----------
    text : bytes
        JSON as skops writes it.
    members : set of str
        Names of the files that hold arrays.

    Raises
    ------
    Refused
        If skops would not have written it.
    """
    n_entries = text.count(b"[") + text.count(b",")
    if text.count(b"{") > MOST_VALUES or n_entries > MOST_ENTRIES:
        raise Refused(
            f"describes more than {MOST_VALUES:,} values, such as a vocabulary of more "
            f"than {MOST_VALUES // 2:,} words"
        )
    schema = json.loads(text)
    if not isinstance(schema, dict) or schema.get("protocol") in range(PROTOCOL):
        raise Refused("is described in a way that save_model has never used")
    _Description(members).check(schema)


class _Description:
    """The values that were seen so far, with the numbers that they go by.

    What has the same number is the same object, and skops goes by the first description
    of it. One that contained another twice, which contained a third twice, and so on,
    would keep its search for foreign types busy for ever. So all descriptions of one
    number must be alike: then the tree of objects is no larger than the text.
    """

    def __init__(self, members: set[str]) -> None:
        self.members = members
        self.n_objects = 0
        self.forms: dict[tuple[Any, ...], int] = {}
        self.form_of: dict[int, int] = {}

    def check(self, value: Any) -> Any:
        """Check a value of JSON and all within; the same answer for what is alike."""
        if isinstance(value, dict):
            content = tuple(
                (name, self.check(part))
                for name, part in value.items()
                if name not in ("__id__", "file")
            )
        elif isinstance(value, list):
            content = tuple(map(self.check, value))
        else:
            return value
        form = self.forms.setdefault(content, len(self.forms))
        if isinstance(value, dict) and "__loader__" in value:
            self._check_object(value, form)
        return (form,)  # in brackets, since a bare number is a value, too

    def _check_object(self, value: dict[str, Any], form: int) -> None:
        loader, number, file = map(value.get, ("__loader__", "__id__", "file"))
        self.n_objects += loader not in SMALL
        if self.n_objects > MOST_OBJECTS:
            raise Refused(f"describes more than {MOST_OBJECTS:,} objects")
        if loader not in LOADERS:
            raise Refused(f"describes a value as {str(loader)[:60]!r}")
        if value.get("__class__") == "void":  # a number makes that many bytes of it
            raise Refused("holds raw memory (numpy.void)")
        if type(number) is not int or self.form_of.setdefault(number, form) != form:
            raise Refused("describes two values by one number")
        if file is not None and (
            file not in (f"{number}.npy", f"{number}.npz") or file not in self.members
        ):
            raise Refused(f"describes an array in {str(file)[:60]!r}, which it is not")
