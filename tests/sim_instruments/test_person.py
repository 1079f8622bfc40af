from __future__ import annotations

import pytest

from sim_instruments.person import SimulatedPerson


@pytest.fixture
def person(world_path):
    return SimulatedPerson(world_path, 3)


@pytest.mark.parametrize(
    ("kind", "name", "unit", "answer"),
    [
        ("confirm", "connect", "", "yes"),
        ("energise", "calibrator", "", "yes"),
        ("condition", "ambient.temperature", "°C", "20.3 °C"),
        ("condition", "ambient.relative_humidity", "%", "45 %"),
        ("condition", "uut.warm_up", "h", "2 h"),
        ("condition", "uut.warm_up", "min", "120 min"),
        ("condition", "uut.warm_up", "V", "2 h"),
        ("condition", "ambient.pressure", "hPa", None),
        ("number", "reading", "V", None),
    ],
)
def test_the_person_answers_what_the_world_says(person, kind, name, unit, answer):
    assert person.answer(kind, name, unit) == answer


def test_the_person_has_a_name(person):
    assert person.name == "仿真操作员"
    assert person.seed == 3


def test_a_person_may_confirm_and_yet_not_energise(world_path):
    text = world_path.read_text(encoding="utf-8")
    own = "confirms: true, energises: false, answers: {connect: no}"
    world_path.write_text(text.replace("confirms: true", own), encoding="utf-8")
    person = SimulatedPerson(world_path)
    assert person.answer("energise", "calibrator", "") is None
    assert person.answer("confirm", "connect", "") == "no"
    assert person.answer("confirm", "other", "") == "yes"
    assert person.seed == 7
