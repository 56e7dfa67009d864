"""Of scikit-learn's own checks, what cannot hold, and why. ``tests/estimators/test_weights.py`` tests what holds."""

ORDER = "rows are shown in a drawn order, and another order ends with other weights"
LIMITED = "weights are limited: an epoch has about 8 showings per sample, the check asks for 10 million to 1"
EXPECTED_FAILURES = {
    "check_sample_weight_equivalence_on_dense_data": ORDER,
    "check_sample_weight_equivalence_on_sparse_data": ORDER,
    "check_class_weight_classifiers": LIMITED,
}


def expected_failures(estimator: object) -> dict[str, str]:
    """The checks that an estimator need not pass, each with its reason."""
    return EXPECTED_FAILURES
