"""The procedures that ship with calbench, by name; it refuses to know what they say."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageRefused


def library_names() -> tuple[str, ...]:
    """Return the names of the procedures that ship with calbench, sorted."""
    folder = files("procedures") / "library"
    names = [entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return tuple(sorted(names))


def library_path(name: str) -> Path:
    """Return the file of a shipped procedure.

    Args:
        name: such as `jjf-1587-2016`, with or without `.yaml`.

    Raises:
        UsageRefused: no such procedure ships with calbench.
    """
    plain, names = name.removesuffix(".yaml"), library_names()
    if plain not in names:
        near = _did_you_mean(plain, names)
        message = Bilingual(
            f"规程“{plain}”：不在规程库中；{near.zh}", f"procedure '{plain}': is not in the library; {near.en}"
        )
        raise UsageRefused(message)
    return Path(str(files("procedures") / "library" / f"{plain}.yaml"))


def procedure_path(given: Path) -> Path:
    """Return the file that a person means: one of the library by its name alone, otherwise the path as given.

    Args:
        given: such as `jjf-1587-2016` or `own/dmm.yaml`; a name alone is first looked for in the library.

    Raises:
        UsageRefused: there is no such file, and the name alone is none of the library either.
    """
    is_name = str(given) == given.name and not given.suffix
    if is_name and given.name in library_names():
        return library_path(given.name)
    if str(given) != given.name or _is_there(given):
        return given
    if given.suffix == ".yaml" and given.stem in library_names():
        message = Bilingual(
            f"{given}：此处没有此文件；不带 .yaml 的“{given.stem}”是规程库中的规程",
            f"{given}: no such file here; '{given.stem}' without .yaml is the procedure of the library",
        )
        raise UsageRefused(message)
    if is_name:
        near = _did_you_mean(given.name, library_names())
        message = Bilingual(
            f"{given}：没有此文件，也不是规程库中的规程；写出带扩展名的文件；{near.zh}",
            f"{given}: no such file, and no procedure of the library; {near.en}, or name a file with its ending",
        )
        raise UsageRefused(message)
    return given


def _did_you_mean(name: str, names: tuple[str, ...]) -> Bilingual:
    from bench_core.documents.fields import did_you_mean  # noqa: PLC0415  who names it rightly does not wait for it

    return did_you_mean(name, list(names))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than the disc allows
        return False
