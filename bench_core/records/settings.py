"""What an apply step sends to an instrument at a point: the one computation, for the run and for its verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import LimitExceeded
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FUNCTION = "function"


def setting_values(settings: Mapping[str, str], names: Callable[[str], Quantity]) -> dict[str, Quantity]:
    """Return the values of one role's settings; the function of an indicator is a name, and not among them.

    Args:
        settings: as the plan has them.
        names: values of the names in their expressions.

    Raises:
        LimitExceeded: an expression gives no one value.
    """
    return {key: _value(text, names) for key, text in settings.items() if key != _FUNCTION}


def settings_sent(settings: Mapping[str, str], values: Mapping[str, Quantity]) -> dict[str, str]:
    """Return one role's settings as they go on record.

    Args:
        settings: as the plan has them.
        values: of them.
    """
    function = {_FUNCTION: settings[_FUNCTION]} if _FUNCTION in settings else {}
    return function | {key: str(value) for key, value in values.items()}


def _value(text: str, names: Callable[[str], Quantity]) -> Quantity:
    value = evaluate(parse_expression(text), names)
    if not isinstance(value, Quantity):
        raise LimitExceeded(f"'{text}' is not one value; nothing was sent")
    return value
