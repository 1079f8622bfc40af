"""A certificate as one page that a person reads and prints; knows no file, no clock and no XML."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from bench_core.metrology.decision import Conformity
from dcc_export.dcc_administration import record_numbers
from dcc_export.page_sections import by_function, sections_of
from dcc_export.page_texts import address_parts, formulae
from dcc_export.printable import number, printable

if TYPE_CHECKING:
    from jinja2 import Environment

    from bench_core.metrology.quantity import Quantity
    from dcc_export.certificate_record import CertificateRecord, PointRow

_SIGNS = {
    Conformity.PASS: ("✓", "合格", "pass"),
    Conformity.FAIL: ("✗", "不合格", "fail"),
    Conformity.CONDITIONAL_PASS: ("?", "待定", "undetermined"),
    Conformity.CONDITIONAL_FAIL: ("?", "待定", "undetermined"),
}
_PLACES = {
    "laboratory": ("本实验室", "in the laboratory"),
    "customer": ("客户现场", "at the client's site"),
    "laboratoryBranch": ("本实验室分部", "at a branch of the laboratory"),
    "customerBranch": ("客户分支机构", "at a branch of the client"),
    "other": ("其他地点", "elsewhere"),
}


def render_html(certificate: CertificateRecord) -> bytes:
    """Return the certificate as one self-contained HTML page, UTF-8, in Chinese and English side by side."""
    template = _environment().get_template("certificate.html")
    page = template.render(
        c=certificate,
        numbers=record_numbers(certificate),
        place=_PLACES[certificate.laboratory.location],
        sections=sections_of(certificate),
        judged=any(point.conformity for point in certificate.points),
    )
    return page.encode()


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  slow, off the --help path

    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, finalize=_finalize,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters.update(css_string=css_string, digits=digits, signed=signed, limits=limits, unit=_unit)
    environment.filters.update(sign=_SIGNS.__getitem__, percent=percent)
    environment.filters.update(formulae=formulae, address=address_parts)
    environment.filters.update(by_function=by_function, cell=cell, signed_cell=signed_cell)
    return environment


def _template(name: str) -> str:
    return files("dcc_export").joinpath("templates", name).read_text("utf-8")


def _finalize(value: object) -> object:
    return printable(value) if type(value) is str else value


def css_string(text: str) -> str:
    """Return text for a quoted CSS string: everything but ASCII letters and digits as a code point."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in printable(text))


def digits(quantity: Quantity) -> str:
    """Return a quantity's digits with a minus sign as a person writes it."""
    return number(quantity).replace("-", "−")


def signed(quantity: Quantity) -> str:
    """Return an error's digits with its sign; zero has none."""
    text = digits(quantity)
    return f"+{text}" if quantity.value > 0 else text


def cell(quantity: Quantity, unit: str) -> str:
    """Return the digits of a table's cell, with the unit where it is not the table's own."""
    return _with_unit(digits(quantity), quantity, unit)


def signed_cell(quantity: Quantity, unit: str) -> str:
    """Return an error as `cell` does, with its sign."""
    return _with_unit(signed(quantity), quantity, unit)


def _with_unit(text: str, quantity: Quantity, unit: str) -> str:
    return text if _unit(quantity) == unit else f"{text} {_unit(quantity)}"


def percent(probability: str) -> str:
    """Return a probability between 0 and 1 in percent, with its digits."""
    whole, _, part = probability.partition(".")
    part = part.ljust(2, "0")
    shown = f"{int(whole + part[:2])}" + (f".{part[2:]}" if part[2:] else "")
    return f"{shown} %"


def limits(point: PointRow) -> str:
    """Return the permissible errors, `±0.0080` where they are symmetrical."""
    lower, upper = point.lower, point.upper
    if lower is not None and upper is not None and lower.value == -upper.value:
        return f"±{digits(upper)}"
    below = f"≥ {signed(lower)}" if lower is not None else ""
    above = f"≤ {signed(upper)}" if upper is not None else ""
    return ", ".join(filter(None, (below, above))) or "—"


def _unit(quantity: Quantity) -> str:
    return quantity.unit.symbol
