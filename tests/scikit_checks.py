"""Of scikit-learn's own checks, what cannot hold, and why. ``tests/estimators/test_weights.py`` tests what holds."""

from mark1.estimators import MarkIClassifier

ORDER = "rows are shown in a drawn order, and another order ends with other weights"
LEARNS_ALL = "enough A-units learn every sample, however little it weighs"
EXPECTED_FAILURES = {
    "check_sample_weight_equivalence_on_dense_data": ORDER,
    "check_sample_weight_equivalence_on_sparse_data": ORDER,
}


def expected_failures(estimator: object) -> dict[str, str]:
    """The checks that an estimator need not pass, each with its reason."""
    of_machine = {"check_class_weight_classifiers": LEARNS_ALL} if isinstance(estimator, MarkIClassifier) else {}
    return EXPECTED_FAILURES | of_machine
