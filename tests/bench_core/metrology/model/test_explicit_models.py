"""Compiled models: the same numbers as the other two evaluations, exact derivatives, arrays, and located refusals."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.errors import ExpressionInvalid, UsageError
from bench_core.metrology.expression import Dual, differentiate, evaluate, parse_expression
from bench_core.metrology.model import Taylor, compile_model
from bench_core.metrology.model.arithmetic import arithmetic_of
from bench_core.metrology.quantity import Quantity

FORMS = [
    "a + b - c",
    "a - (b - c) - (a - 2)",
    "a * b / c / a",
    "(a - b) / (a + b + c) ^ 2",
    "a ^ 3 * b ^ -2 + c ^ 1 + b ^ 0 - a ^ 9",
    "sqrt(a * b) + exp(a / 10) * ln(b)",
    "sin(a) * cos(b) + tan(c / 10)",
    "log10(a * b * c) * -b",
    "abs(a - 20) * -b + abs(c - 3) * abs(b)",
    "max(a, b + 10) - min(a, c + 20, b) + max(b, a - 10, c)",
    "a * (1 - b / 8000) * c / (c - b / 20)",
]
ABC = ("a", "b", "c")


def compiled(*rows: str, inputs=ABC, outputs=None):
    equations = dict(part.split(" = ", 1) for part in rows)
    return compile_model({name: parse_expression(text) for name, text in equations.items()}, inputs, outputs)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FORMS), st.tuples(*[st.floats(1.0, 5.0)] * 3))
def test_value_and_derivatives_are_those_of_the_tree(form, numbers):
    values = dict(zip(ABC, numbers, strict=True))
    found = compiled(f"y = {form}").linearise(values)
    tree = differentiate(parse_expression(form), lambda name: Dual(values[name], {name: 1.0}))
    exact = evaluate(parse_expression(form), {n: Quantity.of(Fraction(v), "1") for n, v in values.items()}.__getitem__)
    assert isinstance(tree, Dual)
    assert isinstance(exact, Quantity)
    scale = max(1.0, *(abs(slope) for slope in tree.gradient.values()), abs(float(exact)))
    assert found.values[0] == pytest.approx(float(exact), rel=1e-11, abs=1e-13 * scale)
    wanted = [tree.gradient.get(name, 0.0) for name in ABC]
    assert list(found.sensitivities[0]) == pytest.approx(wanted, rel=1e-11, abs=1e-11 * scale)


@pytest.mark.parametrize("form", FORMS)
def test_arrays_give_what_floats_give_one_by_one(form):
    model = compiled(f"y = {form}")
    generator = np.random.default_rng(3)
    arrays = {name: generator.uniform(1.0, 5.0, 40) for name in ABC}
    values, found = model.evaluate(arrays)["y"], model.linearise(arrays)
    for place in range(40):
        alone = model.linearise({name: float(array[place]) for name, array in arrays.items()})
        assert values[place] == pytest.approx(alone.values[0], rel=1e-13, abs=1e-13)
        slopes = [np.broadcast_to(slope, 40)[place] for slope in found.sensitivities[0]]
        assert slopes == pytest.approx(alone.sensitivities[0], rel=1e-12, abs=1e-12)
    np.testing.assert_array_equal(found.values[0], values)


@pytest.mark.parametrize("form", [form for form in FORMS if "max" not in form])
def test_a_step_along_an_input_has_the_derivatives_of_the_gradient(form):
    model = compiled(f"y = {form}")
    at, h = {"a": 2.3, "b": 1.7, "c": 3.1}, 1e-4

    def gradient(**shifted):
        return model.linearise({**at, **shifted}).sensitivities[0]

    for name, value in at.items():
        along = model.linearise({**at, name: Taylor(value, 1.0)}).sensitivities[0]
        above, here, below = gradient(**{name: value + h}), gradient(), gradient(**{name: value - h})
        for slope, up, middle, down in zip(along, above, here, below, strict=True):
            polynomial = slope if isinstance(slope, Taylor) else Taylor(slope)
            assert polynomial.value == pytest.approx(middle, rel=1e-12)
            assert polynomial.first == pytest.approx((up - down) / (2 * h), rel=1e-5, abs=1e-5)
            size = max(1.0, abs(middle))
            assert 2 * polynomial.second == pytest.approx((up - 2 * middle + down) / h**2, rel=1e-3, abs=2e-6 * size)


def test_evaluating_arrays_gives_back_what_is_not_needed_any_more():
    model = compiled("y = (a + b) * (a - c) / 2 + b")
    ones = np.ones(3)
    arrays = [ones, 2 * ones, 3 * ones]
    places = model.program.run(arithmetic_of(arrays), arrays, lean=True)
    kept = [place for place, number in enumerate(places) if isinstance(number, np.ndarray)]
    assert kept == [0, 1, 2, *model.places]


def test_an_equation_may_use_those_before_it():
    model = compiled("z = a / b", "r = z * cos(c)", "x = z * sin(c)", outputs=("r", "x"))
    assert model.outputs == ("r", "x")
    assert model.evaluate({"a": 5.0, "b": 2.0, "c": 1.0}) == {"r": 2.5 * math.cos(1.0), "x": 2.5 * math.sin(1.0)}


def test_an_output_may_be_an_input_or_a_constant():
    model = compiled("y = a", "two = 2")
    found = model.linearise({"a": 3.0, "b": 0.0, "c": 0.0})
    assert found.values == (3.0, 2.0)
    assert found.sensitivities == ((1.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    arrays = model.evaluate(dict.fromkeys(ABC, np.array([1.0, 2.0])))
    assert arrays["two"].tolist() == [2.0, 2.0]


def test_dotted_names_indices_and_calls_are_names():
    names = ("uut.x", "z[range]", "uut.mpe(point)")
    model = compiled("y = uut.x - z[range] + uut.mpe(point)", inputs=names)
    assert model.evaluate(dict(zip(names, (3.0, 1.0, 0.5), strict=True))) == {"y": 2.5}


def test_numbers_with_units_are_in_coherent_si():
    assert compiled("y = a - 20 °C + 1 kV / 1 V").evaluate({"a": 300.0, "b": 0.0, "c": 0.0})["y"] == pytest.approx(
        1006.85
    )


def test_an_error_of_exactly_0_keeps_its_uncertainty_in_its_magnitude():
    model, rest = compiled("y = abs(a)"), {"b": 0.0, "c": 0.0}
    assert model.linearise({"a": 0.0, **rest}).sensitivities[0][0] == 1.0
    assert model.linearise({"a": Taylor(0.0, 1.0), **rest}).sensitivities[0][0] == 1.0


REFUSED_AT_0 = [
    ("1 + 1 / a", "^y: division by zero$", 6),
    ("b + ln(a)", "^y: ln has no value at 0", 4),
    ("b + ln(a - 1)", "^y: ln has no value at -1", 4),
    ("sqrt(a - 1)", "^y: sqrt has no value at -1", 0),
    ("sqrt(a)", "^y: sqrt has no derivative at 0", 0),
    ("b * exp(a + 800)", "^y: the value is too large", 4),
    ("a ^ -1", "^y: division by zero", 2),
    ("b * big * big", "^y: the value is too large", 2),
    ("b + big ^ 4", "^y: the value is too large", 8),
]


@pytest.mark.parametrize(("form", "words", "at"), REFUSED_AT_0)
def test_what_has_no_value_is_refused_with_its_place(form, words, at):
    model = compiled(f"y = {form}", inputs=("a", "b", "big"))
    values = {"a": 0.0, "b": 1.0, "big": 1e200}
    with pytest.raises(ExpressionInvalid, match=words) as refused:
        model.linearise(values)
    assert refused.value.offset == at


@pytest.mark.parametrize(("form", "words", "at"), REFUSED_AT_0)
def test_arrays_are_refused_where_one_element_is(form, words, at):
    model = compiled(f"y = {form}", inputs=("a", "b", "big"))
    values = {"a": np.array([1.5, 0.0, 1.5]), "b": np.ones(3), "big": np.full(3, 1e200)}
    with pytest.raises(ExpressionInvalid, match=words.replace("at -1", "for some of the values$")) as refused:
        model.linearise(values)
    assert refused.value.offset == at


def test_an_input_that_is_no_number_is_named():
    model = compiled("y = a + b")
    for one, strange in ((1.0, math.nan), (np.ones(2), np.array([1.0, math.nan]))):
        with pytest.raises(ExpressionInvalid, match="the value of 'b' is not a finite number"):
            model.evaluate({"a": one, "b": strange, "c": one})


@pytest.mark.parametrize(
    ("rows", "words", "at"),
    [
        (["y = a + d"], "^y: 'd' is not known here", 4),
        (["y = z", "z = a"], "^y: 'z' is not known here", 0),
        (["a = b"], "'a' has a value already", 0),
        (["y = a < b"], "^y: a comparison gives no quantity", 2),
        (["y = not a < b"], "^y: a comparison gives no quantity", 0),
        (["y = b + mean(a)"], "^y: mean is of a series of readings.*observations", 4),
        (["y = max(a)"], "^y: max is of a series", 0),
        (["y = sin(a, b)"], "^y: sin takes one value, not 2", 0),
        (["y = a * 1e60 TV^9·TA^9·THz^9"], "^y: a value in TV.* is too large", 4),
    ],
)
def test_what_is_no_model_is_refused_with_its_place(rows, words, at):
    with pytest.raises(ExpressionInvalid, match=words) as refused:
        compiled(*rows)
    assert refused.value.offset == at


def test_a_model_is_asked_with_its_own_inputs():
    model = compiled("y = a + b", inputs=("a", "b"))
    with pytest.raises(UsageError, match="the input 'b' of the model has no value"):
        model.evaluate({"a": 1.0})
    with pytest.raises(UsageError, match="'c' is not an input of the model"):
        model.evaluate({"a": 1.0, "b": 1.0, "c": 1.0})
    with pytest.raises(UsageError, match="'z' has no equation; known are y"):
        compiled("y = a", outputs=("z",))
    with pytest.raises(UsageError, match="one equation or more"):
        compiled(outputs=())
