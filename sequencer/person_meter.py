"""An instrument that a person sets, reads and enters, blind; to the run it is an indicator like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import Identity, Indication
from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import AnswersInvalid, Overload, UsageError
from bench_core.records.events import MeasurementKey, PromptAsked
from bench_core.records.given_answers import OVERLOAD, reading_name
from bench_core.records.reply import ENTERED, read_entry
from sequencer.printed_serial import ask_serial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from sequencer.people import Entry
    from sequencer.printed_serial import ExpectedSerial
    from sequencer.prompts import Prompts


@dataclass(frozen=True, slots=True)
class _Expected:
    """The reading that comes next."""

    key: MeasurementKey
    name: str
    number: int
    proof: bool


class PersonMeter:
    """An indicator whose commands and replies are prompts and answers.

    Nothing of reference value, nominal value, error or verdict is in what a person is asked.

    Args:
        name: on the bench.
        type_record: what its maker states.
        prompts: where people are asked.
        expected: which serial number it must have, or None.

    Its `entry` says how the last reading came in.
    """

    def __init__(self, name: str, type_record: TypeRecord, prompts: Prompts, expected: ExpectedSerial | None) -> None:
        self._name = name
        self._type_record = type_record
        self._prompts = prompts
        self._expected_serial = expected
        self._selections = 0
        self._selected: dict[str, str] = {}
        self._said = ""
        self.entry: Entry = "typed"
        self._unit = ""
        self._expected: _Expected | None = None

    def identify(self) -> Identity:
        """Ask for the serial number as it is printed on the instrument; maker and model are the type record's."""
        names = self._type_record.identity
        maker, model = names.makers[0], names.model
        answer = ask_serial(self._prompts, self._name, f"{maker} {model}", self._expected_serial)
        return Identity(maker, model, str(answer.value), "", answer.given.text)

    def prepare(self) -> None:
        """Do nothing: whatever it was set to, it is set anew before it is read."""
        self.forget_selected()

    def forget_selected(self) -> None:
        """Take in that somebody may have turned its switches: it is set anew before it is read."""
        self._selected = {}

    def select(self, function: str, range_: Quantity, settings: Mapping[str, Quantity]) -> str:
        """Have a person set function and range, and return the answer; what is set already is not asked for again.

        Args:
            function: capability.
            range_: that a bare number is taken in, too.
            settings: further ones, such as a frequency; nobody sets them on an instrument read by a person.
        """
        del settings
        wanted = {"function": function, "range": str(range_)}
        if wanted != self._selected:
            self._said = self._have_set(wanted)
            self._selected, self._unit = wanted, range_.unit.symbol
        return self._said

    def confirm_selected(self) -> str:
        """Return the person's answer to the last selection: whose word was taken once is not asked again."""
        return self._said

    def expect(self, key: MeasurementKey, name: str, number: int, *, proof: bool) -> None:
        """Tell which reading comes next.

        Args:
            key: of the attempt.
            name: of the reading.
            number: from 1.
            proof: whether it only shows that the leads are where they should be.
        """
        self._expected = _Expected(key, name, number, proof)

    def indicate(self) -> Indication:
        """Ask for what the display shows.

        Returns:
            Value, unit and text as entered; a bare number is in the unit of the range.

        Raises:
            Overload: the person entered `OL`.
            AnswersInvalid: an answers file gives no reading.
        """
        answer = self._prompts.ask(self._reading())
        self.entry = answer.given.entry
        if answer.value == OVERLOAD:
            raise Overload(self._name, f"the person entered {answer.given.text!r}: overload, there is no number")
        if isinstance(answer.value, bool | str):
            raise AnswersInvalid(f"{self._name}: '{answer.given.text}' is no reading in {self._unit}")
        number, symbol = read_entry(answer.given.text)
        return Indication(number, symbol or self._unit, answer.given.text, ENTERED)

    @property
    def _called(self) -> str:
        return self._prompts.names.of(self._name)

    def _have_set(self, wanted: dict[str, str]) -> str:
        self._selections += 1
        capability = CAPABILITIES[wanted["function"]]
        text = Bilingual(
            f"请将 {self._called} 设为{capability.zh}，量程 {wanted['range']}",
            f"Set {self._called} to {capability.en}, range {wanted['range']}",
        )
        prompt = PromptAsked(
            f"{self._name}/select/{self._selections}", "select", f"select.{self._name}", text, "1",
            instrument=self._name, settings=wanted,
        )  # fmt: skip
        return self._prompts.require_yes(prompt).given.text

    def _reading(self) -> PromptAsked:
        expected = self._expected
        if expected is None:
            raise UsageError(f"{self._name}: which reading comes next was not told")
        name = reading_name(expected.key, expected.name, expected.number)
        zh, en = f"第 {expected.number} 次读数", f"Reading {expected.number}"
        if expected.proof:
            zh = "接线验证（无危险的低电平，不是校准读数）"
            en = "Wiring proof at a harmless level, no calibration reading"
        text = Bilingual(
            f"{zh}：请等待 {self._called} 示值稳定后输入显示值；溢出请输入 {OVERLOAD}",
            f"{en}: wait until the display of {self._called} holds still, then enter what it shows; "
            f"{OVERLOAD} for overload",
        )
        prompt = f"{name}/{expected.key.attempt}"
        range_ = {"range": self._selected["range"]}
        return PromptAsked(
            prompt, "number", name, text, self._unit, expected.key, instrument=self._name, settings=range_
        )
