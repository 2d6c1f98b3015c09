"""The types that a model file may name.

Beside these, skops trusts scikit-learn's public estimators, NumPy's arrays, scalars and
functions of arrays, and Python's own containers. Each name here was looked at: making
an object of it from what a stranger wrote runs nothing but its own few lines. Not here
are types of scikit-learn that trust the numbers within (trees, k-d trees): a wrong
index in them would read memory that is not theirs.
"""

from __future__ import annotations

__all__ = ["TRUSTED"]


def _names(module: str, names: str) -> list[str]:
    return [f"{module}.{name}" for name in names.split()]


OURS = [
    "skscratch.estimators.deep.DeepNNClassifier",
    "skscratch.estimators.logistic.ScratchLogisticRegression",
    "skscratch.estimators.shallow.ShallowNNClassifier",
    *_names("skscratch.optim.schedules", "Step Exponential InverseTime Cosine"),
    "skscratch.preprocessing.blockwise.Blockwise",
    "skscratch.preprocessing.image_flattener.ImageFlattener",
]

#: What public estimators of scikit-learn keep besides arrays and numbers.
OTHERS = [
    "numpy.dtype",
    *_names(
        "sklearn.calibration",
        "_CalibratedClassifier _SigmoidCalibration _TemperatureScaling",
    ),
    *_names(
        "sklearn.compose._column_transformer",
        "make_column_selector _RemainderColsList",
    ),
    *_names("sklearn.feature_selection._univariate_selection", "chi2 f_classif"),
    "sklearn.feature_selection._mutual_info.mutual_info_classif",
    *_names("sklearn.metrics._scorer", "_CurveScorer _PassthroughScorer _Scorer"),
    *_names(
        "sklearn.metrics._classification",
        "accuracy_score balanced_accuracy_score brier_score_loss f1_score "
        "jaccard_score log_loss matthews_corrcoef precision_score recall_score",
    ),
    *_names(
        "sklearn.metrics._ranking",
        "average_precision_score roc_auc_score top_k_accuracy_score",
    ),
    *_names(
        "sklearn.model_selection._split",
        "GroupKFold KFold PredefinedSplit RepeatedKFold RepeatedStratifiedKFold "
        "ShuffleSplit StratifiedGroupKFold StratifiedKFold StratifiedShuffleSplit "
        "TimeSeriesSplit",
    ),
    "sklearn.utils._bunch.Bunch",
    *_names(
        "sklearn.utils._metadata_requests", "MetadataRequest MethodMetadataRequest"
    ),
]

TRUSTED = [*OURS, *OTHERS]
