"""Data that stay on disk train and predict like the same data in memory."""

import subprocess
import sys
import warnings

import h5py
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import cross_val_predict, train_test_split

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    get_parameters,
    loss_and_grad,
)
from skscratch.datasets import OnDisk
from skscratch.training import on_disk
from skscratch.training.sources import Source

FIRST_ORDER = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]
MULTICLASS = pytest.mark.parametrize("n_classes", [2, 3])


@pytest.fixture(scope="module")
def digits():
    """Pixels 0-16 as uint8, (600, 64), and what digit they are."""
    X, y = load_digits(return_X_y=True)
    return X[:600].astype(np.uint8), y[:600]


@pytest.fixture
def in_memory(digits):
    return digits[0] / 16


@pytest.fixture
def stored(digits, tmp_path):
    """The same numbers in a file, in blocks of 100 rows."""
    with h5py.File(tmp_path / "digits.h5", "w") as file:
        X = file.create_dataset("X", data=digits[0], chunks=(50, 64))
        yield OnDisk(X, scale=1 / 16, block_size=100)


@pytest.fixture
def weights():
    return np.random.default_rng(0).random(600)


def pair(model, X, stored, y, *args, **others):
    """Fits to both, without the warnings that both give."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return [
            type(model)(**model.get_params()).fit(data, y, *args, **others)
            for data in (X, stored)
        ]


def assert_alike(one, other, atol=1e-10):
    np.testing.assert_allclose(get_parameters(one), get_parameters(other), atol=atol)
    np.testing.assert_allclose(one.loss_curve_, other.loss_curve_, atol=atol)
    assert (one.n_iter_, one.outcome_) == (other.n_iter_, other.outcome_)


@MULTICLASS
@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs", "newton"])
def test_full_batches_of_logistic_regression(
    in_memory, stored, digits, weights, solver, n_classes
):
    y = digits[1] % n_classes
    model = ScratchLogisticRegression(solver=solver, alpha=1.0, max_iter=40)
    if solver in FIRST_ORDER:
        model.set_params(batch_size=None)
    assert_alike(*pair(model, in_memory, stored, y, weights))


@MULTICLASS
@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs"])
def test_full_batches_of_a_network(
    in_memory, stored, digits, weights, solver, n_classes
):
    model = DeepNNClassifier(
        hidden_layer_sizes=(9, 5), solver=solver, alpha=0.5, max_iter=30, random_state=0
    )
    if solver in FIRST_ORDER:
        model.set_params(batch_size=None, learning_rate=0.02)
    assert_alike(*pair(model, in_memory, stored, digits[1] % n_classes, weights))


@pytest.mark.parametrize("more", [{}, {"batch_norm": True}, {"dropout": 0.3}])
def test_mini_batches_in_order_are_the_same(in_memory, stored, digits, Network, more):
    model = Network(shuffle=False, max_iter=5, tol=None, random_state=0, **more)
    one, other = pair(model, in_memory, stored, digits[1])
    assert_alike(one, other, atol=1e-13)


def test_a_block_shuffle_learns_as_well(in_memory, stored, digits):
    model = ShallowNNClassifier(n_hidden=30, random_state=0)
    one, other = pair(model, in_memory, stored, digits[1])
    assert (get_parameters(one) != get_parameters(other)).any()
    assert other.loss_ < 2 * one.loss_ and other.score(stored, digits[1]) > 0.98
    again = ShallowNNClassifier(n_hidden=30, random_state=0).fit(stored, digits[1])
    np.testing.assert_array_equal(get_parameters(again), get_parameters(other))


@pytest.mark.parametrize(
    "settings",
    [
        {"class_weight": "balanced"},
        {"learning_rate_schedule": "adaptive", "tol": 1e-2},
        {"early_stopping": True, "max_iter": 60},
        {"early_stopping": True, "scoring": "roc_auc_ovr", "max_iter": 20},
        {"max_grad_norm": 0.1},
    ],
    ids=lambda settings: "-".join(settings),
)
def test_settings_mean_the_same(in_memory, stored, digits, settings):
    model = DeepNNClassifier(
        hidden_layer_sizes=(9,), batch_size=None, random_state=0, learning_rate=0.05
    ).set_params(**{"max_iter": 30} | settings)
    one, other = pair(model, in_memory, stored, digits[1])
    assert_alike(one, other)
    if one.validation_loss_curve_:
        np.testing.assert_allclose(
            one.validation_loss_curve_, other.validation_loss_curve_, atol=1e-10
        )
        np.testing.assert_allclose(one.validation_scores_, other.validation_scores_)


def test_callbacks_see_the_same(in_memory, stored, digits, capsys):
    callbacks = pytest.importorskip("sklearn.callback")
    pytest.importorskip("rich")
    logs = []
    for X in (in_memory, stored):
        monitor = callbacks.ScoringMonitor(scoring="neg_log_loss")
        model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0, max_iter=7)
        model.set_callbacks(callbacks.ProgressBar(), monitor)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(X, digits[1])
        logs.append([row["neg_log_loss"] for row in monitor.get_logs().data])
        printed = capsys.readouterr().out
        assert "ScratchLogisticRegression - fit" in printed and "100%" in printed
    assert len(logs[0]) > 7
    np.testing.assert_allclose(*logs, rtol=1e-9)


def test_a_penalty_on_absolute_weights(in_memory, stored, digits):
    model = ScratchLogisticRegression(
        solver="lbfgs", alpha=5.0, l1_ratio=1.0, max_iter=30
    )
    one, other = pair(model, in_memory, stored, digits[1] % 2)
    assert_alike(one, other)
    np.testing.assert_array_equal(one.coef_ == 0, other.coef_ == 0)


def test_labels_on_their_own(in_memory, stored, digits, Network):
    in_memory, stored = in_memory[:250], stored[:250]
    Y = (digits[1][:250, np.newaxis] % [2, 3, 5] == 0).astype(int)
    model = Network(batch_size=None, max_iter=20, random_state=0)
    one, other = pair(model, in_memory, stored, Y)
    assert_alike(one, other)
    np.testing.assert_array_equal(one.predict(in_memory), other.predict(stored))


def test_samples_without_weight_are_absent(in_memory, stored, digits, weights):
    weights[::3] = 0
    model = ScratchLogisticRegression(max_iter=20)
    assert_alike(*pair(model, in_memory, stored, digits[1], weights))


def test_a_validation_part_may_be_on_disk_too(in_memory, stored, digits):
    train, held_out = np.arange(450), np.arange(450, 600)
    y = digits[1]
    model = ShallowNNClassifier(batch_size=None, max_iter=20, random_state=0)
    (one, *_) = pair(
        model,
        in_memory[train],
        in_memory[train],
        y[train],
        X_val=in_memory[held_out],
        y_val=y[held_out],
    )
    for X in (in_memory[train], stored[train]):
        (_, other) = pair(
            model, X, X, y[train], X_val=stored[held_out], y_val=y[held_out]
        )
        assert_alike(one, other)
        np.testing.assert_allclose(
            one.validation_loss_curve_, other.validation_loss_curve_, atol=1e-10
        )


def test_answers_are_the_same(in_memory, stored, digits, Classifier):
    in_memory, stored, y = in_memory[:250], stored[:250], digits[1][:250].astype(str)
    model = Classifier(random_state=0, max_iter=10, tol=None).fit(in_memory, y)
    for what in (
        "predict",
        "predict_proba",
        "predict_log_proba",
        "decision_function",
        "layer_activations",
    ):
        answer = getattr(model, what)
        wanted, found = answer(in_memory), answer(stored)
        for one, other in zip(wanted, found, strict=True):
            if what == "predict":
                assert one == other
            else:
                np.testing.assert_allclose(one, other, atol=1e-12)
    assert model.score(stored, y) == model.score(in_memory, y)
    assert str(model.diagnose(stored, y)) == str(model.diagnose(in_memory, y))
    for one, other in zip(
        loss_and_grad(model, in_memory, y), loss_and_grad(model, stored, y), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


def test_partial_fit_goes_on(in_memory, stored, digits, Classifier):
    y = digits[1]
    models = [
        Classifier(random_state=0, shuffle=False, batch_size=50) for _ in range(2)
    ]
    for _ in range(2):
        for model, X in zip(models, (in_memory, stored), strict=True):
            model.partial_fit(X, y, classes=np.arange(10))
    assert_alike(*models)


def test_float32_stays(digits, tmp_path):
    X = OnDisk(digits[0].astype(np.float32), scale=1 / 16, block_size=100)
    model = ScratchLogisticRegression(max_iter=5, tol=None).fit(X, digits[1])
    assert model.coef_.dtype == np.float32
    assert model.predict_proba(X).dtype == np.float32
    exact = clone(model).fit(digits[0] / 16, digits[1])
    np.testing.assert_allclose(model.coef_, exact.coef_, atol=1e-5)
    # samples of another precision are read in that of the weights
    np.testing.assert_allclose(
        exact.predict_proba(X), exact.predict_proba(digits[0] / 16), atol=1e-12
    )


def test_rows_are_selected_without_being_read(stored, digits):
    X_train, X_test, y_train, y_test = train_test_split(
        stored, digits[1], random_state=0
    )
    assert isinstance(X_train, OnDisk)
    model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0)
    assert model.fit(X_train, y_train).score(X_test, y_test) > 0.93
    predicted = cross_val_predict(model, stored, digits[1], cv=3)
    in_memory = cross_val_predict(model, np.asarray(stored), digits[1], cv=3)
    np.testing.assert_array_equal(predicted, in_memory)


def test_small_files_are_read_like_arrays(digits, tmp_path):
    # wide enough for the Gram form, which needs all of X
    X, y = (digits[0] / 16)[:40], digits[1][:40]
    with h5py.File(tmp_path / "X.h5", "w") as file:
        stored = file.create_dataset("X", data=X)
        labels = file.create_dataset("y", data=y)
        mapped = np.memmap(tmp_path / "X", np.float64, "w+", shape=X.shape)
        mapped[...] = X
        models = [
            DeepNNClassifier(solver="gd", learning_rate=0.1, random_state=0, max_iter=5)
            for _ in range(3)
        ]
        data = ((X, y), (stored, labels), (mapped, labels))
        for model, (each, names) in zip(models, data, strict=True):
            model.set_params(tol=None).fit(each, names)
    assert [model.form_ for model in models] == ["gram"] * 3
    for model in models[1:]:
        np.testing.assert_array_equal(get_parameters(model), get_parameters(models[0]))


@pytest.mark.parametrize("dtype", ["S3", h5py.string_dtype()])
def test_labels_may_be_text_of_the_file(stored, digits, tmp_path, dtype):
    names = np.where(digits[1] % 2, "odd", "not")
    with h5py.File(tmp_path / "y.h5", "w") as file:
        y = file.create_dataset("y", data=names.astype("S3"), dtype=dtype)
        model = ScratchLogisticRegression(max_iter=3, tol=None).fit(stored, y)
        assert model.classes_.tolist() == ["not", "odd"]
        assert model.score(stored, y) == model.score(stored, names) > 0.5


def test_several_files_are_one_to_the_bit(digits, tmp_path, Classifier):
    X, y = (digits[0] / 16)[:240], digits[1][:240]
    np.save(tmp_path / "X.npy", X)
    parts = [tmp_path / f"{i}.npy" for i in range(3)]
    for i, path in enumerate(parts):
        np.save(path, X[80 * i : 80 * (i + 1)])
    one, other = (
        Classifier(random_state=0, max_iter=3, tol=None).fit(
            OnDisk(source, block_size=40), y
        )
        for source in (tmp_path / "X.npy", parts)
    )
    np.testing.assert_array_equal(get_parameters(one), get_parameters(other))
    # as they are, wherever samples are taken; blocks are of 80 rows then
    Classifier(random_state=0).partial_fit(parts, y, classes=np.arange(10))
    assert one.score(tmp_path / "X.npy", y) == one.score(str(tmp_path / "X.npy"), y)
    np.testing.assert_allclose(
        other.predict_proba(parts), one.predict_proba(X), atol=1e-12
    )
    assert other.score(parts, y) == one.score(X, y)


def test_batch_norm_needs_mini_batches_of_several_files(in_memory, digits, tmp_path):
    parts = [tmp_path / f"{i}.npy" for i in range(2)]
    for path, part in zip(parts, np.split(in_memory, 2), strict=True):
        np.save(path, part)
    model = DeepNNClassifier(batch_norm=True, batch_size=None)
    with pytest.raises(ValueError, match="batch_norm=True needs mini-batches"):
        model.fit(parts, digits[1])


@pytest.mark.parametrize("kind", ["hdf5", "memmap"])
def test_large_files_stay_on_disk(digits, tmp_path, monkeypatch, kind):
    X, y = (digits[0] / 16)[:40], digits[1][:40]
    model = DeepNNClassifier(
        solver="gd", learning_rate=0.1, random_state=0, max_iter=5, tol=None
    )
    in_memory = clone(model).fit(X, y)
    monkeypatch.setattr(on_disk, "SMALL", 1000)
    with h5py.File(tmp_path / "X.h5", "w") as file:
        stored = file.create_dataset("X", data=X)
        if kind == "memmap":
            stored = np.memmap(tmp_path / "X", np.float64, "w+", shape=X.shape)
            stored[...] = X
        model.fit(stored, y)
        assert (in_memory.form_, model.form_) == ("gram", "direct")
        assert_alike(in_memory, model)
        np.testing.assert_allclose(
            model.predict_proba(stored), in_memory.predict_proba(X), atol=1e-10
        )
        assert model.score(stored, y) == in_memory.score(X, y)


class Failing:
    """A file that cannot be read any more after some readings."""

    def __init__(self, X, n_readings, error):
        self.X, self.shape, self.dtype = X, X.shape, X.dtype
        self.n_left, self.error = n_readings, error

    def __getitem__(self, rows):
        self.n_left -= 1
        if self.n_left < 0:
            raise self.error
        return self.X[rows]


@pytest.mark.parametrize("batch_size", [None, 50])
def test_an_interrupt_keeps_what_was_reached(in_memory, digits, batch_size):
    # one reading of all in 6 blocks to check them, and each epoch another
    source = Failing(in_memory, 6 * 4 + 3, KeyboardInterrupt())
    model = ShallowNNClassifier(
        batch_size=batch_size, learning_rate=0.01, shuffle=False, random_state=0
    )
    reached = clone(model).set_params(max_iter=3, tol=None)
    with pytest.raises(KeyboardInterrupt):
        model.fit(OnDisk(source, block_size=100), digits[1])
    assert model.outcome_ == "interrupted" and model.n_iter_ == 3
    if batch_size is None:
        reached.fit(in_memory, digits[1])
        np.testing.assert_allclose(
            get_parameters(model), get_parameters(reached), atol=1e-12
        )


@pytest.mark.parametrize("batch_size", [None, 50])
def test_a_file_that_breaks_changes_nothing(in_memory, digits, batch_size):
    model = ShallowNNClassifier(batch_size=batch_size, random_state=0, tol=None)
    model.set_params(max_iter=3).fit(in_memory, digits[1])
    before = get_parameters(model)
    source = Failing(in_memory, 6 * 3 + 2, OSError("the disk is gone"))
    with pytest.raises(OSError, match="the disk is gone"):
        model.fit(OnDisk(source, block_size=100), digits[1])
    np.testing.assert_array_equal(get_parameters(model), before)


def test_what_does_not_add_up_is_refused(stored, digits, Network):
    words = "batch_norm=True needs mini-batches where X stays on disk"
    with pytest.raises(ValueError, match=words):
        Network(batch_norm=True, batch_size=None).fit(stored, digits[1])
    with pytest.raises(ValueError, match="gram must be 'auto' or False where X"):
        Network(solver="gd", gram=True).fit(stored, digits[1])
    with pytest.raises(ValueError, match="as many samples as features"):
        ScratchLogisticRegression(solver="newton").fit(stored[:40], digits[1][:40])


def test_what_is_not_finite_is_told_before_training(in_memory, digits, Classifier):
    y = digits[1]
    model = Classifier(random_state=0, max_iter=3, tol=None).fit(in_memory, y)
    before = get_parameters(model)
    in_memory[512, 7] = np.nan
    X = OnDisk(in_memory, block_size=100)
    words = "must be finite; got nan in row 512, column 7"
    for call in (
        lambda: model.fit(X, y),
        lambda: model.partial_fit(X, y),
        lambda: model.predict(X),
        lambda: model.score(X, y),
        lambda: model.fit(in_memory[:500], y[:500], X_val=X[500:], y_val=y[500:]),
    ):
        with pytest.raises(ValueError, match=words):
            call()
    np.testing.assert_array_equal(get_parameters(model), before)


def test_what_does_not_fit_is_refused(stored, digits, Classifier):
    y = digits[1]
    with pytest.raises(ValueError, match="X and y must have as many rows"):
        Classifier().fit(stored, y[:-1])
    with pytest.raises(ValueError, match="at least one row"):
        Classifier().fit(stored[:0], y[:0])
    with pytest.raises(ValueError, match="requires y to be passed"):
        Classifier().fit(stored, None)
    model = Classifier(max_iter=1, tol=None, random_state=0).fit(stored, y)
    assert model.n_features_in_ == 64
    with pytest.raises(ValueError, match="X has 5 features, but .* expecting 64"):
        model.predict(OnDisk(np.zeros((3, 5))))


def test_a_row_that_overflows_is_told(stored, digits):
    model = ScratchLogisticRegression(max_iter=9, tol=None).fit(stored, digits[1])
    X = np.zeros((5, 64))
    X[3] = 1.7e308 * np.sign(model.coef_[2])
    with pytest.raises(ValueError, match="not overflow; got up to 1.7e.308 in row 3"):
        model.predict(OnDisk(X, block_size=2))


#: Trains on a file, and prints the most memory it took in MB, before and in the end.
IN_A_PROCESS = """
import sys, warnings
import h5py, numpy as np
import sklearn.metrics
from skscratch import DeepNNClassifier, ScratchLogisticRegression
warnings.simplefilter("ignore")
kind, path, n, n_features, solver = sys.argv[1:]
n, n_features = int(n), int(n_features)
if kind == "hdf5":
    X = h5py.File(path)["X"]
