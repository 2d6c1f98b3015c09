"""What the tests of model files share: a model, and how to write its file anew."""

import io
import json
import zipfile

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, save_model


@pytest.fixture(scope="session")
def iris():
    return load_iris(return_X_y=True)


@pytest.fixture(scope="session")
def pipeline(iris):
    """A small fitted Pipeline with string labels."""
    X, y = iris
    network = DeepNNClassifier(
        hidden_layer_sizes=(5, 4), max_iter=8, tol=None, random_state=0
    )
    names = np.array(["setosa", "versicolor", "virginica"])
    return make_pipeline(StandardScaler(), network).fit(X, names[y])


@pytest.fixture(scope="session")
def saved(pipeline, tmp_path_factory):
    """The bytes of its file."""
    path = tmp_path_factory.mktemp("saved") / "iris.skops"
    save_model(pipeline, path)
    return path.read_bytes()


@pytest.fixture
def rewrite(saved, tmp_path):
    """A function that writes the file with some of its members changed.

    `change` takes the members, as bytes by their names, and alters them in place. The
    checksums are those of the new content: whoever forges a file computes them, too.
    """

    def write(change, path=None, compress_type=zipfile.ZIP_STORED):
        with zipfile.ZipFile(io.BytesIO(saved)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        path = path or tmp_path / "forged.skops"
        with zipfile.ZipFile(path, "w", compress_type) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path

    return write


@pytest.fixture
def describe(rewrite):
    """A function that writes the file with its description changed in place."""

    def write(change):
        def change_schema(members):
            schema = json.loads(members["schema.json"])
            members["schema.json"] = json.dumps(change(schema) or schema)

        return rewrite(change_schema)

    return write
