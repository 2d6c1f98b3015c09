"""The Gram form trains exactly what the direct form trains."""

from dataclasses import replace

import numpy as np
import pytest

from skscratch.training.run import Run
from skscratch.training.samples import Samples
from skscratch.training.solvers import solvers_that

N = 9

#: Batch sizes of nine samples, and what is left for the last batch.
BATCH_SIZES = {
    "full": None,
    "more_than_all": N + 1,
    "all": N,
    "all_but_one": N - 1,
    "remainder": 5,
    "remainder_of_one": 4,
    "halves": 3,
}


def trained_in_both(make_run, samples, validation=None, max_iter=8, **settings):
    """The runs of both forms, from one start."""
    runs = []
    for gram in (True, False):
        run = make_run(samples, gram=gram, learning_rate=0.05, **settings)
        run.train(samples, validation, max_iter=max_iter)
        runs.append(run)
    assert [run.form for run in runs] == ["gram", "direct"]
    return runs


def assert_same(runs, rtol=1e-8, atol=1e-10):
    gram, direct = runs
    for name in ("costs", "validation_losses", "validation_scores"):
        found, expected = (getattr(run.state.history, name) for run in runs)
        np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)
    np.testing.assert_allclose(gram.model.theta, direct.model.theta, rtol, atol)
    assert gram.state.memory.keys() == direct.state.memory.keys()
    for name, array in gram.state.memory.items():
        np.testing.assert_allclose(array, direct.state.memory[name], rtol, atol)
    for group, other in zip(
        gram.model.statistics, direct.model.statistics, strict=True
    ):
        for array, same in zip(group, other, strict=True):
            np.testing.assert_allclose(array, same, rtol, atol)
    assert gram.state.history.n_steps == direct.state.history.n_steps
    assert gram.state.best_iteration == direct.state.best_iteration
    assert gram.outcome == direct.outcome


@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "batch_norm"])
@pytest.mark.parametrize("size", BATCH_SIZES)
@pytest.mark.parametrize("solver", solvers_that(linear=True))
def test_every_batch_size(solver, size, batch_norm, make_samples, make_run):
    """With batch norm the remainder of one sample joins the batch before."""
    samples = make_samples(N, 25, n_classes=3)
    runs = trained_in_both(
        make_run,
        samples,
        hidden=(4, 3),
        solver=solver,
        batch_size=BATCH_SIZES[size],
        batch_norm=batch_norm,
        alpha=0.3,
    )
    assert_same(runs)
    assert runs[0].model.theta.any()


@pytest.mark.parametrize("seed", range(40))
def test_settings_drawn_at_random(seed, make_samples, make_run):
    draw = np.random.default_rng(seed)
    n = int(draw.integers(3, 14))
    n_features = n + int(draw.integers(1, 30))
    n_classes, sparse = int(draw.integers(2, 4)), bool(draw.integers(2))
    samples = make_samples(n, n_features, n_classes, sparse, seed)
    if draw.integers(2):
        weights = samples.weights * (draw.random(n) < 0.7)
        weights[:2] = 1.0
        samples = Samples(samples.X, samples.Y, weights)
    validation = None
    if draw.integers(2):
        validation = make_samples(7, n_features, n_classes, sparse, seed + 1)
    hidden = [(), (3,), (4, 2)][draw.integers(3)]
    runs = trained_in_both(
        make_run,
        samples,
        validation,
        hidden=hidden,
        dropout=float(draw.choice([0.0, 0.3])),
        fit_intercept=bool(draw.integers(2)),
        solver=str(draw.choice(solvers_that(linear=True))),
        batch_size=int(draw.integers(1, n + 2)),
        alpha=float(draw.choice([0.0, 0.5])),
        shuffle=bool(draw.integers(2)),
        early_stopping=validation is not None and bool(draw.integers(2)),
        n_iter_no_change=2,
    )
    assert_same(runs)


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("batch_size", [None, 4])
@pytest.mark.parametrize("solver", solvers_that(linear=True))
def test_float32(solver, batch_size, sparse, make_samples, make_run):
    wide = make_samples(N, 25, sparse=sparse)
    samples = Samples(
        wide.X.astype(np.float32), wide.Y.astype(np.float32), wide.weights
    )
    runs = trained_in_both(
        make_run, samples, hidden=(4,), solver=solver, batch_size=batch_size, alpha=0.3
    )
    assert_same(runs, rtol=1e-3, atol=1e-4)
    assert all(run.model.theta.dtype == np.float32 for run in runs)


@pytest.mark.parametrize("solver", solvers_that(linear=True))
def test_what_it_leaves_to_a_later_run_has_the_direct_form(
    solver, make_samples, make_run
):
    """The velocity too: both runs go on in the direct form."""
    samples = make_samples(N, 25)
    runs = trained_in_both(make_run, samples, hidden=(4,), solver=solver, batch_size=4)
    later = []
    for run in runs:
        settings = replace(run.settings, gram=False)
        later.append(Run(run.model, settings, run.state))
        later[-1].train(samples, max_iter=5)
    assert_same(later)


def test_other_samples_may_follow_a_partial_run(make_samples, make_run):
    samples = make_samples(N, 25)
    run = make_run(samples, solver="gd", gram=True)
    run.train(samples, max_iter=1, partial=True)
    assert run.form == "direct"


@pytest.mark.parametrize(
    ("shape", "n_hidden", "max_iter", "settings", "form"),
    [
        ((10, 2000), 5, 200, {}, "gram"),
        ((10, 2000), 5, 1, {}, "direct"),  # not worth its Gram matrix
        ((100, 50), 5, 200, {}, "direct"),
        ((10, 2000), 5, 200, {"gram": False}, "direct"),
        ((10, 2000), 5, 200, {"warm_start": True}, "direct"),
        ((10, 2000), 5, 200, {"solver": "adam"}, "direct"),
        ((100, 50), 5, 1, {"gram": True}, "gram"),
    ],
)
def test_by_itself_it_is_chosen_where_it_saves_work(
    shape, n_hidden, max_iter, settings, form, make_samples, make_run
):
    samples = make_samples(*shape)
    run = make_run(samples, (n_hidden,), **{"solver": "gd", "tol": 1e9} | settings)
    run.train(samples, max_iter=max_iter)
    assert run.form == form
