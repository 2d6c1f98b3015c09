"""The training sets that more than one benchmark uses."""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.preprocessing import scale


def images(options):
    """The lessons' training images: the real ones of `--cats`, else the drawn ones."""
    from skscratch.lessons.cats import load_lesson_cats

    train = load_lesson_cats(options.cats).train
    X, y = train.data, train.target
    return (X[:20, ::50].copy(), y[:20]) if options.smoke else (X, y)


def generated(n_samples, n_features, n_classes=10, dtype=np.float64):
    """Standardized samples of clustered classes."""
    X, y = make_classification(
        n_samples,
        n_features,
        n_informative=min(n_features, 20),
        n_redundant=0,
        n_classes=n_classes,
        n_clusters_per_class=1,
        class_sep=1.5,
        random_state=0,
    )
    return scale(X).astype(dtype), y
