"""The expression language: what it reads, as which tree, and what it refuses, at which character and in which words."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.errors import BenchError, ExpressionInvalid
from bench_core.metrology.expression import (
    Call,
    Chain,
    Compare,
    Index,
    Logic,
    Name,
    Negate,
    Not,
    Number,
    Power,
    children,
    evaluate,
    parse_expression,
    walk,
)
from bench_core.metrology.quantity import Quantity

ESCAPES = [
    "__import__('os')",
    "__import__",
    "9**9**9",
    "9^9^9",
    "(9^9)^9^9",
    "a.__class__",
    "a.__class__.__bases__[0]",
    "a._private",
    "().__class__",
    "lambda: 1",
    "lambda x: x",
    "f'{x}'",
    'f"{x}"',
    "'text'",
    '"text"',
    "`ls`",
    "１２",
    "x²",
    "1_0",
    "1e400",
    "1e-400",
    "1e99999999999",
    "1,5",
    "1.2.3",
    "0x10",
    "nan + inf nan",
    "eval(x)",
    "exec(x)",
    "open(x)",
    "getattr(a, b)",
    "x = 1",
    "x := 1",
    "x; y",
    "x if y else z",
    "[x for x in y]",
    "{x}",
    "x[0]",
    "x[1:2]",
    "x[-1]",
    "x[y[z]]",
    "a.b('c')",
    "a.b(1)",
    "a.b(c)(d)",
    "mean(e)(x)",
    "*x",
    "**x",
    "x // y",
    "x % y",
    "x @ y",
    "x & y",
    "x | y",
    "~x",
    "x << 1",
    "x!",
    "x != y",
    "x\\n",
    "x\x00",
    "x # comment",
    "x\u202ey",
    "\ufeffx",
    "𝐱",
    "сosine(x)",
    "x ≤ y",
    "± x",
    "5 − 3",
    "2 × 3",
    "√x",
    "¼",
    "+x",
    "x y",
    "2 x",
    "(x",
    "x)",
    "((((x)",
    "",
    "   ",
    "and",
    "x and",
    "not",
    "x < y < z",
    "x ^ 0.5",
    "x ^ y",
    "x ^ 10",
    "x ^ -10",
    "x ^ 2 V",
    "x ^ (2)",
    "10 V/range",
    "mean",
    "max()",
    "import os",
    "$x",
    "x?",
    "\u2028",
]


CALLS = ["mean(", "s(", "sqrt(", "exp(", "abs(", "max("]


def numbers(name: str) -> Quantity:
    if name in {"x", "y", "z", "a"}:
        return Quantity.of("2", "1")
    raise KeyError(name)


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_but_the_language_is_ever_computed(text):
    with pytest.raises(ExpressionInvalid) as caught:
        evaluate(parse_expression(text), numbers)
    assert 0 <= caught.value.offset <= len(text)
    assert caught.value.message


@pytest.mark.parametrize(
    ("text", "offset", "words", "hint"),
    [
        ("9**9", 1, "'**' has no place", "x^2"),
        ("x - yy[", 7, "expected a name, found the end", ""),
        ("1 + １", 4, "'１' has no place", "digits 0 to 9"),
        ("x - 3 mVV", 6, "unknown unit 'mVV'; did you mean 'mV'", "follows it"),
        ("1 + 2 x", 6, "unknown unit 'x'", "2 * x"),
        ("maen(e)", 0, "'maen' is not a function", "did you mean 'mean'"),
        ("x + fft(e)", 4, "'fft' is not a function", "known are abs, cos"),
        ("a < b < c", 6, "comparisons do not chain", "a < b and b < c"),
        ("x ^ 12", 4, "an exponent is a whole number up to ±9", ""),
        ("(x + 1", 6, "expected ')', found the end", ""),
        ("x + 1)", 5, "expected an operator such as + or the end, found ')'", ""),
        ("1,5 + x", 1, "found ','", "a point"),
        ("x ≤ 3", 2, "'≤' has no place", "<="),
        ("± x", 0, "'±' has no place", "limit"),
        ("x = 3", 2, "'=' has no place", "=="),
        ("a + b\x07", 5, "'U+0007' has no place", ""),
        ("uut.ranges(2 V)", 0, "'uut.ranges' takes names only", ""),
        ("1e400", 0, "beyond 1e±60", ""),
    ],
)
def test_a_mistake_is_named_at_its_character(text, offset, words, hint):
    with pytest.raises(ExpressionInvalid) as caught:
        parse_expression(text)
    assert (caught.value.offset, hint in caught.value.hint.en) == (offset, True)
    assert words in str(caught.value)


@settings(max_examples=1_000, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet=string.printable + "µΩ°±≤²·１", max_size=60),
        st.lists(
            st.sampled_from(
                [*"xye12()[],+-*/^< ", "2.5", "9", "10 V", "3 °C", "5 %", "<=", "==", "and", "or", "not", *CALLS]
            ),
            max_size=30,
        ).map("".join),
    )
)
def test_only_our_exceptions_escape_from_any_text(text):
    values = {"x": Quantity.of("3", "V"), "y": Quantity.of("0", "1"), "e": (Quantity.of("1", "V"),) * 3}
    try:
        result = evaluate(parse_expression(text), values.__getitem__)
    except BenchError:
        return
    assert isinstance(result, Quantity | bool | tuple)


def test_the_length_of_an_expression_is_capped():
    assert parse_expression("x" + " + x" * 124).names == {"x"}
    with pytest.raises(ExpressionInvalid, match="501 characters"):
        parse_expression("x" * 501)


@pytest.mark.parametrize("opening", ["(", "-", "abs(", "not "])
def test_the_depth_of_an_expression_is_capped(opening):
    closing = ")" if opening.endswith("(") else ""
    at_most = parse_expression(opening * 31 + "x" + closing * 31)
    assert "x" in at_most.names
    with pytest.raises(ExpressionInvalid, match="more than 32 brackets or signs deep"):
        parse_expression(opening * 32 + "x" + closing * 32)


def test_a_long_sum_is_not_deep():
    total = evaluate(parse_expression("x" + "+x" * 249), numbers)
    assert total == Quantity.of("500", "1")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("-a ^ 2", "-(a ^ 2)"),
        ("-a * b", "(-a) * b"),
        ("a < b and c < d or not a < b and c < d", "((a < b) and (c < d)) or ((not (a < b)) and (c < d))"),
        ("not a == b", "not (a == b)"),
        ("a * -b", "a * (-b)"),
        ("2 ^ -1 * a", "(2 ^ -1) * a"),
    ],
)
def test_operators_bind_as_in_mathematics(text, same):
    values = {name: Quantity.of(number, "1") for name, number in zip("abcd", ("7", "3", "5", "2"), strict=True)}
    found = evaluate(parse_expression(text), values.__getitem__)
    assert found == evaluate(parse_expression(same), values.__getitem__)


def test_the_tree_is_open_to_those_who_match_forms():
    expression = parse_expression("uut.basic_range(dc_voltage)")
    assert expression.tree == Call("uut.basic_range", (Name("dc_voltage", 16),), 0)
    assert (expression.names, expression.calls) == (frozenset(), {"uut.basic_range"})


def test_an_index_is_one_name_however_it_is_spaced():
    tree = parse_expression("uut.previous.error[ point,branch ] - loop_meter[uut].dc_current").tree
    assert isinstance(tree, Chain)
    first, (operator, second) = tree.first, tree.rest[0]
    assert isinstance(first, Index)
    assert isinstance(second, Index)
    assert (first.name, operator, second.name) == (
        "uut.previous.error[point, branch]",
        "-",
        "loop_meter[uut].dc_current",
    )


def test_names_are_all_quantities_that_must_be_known():
    text = "mean(e) - mean(z[range]) + rig.temperature_at(uut) * s(x) / 2 V + min(point.nominal, 3 min)"
    expression = parse_expression(text)
    assert expression.names == {"e", "z[range]", "x", "point.nominal"}
    assert expression.calls == {"rig.temperature_at"}


def test_a_dotted_call_is_asked_of_the_caller():
    asked = {"rig.temperature_at(uut)": Quantity.of("20.5", "°C")}
    assert evaluate(parse_expression("rig.temperature_at( uut )"), asked.__getitem__) == Quantity.of("20.5", "°C")


def test_every_kind_of_node_shows_its_parts():
    tree = parse_expression("not (-a^2 + z[up] < abs(3 V)) or b == 1").tree
    kinds = {type(node) for node in walk(tree)}
    assert kinds == {Logic, Not, Compare, Chain, Negate, Power, Name, Index, Call, Number}
    assert sum(len(children(node)) for node in walk(tree)) == len(list(walk(tree))) - 1


def test_expressions_are_equal_when_their_texts_are():
    assert parse_expression("a + b") == parse_expression("a + b")
    assert parse_expression("a + b") != parse_expression("a+b")
    assert str(parse_expression("a + b")) == "a + b"
