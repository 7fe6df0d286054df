"""A generator on the scoreboard: how it is called, and how its tables are mapped onto the probes' words."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from nonesuch.errors import UsageError
from nonesuch.tomlfile import load_model, read_toml

__all__ = ["OURS", "Generator", "peer_packages", "read_generators"]

OURS = "nonesuch"
_FOLDER = Path(__file__).parent / "generators"


class Generator(BaseModel):
    """One file of ``generators/<domain>/``.

    Args:
        name: Name of the distribution that makes the data.
        domain: Whose words the tables are mapped onto.
        about: What it is, one line.
        command: What makes the data. ``{bin}`` is the folder of its environment's programs, ``{out}`` the folder
            to write to, ``{seed}`` the seed, ``{peers}`` the folder of the scripts that turn other forms into tables.
        packages: What to install, with versions.
        real: True for records of real people, against which the probes themselves are held.
        files: The tables it wrote: name and glob within the folder.
        tables: The probes' tables: name and a SQL query over the files.
        keys: Primary keys, as ``table.column``.
        links: Foreign keys, as ``child.column -> parent.column``.
        asked: Rows asked for, by file.
        excused: Probes that ask for what it does not set out to do, with the reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    domain: str
    about: str
    command: list[str]
    packages: list[str] = []
    real: bool = False
    files: dict[str, str]
    tables: dict[str, str]
    keys: list[str] = []
    links: list[str] = []
    asked: dict[str, int] = {}
    excused: dict[str, str] = {}

    @property
    def distribution(self) -> str:
        """Name of the first package, without its version."""
        return self.packages[0].split("==")[0] if self.packages else self.name

    def filled(self, *, programs: Path, out: Path, seed: int) -> list[str]:
        """The command with its places filled in."""
        places = {"bin": programs, "out": out, "seed": seed, "peers": Path(__file__).parent / "peers"}
        return [part.format(**places) for part in self.command]


def read_generators(domain: str) -> list[Generator]:
    """Read the generators of a domain: ours, then the peers by name, then records of real people.

    Args:
        domain: Name of the domain.

    Returns:
        The generators.

    Raises:
        UsageError: If the domain has none, or a file of another domain lies in its folder.
    """
    paths = sorted((_FOLDER / domain).glob("*.toml"))
    found = [load_model(Generator, read_toml(path, error=UsageError), path=path, error=UsageError) for path in paths]
    if not found or any(generator.domain != domain for generator in found):
        raise UsageError("no generators of this domain", place=str(_FOLDER / domain), expected=f'domain = "{domain}"')
    return sorted(found, key=lambda generator: (generator.name != OURS, generator.real, generator.name))


def peer_packages() -> dict[str, list[str]]:
    """Packages of each generator that is not ours, of all domains."""
    domains = sorted(folder.name for folder in _FOLDER.iterdir() if folder.is_dir())
    return {peer.name: peer.packages for domain in domains for peer in read_generators(domain) if peer.packages}
