"""Damaged files, full disks, and what may be in a file."""

import errno
import hashlib
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import skscratch
from skscratch import DeepNNClassifier
from skscratch.checkpoints import Checkpoint, _keeper, resume
from skscratch.checkpoints._file import MAGIC, Damaged, packed, unpacked
from skscratch.checkpoints._folder import Folder

VALUES = {"a": [1, None, "b"], "infinite": float("inf"), "large": 2**127 + 1}
ARRAYS = {
    "matrix": np.arange(6.0).reshape(2, 3).T,
    "single": np.float32([1.5, np.nan]),
    "number": np.array(3, np.int64),
    "none": np.empty((0, 2)),
}


def files(folder):
    return sorted(folder.iterdir())


@pytest.fixture
def kept(cases, tmp_path):
    """A folder with four checkpoints of a fit, and the fit.

    Only the second-order solvers wait for the disk: with the others a fit as short as
    this may be over after one checkpoint.
    """
    model = DeepNNClassifier(**cases.CASES["lbfgs"][1])
    model.set_callbacks(Checkpoint(tmp_path / "kept", every=10, keep=4))
    model.fit(*cases.DATA["narrow"])
    assert len(files(tmp_path / "kept")) == 4
    return tmp_path / "kept", model


def with_checksum(body):
    return MAGIC + hashlib.sha256(body).digest() + body


def with_header(header, data=b""):
    text = json.dumps(header).encode()
    return with_checksum(len(text).to_bytes(8, "little") + text + data)


def test_what_is_packed_comes_back():
    values, arrays = unpacked(packed(VALUES, ARRAYS))
    assert values == VALUES and list(arrays) == list(ARRAYS)
    for name, array in arrays.items():
        assert array.dtype == ARRAYS[name].dtype and array.flags.writeable
        np.testing.assert_array_equal(array, ARRAYS[name])


def test_every_flipped_bit_is_seen():
    content = packed(VALUES, ARRAYS)
    for position in range(len(content)):
        flipped = bytearray(content)
        flipped[position] ^= 1 << position % 8
        with pytest.raises(Damaged):
            unpacked(bytes(flipped))


def test_every_cut_is_seen():
    content = packed(VALUES, ARRAYS)
    for length in range(len(content)):
        with pytest.raises(Damaged):
            unpacked(content[:length])


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps({"a": 1}),
        with_checksum(b""),
        with_checksum(b"\xff" * 8),
        with_checksum((2).to_bytes(8, "little") + b"[]"),
        with_checksum((10**5).to_bytes(8, "little") + b"[" * 10**5),
        with_header({"values": {}}),
        with_header({"values": {}, "arrays": [["a", "<f8", [10**15]]]}),
        with_header({"values": {}, "arrays": [["a", "<f8", [-1]]]}, bytes(8)),
        with_header({"values": {}, "arrays": [["a", "|O", [1]]]}, bytes(8)),
        with_header({"values": {}, "arrays": [["a", ["<f8"], [1]]]}, bytes(8)),
        with_header({"values": {}, "arrays": [["a", "<f8", ["1"]]]}, bytes(8)),
        with_header({"values": {}, "arrays": [["a", "<f8", None]]}, bytes(8)),
        with_header({"values": {}, "arrays": 3}),
        with_header({"values": {"long": " " * 2**20}, "arrays": []}),
    ],
)
def test_what_is_no_checkpoint_is_refused_before_anything_is_made_of_it(content):
    with pytest.raises(Damaged):
        unpacked(content)


