"""Wrong files of grids, once per range, shared keys and sources under test: each mistake at its place, with a hint."""

from __future__ import annotations

import pytest

from bench_core.errors import DocumentInvalid
from procedures.lint import checked
from procedures.reading import parse_procedure
from tests.told_in_both import flaws

Wrong = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]
"""What is changed in a good procedure, and every mistake, whole: `line:column: words (hint)`."""

WIDE = """\
calbench: procedure/1
id: wide
title: {zh: 数字多用表, en: multimeter}
basis: {code: TEST 1}
kind: calibration
phases: [as_found]
roles:
  source: {is: reference, use: as_class}
  uut: {entry: [wire, person]}
conditions: {source.zeroed: ≤ 12 h}
items:
  - id: ac-voltage
    title: {zh: 交流电压, en: AC voltage}
    verified: false
    applies: uut.has(ac_voltage)
    connections: {source: source.terminals, uut: uut.terminals, wiring: 2-wire}
    points:
      - {range: uut.ranges(ac_voltage), at: [90 %], of: range, frequency: [50 Hz, 1 kHz], except: [not specified]}
      - range: 10 V
        at: [10 %, nearest source value to 50 %]
        of: range
        frequency: [1 kHz]
        except:
          - {when: point.frequency > 1 kHz, why: {zh: 不测, en: nobody asks}}
    method:
      - apply:
          uut: {function: ac_voltage, range: point.range, frequency: point.frequency}
          source: {ac_voltage: point.nominal, frequency: point.frequency}
      - take: {name: x, from: uut, readings: {wire: 10, person: 1}}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - larger_of: [repeatability, resolution]
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
  - id: resistance
    like: ac-voltage
    title: {zh: 直流电阻, en: resistance}
    applies: uut.has(resistance_4w)
    max_on: {above: 1 Ω, longest: 30 s, rest: 60 s}
    points:
      - {range: uut.ranges(resistance_4w), at: [nearest source value to 90 %], of: range}
    method:
      - once per range:
          - apply: {uut: {function: resistance_4w, range: point.range}, source: {resistance_4w: 0 Ω}}
          - take: {name: z, from: uut, readings: 4}
      - apply: {uut: {function: resistance_4w, range: point.range}, source: {resistance_4w: point.nominal}}
      - take: {name: x, from: uut, readings: 10}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e) - mean(z[range])
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - {name: zero, of: "z[range]", type: A, cause: {zh: 零点, en: zero}}
      - {name: short, of: "z[range]", from: source, cause: {zh: 短路, en: short}}
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
report: {U: {digits: 2}, coverage: {k: 2}}
"""
"""A meter: a grid of AC voltage with exceptions, and resistance with a short once per range."""

UNDER_TEST = """\
calbench: procedure/1
id: sources
title: {zh: 标准源, en: source}
basis: {code: TEST 1}
kind: calibration
phases: [as_found]
roles:
  meter: {is: reference, use: as_class, adequacy: uut.mpe / 3}
  uut: {entry: wire}
items:
  - id: dc-voltage
    title: {zh: 直流电压, en: DC voltage}
    verified: false
    connections: {uut: uut.terminals, meter: meter.terminals, wiring: 2-wire}
    points:
      - {range: uut.ranges(dc_voltage), at: [90 %], of: range}
    method:
      - apply: {uut: {dc_voltage: point.nominal}, meter: {function: dc_voltage, range: meter.range_for(point.nominal)}}
      - steady: {watch: meter, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}
      - take: {name: r, from: meter, readings: 10}
    model:
      per reading:
        e: uut.output - r
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: digit, of: r, half_width: meter.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - {name: standard, of: r, from: meter, cause: {zh: 标准表, en: meter}}
report: {U: {digits: 2}, coverage: {k: 2}}
"""
"""A source under test against a reference meter."""

