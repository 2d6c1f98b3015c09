"""scikit-learn's checks of a transformer, all that can be asked of one of images.

They bring tables, and leave out whatever does not take tables. So those that need no
data are called here, and the rest is asked of a twin whose only difference is that it
takes the columns of a table for the pixels of an image.
"""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import check_is_fitted, validate_data

from skscratch.preprocessing import ImageFlattener

WITHOUT_DATA = [
    estimator_checks.check_estimator_cloneable,
    estimator_checks.check_estimator_tags_renamed,
    estimator_checks.check_valid_tag_types,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_parameters_default_constructible,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_set_params,
    estimator_checks.check_do_not_raise_errors_in_init_or_set_params,
    estimator_checks.check_mixin_order,
]


class OfTables(ImageFlattener):
    """Takes a row for an image of one column, its numbers squashed into [0, 1]."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.three_d_array = False
        tags.input_tags.string = False
        return tags

    def fit(self, X, y=None):
        return super().fit(self._images(X, reset=True))

    def transform(self, X):
        check_is_fitted(self)
        return super().transform(self._images(X, reset=False))

    def _images(self, X, reset):
        return expit(validate_data(self, X, reset=reset, dtype=float))[:, :, np.newaxis]


@parametrize_with_checks([OfTables(), OfTables(dtype=np.float32)])
def test_its_twin_for_tables_keeps_the_rest(estimator, check):
    check(estimator)


@pytest.mark.parametrize("check", WITHOUT_DATA, ids=lambda check: check.__name__)
def test_it_passes_what_needs_no_data(check):
    check("ImageFlattener", ImageFlattener())
