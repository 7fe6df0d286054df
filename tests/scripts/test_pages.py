"""Pages are executed: what is printed now stands where something else stood."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

from scripts import pages
from scripts.pages import executed, steady

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """\
```csv title="a/b.csv"
x,y
```

```csv title="a/b.csv"
1,2
```

```console
$ cat a/b.csv
something else
$ nonesuch domains | head -1
```

```pycon
>>> x = 2
>>> x + 1
7
>>> for i in range(3):
...     print(i)
0
...
>>> x / 0
```

```toml
untouched = true
```
"""


def test_blocks_are_executed_in_order_in_one_folder(tmp_path: Path) -> None:
    made = executed(PAGE, tmp_path)
    assert (tmp_path / "a" / "b.csv").read_text("utf-8") == "x,y\n1,2\n"
    assert "$ cat a/b.csv\nx,y\n1,2\n$ nonesuch domains | head -1\ndomain " in made
    assert ">>> x + 1\n3\n" in made
    assert "...     print(i)\n0\n...\n>>> x / 0\n" in made
    assert "ZeroDivisionError: division by zero\n```" in made
    assert made.endswith("```toml\nuntouched = true\n```\n")


def test_a_page_that_was_executed_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    made = executed(PAGE, tmp_path / "one")
    assert executed(made, tmp_path / "two") == made


def test_errors_of_the_program_are_shown(tmp_path: Path) -> None:
    made = executed("```console\n$ nonesuch generate nothing_such\n```\n", tmp_path)
    assert "$ nonesuch generate nothing_such\nerror: unknown domain 'nothing_such'\n" in made


def test_seconds_and_digests_are_taken_out() -> None:
    assert steady(f"5 rows in 1.25 s {'a0' * 32}") == steady(f"5 rows in 12 s {'b1' * 32}")
    assert steady("5 rows") != steady("6 rows")


def test_examples_in_docstrings_hold() -> None:
    result = doctest.testmod(pages)
    assert result.attempted > 0
    assert result.failed == 0
