"""The file a fitted model is kept in: a header of plain JSON, raw arrays, a digest. Opening one runs no code.

Layout, all integers little-endian: the 16 bytes ``nonesuch model1`` and a line feed; the header's length, 8 bytes; the
header, UTF-8 JSON, in which ``{"$array": i}`` stands for the i-th array; the arrays, each at the next multiple of 64
bytes, described in the header's ``"$arrays"`` by type, shape and offset from the end of the header; a BLAKE2b digest of
everything before it, 32 bytes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from nonesuch.errors import DataError, SystemFault

__all__ = ["read_model", "write_model"]

_MAGIC = b"nonesuch model1\n"
_ALIGN = 64
_DIGEST = 32
_TYPES = ("<u1", "|u1", "<u2", "<i4", "<i8", "<u8", "<f4", "<f8", "|b1")


def write_model(path: str | Path, content: dict[str, Any]) -> None:
    """Write a model file; it appears whole or not at all.

    Args:
        path: Where to.
        content: Plain values, lists, dicts with text keys, and arrays anywhere among them.

    Raises:
        SystemFault: If the file cannot be written.

    Example:
        >>> import tempfile, os
        >>> place = os.path.join(tempfile.mkdtemp(), "m.nonesuch")
        >>> write_model(place, {"x": np.arange(3)})
        >>> read_model(place)["x"]
        array([0, 1, 2])
    """
    target = Path(path)
    aside = target.with_name(target.name + ".part")
    try:
        aside.write_bytes(_pack(content))
        aside.replace(target)
    except OSError as problem:
        aside.unlink(missing_ok=True)
        raise SystemFault("the model cannot be written", place=str(path), found=problem.strerror) from None


def _pack(content: dict[str, Any]) -> bytes:
    arrays: list[np.ndarray[Any, Any]] = []
    plain = _strip(content, arrays)
    described, offset = [], 0
    for array in arrays:
        described.append({"type": array.dtype.str, "shape": list(array.shape), "offset": offset})
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({"content": plain, "$arrays": described}, allow_nan=False, ensure_ascii=False).encode()
    header += b" " * (-(len(_MAGIC) + 8 + len(header)) % _ALIGN)
    body = b"".join(array.tobytes() + b"\0" * (-array.nbytes % _ALIGN) for array in arrays)
    whole = _MAGIC + len(header).to_bytes(8, "little") + header + body
    return whole + hashlib.blake2b(whole, digest_size=_DIGEST).digest()


def _strip(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    if isinstance(value, np.ndarray):
        arrays.append(np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")))
        return {"$array": len(arrays) - 1}
    if isinstance(value, dict):
        return {key: _strip(entry, arrays) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_strip(entry, arrays) for entry in value]
    return value


def read_model(path: str | Path) -> dict[str, Any]:
    """Read a model file.

    Args:
        path: The file.

    Returns:
        What was written; lists for tuples.

    Raises:
        DataError: If the file is not a model, is cut short, or was changed.
        SystemFault: If it cannot be read.
    """
    try:
        whole = Path(path).read_bytes()
    except FileNotFoundError:
        raise DataError("the model file does not exist", place=str(path)) from None
    except OSError as problem:
        raise SystemFault("the model cannot be read", place=str(path), found=problem.strerror) from None
    if not whole.startswith(_MAGIC):
        raise DataError("this is no model of nonesuch", place=str(path), expected="a file written by save()")
    body, digest = whole[:-_DIGEST], whole[-_DIGEST:]
    if hashlib.blake2b(body, digest_size=_DIGEST).digest() != digest:
        raise DataError(
            "the model file is damaged",
            place=str(path),
            expected="an unchanged file",
            hint="it was cut short or changed",
        )
    try:
        return _unpack(body)
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as problem:
        raise DataError("the model file is inconsistent", place=str(path), found=str(problem)) from None


def _unpack(body: bytes) -> dict[str, Any]:
    start = len(_MAGIC) + 8
    end = start + int.from_bytes(body[len(_MAGIC) : start], "little")
    header = json.loads(body[start:end])
    arrays = [_array(body, end, entry) for entry in header["$arrays"]]
    content = _dress(header["content"], arrays)
    if not isinstance(content, dict):
        raise TypeError("the header holds no object")
    return content


def _array(body: bytes, end: int, entry: dict[str, Any]) -> np.ndarray[Any, Any]:
    if entry["type"] not in _TYPES:
        raise ValueError(f"type {entry['type']!r}")
    shape = tuple(int(size) for size in entry["shape"])
    if min((*shape, 0)) < 0 or int(entry["offset"]) < 0:
        raise ValueError("a negative size")
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(body, entry["type"], count, end + int(entry["offset"])).reshape(shape)


def _dress(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"$array"}:
            return arrays[value["$array"]]
        return {key: _dress(entry, arrays) for key, entry in value.items()}
    if isinstance(value, list):
        return [_dress(entry, arrays) for entry in value]
    return value
