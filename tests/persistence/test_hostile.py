"""Whatever a stranger sends is loaded rightly or refused in one line; nothing runs."""

import io
import json
import pickle
import struct
import sys
import zipfile

import joblib
import numpy as np
import pytest
from scipy import sparse
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    load_model,
    read_card,
    save_model,
)
from skscratch.preprocessing import ImageFlattener


class Payload:
    """Unpickled, it writes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def refused(path, because, load=load_model):
    """Check that a file is refused by one line with path, rule and reason."""
    with pytest.raises(ValueError, match=because) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(
        f"{path} must be a model file as save_model writes it; it"
    )
    assert "\n" not in message and len(message) < 700
    assert caught.value.__suppress_context__  # no traceback from deep inside


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """The mark of a module `planted` that leaves it when it is imported."""
    mark = tmp_path / "mark"
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "planted.py").write_text(
        f"open({str(mark)!r}, 'w').close()\n"
        "class Planted:\n    pass\n"
        "def run(*args):\n    return args\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    yield mark
    assert not mark.exists()
    assert "planted" not in sys.modules


def parts(value):
    """All descriptions of objects within a description."""
    if isinstance(value, dict):
        if "__loader__" in value:
            yield value
        for part in value.values():
            yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


def first(schema, **wanted):
    """The first description with these entries."""
    names = {f"__{name}__": value for name, value in wanted.items()}
    return next(part for part in parts(schema) if names.items() <= part.items())


@pytest.mark.parametrize("write", [pickle.dump, joblib.dump], ids=["pickle", "joblib"])
def test_a_pickle_is_refused_before_it_runs(tmp_path, write):
    path, mark = tmp_path / "model.skops", tmp_path / "mark"
    with open(path, "wb") as file:
        write(Payload(mark), file)
    refused(path, "is a pickle, which runs whatever code is in it")
    refused(path, "is a pickle", load=read_card)
    assert not mark.exists()


def test_a_pickle_among_the_arrays_is_refused(rewrite, tmp_path):
    mark = tmp_path / "mark"
    objects = io.BytesIO()
    np.save(objects, np.array([Payload(mark)]), allow_pickle=True)

    def change(members):
        name = next(name for name in members if name.endswith(".npy"))
        members[name] = objects.getvalue()

    refused(rewrite(change), "an array of object")
    assert not mark.exists()


@pytest.mark.parametrize("content", [b"", b"P", b"PK\3\4", b"hello, world" * 9])
def test_what_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "model.skops"
    path.write_bytes(content)
    refused(path, "is none|is empty|is cut short or damaged")
    refused(path, "is none|is empty|is cut short or damaged", load=read_card)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.999])
def test_a_cut_file_is_refused(saved, tmp_path, share):
    path = tmp_path / "model.skops"
    path.write_bytes(saved[: int(share * len(saved))])
    refused(path, "is cut short or damaged")


def test_a_flipped_bit_in_the_weights_is_seen(saved, tmp_path):
    path = tmp_path / "model.skops"
    at = saved.index(b"(5, 4)") + 150  # in its header
    path.write_bytes(saved[:at] + bytes([saved[at] ^ 1]) + saved[at + 1 :])
    refused(path, "is cut short or damaged")


FOREIGN = {
    "object": {"__loader__": "ObjectNode", "__class__": "Planted"},
    "type": {"__loader__": "TypeNode", "__class__": "Planted"},
    "function": {"__loader__": "FunctionNode", "__class__": "run"},
    "dictionary": {
        "__loader__": "DictNode",
        "__class__": "Planted",
        "content": {},
        "key_types": {
            "__loader__": "ListNode",
            "__class__": "list",
            "__module__": "builtins",
            "__id__": 2,
            "content": [],
        },
    },
    "loss": {
        "__loader__": "LossNode",
        "__class__": "Planted",
        "__reduce__": {
            "args": {
                "__loader__": "TupleNode",
                "__class__": "tuple",
                "__module__": "builtins",
                "__id__": 3,
                "content": [],
            }
        },
        "content": {
            "__loader__": "JsonNode",
            "__class__": "str",
            "__module__": "builtins",
            "__id__": 4,
            "content": "null",
        },
    },
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_type_is_not_even_imported(describe, planted, kind):
    foreign = {"__module__": "planted", "__id__": 1} | FOREIGN[kind]

    def change(schema):
        state = first(schema, **{"class": "DeepNNClassifier"})["content"]["content"]
        state["learning_rate_schedule"] = foreign

    refused(describe(change), r"names types that are not trusted: .*planted\.")


@pytest.mark.parametrize("protocol", [0, 1, -1, 3, "2", None])
def test_another_way_of_description_is_refused(describe, protocol):
    path = describe(lambda schema: schema | {"protocol": protocol})
    refused(path, "never used|does not fit together")


@pytest.mark.parametrize(
    "loader",
    ["PartialNode", "OperatorFuncNode", "MethodNode", "ConstructorFromReduceNode", 7],
)
def test_a_call_is_refused(describe, planted, loader):
    call = {
        "__loader__": loader,
        "__module__": "planted",
        "__class__": "run",
        "__id__": 1,
        "content": {},
    }
    refused(describe(lambda schema: schema | call), "describes a value as")


@pytest.mark.parametrize(
    "name",
    ["../evil.npy", "/tmp/evil.npy", "C:\\evil.npy", "evil.py", "1.npy/../2.npy"],
)
def test_a_name_that_leads_elsewhere_is_refused(rewrite, name):
    refused(rewrite(lambda members: members.update({name: b""})), "does not belong")


def test_two_members_of_one_name_are_refused(saved, tmp_path):
    path = tmp_path / "model.skops"
    path.write_bytes(saved)
    with (
        zipfile.ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("schema.json", archive.read("schema.json"))
    refused(path, "'schema.json', which does not belong")


@pytest.mark.parametrize("name", ["schema.json", "card.json"])
def test_a_missing_member_is_named(rewrite, name):
    refused(rewrite(lambda members: members.pop(name)), f"holds no {name}")


def test_a_bomb_is_refused_by_what_it_declares(rewrite):
    def change(members):
        members["1.npy"] = bytes(100 * 2**20)

    path = rewrite(change, compress_type=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 2**20
    refused(path, r"would unpack to 104,\d\d\d,\d\d\d, far more")
    refused(path, "would unpack to", load=read_card)


def test_a_bomb_within_a_sparse_matrix_is_refused(rewrite):
    def change(members):
        inner = io.BytesIO()
        sparse.save_npz(inner, sparse.csr_array(np.zeros((20_000_000, 1))))
        members["1.npz"] = inner.getvalue()

    refused(rewrite(change), "would unpack to")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused(rewrite, method):
    path = rewrite(lambda members: None, compress_type=method)
    refused(path, "compressed in a way")


@pytest.mark.parametrize("shape", [(10**15,), (2**40, 2**40), (7,), (0,)])
def test_an_array_that_declares_another_size_is_refused(rewrite, shape):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f8", "fortran_order": False, "shape": shape}
    )

    def change(members):
        name = next(name for name in members if name.endswith(".npy"))
        members[name] = header.getvalue() + bytes(80)

    refused(rewrite(change), "which declares")


@pytest.mark.parametrize("shape", [(10**9, 0), (0, 10**6), (0, 10**15, 3)])
def test_an_array_of_nothing_has_no_long_sides(rewrite, shape):
    content = io.BytesIO()
    np.save(content, np.empty(shape, np.int8))

    def change(members):
        name = next(name for name in members if name.endswith(".npy"))
        members[name] = content.getvalue()

    refused(rewrite(change), r"has no numbers for its shape \(")


def test_a_compressed_array_is_refused(rewrite):
    path = rewrite(lambda members: None, compress_type=zipfile.ZIP_DEFLATED)
    refused(path, r"holds \d+\.npy compressed, which save_model never does")


def test_a_long_table_of_contents_is_refused(saved, tmp_path):
    path = tmp_path / "model.skops"
    path.write_bytes(saved[:-10] + struct.pack("<L", 2**31) + saved[-6:])
    refused(path, "table of contents that is too long")


def test_raw_memory_is_refused(describe):
    def change(schema):
        part = first(schema, **{"loader": "NdArrayNode", "class": "ndarray"})
        part["__class__"] = "void"

    refused(describe(change), "raw memory")


def listed(*content, number):
    return {
        "__loader__": "ListNode",
        "__class__": "list",
        "__module__": "builtins",
        "__id__": number,
        "content": list(content),
    }


def test_a_tree_that_doubles_at_every_level_does_not_take_for_ever(describe):
    def change(schema):
        inner = listed(number=1)
        for level in range(2, 60):
            inner = listed(inner, listed(number=level - 1), number=level)
        state = first(schema, **{"class": "DeepNNClassifier"})["content"]["content"]
        state["alpha"] = inner

    refused(describe(change), "two values by one number")


def test_a_value_within_itself_is_refused(describe):
    def change(schema):
        state = first(schema, **{"class": "DeepNNClassifier"})["content"]["content"]
        state["alpha"] = listed(listed(number=1), number=1)

    refused(describe(change), "two values by one number")


def test_a_deep_description_is_refused(rewrite):
    deep = b"[" * 100_000 + b"]" * 100_000
    refused(
        rewrite(lambda members: members.update({"schema.json": deep})),
        "RecursionError",
    )


def test_a_long_description_is_refused(rewrite):
    long = b"[" + b",".join([b"{}"] * 300_001) + b"]"
    refused(
        rewrite(lambda members: members.update({"schema.json": long})),
        "more than 300,000 values",
    )


def test_a_description_of_many_objects_is_refused(describe):
    def change(schema):
        schema["more"] = [listed(number=number) for number in range(1, 50_001)]

    refused(describe(change), "more than 50,000 objects")


def test_one_array_for_two_values_is_refused(describe):
    def change(schema):
        one, other, *_ = (part for part in parts(schema) if "file" in part)
        other["file"] = one["file"]

    refused(describe(change), "describes an array in")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n_features_in_", "1000000000000"),
        ("out_activation_", '"no such"'),
        ("coefs_", "[]"),
        ("coefs_", "[1, 2, 3]"),
        ("hidden_activations_", '["relu"]'),
        ("n_outputs_", "7"),
    ],
)
def test_a_network_that_does_not_fit_together_is_refused(describe, name, value):
    def change(schema):
        state = first(schema, **{"class": "DeepNNClassifier"})["content"]["content"]
        state[name] = {
            "__loader__": "JsonNode",
            "__class__": "str",
            "__module__": "builtins",
            "__id__": 1,
            "content": value,
        }

    refused(describe(change), "not fit together")


@pytest.mark.parametrize("name", ["intercepts_", "batch_norm_"])
def test_arrays_that_would_be_stretched_are_refused(iris, tmp_path, name):
    network = DeepNNClassifier(hidden_layer_sizes=(300,), max_iter=1, tol=None)
    network.set_params(batch_norm=True).fit(*iris)
    if name == "intercepts_":
        network.intercepts_[0] = network.intercepts_[0][np.newaxis]
    else:
        gamma, *others = network.batch_norm_[0]
        network.batch_norm_ = ((gamma[np.newaxis], *others),)
    path = tmp_path / "forged.skops"
    save_model(network, path)
    refused(path, "whose layers do not fit together")


@pytest.mark.parametrize(
    ("forged", "because"),
    [
        (
            {"image_size_": (10**9, 10**9)},
            "no fit has made: image_size must have at most",
        ),
        ({"image_size_": (-4, 4)}, "must be two positive integers"),
        ({"image_size_": None}, "must be two positive integers"),
        ({"image_shape_": (2, 8, 3)}, r"image_shape_ is \(2, 8, 3\)"),
        ({"image_shape_": 5}, "no fit has made"),
        ({"n_channels_": 48}, "n_channels_ is 48"),
        ({"n_features_in_": 10**12}, "1000000000000"),
        ({"scale_": 0}, "scale_ is 0"),
        ({"resize": "zoom"}, "resize must be"),
        (
            {
                "image_size_": (5000, 5000),
                "image_shape_": (5000, 5000, 3),
                "n_features_in_": 5000 * 5000 * 3,
            },
            "75000000 numbers an image",
        ),
    ],
)
@pytest.mark.parametrize("in_pipeline", [True, False])
def test_a_flattener_that_would_ask_for_memory_is_refused(
    forged, because, in_pipeline, tmp_path
):
    images = np.random.default_rng(0).integers(0, 256, (20, 4, 4, 3), dtype=np.uint8)
    network = ScratchLogisticRegression(solver="newton")
    steps = [ImageFlattener(), StandardScaler(), network]
    model = make_pipeline(*steps).fit(images, np.arange(20) % 2)
    if not in_pipeline:  # what follows has no say of its own: its arrays count
        model = make_pipeline(FeatureUnion([("one", steps[0])]), *steps[1:])
    vars(steps[0]).update(forged)
    path = tmp_path / "forged.skops"
    save_model(model, path)
    refused(path, because)


def test_what_is_no_estimator_is_refused(describe):
    refused(
        describe(lambda schema: listed(number=1) | {"protocol": 2}),
        "holds a list, which is no estimator",
    )


@pytest.mark.parametrize(
    ("card", "because"),
    [
        ({"format": 2}, "has format 2, and skscratch .* upgrade skscratch"),
        ({"format": "1"}, "is no card"),
        ({"scores": 3}, "a card with scores=3"),
        ({"model": None}, "a card with model=None"),
        ({"classes": "\x1b[2J"}, r"a card with classes=\\x1b\[2J"),
    ],
)
@pytest.mark.parametrize("load", [load_model, read_card])
def test_a_wrong_card_is_refused_by_name(rewrite, card, because, load):
    def change(members):
        members["card.json"] = json.dumps(json.loads(members["card.json"]) | card)

    refused(rewrite(change), because, load=load)


def test_a_card_cannot_command_the_terminal(rewrite):
    def change(members):
        card = json.loads(members["card.json"])
        card |= {"notes": {"\x1b[2J": "\x9b31m\n"}, "outcome": "\x07"}
        members["card.json"] = json.dumps(card)

    text = repr(read_card(rewrite(change)))
    assert all(line.isprintable() for line in text.splitlines())
    assert len(text.splitlines()) < 20


def test_a_warning_cannot_command_the_terminal(rewrite):
    def change(members):
        card = json.loads(members["card.json"])
        card["versions"] = {"skscratch": "\x1b[2J\x9b31m", "scikit-learn": "\x07"}
        members["card.json"] = json.dumps(card)

    with pytest.warns(UserWarning, match=r"saved with skscratch \\x1b\[2J") as caught:
        load_model(rewrite(change))
    assert str(caught[0].message).isprintable()


def test_an_error_cannot_command_the_terminal(describe):
    def change(schema):
        network = first(schema, **{"class": "DeepNNClassifier"})
        network["__class__"] = "\x1b[2J\x9b31m"

    refused(describe(change), r"not trusted: skscratch\..*\.\\x1b\[2J\\x9b31m")
