"""Of scikit-learn's own checks, what cannot hold, and why. ``tests/estimators/test_weights.py`` tests what holds."""

from mark1.estimators import PerceptronClassifier

# A weighted sample is a repeated one, bit for bit, as long as the rows have the same order.
ORDER = (
    "the check shuffles the weighted rows, and the order of showing is drawn over their places: only a classifier that "
    "sorts its samples first could pass, for which the order of the rows, and shuffle=False, would mean nothing"
)
LIMITED = "weights are limited: an epoch has about 8 showings per sample, the check asks for 10 million to 1"
SHUFFLED = dict.fromkeys([f"check_sample_weight_equivalence_on_{kind}_data" for kind in ("dense", "sparse")], ORDER)


def expected_failures(estimator: object) -> dict[str, str]:
    """The checks that an estimator fails, each with its reason. One that it passes is a failure (``xfail_strict``)."""
    learns_anyway = isinstance(estimator, PerceptronClassifier) and estimator.features == "raw"
    return SHUFFLED | ({} if learns_anyway else {"check_class_weight_classifiers": LIMITED})
