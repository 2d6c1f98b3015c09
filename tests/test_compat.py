"""Without scikit-learn's callbacks all else works, and what needs them says so."""

import pytest
import sklearn
from packaging.version import Version

from skscratch._compat import HAS_CALLBACKS

# Takes the mixin out of scikit-learn, as if it were an older one, and loads anew.
WITHOUT = """
import sys
import numpy as np
import skscratch, skscratch.cli.fitting, sklearn.model_selection, sklearn.pipeline
from skscratch import DeepNNClassifier
from skscratch.datasets import make_flower
X, y = make_flower(random_state=1)
settings = {"max_iter": 5, "tol": None, "early_stopping": True, "random_state": 0}
usual = DeepNNClassifier(**settings).fit(X, y)
if callback := sys.modules.get("sklearn.callback"):
    del callback.CallbackSupportMixin
for name in [name for name in sys.modules if name.startswith("skscratch")]:
    del sys.modules[name]
from skscratch import DeepNNClassifier
from skscratch._compat import HAS_CALLBACKS
assert not HAS_CALLBACKS
network = DeepNNClassifier(**settings)
"""


def test_scikit_learn_has_them_since_1_9():
    assert HAS_CALLBACKS == (Version(sklearn.__version__) >= Version("1.9.dev0"))


def test_without_them_the_same_is_learnt(run_python):
    code = """
assert network.set_callbacks() is network
assert network.fit(X, y).loss_curve_ == usual.loss_curve_
print(np.array_equal(network.predict_proba(X), usual.predict_proba(X)))
"""
    assert run_python(WITHOUT + code) == "True\n"


@pytest.mark.parametrize(
    "call",
    [
        "network.set_callbacks(object())",
        "BoundaryEvolutionDisplay.from_estimator(network, X, y)",
        "network.set_callbacks(Checkpoint('here'))",
    ],
)
def test_without_them_one_line_says_which_version_they_need(run_python, call):
    code = f"""
from skscratch.checkpoints import Checkpoint
from skscratch.plotting import BoundaryEvolutionDisplay
try:
    {call}
except ImportError as error:
    print(error)
"""
    (line,) = run_python(WITHOUT + code).splitlines()
    assert line.startswith("callbacks need scikit-learn 1.9 or newer; got ")
    assert line.endswith("`pip install 'scikit-learn>=1.9'`.")
