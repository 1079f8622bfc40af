"""From tokens to the tree of an expression, by operator precedence (Pratt); refuses what is not in it."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import ExpressionInvalid
from bench_core.metrology.expression.functions import CALLABLE
from bench_core.metrology.expression.tokens import Token, tokens
from bench_core.metrology.expression.tree import (
    Call,
    Chain,
    Compare,
    Expression,
    Index,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Power,
    walk,
)
from bench_core.metrology.quantity import Quantity

LONGEST = 500
DEEPEST = 32
LARGEST_POWER = 9
_COMPARISONS = ("<", "<=", ">", ">=", "==")
_BINDING = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8} | dict.fromkeys(_COMPARISONS, 4)
_A_NAME, _THE_END = Bilingual("名称", "a name"), Bilingual("结尾", "the end")
_NOT, _COMPARE, _MINUS, _POWER = 3, 4, 7, 8


@lru_cache(maxsize=1024)
def parse_expression(text: str) -> Expression:
    """Read an expression such as `mean(e) - mean(z[range])`.

    Args:
        text: at most 500 characters, at most 32 brackets or signs deep.

    Raises:
        ExpressionInvalid: with the offset of what is wrong.
    """
    if len(text) > LONGEST:
        raise ExpressionInvalid(
            Bilingual(
                f"表达式有 {len(text)} 个字符，超过 {LONGEST} 个",
                f"the expression has {len(text)} characters, more than {LONGEST}",
            ),
            LONGEST,
            Bilingual("给其中各部分另起名称", "give its parts names of their own"),
        )
    tree = _Parser(tuple(tokens(text))).whole()
    nodes = tuple(walk(tree))
    names = frozenset(node.name for node in nodes if isinstance(node, Name | Index))
    calls = frozenset(node.callee for node in nodes if isinstance(node, Call) and node.dotted)
    return Expression(text, tree, names, calls)


class _Parser:
    def __init__(self, found: tuple[Token, ...]) -> None:
        self._tokens = found
        self._place = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._here.kind == "end":
            raise ExpressionInvalid(Bilingual("表达式为空", "the expression is empty"), 0)
        tree = self._above(0)
        if self._here.kind != "end":
            raise self._unexpected(Bilingual("运算符（如 +）或结尾", "an operator such as + or the end"))
        return tree

    @property
    def _here(self) -> Token:
        return self._tokens[self._place]

    def _next(self) -> Token:
        token = self._here
        self._place += 1
        return token

    def _take(self, kind: str) -> Token:
        if self._here.kind != kind:
            raise self._unexpected(_A_NAME if kind == "name" else Bilingual(f"“{kind}”", f"'{kind}'"))
        return self._next()

    def _unexpected(self, wanted: Bilingual) -> ExpressionInvalid:
        token = self._here
        found = Bilingual(f"“{token.text}”", f"'{token.text}'") if token.text else _THE_END
        hint = Bilingual("小数点用“.”", "write decimals with a point") if token.kind == "," else NOTHING
        return ExpressionInvalid(
            Bilingual(f"应为{wanted.zh}，实为{found.zh}", f"expected {wanted.en}, found {found.en}"), token.at, hint
        )

    def _above(self, floor: int) -> Node:
        left = self._operand()
        while (binding := _BINDING.get(self._here.kind, 0)) > floor:
            left = self._power(left) if binding == _POWER else self._run(left, binding)
        return left

    def _run(self, left: Node, binding: int) -> Node:
        at = self._here.at
        rest: list[tuple[str, Node]] = []
        while _BINDING.get(self._here.kind, 0) == binding:
            if rest and binding == _COMPARE:
                raise ExpressionInvalid(
                    Bilingual("比较不能连写", "comparisons do not chain"),
                    self._here.at,
                    Bilingual("写成 a < b and b < c", "write a < b and b < c"),
                )
            operator = self._next().kind
            rest.append((operator, self._above(binding)))
        if binding == _COMPARE:
            return Compare(rest[0][0], left, rest[0][1], at)
        if binding < _NOT:
            return Logic(rest[0][0], (left, *(operand for _, operand in rest)), at)
        return Chain(left, tuple(rest), at)

    def _power(self, base: Node) -> Power:
        at = self._next().at
        sign = -1 if self._here.kind == "-" else 1
        if sign < 0:
            self._next()
        token = self._next() if self._here.kind == "number" else self._here
        if not (token.text.isdecimal() and int(token.text) <= LARGEST_POWER) or self._here.kind == "^":
            raise ExpressionInvalid(
                Bilingual(
                    f"指数为整数，不超过 ±{LARGEST_POWER}", f"an exponent is a whole number up to ±{LARGEST_POWER}"
                ),
                token.at,
            )
        return Power(base, sign * int(token.text), at)

    def _operand(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionInvalid(
                Bilingual(f"括号或符号嵌套多于 {DEEPEST} 层", f"more than {DEEPEST} brackets or signs deep"),
                self._here.at,
            )
        try:
            return self._operand_here()
        finally:
            self._depth -= 1

    def _operand_here(self) -> Node:
        token = self._here
        match token.kind:
            case "number":
                return self._number(1)
            case "name":
                return self._named()
            case "(":
                return self._group()
            case "-":
                return self._negated()
            case "not":
                self._next()
                return Not(self._above(_NOT), token.at)
            case _:
                raise self._unexpected(Bilingual("数、名称或“(”", "a number, a name or '('"))

    def _number(self, sign: int) -> Number:
        token = self._take("number")
        if token.value is None:
            raise ExpressionInvalid(Bilingual("数没有值", "a number without a value"), token.at)
        value = token.value
        return Number(Quantity(sign * value.value, value.unit, value.decimals), token.at)

    def _negated(self) -> Node:
        at = self._next().at
        after = self._tokens[self._place + 1].kind if self._here.kind == "number" else "^"
        if after != "^":  # `-5 °C` is a temperature, although °C cannot be multiplied by -1
            return self._number(-1)
        return Negate(self._above(_MINUS), at)

    def _group(self) -> Node:
        self._take("(")
        inner = self._above(0)
        self._take(")")
        return inner

    def _named(self) -> Node:
        token = self._take("name")
        if self._here.kind == "(":
            return self._call(token)
        if self._here.kind == "[":
            return self._index(token)
        return Name(token.text, token.at)

    def _index(self, base: Token) -> Index:
        self._take("[")
        keys = [self._take("name").text]
        while self._here.kind == ",":
            self._next()
            keys.append(self._take("name").text)
        self._take("]")
        rest = self._next().text if self._here.kind == "attribute" else ""
        return Index(base.text, tuple(keys), rest, base.at)

    def _call(self, callee: Token) -> Call:
        self._refuse_unknown(callee)
        self._take("(")
        arguments: list[Node] = []
        while self._here.kind != ")":
            if arguments:
                self._take(",")
            arguments.append(self._above(0))
        self._take(")")
        call = Call(callee.text, tuple(arguments), callee.at)
        if call.dotted and not all(isinstance(part, Name | Index) for part in arguments):
            raise ExpressionInvalid(
                Bilingual(f"“{callee.text}”只接受名称", f"'{callee.text}' takes names only"),
                callee.at,
                Bilingual("写名称，如 point.nominal", "write one such as point.nominal"),
            )
        return call

    def _refuse_unknown(self, callee: Token) -> None:
        if "." in callee.text or callee.text in CALLABLE:
            return
        near = get_close_matches(callee.text, sorted(CALLABLE), 1)
        every = sorted(CALLABLE)
        hint = Bilingual(f"可用：{'、'.join(every)}", f"known are {', '.join(every)}")
        if near:
            hint = Bilingual(f"是否想写“{near[0]}”？", f"did you mean '{near[0]}'?")
        raise ExpressionInvalid(
            Bilingual(f"“{callee.text}”不是函数", f"'{callee.text}' is not a function"), callee.at, hint
        )
