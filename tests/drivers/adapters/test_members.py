"""Members of any object are read, set and called in the one way that reaches the instrument; nothing else is."""

from __future__ import annotations

import pytest

from bench_core.errors import UsageError
from drivers.adapters import members


@pytest.fixture
def meter(fakelab):
    return fakelab.Meter("link", 1.0)


def test_a_property_is_read_and_set(meter, bench):
    members.put(meter, "range_", 10.0)
    assert members.ask(meter, "range_", ()) == 10.0
    assert bench.log[-2:] == ["range_ = 10.0", "range_"]


def test_a_parameter_of_a_part_is_called_to_read_and_to_set_it(meter, bench):
    members.put(meter, "sense.range", 0.1)
    assert members.ask(meter, "sense.range", ()) == 0.1
    assert bench.kept["range_"] == 0.1


def test_a_method_is_called_with_its_arguments(meter):
    assert members.ask(meter, "ask", ("*IDN?",)) == "EXAMPLE,M-1,42,1.0\n"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("rang_", r"Meter has no member 'rang_'; did you mean 'range_'\?"),
        ("sense.rnge", r"Sense has no member 'rnge'; did you mean 'range'\?"),
        ("voltage", "Meter has no member 'voltage'; see the library's documentation"),
        (
            "plain",
            r"Meter\.plain is no property, parameter or method, but a plain value; nothing would go to the instr",
        ),
    ],
)
def test_a_member_that_reaches_no_instrument_is_refused_and_never_made(meter, path, words):
    for use in (lambda: members.ask(meter, path, ()), lambda: members.put(meter, path, 1)):
        with pytest.raises(UsageError, match=words):
            use()
    assert meter.plain == 1.0
    assert not hasattr(meter, "rang_")


def test_looking_for_a_property_asks_the_instrument_once(meter, bench):
    del bench.log[:]
    members.ask(meter, "reading", ())
    assert bench.log == ["reading"]


def test_an_error_inside_a_property_is_not_taken_for_a_missing_one(meter, bench):
    bench.faults.append(AttributeError("inside"))
    with pytest.raises(AttributeError, match="inside"):
        members.ask(meter, "reading", ())
