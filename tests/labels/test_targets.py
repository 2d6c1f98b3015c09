"""The classes that a `partial_fit` names."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from skscratch import DeepNNClassifier

X, y = np.eye(4), np.array([0, 1, 0, 1])


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        (2, "must be a list or an array of labels, one a row; got int"),
        ({0, 1}, "must be a list or an array of labels, one a row; got set"),
        ("ab", "must be a list or an array of labels, one a row; got str"),
        ([0.0, 1.0, np.nan], "must have a label in every row; got missing ones"),
        ([], r"must name at least two labels; got \[\]\. Pass classes=np.unique"),
        ([1, 1], r"must name at least two labels; got \[1\]"),
        ([[0, 1]], r"must be 1-d, one entry a class; got shape \(1, 2\)"),
        (csr_matrix([[0, 1]]), r"must be 1-d, one entry a class; got shape \(1, 2\)"),
        ([0.5, 1.5], r"must be labels, such as whole numbers or strings; got \[0.5"),
        ([0.0, np.inf], "contains infinity"),
        ([1j, 2j], "Complex data not supported"),
    ],
)
def test_classes_that_are_none_are_refused_by_name(classes, words):
    with pytest.raises(ValueError, match=f"classes:? {words}"):
        DeepNNClassifier().partial_fit(X, y, classes=classes)


@pytest.mark.parametrize("classes", [range(2), (1, 0), np.array([0.0, 1.0]), [1, 0, 0]])
def test_classes_may_come_in_any_list_and_order(classes):
    network = DeepNNClassifier(hidden_layer_sizes=(2,)).partial_fit(X, y, classes)
    np.testing.assert_array_equal(network.classes_, [0, 1])