@pytest.mark.parametrize("values", [None, {}, {"progress": {}}, {"progress": 1}])
def test_a_checkpoint_of_something_else_is_refused_by_name(tmp_path, cases, values):
    path = tmp_path / "checkpoint-00000001.ckpt"
    path.write_bytes(packed(values, {}))
    with pytest.raises(ValueError, match="must hold a checkpoint that is whole; .*1.c"):
        resume(tmp_path, *cases.DATA["narrow"])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("every", "1", "does not fit together"),
        ("keep", 0, "does not fit together"),
        ("settings", {"class": "DeepNNClassifier"}, "does not fit together"),
        ("versions", {"NumPy": 2}, "does not fit together"),
        ("fingerprint", [], "does not fit together"),
        ("versions", {"NumPy": "\x1b[2J"}, "does not fit together"),
        (
            "settings",
            {"class": "\x9b31m", "parameters": {}, "others": {}},
            "does not fit together",
        ),
        ("start", 3, "does not fit together"),
        ("start", "../../../etc/passwd", "names a start that cannot be"),
        ("start", "0" * 16, "damaged or not there"),
        (
            "settings",
            {
                "class": "DeepNNClassifier",
                "parameters": {"alpha": "__import__('os').abort()"},
                "others": {},
            },
            "plain parameters; got .__import__",
        ),
        (
            "settings",
            {"class": "os.system", "parameters": {}, "others": {}},
            "a class of your own",
        ),
    ],
)
def test_a_forged_checkpoint_runs_nothing(cases, kept, name, value, words):
    folder, _ = kept
    *_, newest = files(folder)
    values, arrays = unpacked(newest.read_bytes())
    for path in files(folder)[:-1]:
        path.unlink()
    newest.write_bytes(packed(values | {name: value}, arrays))
    with pytest.raises(ValueError, match=words):
        resume(folder, *cases.DATA["narrow"])


def in_place(values, path, value):
    """A copy of the values with one of them, however deep within, replaced."""
    name, *rest = path.split("/")
    return values | {
        name: in_place(values[name], "/".join(rest), value) if rest else value
    }


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("progress/dtype", "x", "does not fit together"),
        ("progress/dtype", 3, "does not fit together"),
        ("progress/form", "x", "got a checkpoint of .'x'"),
        ("progress/outcome", "x", "does not fit together"),
        ("progress/n_earlier_epochs", 2**70, "does not fit together"),
        ("progress/n_earlier_epochs", 0.5, "does not fit together"),
        ("progress/history/n_steps", "x", "does not fit together"),
        ("progress/history/n_forgotten", [], "does not fit together"),
        ("progress/state/n_stalled", None, "does not fit together"),
        ("progress/state/shuffle_rng/uinteger", -1, "does not fit together"),
        ("progress/state/memory_of", 3, "does not fit together"),
        ("progress/state/best", [0.0, "x"], "does not fit together"),
        ("settings/parameters/max_iter", "-1", "'max_iter' parameter of"),
        ("settings/parameters/hidden_layer_sizes", "(8, 10000000000)", "got a check"),
        ("settings/parameters/alfa", "1", "must hold parameters of DeepNN.*; got alfa"),
    ],
)
def test_a_checkpoint_whose_values_do_not_fit_is_refused(
    cases, tmp_path, path, value, words
):
    cases.start("batch norm", tmp_path)
    *_, newest = files(tmp_path)
    values, arrays = unpacked(newest.read_bytes())
    for each in files(tmp_path):
        each.unlink()
    newest.write_bytes(packed(in_place(values, path, value), arrays))
    with pytest.raises(ValueError, match=words):
        resume(tmp_path, *cases.DATA["narrow"])


@pytest.mark.parametrize(
    ("training", "name", "words"),
    [
        ("adam", "theta", "got a checkpoint of"),
        (
            "adam",
            "memory/first",
            "solver remembers must be of this network; got 'first'",
        ),
        ("adam", "memory/t", "solver remembers must be of this network; got 't'"),
        ("adam", "solver/0", "must hold what its solver has left"),
        ("batch norm", "statistics/1", "got a checkpoint of"),
        ("early stopping", "best/0", "got a checkpoint of"),
        ("newton", "solver/theta", r"must hold \(15,\) coordinates"),
        ("newton", "solver/flags", "must hold what its solver has left"),
        ("lbfgs", "solver/reached", "must hold what its solver has left"),
    ],
)
@pytest.mark.parametrize(
    "changed", [lambda array: array.reshape(1, -1, 1), lambda array: array.ravel()[:0]]
)
def test_a_checkpoint_whose_arrays_do_not_fit_is_refused(
    cases, tmp_path, cut_after, power_cut, training, name, words, changed
):
    with pytest.raises(power_cut):
        cases.start(training, tmp_path, cut_after(51 if training == "lbfgs" else 2))
    *_, newest = files(tmp_path)
    values, arrays = unpacked(newest.read_bytes())
    for path in files(tmp_path):
        path.unlink()
    newest.write_bytes(packed(values, arrays | {name: changed(arrays[name])}))
    with pytest.raises(ValueError, match=words):
        resume(tmp_path, *cases.DATA["narrow"])


