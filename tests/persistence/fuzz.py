"""Mutates a model file in many ways and reports what loading each one ends in.

Run as ``python fuzz.py MODEL FOLDER SEED``; `test_fuzz.py` does, in a process of its
own, for whose memory it answers. Prints one JSON object: how each file ended, and the
peak of memory in bytes.
"""

import io
import json
import random
import resource
import struct
import sys
import time
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np

from skscratch import load_model, read_card

#: Names that a forged description may use in place of others.
FOREIGN = [
    ("planted", "Planted"),
    ("planted", "run"),
    ("os", "system"),
    ("builtins", "eval"),
    ("builtins", "bytearray"),
    ("subprocess", "Popen"),
    ("numpy", "void"),
    ("numpy", "ndarray"),
    ("sklearn.utils", "Bunch"),
    ("sklearn.ensemble._forest", "RandomForestClassifier"),
    ("skscratch.cli", "main"),
]
LOADERS = [
    *("ObjectNode", "TypeNode", "FunctionNode", "ListNode", "TupleNode", "SetNode"),
    *("DictNode", "DefaultDictNode", "JsonNode", "NdArrayNode", "DTypeNode"),
    *("PartialNode", "OperatorFuncNode", "MethodNode", "ConstructorFromReduceNode"),
    *("ReduceNode", "LossNode", "TreeNode", "BytesNode", "CachedNode", "NoSuchNode"),
    *("RandomStateNode", "RandomGeneratorNode", "SparseMatrixNode", "SliceNode"),
]
VALUES = [None, True, -1, 0, 2**70, 1e308, "", "x" * 1000, [], {}, [[]], "\x00", "NaN"]
CONTENTS = ["null", "[]", "{}", "-1", "1e999", "NaN", '"a"', "[" * 5000, "9" * 5000]


def parts(value):
    """All dictionaries within a description."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


def forge_schema(rng, members):
    """Change some entries of the description."""
    schema = json.loads(members["schema.json"])
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        part = rng.choice(list(parts(schema)))
        way = rng.randrange(5)
        if way == 0 and "__module__" in part:
            part["__module__"], part["__class__"] = rng.choice(FOREIGN)
        elif way == 1 and "__loader__" in part:
            part["__loader__"] = rng.choice(LOADERS)
        elif way == 2 and part:
            part[rng.choice(list(part))] = rng.choice(VALUES)
        elif way == 3 and "content" in part:
            part["content"] = rng.choice(CONTENTS)
        elif part:
            other = rng.choice(list(parts(schema)))
            if other:
                name = rng.choice(list(other))
                part[name] = json.loads(json.dumps(other[name]))
    members["schema.json"] = json.dumps(schema).encode()


def forge_array(rng, members):
    """Change an array: other shapes, other types, other numbers, or no array at all."""
    name = rng.choice([name for name in members if name.endswith(".npy")])
    array = np.load(io.BytesIO(members[name]))
    way = rng.randrange(6)
    buffer = io.BytesIO()
    if way == 0:
        np.save(buffer, array[..., :-1] if array.ndim else np.zeros(3))
    elif way == 1:
        np.save(buffer, array.astype("U") if array.dtype.kind != "U" else np.zeros(3))
    elif way == 2:
        np.save(buffer, np.full(array.shape, rng.choice([np.nan, np.inf, 1e300])))
    elif way == 3:
        shape = rng.choice([(10**12,), (2**31, 2**31), (-1,), (0, 10**18)])
        header = {"descr": "<f8", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(buffer, header)
        buffer.write(bytes(64))
    elif way == 4:
        buffer.write(bytes(rng.randrange(256) for _ in range(200)))
    else:
        np.save(buffer, np.zeros((0, 4)))
    members[name] = buffer.getvalue()


def forge_card(rng, members):
    card = json.loads(members["card.json"])
    for _ in range(3):
        card[rng.choice(list(card))] = rng.choice(VALUES)
    members["card.json"] = json.dumps(card).encode()


def forge_names(rng, members):
    """A member that leads elsewhere, is missing, or is too large."""
    way = rng.randrange(4)
    if way == 0:
        members[rng.choice(["../../evil.npy", "/evil.npy", "evil.pkl", "1.npz"])] = b"x"
    elif way == 1:
        del members[rng.choice(list(members))]
    elif way == 2:
        members[f"{rng.randrange(99)}.npy"] = bytes(150 * 2**20)
    else:
        members["schema.json"] = b"[" * rng.choice([10**5, 10**7])


def pack(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def mutate(rng, data):
    """One mutated file, and in which way."""
    way = rng.choice(["cut", "flip", "overwrite", "schema", "array", "card", "names"])
    if way == "cut":
        return way, data[: rng.randrange(len(data))]
    if way in ("flip", "overwrite"):
        changed = bytearray(data)
        for _ in range(rng.choice([1, 3, 30])):
            at = rng.randrange(len(changed))
            if way == "flip":
                changed[at] ^= 1 << rng.randrange(8)
            else:
                changed[at : at + 4] = struct.pack(
                    "<L", rng.choice([0, 2**31, 2**32 - 1])
                )
        return way, bytes(changed)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    forge = {
        "schema": forge_schema,
        "array": forge_array,
        "card": forge_card,
        "names": forge_names,
    }[way]
    forge(rng, members)
    return way, pack(members)


def ending(path, load):
    """What loading a file ends in: "loaded", "refused", or something that is wrong."""
    begin = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = load(path)
    except ValueError as error:
        words = str(error)
        is_clear = words.startswith(f"{path} must be a model file")
        if not is_clear or "\n" in words or len(words) > 1000:
            return f"unclear: {words[:200]}", None
        end = "refused", None
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:200], None
    else:
        end = "loaded", loaded
    if time.perf_counter() - begin > 30:
        return "slow", None
    return end


def main(model, folder, seed, n_files=130):
    data, rng = Path(model).read_bytes(), random.Random(int(seed))
    known = load_model(model)
    X = np.random.default_rng(0).normal(size=(20, known.n_features_in_))
    P = known.predict_proba(X)
    endings, wrong = Counter(), []
    for number in range(n_files):
        way, content = mutate(rng, data)
        path = Path(folder) / f"{number}_{way}.skops"
        path.write_bytes(content)
        how, loaded = ending(path, load_model)
        if how == "loaded" and way in ("cut", "flip", "overwrite"):
            try:  # a checksum that passes: the model must be the very same
                how = "loaded" if (loaded.predict_proba(X) == P).all() else "another"
            except Exception as error:
                how = f"broken: {error}"
        card_ending, _ = ending(path, read_card)
        endings[f"{way}: {how}"] += 1
        for each in (how, card_ending):
            if each not in ("loaded", "refused"):
                wrong.append(f"{path.name}: {each}")
    print(json.dumps({"endings": endings, "wrong": wrong, "peak": peak()}))


def peak():
    """The most bytes that this process has held; `ru_maxrss` counts its parent, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
