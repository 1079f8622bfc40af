"""Knows how the steps of a function are done, checked in the error queue and proved; knows no library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.documents.commands import FREQUENCY
from bench_core.documents.python_forms import ProofForm, StepForm
from bench_core.metrology.quantity import number_text
from drivers.adapters.answers import answer
from drivers.protocols import ieee4882

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity
    from drivers.adapters.foreign import Foreign
    from drivers.error_queue import Errors


def numbers(values: Mapping[str, Quantity], symbol: str, frequency: Quantity | None) -> dict[str, Decimal]:
    """Return, by place, what is handed to the library.

    Args:
        values: in any unit of the function's kind.
        symbol: of the unit of numbers without a unit.
        frequency: of an AC value, or None.
    """
    filled = {place: _decimal(value.to(symbol)) for place, value in values.items()}
    return filled if frequency is None else filled | {FREQUENCY: _decimal(frequency.to("Hz"))}


def _decimal(value: Quantity) -> Decimal:
    return Decimal(number_text(value.value))


@dataclass(frozen=True, slots=True)
class Selection:
    """What is done for one function and its values, and what proves it; steps and proofs without their number are not.

    Args:
        steps: in order.
        proofs: asked after all of them.
        filled: numbers, by place.
        symbol: of the unit of numbers without a unit.
    """

    steps: Sequence[StepForm]
    proofs: Sequence[ProofForm]
    filled: Mapping[str, Decimal]
    symbol: str

    def make(self, foreign: Foreign, errors: Errors) -> str:
        """Do every step, look into the error queue after each, then prove everything.

        Returns:
            The answers of the proofs, joined by `;`.

        Raises:
            InstrumentReported: the library or the instrument refused a step.
            MalformedReply: it reads back something else.
        """
        for step in self.steps:
            if all(value.places <= self.filled.keys() for _, value in step.values):
                foreign.obey(step, self.filled)
                errors.check(f"`{step.set_ or step.call}`")
        return self.prove(foreign)

    def prove(self, foreign: Foreign) -> str:
        """Ask everything that proves the settings, and return the answers, joined by `;`.

        Raises:
            MalformedReply: it reads back something else.
        """
        asked = [
            one
            for one in self.proofs
            if all(value.places <= self.filled.keys() for value in (one.expect, *one.arguments))
        ]
        return ";".join(self._proved(foreign, one) for one in asked)

    def _proved(self, foreign: Foreign, proof: ProofForm) -> str:
        expected = proof.expect.fill(self.filled)
        symbol = "Hz" if FREQUENCY in proof.expect.places else self.symbol if proof.expect.places else ""

        def read(returned: object) -> str:
            found = answer(returned)
            if not found.says(expected, symbol):
                raise ieee4882.malformed(f"{expected} as it was set", found.text)
            return found.text

        return foreign.ask(proof, read, self.filled)
