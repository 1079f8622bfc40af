"""The one file that names a Qt binding; a name of Qt is looked up when it is first imported from here.

Another binding, or another way to load this one, is a change of this file alone. Names are looked up one by one: to
load them all, as the layers over several bindings do, would take half of the time to the window's first picture.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import *  # noqa: F403
    from PySide6.QtGui import *  # type: ignore[assignment]  # noqa: F403
    from PySide6.QtSvg import *  # type: ignore[assignment]  # noqa: F403
    from PySide6.QtWidgets import *  # type: ignore[assignment]  # noqa: F403
else:
    _MODULES = ("QtWidgets", "QtCore", "QtGui", "QtSvg")

    def __getattr__(name: str) -> Any:  # noqa: ANN401  any of Qt's names
        """Return one of Qt's names."""
        for module in _MODULES if name[0] in "QS" else ():
            found = getattr(import_module(f"PySide6.{module}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def each_class() -> Iterator[None]:
    """Look up every name that a plot library takes, one at a step.

    The binding makes a class when its name is first looked up, and crashes where two threads do so at the same time.
    """
    for module in ("QtCore", "QtGui", "QtWidgets"):
        names = import_module(f"PySide6.{module}")
        for name in dir(names):
            getattr(names, name, None)
            yield


def binding() -> str:
    """Return name and version of the binding and of Qt itself."""
    pyside, core = import_module("PySide6"), import_module("PySide6.QtCore")
    return f"PySide6 {pyside.__version__}, Qt {core.qVersion()}"
