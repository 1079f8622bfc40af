"""A bench file's text with other values: what is not named stays as it was written, comments too."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_core.documents.bench_text import bench_text
from bench_core.documents.reader import read_nodes
from bench_core.errors import UsageError

TEXT = """\
calbench: bench/1
bench: one   # 一号台
world: "w.yaml"
laboratory: /labs/laboratory.yaml
instruments:
  meter: {driver: a.b, link: 'sim:meter', serial: MY41, type: types/m.yaml}  # 被检
  other: {driver: a.b, link: sim:other, serial: "MY41"}
roles: {uut: meter}
"""


def changed(values, text=TEXT):
    return bench_text(text, read_nodes("bench.yaml", text.encode()), Path("/bench"), values)


def test_values_are_replaced_at_their_place_and_paths_made_absolute():
    new = {
        ("meter", "serial"): 'A"1',
        ("meter", "link"): "TCPIP::x",
        ("nobody", "serial"): "x",
        ("meter", "limits"): "y",
    }
    assert changed(new) == TEXT.replace("'sim:meter', serial: MY41,", '"TCPIP::x", serial: "A\\"1",').replace(
        '"w.yaml"', '"/bench/w.yaml"'
    ).replace("types/m.yaml", '"/bench/types/m.yaml"')


def test_a_value_over_several_lines_is_refused():
    text = TEXT.replace("serial: MY41,", "serial: MY\n      41,")
    with pytest.raises(UsageError, match=r"line 6: 'MY 41' is written over several lines"):
        changed({("meter", "serial"): "x"}, text)
