"""Arrow arrays made without ``pyarrow.array``, whose first call imports pandas: a fifth of a second few runs need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["characters", "number_array", "spaces", "string_array"]


def characters(texts: Any) -> NDArray[np.int32]:
    """Code points of each text of an arrow array, int32."""
    return np.asarray(pc.utf8_length(texts)).astype(np.int32)


def spaces(texts: Any) -> NDArray[np.int32]:
    """Spaces in each text of an arrow array, int32: a text of w words has w - 1."""
    return np.asarray(pc.count_substring(texts, " ")).astype(np.int32)


def number_array(values: NDArray[np.integer]) -> Any:
    """An arrow array over the memory of whole numbers.

    Args:
        values: Numbers, shape (n,), of any whole type.

    Returns:
        An arrow array of the same type.

    Example:
        >>> number_array(np.array([3, 1], np.int32)).to_pylist()
        [3, 1]
    """
    held = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(held.dtype), len(held), [None, pa.py_buffer(held)])


def string_array(texts: Sequence[str]) -> Any:
    """An arrow array of texts.

    Args:
        texts: Texts, n of them.

    Returns:
        A string array.

    Example:
        >>> string_array(["b", ""]).to_pylist()
        ['b', '']
    """
    return pl.Series(texts, dtype=pl.String).to_arrow().cast(pa.string())
