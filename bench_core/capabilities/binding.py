"""What a procedure sees of a bench: for each role an instrument's type, certificate and limits, and no wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bench_core.documents.instrument import TypeRecord
from bench_core.documents.standard import StandardCertificate
from bench_core.metrology.quantity import Quantity

_OTHER_KIND = {
    "dc_voltage": "ac_voltage",
    "ac_voltage": "dc_voltage",
    "dc_current": "ac_current",
    "ac_current": "dc_current",
}


@dataclass(frozen=True, slots=True)
class BoundInstrument:
    """One instrument of a bench as a procedure's role sees it.

    Args:
        name: on the bench.
        type_record: what its maker states.
        certificate: of a standard; None for a UUT or where it is missing.
        limits: by capability, the largest magnitude that the bench allows.
        simulated: whether it is a simulated instrument.
        by_person: whether a person sets and reads it, for want of a link.
        serves: whether it puts something out or indicates; None where nobody has said.
    """

    name: str
    type_record: TypeRecord
    certificate: StandardCertificate | None
    limits: Mapping[str, Quantity]
    simulated: bool
    by_person: bool = False
    serves: Literal["source", "indicator"] | None = None

    def limit_of(self, function: str) -> Quantity | None:
        """Return the largest magnitude that the bench allows, or None for no limit.

        What a limit protects does not ask for the kind of current: one of DC holds the r.m.s. value of AC where AC has
        none of its own, and one of AC holds DC likewise.

        Args:
            function: capability.
        """
        return self.limits.get(function, self.limits.get(_OTHER_KIND.get(function, "")))
