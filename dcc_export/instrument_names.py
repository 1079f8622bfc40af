"""What a certificate calls the instruments: maker, model and serial number, never a role or a name of the bench."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES

if TYPE_CHECKING:
    from bench_core.records.run_state import RunState
    from dcc_export.embedded import Embedded

_KEYS = [name for name in CAPABILITIES if "_" in name]  # `resistance` is a word like any other
_CAPABILITY = re.compile(rf"\b(?:{'|'.join(_KEYS)})\b")


class InstrumentNames:
    """The instruments of one run.

    Args:
        state: for its plan, and for what the instruments said of themselves.
        embedded: for the makers' names.
    """

    def __init__(self, state: RunState, embedded: Embedded) -> None:
        self._by_role: dict[str, Bilingual] = {}
        self._spoken: dict[str, Bilingual] = {}
        for role, planned in state.plan.roles.items():
            record = embedded.type_record(planned.instrument)
            if record is None:
                continue
            model = f"{record.maker} {record.model}"
            identified = state.instruments.get(planned.instrument)
            serial = identified.serial if identified is not None else ""
            name = Bilingual(f"{model}（{serial}）", f"{model} ({serial})") if serial else Bilingual(model, model)
            self._by_role[role] = name
            self._spoken[f"{role} ({planned.instrument}, {model})"] = name

    def of_role(self, role: str) -> Bilingual | None:
        """Return the name of who plays a role, or None where nobody does.

        Args:
            role: of the procedure.
        """
        return self._by_role.get(role)

    def in_words(self, sentence: Bilingual) -> Bilingual:
        """Return a sentence of the plan for someone who has never seen the bench.

        Args:
            sentence: such as `source (calibrator, Fluke 5522A): its type record specifies no ac_voltage at 675 V`.
        """
        zh, en = sentence.zh, sentence.en
        for spoken, name in self._spoken.items():
            zh, en = zh.replace(spoken, name.zh), en.replace(spoken, name.en)
        return Bilingual(zh, _CAPABILITY.sub(lambda found: CAPABILITIES[found[0]].en, en))
