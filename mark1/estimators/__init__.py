"""scikit-learn's door: the machine and its rivals as classifiers for pipelines, grid searches and joblib.

>>> from mark1.estimators import MarkIClassifier

The one room that imports scikit-learn as soon as it is entered. Raises ImportError, in one line, where it is missing.
"""

try:
    import sklearn  # noqa: F401
except ModuleNotFoundError as error:
    from mark1.install_hint import install

    text = f"mark1.estimators needs scikit-learn ({error}): {install('sklearn')}"
    raise ImportError(text) from None

from mark1.estimators.backprop_classifier import BackpropClassifier
from mark1.estimators.ground import OtherPolarityWarning
from mark1.estimators.mark1_classifier import MarkIClassifier
from mark1.estimators.perceptron_classifier import PerceptronClassifier

__all__ = ["BackpropClassifier", "MarkIClassifier", "OtherPolarityWarning", "PerceptronClassifier"]