def test_a_long_parameter_is_not_even_parsed(cases, kept):
    folder, _ = kept
    *_, newest = files(folder)
    values, arrays = unpacked(newest.read_bytes())
    values["settings"]["parameters"]["alpha"] = f"[{'0,' * 2**16}]"
    newest.write_bytes(packed(values, arrays))
    with pytest.raises(ValueError, match=r"must hold plain parameters; got '\[0,0,"):
        resume(folder, *cases.DATA["narrow"])


def test_a_header_that_would_not_be_read_is_not_written():
    with pytest.raises(OSError, match="20000 arrays are more than a checkpoint can"):
        packed({}, {f"statistics/{i:0>40}": np.zeros(1) for i in range(20_000)})


def test_only_the_last_ones_are_kept(cases, tmp_path):
    for keep in (1, 3):
        model = DeepNNClassifier(max_iter=8, tol=None)
        checkpoint = Checkpoint(tmp_path / str(keep), every=2, keep=keep)
        model.set_callbacks(checkpoint).fit(*cases.DATA["narrow"])
        # the last file of the fit is the start, or one more
        assert 1 <= len(files(tmp_path / str(keep))) <= keep


def test_checkpoints_take_a_small_share_of_the_time(cases, tmp_path, monkeypatch):
    written = []
    write = Folder.write

    def counted(self, content, keep):
        written.append(content.progress.n_epochs)
        write(self, content, keep)

    monkeypatch.setattr(Folder, "write", counted)
    X, y, _ = cases.DATA["narrow"]
    model = DeepNNClassifier(batch_size=16, max_iter=400, tol=None, random_state=0)
    model.set_callbacks(Checkpoint(tmp_path / "often")).fit(X, y)
    n_often = len(written)
    monkeypatch.setattr(_keeper, "PAUSE", 10**9)
    model.set_callbacks(Checkpoint(tmp_path / "once")).fit(X, y)
    assert n_often > 1 and written[n_often:] == [0]


def test_another_training_replaces_what_is_there(cases, kept):
    folder, _ = kept
    before = files(folder)
    mine = ["notes.txt", "start-of-mine.ckpt", ".thesis.pdf.part", "checkpoint-a.ckpt"]
    for name in mine:
        (folder / name).write_text("mine")
    (folder / f".{'0' * 16}.part").write_bytes(b"left by a process that was killed")
    model = DeepNNClassifier(max_iter=1, tol=None, random_state=5)
    model.set_callbacks(Checkpoint(folder)).fit(*cases.DATA["narrow"])
    assert not {*before} & {*files(folder)}
    assert {*mine} <= {path.name for path in folder.iterdir()}
    assert not (folder / f".{'0' * 16}.part").exists()
    assert resume(folder, *cases.DATA["narrow"]).loss_curve_ == model.loss_curve_


@pytest.mark.parametrize("how", ["flipped", "cut", "empty", "pickle"])
def test_the_one_before_is_used_with_a_warning(cases, kept, how, assert_equal):
    folder, whole = kept
    *_, newest = files(folder)
    content = newest.read_bytes()
    newest.write_bytes(
        {
            "flipped": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
            "cut": content[:-1],
            "empty": b"",
            "pickle": pickle.dumps(1),
        }[how]
    )
    with pytest.warns(UserWarning, match=f"{newest.name}.*Going on from checkpoint-"):
        again = resume(folder, *cases.DATA["narrow"])
    assert_equal(cases.learnt(again), cases.learnt(whole))


@pytest.mark.parametrize("n_lost", [1, 2])
def test_the_start_of_the_gram_form_is_there_twice(
    cases, tmp_path, n_lost, assert_equal
):
    whole, data = cases.start("gram", tmp_path, every=30), cases.DATA["wide"]
    checkpoint, copies = files(tmp_path)[-3], files(tmp_path)[-2:]
    assert checkpoint.stat().st_size < copies[0].stat().st_size
    for path in copies[:n_lost]:
        path.write_bytes(path.read_bytes()[:-1])
    if n_lost == 1:
        again = resume(tmp_path, *data)
        assert_equal(cases.learnt(again), cases.learnt(whole))
    else:
        with pytest.raises(ValueError, match=f"needs {copies[1].name}, which is dam"):
            resume(tmp_path, *data)


