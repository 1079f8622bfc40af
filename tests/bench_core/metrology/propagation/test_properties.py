"""What a budget must do whatever its numbers are: scaling, order, sign, inputs without uncertainty, refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.errors import CorrelationInvalid, ExpressionInvalid, NumberInvalid, UsageError
from bench_core.metrology.distribution import Normal
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import NONE, Correlations, Input
from bench_core.metrology.model import compile_model
from bench_core.metrology.propagation import propagate

NAMES = ("a", "b", "c", "d")
R = Correlations.of({("a", "b"): 0.7, ("c", "b"): -0.4})
values = st.tuples(*[st.floats(0.5, 3.0)] * 4)
spreads = st.tuples(*[st.floats(1e-6, 0.1)] * 4)
freedoms = st.tuples(*[st.integers(1, 60)] * 4)
cases = pytest.mark.parametrize("correlations", [NONE, R], ids=["independent", "correlated"])
few = settings(max_examples=25, deadline=None)


def made(xs, us, nus, names=NAMES):
    return [Input(name, x, Normal(u), nu) for name, x, u, nu in zip(names, xs, us, nus, strict=True)]


def budget(model: str, inputs, correlations=NONE):
    compiled = compile_model({"y": parse_expression(model)}, [entry.name for entry in inputs])
    return propagate(compiled, inputs, correlations)["y"]


FORM = "a * b / c - d * a"


@cases
@few
@given(values, spreads, freedoms, st.floats(1e-9, 1e9))
def test_a_result_in_another_unit_has_an_uncertainty_in_that_unit(correlations, xs, us, nus, scale):
    inputs = made(xs, us, nus)
    plain = budget(FORM, inputs, correlations)
    k = Input("k", scale, Normal(0.0))
    scaled = budget(f"({FORM}) * k", [*inputs, k], correlations)
    assert scaled.standard_uncertainty == pytest.approx(scale * plain.standard_uncertainty, rel=1e-12)
    assert scaled.degrees_of_freedom == pytest.approx(plain.degrees_of_freedom, rel=1e-9)


@cases
@few
@given(values, spreads, freedoms, st.floats(1e-6, 1e6))
def test_an_input_in_another_unit_leaves_the_result_as_it_is(correlations, xs, us, nus, scale):
    plain = budget(FORM, made(xs, us, nus), correlations)
    other = budget(
        FORM.replace("b", "(b / k)"),
        [
            *made((xs[0], xs[1] * scale, *xs[2:]), (us[0], us[1] * scale, *us[2:]), nus),
            Input("k", scale, Normal(0.0)),
        ],
        correlations,
    )
    assert other.value == pytest.approx(plain.value, rel=1e-9, abs=1e-9)
    assert other.standard_uncertainty == pytest.approx(plain.standard_uncertainty, rel=1e-9)
    wanted = [part.contribution for part in plain.contributions]
    assert [part.contribution for part in other.contributions][:4] == pytest.approx(wanted, rel=1e-9)


@cases
@few
@given(values, spreads, freedoms, st.permutations(range(4)))
def test_the_order_of_the_inputs_does_not_matter(correlations, xs, us, nus, order):
    inputs = made(xs, us, nus)
    compiled = compile_model({"y": parse_expression(FORM)}, NAMES)
    plain = propagate(compiled, inputs, correlations)
    assert propagate(compiled, [inputs[place] for place in order], correlations) == plain
    other = budget(FORM, [inputs[place] for place in order], correlations)
    assert other.standard_uncertainty == pytest.approx(plain["y"].standard_uncertainty, rel=1e-14)
    assert other.degrees_of_freedom == pytest.approx(plain["y"].degrees_of_freedom, rel=1e-12)


@cases
@few
@given(values, spreads, freedoms)
def test_the_sign_of_a_result_does_not_matter(correlations, xs, us, nus):
    plain, negative = (budget(f"{sign}({FORM})", made(xs, us, nus), correlations) for sign in ("", "-"))
    assert negative.value == -plain.value
    assert negative.standard_uncertainty == plain.standard_uncertainty
    assert negative.degrees_of_freedom == plain.degrees_of_freedom
    assert [part.signed for part in negative.contributions] == [-part.signed for part in plain.contributions]


@cases
@few
@given(values, spreads, freedoms)
def test_an_input_without_uncertainty_is_a_constant(correlations, xs, us, nus):
    known = budget(FORM, made(xs, (*us[:3], 0.0), (*nus[:3], 1)), correlations)
    written = budget(FORM.replace("d", repr(xs[3])), made(xs[:3], us[:3], nus[:3], NAMES[:3]), correlations)
    assert known.standard_uncertainty == pytest.approx(written.standard_uncertainty, rel=1e-14)
    assert known.degrees_of_freedom == pytest.approx(written.degrees_of_freedom, rel=1e-12)
    nothing = budget(FORM, made(xs, (0.0,) * 4, nus), correlations)
    assert (nothing.standard_uncertainty, nothing.degrees_of_freedom) == (0.0, math.inf)


@few
@given(spreads, st.floats(-1.0, 1.0))
def test_the_uncertainty_of_a_difference_falls_with_the_correlation(us, r):
    inputs = made((1.0, 1.0), us[:2], (math.inf,) * 2, NAMES[:2])
    found = budget("a - b", inputs, Correlations.of({("a", "b"): r})).standard_uncertainty
    assert abs(us[0] - us[1]) * (1 - 1e-9) <= found <= (us[0] + us[1]) * (1 + 1e-9)
    other_way = budget("b + a", inputs, Correlations.of({("b", "a"): -r})).standard_uncertainty
    assert found == pytest.approx(other_way, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("names", "error", "words"),
    [
        (("a", "b"), UsageError, "the input 'c' of the model is not given"),
        (("a", "b", "c", "e"), UsageError, "'e' is not an input of the model; its inputs are a, b, c"),
        (("a", "b", "c", "b"), UsageError, "the input 'b' is given twice"),
    ],
)
def test_inputs_that_are_not_those_of_the_model_are_refused(names, error, words):
    compiled = compile_model({"y": parse_expression("a + b + c")}, ("a", "b", "c"))
    with pytest.raises(error, match=words):
        propagate(compiled, [Input(name, 1.0, Normal(0.1)) for name in names])


@pytest.mark.parametrize("u", [-1.0, math.nan, math.inf])
def test_a_distribution_of_ones_own_must_have_an_uncertainty(u):
    class Own:
        standard_uncertainty = u

    with pytest.raises(NumberInvalid, match=r"^a: the standard uncertainty .* is not 0 or more"):
        budget("a", [Input("a", 1.0, Own())])


def test_a_correlation_with_a_stranger_is_refused():
    with pytest.raises(CorrelationInvalid, match="'e' is not an input"):
        budget("a + b", made((1, 1), (1, 1), (1, 1), ("a", "b")), Correlations.of({("a", "e"): 0.5}))


def test_a_division_by_zero_at_the_estimates_is_refused_with_its_place():
    with pytest.raises(ExpressionInvalid, match=r"^y: division by zero") as refused:
        budget("a / (b - 1)", made((1, 1), (1, 1), (1, 1), ("a", "b")))
    assert refused.value.offset == 2


def test_outputs_that_say_the_same_are_wholly_correlated_and_one_without_uncertainty_is_not():
    rows = {"y": "a * 3", "z": "a / -7", "one": "1"}
    compiled = compile_model({name: parse_expression(text) for name, text in rows.items()}, ("a",))
    found = propagate(compiled, [Input("a", 1.0, Normal(0.1))])
    assert [found.correlation("y", name) for name in ("y", "z", "one")] == [1.0, -1.0, 0.0]


def test_an_unknown_output_has_no_budget():
    compiled = compile_model({"y": parse_expression("a")}, ("a",))
    with pytest.raises(KeyError):
        propagate(compiled, [Input("a", 1.0, Normal(0.1))])["z"]