WRONG: dict[str, Wrong] = {
    "frequency missing": (
        (("frequency: [50 Hz, 1 kHz], ", ""),),
        ("18:9: points of ac_voltage without their frequency (add frequency: [1 kHz])",),
    ),
    "frequency twice": (
        (("[50 Hz, 1 kHz]", "[50 Hz, 1 kHz, 0.05 kHz]"),),
        ("18:90: 0.05 kHz stands twice in this row (leave one out)",),
    ),
    "frequency kind": (
        (("[50 Hz, 1 kHz]", "[50 Hz, 1 ks]"),),
        ("18:83: a frequency must be in Hz, not in ks (write for example 1 kHz)",),
    ),
    "frequency of a resistance": (
        (("to 90 %], of: range}", "to 90 %], of: range, frequency: [1 kHz]}"),),
        ("46:91: 4-wire DC resistance has no frequency (leave it out)",),
    ),
    "frequency no list": (
        (("frequency: [1 kHz]\n", "frequency: 1 kHz\n"),),
        ("22:20: expected a list, found '1 kHz' (write [first, second], or a line with - for each)",),
    ),
    "except word": (
        (("[not specified]", "[unspecified]"),),
        ("18:100: 'unspecified' is no exception (write not specified, or {when: point.nominal > 10 V})",),
    ),
    "except twice": (
        (("[not specified]", "[not specified, not specified]"),),
        ("18:115: 'not specified' stands twice (leave one out)",),
    ),
    "except no comparison": (
        (("when: point.frequency > 1 kHz", "when: point.frequency"),),
        ("24:20: an exception must be a comparison (write for example point.nominal > 10 V)",),
    ),
    "except kinds": (
        (("when: point.frequency > 1 kHz", "when: point.frequency > 1 V"),),
        ("24:36: in 'point.frequency > 1 V': Hz and V are different kinds of quantity",),
    ),
    "except unknown name": (
        (("when: point.frequency > 1 kHz", "when: source.frequency > 1 kHz"),),
        (("24:20: 'source.frequency' is not something a standard gives (its value, by its use, is source.output)"),),
    ),
    "except unknown key": (
        (("when: point.frequency > 1 kHz", "if: point.frequency > 1 kHz"),),
        ("24:14: unknown key 'if' (known here: when, why)",),
    ),
    "except a text": (
        (("except: [not specified]", "except: not specified"),),
        ("18:99: expected a list, found 'not specified' (write [first, second], or a line with - for each)",),
    ),
    "except why in one language": (
        (("why: {zh: 不测, en: nobody asks}", "why: nobody asks"),),
        ("24:50: 'nobody asks' is a text in one language (write {zh: …, en: …})",),
    ),
    "nearest what": (
        (("nearest source value to 50 %", "nearest value to 50 %"),),
        ("20:20: 'nearest value to 50 %' is no value (write nearest source value to 90 %)",),
    ),
    "nearest kind": (
        (("nearest source value to 50 %", "nearest source value to 5 A"),),
        ("20:20: a point of ac_voltage must be in V or a percentage, not in A",),
    ),
    "nearest twice": (
        (("[10 %, nearest source value to 50 %]", "[nearest source value to 50 %, nearest source value to 50 %]"),),
        ("20:44: nearest source value to 50 % stands twice on this range (leave one out)",),
    ),
    "source without frequency": (
        (("source: {ac_voltage: point.nominal, frequency: point.frequency}", "source: {ac_voltage: point.nominal}"),),
        ("28:11: ac_voltage is set without its frequency (add frequency: point.frequency)",),
    ),
    "point frequency unknown in resistance": (
        (("source: {resistance_4w: point.nominal}", "source: {resistance_4w: point.nominal * point.frequency}"),),
        ("51:109: unknown name 'point.frequency' (did you mean 'point.range'?)",),
    ),
    "once not first": (
        (
            (
                (
                    "      - once per range:\n          - apply: {uut: {function: resistance_4w, range: "
                    "point.range}, source: {resistance_4w: 0 Ω}}\n          - take: {name: z, from: uut, "
                    "readings: 4}\n"
                ),
                "",
            ),
            (
                "      - take: {name: x, from: uut, readings: 10}\n",
                (
                    "      - take: {name: x, from: uut, readings: 10}\n      - once per range:\n          - "
                    "apply: {uut: {function: resistance_4w, range: point.range}, source: {resistance_4w: 0 "
                    "Ω}}\n          - take: {name: z, from: uut, readings: 4}\n"
                ),
            ),
        ),
        (
            (
                "50:9: 'once per range' does not stand first in the method (it is done before the first "
                "point of a range; write it first, once)"
            ),
        ),
    ),
    "once inside itself": (
        (
            (
                "          - take: {name: z",
                "          - once per range: [{confirm: {zh: 好, en: ok}}]\n          - take: {name: z",
            ),
        ),
        ("50:13: 'once per range' inside itself (write its steps one after another)",),
    ),
    "once empty": (
        (
            (
                (
                    "      - once per range:\n          - apply: {uut: {function: resistance_4w, range: "
                    "point.range}, source: {resistance_4w: 0 Ω}}\n          - take: {name: z, from: uut, "
                    "readings: 4}\n"
                ),
                "      - once per range: []\n",
            ),
        ),
        ("48:25: an empty list (write one entry or more)",),
    ),
    "once of ac": (
        (
            (
                "      - apply:\n          uut: {function: ac",
                ("      - once per range: [{confirm: {zh: 好, en: ok}}]\n      - apply:\n          uut: {function: ac"),
            ),
        ),
        (
            (
                "26:9: 'once per range' in an item of ac_voltage, which has a frequency at each point "
                "(take such readings at the points)"
            ),
        ),
    ),
    "once take before apply": (
        (
            (
                (
                    "          - apply: {uut: {function: resistance_4w, range: point.range}, source: "
                    "{resistance_4w: 0 Ω}}\n"
                ),
                "",
            ),
        ),
        ("49:13: 'take' stands before the unit under test is set (apply comes first)",),
    ),
    "once other function": (
        (("          - apply: {uut: {function: resistance_4w", "          - apply: {uut: {function: resistance"),),
        ("49:37: sets function resistance in an item of resistance_4w (write resistance_4w)",),
    ),
    "once unused": (
        ((" - mean(z[range])", ""),),
        ("50:26: 'z' is never used (use it in the model or a requirement, or leave it out)",),
    ),
    "once same name": (
        (("name: z, from: uut", "name: x, from: uut"),),
        ("52:22: 'x' is already the name of what method step 1 reads (choose another name)",),
    ),
    "pick forgotten": (
        (("mean(z[range])", "mean(z)"),),
        ("57:31: 'z' is read once per range (write z[range])",),
    ),
    "pick of another kind": (
        (("mean(z[range])", "mean(z[point])"),),
        ("57:31: unknown pick '[point]' of 'z' (write z[range])",),
    ),
    "pick of a reading at the point": (
        (("mean(z[range])", "mean(z[range]) - mean(x[range])"),),
        ("57:48: 'x' is no reading that is taken once per range (write x)",),
    ),
    "pick of nothing": (
        (("mean(z[range])", "mean(zz[range])"),),
        ("57:31: unknown name 'zz[range]' (did you mean 'z[range]'?)",),
    ),
    "pick per reading": (
        (
            (
                "e: x - source.output\n      per point:\n        error: mean(e) - mean(z[range])",
                "e: x - source.output - z[range]\n      per point:\n        error: mean(e)",
            ),
        ),
        ("55:32: 'z[range]' belongs to a range, not to a reading (use it in an equation per point)",),
    ),
    "budget pick forgotten": (
        (('of: "z[range]", type: A', "of: z, type: A"),),
        ("61:26: 'z' is read once per range (write z[range])",),
    ),
    "budget without the short": (
        (('      - {name: short, of: "z[range]", from: source, cause: {zh: 短路, en: short}}\n', ""),),
        (
            (
                "58:5: the budget has no component for the standard 'source' in 'z[range]' (add {name: "
                "standard, of: z[range], from: source, cause: …})"
            ),
        ),
    ),
    "budget short twice": (
        (('name: zero, of: "z[range]", type: A', 'name: zero, of: "z[range]", from: source'),),
        ("62:45: the standard 'source' is counted twice (leave one entry out)",),
    ),
    "terminals of another role": (
        (("uut: uut.terminals", "uut: source.terminals"),),
        ("16:50: 'source.terminals' are not the terminals of 'uut' (write uut.terminals)",),
    ),
    "terminals of wiring": (
        (("wiring: 2-wire", "wiring: uut.terminals"),),
        ("16:73: 'uut.terminals' are not the terminals of 'wiring' (write 2-wire or 4-wire)",),
    ),
    "max_on kind": (
        (("above: 1 Ω", "above: 1 A"),),
        ("44:21: 'above' must be in Ω, not in A",),
    ),
    "max_on time": (
        (("longest: 30 s", "longest: 30 V"),),
        ("44:35: 'longest' must be a time, not in V (write for example 3 s)",),
    ),
    "max_on key": (
        (("longest: 30 s", "longset: 30 s"),),
        ("44:26: unknown key 'longset' (did you mean 'longest'?)",),
    ),
    "readings word": (
        (("{wire: 10, person: 1}", "{wire: 10, persons: 1}"),),
        ("29:57: unknown key 'persons' (did you mean 'person'?)",),
    ),
    "readings list": (
        (("{wire: 10, person: 1}", "[10, 1]"),),
        ("29:46: expected a number of readings, found a list (write 10, or {wire: 10, person: 1})",),
    ),
    "readings none": (
        (("{wire: 10, person: 1}", "{wire: 10, person: 0}"),),
        ("29:65: 0 readings (take 1 to 10000)",),
    ),
    "a person's single reading has no spread": (
        (("      - larger_of: [repeatability, resolution]\n", ""),),
        (
            (
                "36:35: type A of 'e' needs 2 readings or more, and its take has 1 (give the take more "
                "readings; where a person takes 1, put this and the resolution into larger_of)"
            ),
        ),
    ),
    "applies word": (
        (("uut.has(ac_voltage)", "uut.have(ac_voltage)"),),
        (("15:14: 'uut.have(ac_voltage)' says nothing about the unit under test (write uut.has(resistance_4w))"),),
    ),
    "applies capability": (
        (("uut.has(ac_voltage)", "uut.has(ac_volt)"),),
        ("15:22: unknown capability 'ac_volt' (did you mean 'ac_voltage'?)",),
    ),
    "like cycle": (
        (("    verified: false\n", "    verified: false\n    like: resistance\n"),),
        ("42:11: 'ac-voltage' is like this item itself in the end (write one of them out in full)",),
    ),
    "like unknown": (
        (("like: ac-voltage", "like: ac-voltag"),),
        ("41:11: no item 'ac-voltag' to be like (did you mean 'ac-voltage'?)",),
    ),
    "condition role": (
        (("source.zeroed", "sorce.zeroed"),),
        ("10:14: unknown condition 'sorce.zeroed' (did you mean 'source.zeroed'?)",),
    ),
    "condition kind": (
        (("≤ 12 h", "≤ 12 V"),),
        ("10:29: source.zeroed must be in s or the like, not in V",),
    ),
}

