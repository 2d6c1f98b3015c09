"""A fit that was cut and resumed ends as the one that was not, bit for bit."""

import pickle
from copy import deepcopy

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from skscratch import DeepNNClassifier
from skscratch.checkpoints import Checkpoint, resume

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
CUTS = (1, 2, 7, 55)


def by_pickle(model):
    return pickle.loads(pickle.dumps(model))


class Copying:
    """Takes a copy of the estimator after each epoch."""

    def __init__(self, copied):
        self.copied = copied

    def setup(self, estimator, context):
        pass

    teardown = on_fit_task_begin = setup

    def on_fit_task_end(self, estimator, context):
        Copying.last = self.copied(estimator)  # no part of the next copy


def test_a_cut_changes_nothing(case, cases, tmp_path, cut_after, power_cut, alike):
    n_epochs = alike.whole.n_iter_
    for n in [*(n for n in CUTS if n < n_epochs), n_epochs]:
        folder = tmp_path / str(n)
        with pytest.raises(power_cut):
            cases.start(case, folder, cut_after(n))
        alike(resume(folder, *cases.DATA[cases.CASES[case][2]]))


@pytest.fixture
def alike(case, cases, tmp_path, assert_equal):
    """A function that compares with the fit that was not cut."""

    def check(resumed):
        assert_equal(cases.learnt(resumed), cases.learnt(check.whole))

    check.whole = cases.start(case, tmp_path / "whole")
    return check


def test_the_cases_end_in_every_way_and_take_both_forms(cases, tmp_path):
    names = ["gd", "early stopping", "diverges", "gram"]
    models = [cases.start(name, tmp_path / name) for name in names]
    outcomes = [model.outcome_ for model in models]
    assert outcomes == ["max_iter", "converged", "diverged", "max_iter"]
    assert [model.form_ for model in models] == ["direct"] * 3 + ["gram"]


def test_a_checkpoint_changes_nothing_but_lbfgs(case, cases, tmp_path, assert_equal):
    cls, parameters, data = cases.CASES[case]
    if parameters.get("solver") == "lbfgs":
        pytest.skip("begins anew every 50 iterations")
    plain = cls(**parameters).fit(*cases.DATA[data])
    assert_equal(cases.learnt(cases.start(case, tmp_path)), cases.learnt(plain))


def test_lbfgs_comes_to_the_same_optimum(cases, tmp_path):
    cls, parameters, data = cases.CASES["lbfgs with l1"]
    plain = cls(**parameters).fit(*cases.DATA[data])
    kept = cases.start("lbfgs with l1", tmp_path)
    assert kept.outcome_ == plain.outcome_ == "converged"
    np.testing.assert_allclose(kept.coef_, plain.coef_, atol=1e-4)


@pytest.mark.parametrize("copied", [deepcopy, by_pickle])
def test_a_callback_may_copy_the_estimator(cases, tmp_path, copied, assert_equal):
    X, y, weights = cases.DATA["narrow"]
    plain = cases.start("adam", tmp_path)
    again = DeepNNClassifier(**cases.CASES["adam"][1]).set_callbacks(Copying(copied))
    for path in sorted(tmp_path.iterdir())[1:]:
        path.unlink()
    resume(tmp_path, X, y, weights, estimator=again)
    assert_equal(cases.learnt(again), cases.learnt(plain))
    copy = Copying.last.fit(X[1:], y[1:])  # a training of its own
    assert resume(tmp_path, X[1:], y[1:]).loss_curve_ == copy.loss_curve_


def test_each_of_two_checkpoints_of_lbfgs_will_do(
    cases, tmp_path, cut_after, power_cut, assert_equal
):
    data = cases.DATA["narrow"]

    def model(folder, *callbacks):
        kept = [Checkpoint(folder / "a", every=50), Checkpoint(folder / "b", every=70)]
        model = DeepNNClassifier(**cases.CASES["lbfgs"][1])
        return model.set_callbacks(*kept, *callbacks)

    whole = model(tmp_path).fit(*data)
    for name, other in ("ab", "ba"):
        cut = tmp_path / f"cut {name}"
        with pytest.raises(power_cut):
            model(cut, cut_after(120)).fit(*data)
        with pytest.raises(power_cut):
            resume(cut / name, *data, estimator=model(cut, cut_after(55)))
        for folder in (name, other):  # the other one was written, too
            resumed = resume(cut / folder, *data)
            assert_equal(cases.learnt(resumed), cases.learnt(whole))


