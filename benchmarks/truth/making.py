"""Make each generator's data once, and remember how."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.environments import answer, commit, version_of
from benchmarks.truth.generator import OURS
from nonesuch.errors import SystemFault

if TYPE_CHECKING:
    from benchmarks.truth.generator import Generator

__all__ = ["Making", "make"]

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Making:
    """How a data set was made.

    Args:
        version: Version of the generator.
        python: Version of its Python.
        command: What was run, without the paths of this machine.
        seed: The seed; None where the generator takes none.
    """

    version: str
    python: str
    command: str
    seed: int | None


def make(generator: Generator, folder: Path, *, programs: Path, seed: int) -> Making:
    """Make a generator's data, unless the folder holds them already.

    Args:
        generator: The generator.
        folder: Where to; its data go to ``data``, how they were made to ``making.json``.
        programs: Folder of its environment's programs.
        seed: The seed.

    Returns:
        How the data were made.

    Raises:
        SystemFault: If the generator stops with an error.
    """
    shown = generator.filled(programs=Path("BIN"), out=Path("OUT"), seed=seed)
    version = version_of(generator.distribution, programs)
    version += f" at {commit()}" if generator.name == OURS else ""
    making = Making(
        version,
        answer(programs, "python_version()"),
        " ".join(map(_quoted, shown)),
        seed if "{seed}" in "".join(generator.command) else None,
    )
    note = folder / "making.json"
    if generator.name != OURS and note.exists() and json.loads(note.read_text("utf-8")) == asdict(making):
        return making
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _run(generator.filled(programs=programs, out=folder / "data", seed=seed))
    note.write_text(json.dumps(asdict(making)), "utf-8")
    return making


def _run(command: list[str]) -> None:
    quiet = {**os.environ, "PYTHONHASHSEED": "0", "MISATA_NO_HINTS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=_ROOT, env=quiet)
    if done.returncode:
        raise SystemFault("the generator stopped", place=" ".join(command), found=(done.stderr or done.stdout)[-2000:])


def _quoted(part: str) -> str:
    shown = part.replace(str(_ROOT) + os.sep, "")
    return f'"{shown}"' if " " in shown else shown
