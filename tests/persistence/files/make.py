"""Makes the model files that later versions must read, with what they predict.

Run once for each format of files, when it is new; what is there is never made again:

    python tests/persistence/files/make.py
"""

import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    save_model,
)
from skscratch.persistence.card import FORMAT

HERE = Path(__file__).parent
NAMES = np.array(["setosa", "versicolor", "virginica"])
SHORT = {"max_iter": 20, "tol": None, "random_state": 0}


def models(X, y):
    """A fitted model of each estimator, with all that a file may hold of it."""
    deep = DeepNNClassifier(
        hidden_layer_sizes=(5, 4), activation=["gelu", "relu"], batch_norm=True, **SHORT
    )
    yield "deep", make_pipeline(StandardScaler(), deep).fit(X, NAMES[y])
    labels = np.column_stack([y > 0, y == 1]).astype(int)
    yield "shallow", ShallowNNClassifier(**SHORT).fit(X, labels)
    logistic = ScratchLogisticRegression(solver="newton", alpha=1.0)
    yield "logistic", logistic.fit(X.astype(np.float32), y)


def main():
    X, y = load_iris(return_X_y=True)
    for name, model in models(X, y):
        path = HERE / f"format_{FORMAT}_{name}.skops"
        if path.exists():
            continue
        given = {
            "scores": {"accuracy": 0.5},
            "notes": {"why": "read by later versions"},
        }
        save_model(model, path, solver_memory=name == "deep", **given)
        rows = X[::15].astype(np.float32 if name == "logistic" else np.float64)
        expected = {
            "X": rows.tolist(),
            "probabilities": model.predict_proba(rows).tolist(),
            "labels": model.predict(rows).tolist(),
        }
        path.with_suffix(".json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
