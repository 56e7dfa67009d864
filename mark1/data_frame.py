"""A data frame of pandas: the one place that imports it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mark1.install_hint import install

if TYPE_CHECKING:
    from pandas import DataFrame


def data_frame(columns: Mapping[str, Any]) -> "DataFrame":
    """Columns of one length as a table. Raises ImportError, in one line, without pandas."""
    try:
        from pandas import DataFrame
    except ModuleNotFoundError as error:
        raise ImportError(f"to_dataframe needs pandas ({error}): {install('pandas')}") from None
    return DataFrame(dict(columns))
