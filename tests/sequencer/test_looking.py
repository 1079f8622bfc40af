"""Who is asked to read a simulated instrument can see it while the prompt stands: what it shows, and nothing else."""

import re

import pytest

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import ControlRefused, UsageError
from bench_core.records.events import IndicationTaken, PromptAnswered, PromptAsked
from bench_core.records.verification import verify
from sequencer.channel import listening
from sequencer.commands import Answer
from sequencer.control import Control
from sequencer.looking import look
from tests.sequencer.test_person_meter import BY_PERSON, HANDHELD, LOWER, METER, POINTS

PROMPT = PromptAsked("0/a/x/1/1", "number", "a/x/1", Bilingual("", ""), "V", instrument="meter")
GOOD, FLAWED = 'simulates: handheld\n    serial: "123"', "[{range: 600 mV}, {range: 6 V, gain: 1 %}]}"


@pytest.fixture
def control():
    made = Control()
    made.looking.through(lambda asked: "5.005 V" if asked.instrument == "meter" else None)
    return made


def test_another_process_sees_what_a_prompt_asks_for_as_long_as_it_stands(tmp_path, control):
    record = tmp_path / "a.calrun"
    assert look(record, PROMPT.prompt) is None  # no run
    with listening(record, control):
        assert look(record, PROMPT.prompt) is None  # not asked yet
        with control.looking.while_asking(PROMPT):
            assert look(record, PROMPT.prompt) == "5.005 V"
            assert look(record, "0/a/x/2/1") is None
        assert look(record, PROMPT.prompt) is None  # answered


def test_an_instrument_that_shows_nothing_is_seen_as_nothing(control):
    other = PromptAsked("0/b", "number", "b", Bilingual("", ""), "V", instrument="other")
    with control.looking.while_asking(other):
        assert control.accept({"command": "look", "prompt": "0/b"}) == NOTHING


def test_at_a_real_bench_there_is_nothing_to_look_at():
    control = Control()
    with control.looking.while_asking(PROMPT), pytest.raises(ControlRefused, match="look at the instrument itself"):
        control.accept({"command": "look", "prompt": PROMPT.prompt})


def test_a_world_that_cannot_be_looked_at_disturbs_no_run(control):
    def fails(_asked):
        raise UsageError("no such instrument")

    control.looking.through(fails)
    with control.looking.while_asking(PROMPT), pytest.raises(ControlRefused, match="no such instrument"):
        control.accept({"command": "look", "prompt": PROMPT.prompt})


class Practising(Control):
    """A person who types what there is to be seen, and says yes to everything else."""

    def __init__(self):
        super().__init__()
        self.seen = {}

    def answer(self, prompt):
        text = self.accept({"command": "look", "prompt": prompt.prompt}).en
        self.seen[prompt.prompt] = prompt.kind, text
        return Answer(prompt.prompt, text or "yes", "小李")


@pytest.fixture
def practice(bench_folder, run):
    """Runs the small bench with a handheld meter whose display somebody else than the simulated person reads."""
    bench_folder.path("handheld.yaml").write_text(HANDHELD, encoding="utf-8")
    for file, old, new in (
        ("bench.yaml", METER, BY_PERSON),
        ("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}"),
        ("procedure.yaml", "readings: 3", "readings: {wire: 10, person: 2}"),
        ("procedure.yaml", POINTS, LOWER),
        ("world.yaml", "simulates: keysight.34401a\n    serial: MY41001234", GOOD),
        ("world.yaml", "confirms: true", "confirms: false, reads: false"),
    ):
        bench_folder.change(file, old, new)
    text = bench_folder.path("world.yaml").read_text(encoding="utf-8")
    flawed = re.sub(r"(?<=\{dc_voltage: )\[\{range: 10 V.*\]\}", FLAWED, text)
    assert flawed != text
    bench_folder.path("world.yaml").write_text(flawed, encoding="utf-8")
    person = Practising()
    return run(person), person


def test_who_types_what_the_simulated_display_shows_finds_the_hidden_error(practice):
    ran, _ = practice
    assert ran.code == 1, ran.state.failure
    errors = {point: float(done.result.error.to("mV")) for (_, point), done in ran.state.results.items()}
    assert errors == pytest.approx({"600 mV/+50 %": 0, "6 V/+50 %": 30, "6 V/-50 %": -30}, abs=0.6)
    verify(ran.record.path)


def test_what_was_typed_is_on_record_as_the_persons_own_and_nothing_of_the_display(practice):
    ran, person = practice
    answers = ran.of(PromptAnswered, entry="typed")
    assert {answer.by for answer in answers} == {"小李"}
    assert {answer.prompt: answer.answer for answer in answers} == {
        prompt: text or "yes" for prompt, (_, text) in person.seen.items()
    }
    assert {taken.raw for taken in ran.of(IndicationTaken, name="x")} == {
        text for kind, text in person.seen.values() if kind == "number"
    }
    assert not any("3.0" in str(asked) for asked in ran.of(PromptAsked))
    assert ran.state.started.simulated


def test_what_is_seen_is_what_a_display_a_name_plate_or_a_thermometer_shows_and_nothing_else(practice):
    _, person = practice
    seen = {}
    for kind, text in person.seen.values():
        seen.setdefault(kind, set()).add(text)
    assert {kind: texts for kind, texts in seen.items() if kind != "number"} == {
        "identify": {"123"}, "condition": {"20.3 °C"}, "connect": {""}, "select": {""},
    }  # fmt: skip
    assert seen["number"] == {"300.0 mV", "3.030 V", "-3.030 V"}  # each with the error that the display has
