"""What a user writes, with the types that an editor must know.

`test_types.py` gives it to the type checkers and runs it.
"""

from pathlib import Path
from typing import assert_type

import numpy as np
from matplotlib.figure import Figure
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import (
    DeepNNClassifier,
    Diagnosis,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    get_parameters,
    gradient_check,
    loss_and_grad,
    set_parameters,
)
from skscratch.datasets import (
    load_image,
    load_image_folder,
    load_image_hdf5,
    make_flower,
    save_image_hdf5,
)
from skscratch.functional import deep, shallow
from skscratch.optim import Cosine
from skscratch.plotting import (
    BoundaryDisplay,
    BoundaryEvolutionDisplay,
    BoundaryRecorder,
    LossCurveDisplay,
    MisclassifiedDisplay,
    NetworkDiagramDisplay,
    SearchDisplay,
    WeightImageDisplay,
)
from skscratch.preprocessing import ImageFlattener

X, y = make_flower(40, random_state=1)


def fit_and_look() -> None:
    assert_type(X, np.ndarray)
    model = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(X, y)
    assert_type(model, ScratchLogisticRegression)
    assert_type(model.coef_, np.ndarray)
    assert_type(model.intercept_, np.ndarray)
    assert_type(model.loss_curve_, list[float])
    assert_type(model.best_loss_, float | None)
    assert_type(model.n_iter_, int)
    assert_type(model.predict(X), np.ndarray)
    assert_type(model.predict_proba(X), np.ndarray)
    assert 0 <= float(model.score(X, y)) <= 1


def train_on() -> None:
    network = DeepNNClassifier(
        hidden_layer_sizes=(5, 3),
        activation=["relu", "tanh"],
        learning_rate_schedule=Cosine(10),
        class_weight={0: 1.0, 1: 2.0},
        dropout=0.1,
        tol=None,
        max_iter=5,
        random_state=np.random.RandomState(0),
    )
    assert_type(network.initialize(X, y), DeepNNClassifier)
    assert_type(network.partial_fit(X, y), DeepNNClassifier)
    assert_type(network.fit(X, y, sample_weight=np.ones(40)), DeepNNClassifier)
    assert_type(network.coefs_, list[np.ndarray])
    assert_type(network.layer_activations(X), list[np.ndarray])
    assert_type(network.diagnose(X, y), Diagnosis)
    network.set_params(solver="momentum", max_iter=3).fit(X, y).predict(X)


def search() -> None:
    network = ShallowNNClassifier(n_hidden=3, tol=None, max_iter=5, random_state=0)
    found = GridSearchCV(network, {"n_hidden": [2, 4]}, cv=2).fit(X, y)
    assert found.best_params_["n_hidden"] == found.best_estimator_.n_hidden
    assert len(found.best_estimator_.loss_curve_) == 5
    assert_type(SearchDisplay.from_search(found), SearchDisplay)
    pipeline = make_pipeline(StandardScaler(), network).fit(X, y)
    assert pipeline.predict(X).shape == y.shape
    assert cross_val_score(pipeline, X, y, cv=2).shape == (2,)


def take_gradients() -> None:
    network = ShallowNNClassifier(activation="tanh", tol=None, max_iter=2).fit(X, y)
    check = gradient_check(network, X, y)
    assert_type(check.relative_difference, float)
    assert check.blocks[0]["name"] == "W1"
    loss, gradient, weight = loss_and_grad(network, X, y, penalty=True)
    assert_type(loss, float)
    assert_type(gradient, np.ndarray)
    theta = get_parameters(network) - gradient / weight
    assert_type(set_parameters(network, theta), ShallowNNClassifier)


def load_and_draw(folder: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 4, 4, 3), dtype=np.uint8)
    labels = np.arange(9) % 2
    path = folder / "set.h5"
    save_image_hdf5(path, pixels, labels, target_names=["a", "b"], subset="train")
    images = load_image_hdf5(path)
    samples, target = load_image_hdf5(path, return_X_y=True)
    assert_type(samples, np.ndarray)
    assert images.data.shape == samples.shape
    flattener = ImageFlattener((4, 4), dtype=np.float32).fit(images.images)
    assert_type(flattener, ImageFlattener)
    assert_type(flattener.transform(images.images), np.ndarray)
    assert_type(flattener.image_size_, tuple[int, int])
    try:
        load_image(b"no picture", resize="pad")
    except ValueError:
        pass
    try:
        load_image_folder(folder / "none", image_size=(8, 8))
    except FileNotFoundError:
        pass

    model = ScratchLogisticRegression(tol=None, max_iter=1).fit(samples, target)
    WeightImageDisplay.from_estimator(model, image_shape=(4, 4, 3))
    display = MisclassifiedDisplay.from_estimator(
        model, samples, target, images=images.images
    )
    assert_type(display.figure_, Figure)
    display.figure_.savefig(folder / "wrong.png")
    curve = LossCurveDisplay.from_estimators([model], names=["one neuron"])
    curve.ax_.set_title("the cost falls")
    assert [line.get_linestyle() for line in curve.lines_] == ["-"]
    line = ScratchLogisticRegression().fit(X, y)
    assert_type(BoundaryDisplay.from_estimator(line, X, y), BoundaryDisplay)
    assert NetworkDiagramDisplay.from_estimator(line).more_ == [None, None]

    recorder = BoundaryRecorder(n_frames=3, grid_resolution=10)
    network = ShallowNNClassifier(tol=None, max_iter=3)
    network.set_callbacks(recorder).fit(X, y)
    assert_type(recorder.epochs_, list[int])
    moving = BoundaryEvolutionDisplay.from_recorder(recorder)
    moving.to_gif(folder / "moving.gif")
    assert_type(moving.to_html(fps=4), str)


def follow_the_textbook() -> None:
    Y = y[np.newaxis]
    parameters = shallow.nn_model(X.T, Y, n_h=4, num_iterations=10, random_state=1)
    A2, cache = shallow.forward_propagation(X.T, parameters)
    assert_type(A2, np.ndarray)
    assert_type(shallow.compute_cost(A2, Y), float)
    assert_type(
        shallow.backward_propagation(parameters, cache, X.T, Y), dict[str, np.ndarray]
    )
    weights = deep.initialize_parameters_deep([2, 3, 1], initialization="he")
    AL, caches = deep.L_model_forward(X.T, weights)
    grads = deep.L_model_backward(AL, Y, caches)
    assert_type(deep.update_parameters(weights, grads, 0.1), dict[str, np.ndarray])
    assert_type(deep.predict(X.T, weights), np.ndarray)
