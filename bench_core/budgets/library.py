"""The budgets that ship with calbench, examples of the validation all, by name; it refuses to know what they say."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from bench_core.documents.sentences import did_you_mean
from bench_core.errors import UsageError


def budget_names() -> tuple[str, ...]:
    """Return the names of the budgets that ship with calbench, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def budget_path(given: Path) -> Path:
    """Return the file that a person means: one that ships by its name alone, otherwise the path as given.

    Args:
        given: such as `gum-h1` or `own/budget.yaml`; a name alone is first looked for among those that ship.

    Raises:
        UsageError: there is no such file, and no budget of that name ships.
    """
    is_name = str(given) == given.name and not given.suffix
    if is_name and given.name in budget_names():
        return _folder() / f"{given.name}.yaml"
    if is_name and not _is_there(given):
        hint = f"{did_you_mean(given.name, list(budget_names())).en}, or name a file with its ending"
        raise UsageError(f"{given}: no such file, and no budget that ships; {hint}")
    return given


def _folder() -> Path:
    return Path(str(files("bench_core.validation") / "examples" / "budgets"))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than the disc allows
        return False