else:
    X = np.memmap(path, np.float64, "r", shape=(n, n_features))
y = np.arange(n) % 2
if solver == "newton":
    model = ScratchLogisticRegression(solver="newton", max_iter=1, tol=None)
else:
    batch_size = None if solver == "gd" else "auto"
    model = DeepNNClassifier(
        hidden_layer_sizes=(20,), solver=solver, batch_size=batch_size,
        learning_rate=0.01, max_iter=1, tol=None,
    )
ScratchLogisticRegression(max_iter=2).fit(np.eye(4), [0, 1, 0, 1])
before = peak() / 1024
model.fit(X, y).score(X, y)
print(before, peak() / 1024)
"""


@pytest.fixture
def memory_of(peak_code):
    """A function that trains in a process and returns what it held, in MB."""

    def memory(*arguments):
        code = peak_code + IN_A_PROCESS
        command = [sys.executable, "-c", code, *map(str, arguments)]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        return map(float, found.stdout.split())

    return memory


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
@pytest.mark.parametrize("solver", ["gd", "adam", "newton"])
@pytest.mark.parametrize("kind", ["hdf5", "memmap"])
def test_memory_does_not_grow_with_the_file(tmp_path, kind, solver, memory_of):
    n, n_features, part = 200_000, 250, 10_000  # 400 MB
    rng, path = np.random.default_rng(0), tmp_path / "X"
    if kind == "hdf5":
        file = h5py.File(path, "w")
        X = file.create_dataset("X", (n, n_features), "f8", chunks=(500, n_features))
    else:
        X = np.memmap(path, np.float64, "w+", shape=(n, n_features))
    for start in range(0, n, part):
        X[start : start + part] = rng.standard_normal((part, n_features))
    if kind == "hdf5":
        file.close()
    before, most = memory_of(kind, path, n, n_features, solver)
    # windows of mini-batches take twice 64 MiB; y and what is made of it some 20 MB
    assert most - before < 250


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
@pytest.mark.parametrize("solver", ["gd", "adam"])
@pytest.mark.parametrize("chunked", [True, False])
def test_four_gigabytes_train_in_six_hundred_megabytes(
    tmp_path, memory_of, chunked, solver
):
    n, n_features, path = 1_050_000, 1000, tmp_path / "X"
    with h5py.File(path, "w") as file:
        if chunked:  # chunks that nobody has written hold the fill
            file.create_dataset(
                "X", (n, n_features), "f4", chunks=(1000, n_features), fillvalue=0.5
            )
        else:  # one that is written gives all rows their place in the file, with holes
            file.create_dataset("X", (n, n_features), "f4")[-1] = 0.5
    assert path.stat().st_size > 4 * 10**9 or chunked
    _, most = memory_of("hdf5", path, n, n_features, solver)
    assert most < 600


@pytest.mark.parametrize(
    "model",
    [
        ScratchLogisticRegression(solver="newton", alpha=1.0),
        ScratchLogisticRegression(
            solver="lbfgs", alpha=1.0, early_stopping=True, random_state=0
        ),
        ShallowNNClassifier(
            solver="momentum", batch_size=600, max_iter=20, random_state=0
        ),
        DeepNNClassifier(batch_size=64, shuffle=False, max_iter=3, random_state=0),
    ],
    ids=["newton", "lbfgs", "momentum", "in order"],
)
def test_rows_in_any_order_train_like_those_of_an_array(
    model, in_memory, stored, digits
):
    mixed = np.random.default_rng(3).permutation(600)[:450]
    few = np.random.default_rng(4).permutation(600)[:100]
    X, y = in_memory[mixed], digits[1][mixed]
    there, here = pair(model, X, stored[mixed], y)
    assert_alike(there, here, atol=1e-9)
    np.testing.assert_allclose(
        here.predict_proba(stored[few]), there.predict_proba(in_memory[few]), atol=1e-9
    )
    assert here.score(stored[few], digits[1][few]) == there.score(
        in_memory[few], digits[1][few]
    )


def test_rows_in_any_order_are_read_once_a_step(stored, digits, monkeypatch):
    n_read = 0
    read = Source.read

    def counted(source, start, stop, out):
        nonlocal n_read
        n_read += stop - start
        read(source, start, stop, out)

    monkeypatch.setattr(Source, "read", counted)
    mixed = np.random.default_rng(3).permutation(600)
    for batch_size in (600, 50):
        n_read = 0
        net = DeepNNClassifier(
            hidden_layer_sizes=(5,),
            batch_size=batch_size,
            max_iter=10,
            tol=None,
            random_state=0,
        )
        net.fit(stored[mixed], digits[1][mixed])
        assert n_read <= (10 + 3) * 600  # and what is looked at before
