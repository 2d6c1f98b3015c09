"""Images that are not rows yet are answered with what makes them rows."""

import numpy as np
import pytest


@pytest.mark.parametrize("kind", [np.asarray, list, tuple])
@pytest.mark.parametrize("shape", [(6, 4, 4), (6, 4, 4, 3)])
def test_images_are_sent_to_the_flattener(Classifier, shape, kind):
    images, y = np.random.default_rng(0).random(shape), np.arange(6) % 2
    rows, images = images.reshape(6, -1), kind(images)
    words = "have one row of numbers a sample; got .*shape .*ImageFlattener before"
    for call in ("fit", "partial_fit", "initialize", "score"):
        model = Classifier(max_iter=2, tol=None).fit(rows, y)
        with pytest.raises(ValueError, match=f"X must {words}"):
            getattr(model, call)(images, y)
    for call in ("predict", "predict_proba", "decision_function", "layer_activations"):
        model = Classifier(max_iter=2, tol=None).fit(rows, y)
        with pytest.raises(ValueError, match=f"X must {words}"):
            getattr(model, call)(images)
    with pytest.raises(ValueError, match=f"X_val must {words}"):
        model.fit(rows, y, X_val=images, y_val=y)


def test_images_of_several_sizes_are_sent_there_too(Classifier):
    images = [np.zeros((4, 4)), np.zeros((4, 5))]
    with pytest.raises(
        ValueError, match=r"a list of 2 of shape \(4, 4\). If these are"
    ):
        Classifier().fit(images, [0, 1])