def test_nothing_but_damaged_ones_is_an_error(cases, kept):
    folder, _ = kept
    for path in files(folder):
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="its checksum is another. Call fit"):
        resume(folder, *cases.DATA["narrow"])


@pytest.mark.parametrize("name", ["", "not there"])
def test_an_empty_folder_is_an_error(cases, tmp_path, name):
    with pytest.raises(FileNotFoundError, match="must hold a checkpoint; got none"):
        resume(tmp_path / name, *cases.DATA["narrow"])


def test_a_path_that_is_no_folder_is_an_error(cases, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="path must be a folder that can be"):
        resume(tmp_path / "file", *cases.DATA["narrow"])


@pytest.mark.parametrize("path", [5, None, b"folder"])
def test_what_is_no_path_is_an_error(cases, path):
    for use in (Checkpoint, lambda path: resume(path, *cases.DATA["narrow"])):
        with pytest.raises(TypeError, match="path must be a str or path-like.*; got"):
            use(path)


def test_a_path_that_cannot_be_written_warns_once_and_the_fit_goes_on(cases, tmp_path):
    (tmp_path / "file").touch()
    with pytest.warns(UserWarning, match="Checkpoint: .*Training goes on") as caught:
        model = cases.start("adam", tmp_path / "file" / "folder")
    assert len(caught) == 1
    assert model.n_iter_ == 60


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="has no /dev/full")
def test_dev_full_warns_once_and_the_fit_goes_on(cases):
    with pytest.warns(UserWarning, match="Checkpoint: ") as caught:
        model = cases.start("adam", Path("/dev/full"))
    assert (len(caught), model.n_iter_) == (1, 60)


def test_a_disk_that_is_full_for_a_while(cases, tmp_path, monkeypatch, assert_equal):
    sync, n_calls = os.fsync, []

    def full(handle):
        n_calls.append(handle)
        if 5 <= len(n_calls) < 9:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr("skscratch._files.os.fsync", full)
    with pytest.warns(UserWarning, match="No space left on device") as caught:
        model = cases.start("newton", tmp_path)
    assert len(caught) == 1
    assert len(n_calls) >= 9  # it has tried again
    assert not list(tmp_path.glob("*.part"))
    again = resume(tmp_path, *cases.DATA["narrow"])
    assert_equal(cases.learnt(again), cases.learnt(model))


@pytest.mark.slow
def test_a_limit_on_the_size_of_files(tmp_path, script):
    pytest.importorskip("resource")
    code = (
        "import resource, runpy, sys, warnings;"
        "cases = runpy.run_path(sys.argv[1]);"
        "hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1];"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard));"
        "caught = warnings.catch_warnings(record=True).__enter__();"
        "warnings.simplefilter('always');"
        "print(cases['start']('adam', sys.argv[2]).n_iter_, len(caught))"
    )
    root = str(Path(skscratch.__file__).parents[1])
    told = subprocess.run(
        [sys.executable, "-c", code, str(script), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["60", "1"]
    assert files(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="has other permissions")
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_read_only_folder_warns_once_and_the_fit_goes_on(cases, tmp_path):
    tmp_path.chmod(0o555)
    try:
        with pytest.warns(UserWarning, match="Checkpoint: .*denied") as caught:
            model = cases.start("adam", tmp_path)
    finally:
        tmp_path.chmod(0o755)
    assert (len(caught), model.n_iter_) == (1, 60)


def test_a_file_is_not_much_larger_than_what_the_solver_has(cases, tmp_path):
    X, y, _ = cases.DATA["narrow"]
    model = DeepNNClassifier(hidden_layer_sizes=(300, 300), max_iter=1, tol=None)
    model.set_callbacks(Checkpoint(tmp_path)).fit(X, y)
    n_parameters = sum(each.size for each in [*model.coefs_, *model.intercepts_])
    *_, newest = files(tmp_path)
    assert newest.stat().st_size < 4 * 8 * n_parameters + 5000