WRONG_UNDER_TEST: dict[str, Wrong] = {
    "uut has no output range": (
        (("uut: {dc_voltage: point.nominal}", "uut: {dc_voltage: point.nominal, range: point.range}"),),
        ("18:50: unknown setting 'range' (known here: dc_voltage)",),
    ),
    "uut set to nothing": (
        (("uut: {dc_voltage: point.nominal}", "uut: {dc_voltge: point.nominal}"),),
        (
            (
                "18:17: the unit under test is set to nothing that is known (write {function: …, range: "
                "point.range}, or a capability; did you mean 'dc_voltage'?)"
            ),
        ),
    ),
    "nothing indicates": (
        (
            (", meter: {function: dc_voltage, range: meter.range_for(point.nominal)}", ""),
            ("      - steady: {watch: meter, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}\n", ""),
        ),
        ("19:9: 'take' stands before 'meter' is set (apply comes first)",),
    ),
    "nothing indicates, and a person is asked": (
        (
            ("kind: calibration", "kind: verification"),
            ("  meter: {is: reference, use: as_class, adequacy: uut.mpe / 3}\n", ""),
            (", meter: meter.terminals", ""),
            (", meter: {function: dc_voltage, range: meter.range_for(point.nominal)}", ""),
            ("      - steady: {watch: meter, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}\n", ""),
            ("take: {name: r, from: meter, readings: 10}", "ask: {name: r, text: {zh: 读数, en: reading}, unit: V}"),
            (UNDER_TEST[UNDER_TEST.index("    uncertainty:") :], ""),
        ),
        (
            (
                "16:5: the unit under test is a source, and nothing indicates what it puts out "
                "(apply: {uut: …, meter: {function: …, range: …}})"
            ),
        ),
    ),
    "take from the source": (
        (("from: meter, readings", "from: uut, readings"),),
        ("20:31: 'uut' is set by this method, not read (the model knows its value as uut.output)",),
    ),
    "watch the source": (
        (("watch: meter", "watch: uut"),),
        ("19:25: 'uut' is set by this method; its indications cannot be watched (write watch: meter)",),
    ),
    "meter without range": (
        ((", range: meter.range_for(point.nominal)", ""),),
        ("18:51: 'meter' is set without 'range' (add range)",),
    ),
    "range for what": (
        (("range_for(point.nominal)", "range_for(point.nominl)"),),
        ("18:104: unknown name 'point.nominl' (did you mean 'point.nominal'?)",),
    ),
    "range for a kind": (
        (("range: meter.range_for(point.nominal)", "range: meter.range_for(point.nominal) * 2"),),
        ("18:88: 'meter.range_for(…)' has no place here (it chooses ranges)",),
    ),
    "range for other role": (
        (("range: meter.range_for", "range: uut.range_for"),),
        ("18:88: 'uut.range_for(…)' has no place here (it chooses ranges)",),
    ),
    "range for an expression": (
        (("range_for(point.nominal)", "range_for(point.nominal * 2)"),),
        ("18:88: 'meter.range_for' takes names only (write one such as point.nominal)",),
    ),
    "meter output": (
        (("e: uut.output - r", "e: meter.output - r + uut.output - uut.output"),),
        (
            (
                "23:12: 'meter.output' is not known here (the model of an item whose method sets 'meter' "
                "knows it; an indicator is known by its readings)"
            ),
        ),
    ),
    "meter twice": (
        (
            (
                "      - take: {name: r, from: meter, readings: 10}\n",
                (
                    "      - take: {name: r, from: meter, readings: 10}\n      - take: {name: t, from: "
                    "meter, readings: 10}\n"
                ),
            ),
            ("error: mean(e)", "error: mean(e) + 0 * mean(t)"),
        ),
        ("21:31: 'meter' is read a second time in this method (this version reads each standard once at a point)",),
    ),
    "standard of uut.output": (
        (("of: r, from: meter", "of: uut.output, from: meter"),),
        ("29:30: what a standard contributes belongs to its readings, not to 'uut.output' (write of: r)",),
    ),
    "no standard": (
        (("      - {name: standard, of: r, from: meter, cause: {zh: 标准表, en: meter}}\n", ""),),
        (
            (
                "26:5: the budget has no component for the standard 'meter' in 'r' (add {name: standard, "
                "of: r, from: meter, cause: …})"
            ),
        ),
    ),
    "no resolution of the meter": (
        (("half_width: meter.resolution / 2", "half_width: uut.resolution / 2"),),
        (
            (
                "26:5: the budget has no component for the resolution of the standard 'meter' (add {name: "
                "resolution, of: …, half_width: meter.resolution / 2, distribution: rectangular, cause: …})"
            ),
        ),
    ),
    "a person sets it": (
        (("entry: wire", "entry: [wire, person]"),),
        (
            (
                "9:16: a unit under test that a person sets is not known to this version, if it is a "
                "source (write entry: wire)"
            ),
        ),
    ),
    "two ways": (
        (
            (
                "report:",
                (
                    "  - id: back\n    title: {zh: 反, en: back}\n    like: dc-voltage\n    method:\n      - "
                    "apply: {uut: {function: dc_voltage, range: point.range}, meter: {dc_voltage: "
                    "point.nominal}}\n      - take: {name: r, from: uut, readings: 10}\n    model:\n      per "
                    "reading:\n        e: r - meter.output\n      per point:\n        error: mean(e)\n    "
                    "uncertainty:\n      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: "
                    "repeatability}}\n      - {name: digit, of: r, half_width: uut.resolution / 2, "
                    "distribution: rectangular, cause: {zh: 位, en: digit}}\n      - {name: standard, of: "
                    "meter.output, from: meter, cause: {zh: 标准表, en: meter}}\nreport:"
                ),
            ),
        ),
        (
            (
                "34:17: 'uut' is used as indicator here, and as source elsewhere (one role serves one way "
                "in a procedure)"
            ),
            (
                "34:66: 'meter' is used as source here, and as indicator elsewhere (one role serves one "
                "way in a procedure)"
            ),
        ),
    ),
    "adequacy kind": (
        (("adequacy: uut.mpe / 3", "adequacy: 1 A"),),
        ("8:51: the adequacy of 'meter' must be in V, not in A",),
    ),
}