def test_a_resumed_fit_can_be_cut_again(
    cases, tmp_path, cut_after, power_cut, assert_equal
):
    data = cases.DATA["narrow"]
    whole = cases.start("adam", tmp_path / "whole")
    with pytest.raises(power_cut):
        cases.start("adam", tmp_path / "cut", cut_after(20))
    for _ in range(2):
        again = DeepNNClassifier(**cases.CASES["adam"][1])
        with pytest.raises(power_cut):
            resume(
                tmp_path / "cut", *data, estimator=again.set_callbacks(cut_after(15))
            )
    again = resume(tmp_path / "cut", *data)
    assert_equal(cases.learnt(again), cases.learnt(whole))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_warm_start_is_resumed(tmp_path, cut_after, power_cut, cases, dtype):
    X, y, weights = cases.DATA["narrow"]
    settings = {"warm_start": True, "max_iter": 20, "tol": None, "random_state": 0}

    def begun():
        first = DeepNNClassifier(hidden_layer_sizes=(6,), **settings)
        return first.fit(X.astype(dtype), y)

    whole = begun().set_callbacks(Checkpoint(tmp_path / "whole")).fit(X, y, weights)
    with pytest.raises(power_cut):
        model = begun().set_callbacks(cut_after(9), Checkpoint(tmp_path / "cut"))
        model.fit(X, y, weights)
    resumed = resume(tmp_path / "cut", X, y, weights)
    assert (resumed.n_iter_, resumed.t_) == (40, whole.t_)
    assert resumed.loss_curve_ == whole.loss_curve_
    for one, other in zip(resumed.coefs_, whole.coefs_, strict=True):
        assert one.dtype == dtype
        np.testing.assert_array_equal(one, other)
    # and both go on alike
    for model in (resumed, whole):
        model.set_callbacks().fit(X, y, weights)
    np.testing.assert_array_equal(resumed.coefs_[0], whole.coefs_[0])


def test_without_a_seed_it_is_still_the_same_training(cases, tmp_path, assert_equal):
    X, y, _ = cases.DATA["narrow"]
    model = DeepNNClassifier(dropout=0.2, early_stopping=True, max_iter=12, tol=1e-4)
    whole = model.set_callbacks(Checkpoint(tmp_path, keep=99)).fit(X, y)
    start, *later = sorted(tmp_path.iterdir())
    for path in later:
        path.unlink()
    assert_equal(cases.learnt(resume(tmp_path, X, y)), cases.learnt(whole))


def test_a_validation_part_of_the_caller_is_followed(
    tmp_path, cases, cut_after, power_cut, assert_equal
):
    X, y, _ = cases.DATA["narrow"]
    part = {"X_val": X[60:], "y_val": y[60:], "sample_weight_val": np.arange(1, 31.0)}

    def model(folder, *callbacks):
        settings = {"max_iter": 30, "tol": 1e-4, "early_stopping": True}
        model = DeepNNClassifier(random_state=0, **settings)
        return model.set_callbacks(*callbacks, Checkpoint(folder))

    whole = model(tmp_path / "whole").fit(X[:60], y[:60], **part)
    with pytest.raises(power_cut):
        model(tmp_path / "cut", cut_after(9)).fit(X[:60], y[:60], **part)
    resumed = resume(tmp_path / "cut", X[:60], y[:60], **part)
    assert_equal(cases.learnt(resumed), cases.learnt(whole))
    with pytest.raises(ValueError, match="not its validation part"):
        resume(tmp_path / "cut", X[:60], y[:60])


def test_after_a_resume_the_next_fit_is_a_training_of_its_own(
    cases, tmp_path, assert_equal
):
    X, y, _ = cases.DATA["narrow"]
    cases.start("adam", tmp_path)
    resumed = resume(tmp_path, *cases.DATA["narrow"])
    old = {*tmp_path.iterdir()}
    resumed.fit(X[1:], y[1:])
    assert not old & {*tmp_path.iterdir()}
    assert_equal(cases.learnt(resume(tmp_path, X[1:], y[1:])), cases.learnt(resumed))


def test_after_a_resume_that_was_refused_a_fit_starts_anew(cases, tmp_path):
    X, y, weights = cases.DATA["narrow"]
    cases.start("adam", tmp_path)
    model = DeepNNClassifier(**cases.CASES["adam"][1])
    for other in (X[1:], X[1:] + np.nan):
        with pytest.raises(ValueError, match="other data|NaN"):
            resume(tmp_path, other, y[1:], weights[1:], estimator=model)
    model.fit(X[1:], y[1:])
    assert resume(tmp_path, X[1:], y[1:]).loss_curve_ == model.loss_curve_


def test_a_fit_that_is_over_ends_once_more(cases, tmp_path, assert_equal):
    over = cases.start("early stopping", tmp_path)
    again = resume(tmp_path, *cases.DATA["narrow"])
    assert over.outcome_ == "converged"
    assert_equal(cases.learnt(again), cases.learnt(over))


def test_ctrl_c_is_resumed_to_the_end(cases, tmp_path, cut_after):
    class Interrupt(cut_after):
        def on_fit_task_end(self, estimator, context):
            if context.task_id == 4:
                raise KeyboardInterrupt

    settings = cases.CASES["adam"][1]
    model = DeepNNClassifier(**settings)
    model.set_callbacks(cases.Checkpoint(tmp_path), Interrupt(0))
    with pytest.raises(KeyboardInterrupt):
        model.fit(*cases.DATA["narrow"])
    assert model.outcome_ == "interrupted"
    assert resume(tmp_path, *cases.DATA["narrow"]).n_iter_ == settings["max_iter"]


def test_a_warning_at_the_end_is_given_again(cases, tmp_path):
    with pytest.warns(ConvergenceWarning, match="in epoch"):
        cases.start("diverges", tmp_path)
    with pytest.warns(ConvergenceWarning, match="in epoch"):
        resume(tmp_path, *cases.DATA["narrow"])