def mistakes_of(text, changes):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(DocumentInvalid) as refused:
        checked(parse_procedure("p.yaml", text.encode()))
    assert [flaw for mistake in refused.value.mistakes for flaw in flaws(mistake)] == []
    return tuple(str(mistake).removeprefix("p.yaml:") for mistake in refused.value.mistakes)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_meter_procedure_is_refused_at_its_line_and_column_in_both_languages(name):
    changes, expected = WRONG[name]
    assert mistakes_of(WIDE, changes) == expected


@pytest.mark.parametrize("name", WRONG_UNDER_TEST)
def test_a_wrong_source_procedure_is_refused_at_its_line_and_column_in_both_languages(name):
    changes, expected = WRONG_UNDER_TEST[name]
    assert mistakes_of(UNDER_TEST, changes) == expected


@pytest.mark.parametrize("text", [WIDE, UNDER_TEST])
def test_the_good_procedures_have_no_mistake(text):
    assert checked(parse_procedure("p.yaml", text.encode()))


def test_one_mistake_is_told_once():
    tables = {**WRONG, **WRONG_UNDER_TEST}
    assert len(tables) == len(WRONG) + len(WRONG_UNDER_TEST) >= 60
    assert {name for name, (_, expected) in tables.items() if len(expected) != 1} == {"two ways"}
