"""Procedures with one thing wrong each: all of it is told at line and column, in both languages, and nothing else."""

from __future__ import annotations

import pytest

from bench_core.errors import DocumentInvalid
from procedures.lint import checked
from procedures.reading import parse_procedure
from tests.told_in_both import flaws

Wrong = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]
"""What is changed in the good procedure, and how every mistake begins: `line:column: words`."""

WRONG: dict[str, Wrong] = {
    "unknown key at top": (
        (("kind: calibration", ("kind: calibration\nphase: x")),),
        ("6:1: unknown key 'phase' (did you mean 'phases'?)",),
    ),
    "unknown key in role": (
        (("adequacy:", "adequecy:"),),
        ("8:42: unknown key 'adequecy' (did you mean 'adequacy'?)",),
    ),
    "unknown key in item": (
        (("    connections:", "    conections:"),),
        ("17:5: unknown key 'conections' (did you mean 'connections'?)",),
    ),
    "unknown key in steady": (
        (("peak_to_peak", "peak_to_paek"),),
        ("23:30: unknown key 'peak_to_paek' (did you mean 'peak_to_peak'?)",),
    ),
    "like nothing": (
        ((("    verified: false\n    connections"), ("    verified: false\n    like: dc-volt\n    connections")),),
        ("17:11: no item 'dc-volt' to be like (did you mean 'dc-voltage'?)",),
    ),
    "later grid": (
        (("{range: uut.other_ranges(dc_voltage), at: [90 %], of: range}", "{grid: {a: b}}"),),
        ("20:10: unknown key 'grid' (a row is a grid; write its keys in the row",),
    ),
    "later step": (
        (("- steady: {watch: uut", "- reached: {watch: uut"),),
        ("23:9: unknown key 'reached'",),
    ),
    "later tables": (
        (("conditions:\n", ("tables: {a: b}\nconditions:\n")),),
        ("10:1: unknown key 'tables'",),
    ),
    "later conclusion": (
        (("report:", ("conclusion: {pass: yes}\nreport:")),),
        ("37:1: unknown key 'conclusion'",),
    ),
    "phases": (
        (("[as_found]", "[as_found, adjust, as_left]"),),
        (
            "6:20: phase 'adjust' is not known to this version",
            "6:28: phase 'as_left' is not known to this version",
        ),
    ),
    "kind": (
        (("kind: calibration", "kind: calibartion"),),
        ("5:7: expected calibration or verification, found 'calibartion' (did you mean 'calibration'?)",),
    ),
    "use both": (
        (("use: as_class", "use: [as_class, as_corrected]"),),
        ("8:32: expected as_class or as_corrected",),
    ),
    "use wrong": (
        (("use: as_class", "use: as_clas"),),
        ("8:32: expected as_class or as_corrected, found 'as_clas' (did you mean 'as_class'?)",),
    ),
    "mixed two roles": (
        (
            ("  uut: {entry", ("  second: {is: reference, use: as_corrected}\n  uut: {entry")),
            (
                "source: {dc_voltage: point.nominal}}",
                "source: {dc_voltage: point.nominal}, second: {dc_voltage: point.nominal}}",
            ),
        ),
        ("9:32: mixed use: 'second' is used as_corrected, but 'source' gives dc_voltage as_class",),
    ),
    "mixed from certificate": (
        (("from: source, cause", "from: source.certificate, cause"),),
        ("34:51: mixed use: 'source' is used as_class, and its certificate is asked for",),
    ),
    "from spec redundant": (
        (("from: source, cause", "from: source.specification, cause"),),
        ("34:51: 'source.specification': the use of 'source' already says what counts",),
    ),
    "percent w/o base": (
        (("at: [90 %], of: range}", "at: [90 %]}"),),
        ("20:52: 90 % of what? A percentage needs its base",),
    ),
    "base w/o percent": (
        (("at: [90 %], of: range}", "at: [9 V], of: range}"),),
        ("20:62: 'of: range' has no percentage to belong to",),
    ),
    "wrong unit point": (
        (("at: [90 %], of: range}", "at: [9 mA]}"),),
        ("20:52: a point of dc_voltage must be in V or a percentage, not in mA",),
    ),
    "point twice": (
        (("at: [10 %, 90 %, -90 %]", "at: [10 %, 90 %, 10.0 %]"),),
        ("19:63: 10.0 % stands twice on this range",),
    ),
    "unknown range choice": (
        (("uut.other_ranges(dc", "uut.other_range(dc"),),
        ("20:21: unknown choice of ranges 'other_range' (did you mean 'other_ranges'?)",),
    ),
    "unknown capability in range": (
        (("uut.other_ranges(dc_voltage)", "uut.other_ranges(dc_volt)"),),
        ("20:34: unknown capability 'dc_volt' (did you mean 'dc_voltage'?)",),
    ),
    "range of another function": (
        (("uut.other_ranges(dc_voltage)", "uut.other_ranges(dc_current)"),),
        ("20:17: ranges of dc_current in an item that measures dc_voltage",),
    ),
    "explicit range wrong kind": (
        (("range: uut.other_ranges(dc_voltage)", "range: 1 mA"),),
        ("20:17: a range of dc_voltage must be in V, not in mA",),
    ),
    "unknown function": (
        (("function: dc_voltage,", "function: dc_voltgae,"),),
        ("22:33: unknown capability 'dc_voltgae' (did you mean 'dc_voltage'?)",),
    ),
    "unknown source cap": (
        (("source: {dc_voltage: p", "source: {dc_voltag: p"),),
        ("22:75: unknown capability 'dc_voltag' (did you mean 'dc_voltage'?)",),
    ),
    "unknown setting": (
        (("range: point.range}, source", "rnage: point.range}, source"),),
        ("22:45: unknown setting 'rnage' (did you mean 'range'?)",),
    ),
    "unknown role in apply": (
        (("source: {dc_voltage: p", "sorce: {dc_voltage: p"),),
        ("22:66: unknown role 'sorce' (did you mean 'source'?)",),
    ),
    "unknown role in connections": (
        (("connections: {source", "connections: {sorce"),),
        ("17:19: unknown role 'sorce' (did you mean 'source'?)",),
    ),
    "set wrong kind": (
        (("source: {dc_voltage: point.nominal}", "source: {dc_voltage: point.nominal * point.range}"),),
        ("22:87: dc_voltage must be in V, not in m^4·kg^2·s^-6·A^-2",),
    ),
    "steady band kind": (
        (("peak_to_peak: uut.mpe / 10", "peak_to_peak: 10 ppm"),),
        ("23:44: the band of a steady signal must be in V, not in 1 (a plain number)",),
    ),
    "steady band mA": (
        (("peak_to_peak: uut.mpe / 10", "peak_to_peak: uut.mpe / 10 + 1 mA"),),
        ("23:57: in 'uut.mpe / 10 + 1 mA': mA and V are different kinds of quantity",),
    ),
    "steady time": (
        (("for: 3 s", "for: 3 V"),),
        ("23:63: 'for' must be a time, not in V",),
    ),
    "steady give up": (
        (("give_up: 60 s", "give_up: 2 s"),),
        ("23:77: give_up 2 s is not longer than the hold time 3 s",),
    ),
    "steady watch": (
        (("watch: uut", "watch: source"),),
        ("23:25: 'source' is set by this method; its indications cannot be watched",),
    ),
    "take from": (
        (("from: uut, readings", "from: source, readings"),),
        ("24:31: 'source' is set by this method, not read",),
    ),
    "take from unknown": (
        (("from: uut, readings", "from: utu, readings"),),
        ("24:31: unknown role 'utu' (did you mean 'uut'?)",),
    ),
    "take before apply": (
        (
            (
                (
                    "      - apply: {uut: {function: dc_voltage, range: point.range}, source: "
                    "{dc_voltage: point.nominal}}\n"
                ),
                "",
            ),
            (
                "      - take: {name: x, from: uut, readings: 10}\n",
                (
                    "      - take: {name: x, from: uut, readings: 10}\n"
                    "      - apply: {uut: {function: dc_voltage, range: point.range}, source: "
                    "{dc_voltage: point.nominal}}\n"
                ),
            ),
        ),
        ("22:9: 'steady' stands before the unit under test is set",),
    ),
    "take twice name": (
        (
            (
                "      - take: {name: x, from: uut, readings: 10}\n",
                (
                    "      - take: {name: x, from: uut, readings: 10}\n"
                    "      - take: {name: x, from: uut, readings: 10}\n"
                ),
            ),
        ),
        ("25:22: 'x' is already the name of what method step 3 reads",),
    ),
    "take name = equation": (
        (("name: x, from: uut", "name: e, from: uut"),),
        ("27:9: 'e' is already the name of what method step 3 reads",),
    ),
    "take unused": (
        (
            (
                "      - take: {name: x, from: uut, readings: 10}\n",
                (
                    "      - take: {name: x, from: uut, readings: 10}\n"
                    "      - take: {name: z, from: uut, readings: 10}\n"
                ),
            ),
        ),
        ("25:22: 'z' is never used",),
    ),
    "readings 1": (
        (("readings: 10", "readings: 1"),),
        ("31:35: type A of 'e' needs 2 readings or more, and its take has 1",),
    ),
    "readings 0": (
        (("readings: 10", "readings: 0"),),
        ("24:46: 0 readings",),
    ),
    "readings text": (
        (("readings: 10", "readings: ten"),),
        ("24:46: 'ten' is not a whole number",),
    ),
    "two words": (
        (
            (
                "      - take: {name: x, from: uut, readings: 10}",
                ("      - take: {name: x, from: uut, readings: 10}\n        confirm: {zh: 好, en: ok}"),
            ),
        ),
        ("24:9: a step has one word, not 2",),
    ),
    "unknown name": (
        (("e: x - source.output", "e: x - source.output + offest"),),
        ("27:32: unknown name 'offest'",),
    ),
    "unknown name dym": (
        (("error: mean(e)", "error: mean(ee) + 0 V"),),
        ("29:21: unknown name 'ee' (did you mean 'e'?)",),
    ),
    "unknown role output": (
        (("e: x - source.output", "e: x - sorce.output"),),
        ("27:16: unknown role 'sorce' (did you mean 'source'?)",),
    ),
    "uut output": (
        (("e: x - source.output", "e: x - uut.output"),),
        ("27:16: 'uut.output': the unit under test is no reference, it has no output",),
    ),
    "role quality": (
        (("e: x - source.output", "e: x - source.value"),),
        ("27:16: 'source.value' is not something a standard gives",),
    ),
    "equation kind": (
        (("e: x - source.output", "e: x - source.output + 1 mA"),),
        ("27:14: in 'x - source.output + 1 mA': mA and V are different kinds of quantity",),
    ),
    "equation syntax": (
        (("e: x - source.output", "e: x - source.output)"),),
        ("27:29: expected an operator",),
    ),
    "equation python": (
        (("e: x - source.output", "e: x - __import__"),),
        ("27:16: '_' has no place",),
    ),
    "equation power": (
        (("e: x - source.output", "e: (x - source.output) ** 2"),),
        ("27:32: '**' has no place",),
    ),
    "equation series": (
        (("error: mean(e)", "error: e"),),
        ("29:16: 'error', an equation per point, must be one value, not a series",),
    ),
    "equation comparison": (
        (("error: mean(e)", "error: mean(e) < 1 V"),),
        ("29:16: 'error', an equation per point, must be a quantity, not a comparison",),
    ),
    "equation later": (
        (("        e: x - source.output\n", "        e: x - source.output - error\n"),),
        ("27:32: 'error' is not known here yet: it is an equation per point",),
    ),
    "division zero": (
        (("error: mean(e)", "error: mean(e) / (1 - 1)"),),
        ("29:24: division by zero",),
    ),
    "unused eq": (
        (("        error: mean(e)\n", ("        error: mean(e)\n        spread: max(e) - min(e)\n")),),
        ("30:9: 'spread' is never used",),
    ),
    "eq per item": (
        (("        error: mean(e)\n", ("        error: mean(e)\n      per item:\n        worst: max(error)\n")),),
        ("30:7: equations per item are not known to this version",),
    ),
    "no result": (
        ((("      per point:\n        error: mean(e)\n"), ""),),
        ("25:5: the model gives no result: it has no equation per point",),
    ),
    "flow equation": (
        (
            (
                ("      per reading:\n        e: x - source.output\n      per point:\n        error: mean(e)\n"),
                ("      per reading: {e: x - source.output}\n      per point: {error: max(e, 0 V)}\n"),
            ),
        ),
        ("27:26: a comma or bracket has cut this text",),
    ),
    "flow bracket": (
        (("error: mean(e)", "error: {a: z[range]}"),),
        ("29:21: a bracket cuts the text",),
    ),
    "no type A": (
        (
            ("      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}\n", ""),
            ("      - larger_of: [repeatability, resolution]\n", ""),
        ),
        ("30:5: the budget has no type A component",),
    ),
    "no resolution": (
        (
            (
                (
                    "      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: "
                    "rectangular, cause: {zh: 位, en: digit}}\n"
                ),
                "",
            ),
            ("      - larger_of: [repeatability, resolution]\n", ""),
        ),
        ("30:5: the budget has no component for the resolution of the unit under test",),
    ),
    "no standard": (
        ((("      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}\n"), ""),),
        ("30:5: the budget has no component for the standard 'source'",),
    ),
    "component twice": (
        (("{name: standard,", "{name: resolution,"),),
        ("34:16: component 'resolution' stands twice",),
    ),
    "larger_of unknown": (
        (("[repeatability, resolution]", "[repeatability, resolutoin]"),),
        ("33:36: unknown component 'resolutoin' (did you mean 'resolution'?)",),
    ),
    "half width kind": (
        (("half_width: uut.resolution / 2", "half_width: 1 ppm"),),
        ("32:47: the half width of 'x' must be in V, not in 1 (a plain number)",),
    ),
    "half width unknown": (
        (("half_width: uut.resolution / 2", "half_width: uut.resolutoin / 2"),),
        ("32:47: unknown name 'uut.resolutoin' (did you mean 'uut.resolution'?)",),
    ),
    "of unknown": (
        (("of: x, half", "of: y, half"),),
        ("32:32: 'y' is no quantity of the model",),
    ),
    "of role unknown": (
        (("of: source.output, from", "of: sorce.output, from"),),
        ("34:30: unknown role 'sorce' (did you mean 'source'?)",),
    ),
    "type A of point": (
        (("of: e, type: A", "of: error, type: A"),),
        ("31:35: type A of 'error': it is one value, and has no spread",),
    ),
    "from unknown": (
        (("from: source, cause", "from: sorce, cause"),),
        ("34:51: unknown role 'sorce' (did you mean 'source'?)",),
    ),
    "from uut": (
        (("from: source, cause", "from: uut, cause"),),
        ("34:51: the unit under test is no reference standard",),
    ),
    "of not output": (
        (("of: source.output, from", "of: e, from"),),
        ("34:30: what a standard contributes belongs to its output, not to 'e'",),
    ),
    "two ways": (
        (("of: e, type: A", "of: e, type: A, half_width: 1 V, distribution: triangular"),),
        ("31:9: component 'repeatability' says 2 ways to its uncertainty",),
    ),
    "no distribution": (
        (("half_width: uut.resolution / 2, distribution: rectangular", "half_width: uut.resolution / 2"),),
        ("32:9: component 'resolution': half_width and distribution belong together",),
    ),
    "limit kind": (
        (("limit: ± uut.mpe", "limit: ± 5 ppm"),),
        ("36:73: the limit of 'error' must be in V, not in 1 (a plain number)",),
    ),
    "limit form": (
        (("limit: ± uut.mpe", "limit: uut.mpe"),),
        ("36:71: 'uut.mpe' is no limit",),
    ),
    "limit unknown": (
        (("limit: ± uut.mpe", "limit: ± uut.mep"),),
        ("36:73: unknown name 'uut.mep' (did you mean 'uut.mpe'?)",),
    ),
    "limit interval": (
        (("limit: ± uut.mpe", 'limit: "[-uut.mpe, uut.mep]"'),),
        ("36:83: unknown name 'uut.mep' (did you mean 'uut.mpe'?)",),
    ),
    "limit one end": (
        (("limit: ± uut.mpe", 'limit: "[uut.mpe]"'),),
        ("36:71: '[uut.mpe]' has not two ends",),
    ),
    "requirement of reading": (
        (("of: error, limit", "of: e, limit"),),
        ("36:57: 'e' is no equation per point",),
    ),
    "requirement of unknown": (
        (("of: error, limit", "of: eror, limit"),),
        ("36:57: 'eror' is no equation per point (did you mean 'error'?)",),
    ),
    "requirement level": (
        (("level: point", "level: item"),),
        ("36:46: a requirement per item is not known to this version",),
    ),
    "no rule": (
        ((", rule: jjf1094", ""),),
        ("36:53: a calibration states conformity only under a rule that was agreed with the client",),
    ),
    "verified missing": (
        (("rule: jjf1094, verified: false", "rule: jjf1094"),),
        ("36:9: missing key 'verified'",),
    ),
    "verified true": (
        (("rule: jjf1094, verified: false", "rule: jjf1094, verified: true"),),
        ("36:107: verified by whom?",),
    ),
    "verification guarded, U": (
        (("kind: calibration", "kind: verification"), ("rule: jjf1094", "rule: guarded")),
        (
            "36:88: a verification judges by its regulation's rule, not by guarded",
            "37:10: a verification states no uncertainty; 'U, coverage, error' belong to a calibration (leave report: ",
        ),
    ),
    "verification jjf1094, U": (
        (("kind: calibration", "kind: verification"),),
        (
            "36:88: a verification judges by its regulation's rule, not by jjf1094",
            "37:10: a verification states no uncertainty; 'U, coverage, error' belong to a calibration (leave report: ",
        ),
    ),
    "no U": (
        (("report: {U: {digits: 2}, error: aligned with U, coverage: {k: 2}}\n", ""),),
        ("5:7: a calibration states U, and the report does not say with how many digits",),
    ),
    "k and p": (
        (("{k: 2}", "{k: 2, p: 95 %}"),),
        ("37:59: coverage is k or p, one of them",),
    ),
    "k alone": (
        (("coverage: {k: 2}", "k: 2"),),
        ("37:49: unknown key 'k' (write coverage: {k: 2})",),
    ),
    "probability": (
        (("coverage: {k: 2}", "probability: 95 %"),),
        ("37:49: unknown key 'probability' (write coverage: {p: 95 %})",),
    ),
    "k from": (
        (("{k: 2}", "{k: 2, from: dominating}"),),
        ("37:66: a fixed k follows from nothing (write p: in place of k:)",),
    ),
    "round": (
        (("U: {digits: 2}", "U: {digits: 2, round: down}"),),
        ("37:32: expected nearest or up or up_if_much_less, found 'down'",),
    ),
    "k": (
        (("{k: 2}", "{k: 20}"),),
        ("37:63: k is 20; a coverage factor lies between 1 and 4",),
    ),
    "p": (
        (("{k: 2}", "{p: 5 %}"),),
        ("37:63: the coverage probability is 5 %; it lies between 50 % and 100 %",),
    ),
    "cond unknown": (
        (("ambient.temperature", "ambient.temprature"),),
        ("11:3: unknown condition 'ambient.temprature' (did you mean 'ambient.temperature'?)",),
    ),
    "cond kind": (
        (("20 °C ± 1 °C", "20 V ± 1 V"),),
        ("11:24: ambient.temperature must be in °C or the like, not in V",),
    ),
    "cond one": (
        (("≥ 1 h", ">= 1 h"),),
        ("12:17: '>' and '|' begin a folded text",),
    ),
    "no uut": (
        (("  uut: {entry: [wire, person]}\n", ""),),
        ("7:1: no role 'uut'",),
    ),
    "uut use": (
        (("uut: {entry: [wire", "uut: {use: as_class, entry: [wire"),),
        ("9:9: 'use' belongs to a reference standard, not to the unit under test",),
    ),
    "role unused": (
        (("  uut: {entry", ("  bath: {is: reference, use: as_class}\n  uut: {entry")),),
        ("9:3: role 'bath' is never used",),
    ),
    "adequacy kind": (
        (("adequacy: uut.mpe / 3", "adequacy: uut.mpe / 3 V"),),
        ("8:52: the adequacy of 'source' must be in V, not in 1 (a plain number)",),
    ),
    "adequacy name": (
        (("adequacy: uut.mpe / 3", "adequacy: utt.mpe / 3"),),
        ("8:52: unknown name 'utt.mpe' (did you mean 'uut.mpe'?)",),
    ),
    "no use": (
        (("use: as_class, ", ""),),
        ("8:3: role 'source' does not say how it is used",),
    ),
    "compare kind": (
        (("rule: jjf1094,", "rule: jjf1094, compare: {rounded_to: 1 %},"),),
        ("36:119: the rounding interval of 'error' must be in V, not in 1 (a plain number)",),
    ),
    "entry person": (
        (("entry: [wire, person]", "entry: persn"),),
        ("9:16: expected wire or person, found 'persn' (did you mean 'person'?)",),
    ),
    "set twice": (
        (("      - take:", ("      - apply: {source: {dc_voltage: 0 V}}\n      - take:")),),
        ("24:17: 'source' is set a second time in this method",),
    ),
    "step order": (
        (("      - steady:", "      - steady2:"),),
        ("23:9: unknown key 'steady2' (did you mean 'steady'?)",),
    ),
    "from certificate word": (
        (("from: source, cause", "from: certificate, cause"),),
        ("34:51: mixed use: no standard is used as_corrected, and a certificate is asked for",),
    ),
    "phase twice": (
        (("[as_found]", "[as_found, as_found]"),),
        ("6:9: a phase stands twice",),
    ),
    "empty points": (
        (("at: [90 %], of", "at: [], of"),),
        ("20:51: an empty list",),
    ),
    "id": (
        (("id: meters", "id: My Meters"),),
        ("2:5: 'My Meters' is not an id",),
    ),
    "name": (
        (("        e: x - s", "        2e: x - s"),),
        ("27:9: '2e' is not a name",),
    ),
    "digits": (
        (("digits: 2", "digits: 3"),),
        ("37:22: 3 digits of U",),
    ),
    "signed": (
        (
            ("dc_voltage", "resistance"),
            ("dc_voltage", "resistance"),
            ("dc_voltage", "resistance"),
            ("dc_voltage", "resistance"),
        ),
        ("19:63: -90 %: DC resistance has no negative values",),
    ),
    "unit in expression": (
        (("half_width: uut.resolution / 2", "half_width: uut.resolution / 2 + 1 mVV"),),
        ("32:70: unknown unit 'mVV'",),
    ),
    "other kind of file": (
        (("procedure/1", "bench/1"),),
        ("1:11: this file is bench/1, expected procedure/1",),
    ),
    "tag": (
        (("id: meters", "id: !!str meters"),),
        ("2:5: a tag",),
    ),
    "anchor": (
        (("id: meters", "id: &a meters"),),
        ("2:5: an anchor",),
    ),
    "duplicate key": (
        (("kind: calibration", ("kind: calibration\nkind: calibration")),),
        ("6:1: key 'kind' stands twice",),
    ),
    "empty value": (
        (("id: meters", "id:"),),
        ("2:1: 'id' has no value",),
    ),
    "conf spec twice larger": (
        (
            (
                "- larger_of: [repeatability, resolution]",
                ("- larger_of: [repeatability, resolution]\n      - larger_of: [resolution, standard]"),
            ),
        ),
        ("34:21: component 'resolution' is compared twice",),
    ),
    "standard made wider by hand": (
        (
            (
                "cause: {zh: 标准器, en: standard}}\n",
                (
                    "cause: {zh: 标准器, en: standard}}\n"
                    "      - {name: extra, of: source.output, half_width: 1 µV, distribution: rectangular, "
                    "cause: {zh: 加, en: extra}}\n"
                ),
            ),
        ),
        ("35:27: 'source.output' has its component already, by from: source (leave this out",),
    ),
    "standard counted twice": (
        (
            (
                "cause: {zh: 标准器, en: standard}}\n",
                (
                    "cause: {zh: 标准器, en: standard}}\n"
                    "      - {name: again, of: source.output, from: source, cause: {zh: 再, en: again}}\n"
                ),
            ),
        ),
        ("35:48: the standard 'source' is counted twice (leave one entry out)",),
    ),
    "larger one": (
        (("larger_of: [repeatability, resolution]", "larger_of: [repeatability]"),),
        ("33:9: larger_of compares two components or more",),
    ),
    "title one language": (
        (("title: {zh: 电压表校准, en: Calibration of voltmeters}", "title: Voltmeters"),),
        ("3:8: 'Voltmeters' is a text in one language",),
    ),
    "later retest": (
        (("rule: jjf1094, verified", "rule: jjf1094, retest: {more: 2}, verified"),),
        ("36:97: unknown key 'retest'",),
    ),
    "later inspect": (
        (("    method:\n", ("    inspect: {options: [ok, bad]}\n    method:\n")),),
        ("21:5: unknown key 'inspect'",),
    ),
    "later params": (
        (("roles:\n", ("parameters: {class: {choices: [1, 2]}}\nroles:\n")),),
        ("7:1: unknown key 'parameters'",),
    ),
    "sensitivity typed": (
        (("type: A, cause", "type: A, sensitivity: 1, cause"),),
        ("31:47: unknown key 'sensitivity'",),
    ),
    "normal half width": (
        (("distribution: rectangular", "distribution: normal"),),
        ("32:81: expected rectangular or triangular or arcsine or two_point, found 'normal'",),
    ),
    "verification without budget": (
        (
            ("kind: calibration", "kind: verification"),
            (", rule: jjf1094", ""),
            ("report: {U: {digits: 2}, error: aligned with U, coverage: {k: 2}}\n", ""),
            (
                (
                    "    uncertainty:\n"
                    "      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}\n"
                    "      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: "
                    "rectangular, cause: {zh: 位, en: digit}}\n"
                    "      - larger_of: [repeatability, resolution]\n"
                    "      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: "
                    "standard}}\n"
                ),
                "",
            ),
        ),
        (
            "14:5: the budget has no component for the resolution of the unit under test",
            "14:5: the budget has no component for the standard 'source'",
        ),
    ),
    "calls in expression": (
        (("error: mean(e)", "error: mean(e) + uut.ranges(dc_voltage)"),),
        ("29:26: 'uut.ranges(…)' has no place here",),
    ),
    "limit with the keyboard's sign": (
        (("20 °C ± 1 °C", "20 °C +- 1 °C"),),
        ("11:30: '+-' in a limit (write ±)",),
    ),
    "one-sided limit with the keyboard's sign": (
        (("20 °C ± 1 °C", "<= 75 %"),),
        ("11:24: '<=' in a limit (write ≤)",),
    ),
    "half width with a unit alone": (
        (("20 °C ± 1 °C", "20 ± 1 °C"),),
        ("11:24: '20' has no unit (write a unit on both sides)",),
    ),
    "limits with to": (
        (("20 °C ± 1 °C", "19 °C to 21 °C"),),
        ("11:24: '19 °C to 21 °C' is no limit (write 20 °C ± 1 °C, 45 % .. 75 %, ≤ 85 % or ≥ 1 h)",),
    ),
    "requirement with the keyboard's sign": (
        (("limit: ± uut.mpe", "limit: +/- uut.mpe"),),
        ("36:71: '+/-' in a limit (write ±)",),
    ),
    "requirement with the keyboard's one-sided sign": (
        (("limit: ± uut.mpe", "limit: <= uut.mpe"),),
        ("36:71: '<=' in a limit (write ≤)",),
    ),
    "requirement from below": (
        (("limit: ± uut.mpe", "limit: ≥ uut.mpe"),),
        ("36:71: '≥ uut.mpe' is no limit (write ± x, ≤ x, or \"[a, b]\" in quotes)",),
    ),
    "interval without quotes": (
        (("limit: ± uut.mpe", "limit: [0 V, uut.mpe]"),),
        ('36:71: expected a limit (write ± x, ≤ x, or "[a, b]" in quotes)',),
    ),
    "unit in the wrong case": (
        (("at: [90 %], of: range}", "at: [9 v]}"),),
        ("20:54: unknown unit 'v'; did you mean 'V'?",),
    ),
    "unit in two wrong cases": (
        (("at: [90 %], of: range}", "at: [90 mv]}"),),
        ("20:55: unknown unit 'mv'; did you mean 'mV' or 'MV'?",),
    ),
    "unit of another kind": (
        (("at: [90 %], of: range}", "at: [10 Mohm]}"),),
        ("20:52: a point of dc_voltage must be in V or a percentage, not in MΩ",),
    ),
    "unit as a word": (
        (("at: [90 %], of: range}", "at: [9 VDC]}"),),
        ("20:54: unknown unit 'VDC'; did you mean 'V'?",),
    ),
    "time as a word": (
        (("for: 3 s", "for: 3 sec"),),
        ("23:65: unknown unit 'sec'; did you mean 's'?",),
    ),
    "value without a unit": (
        (("at: [90 %], of: range}", "at: [9]}"),),
        ("20:52: 9 has no unit (write one such as 9 V, or 90 % and of: range; a comma is no point)",),
    ),
    "comma in a number": (
        (("at: [90 %], of: range}", 'at: ["9,0 V"]}'),),
        ("20:54: unknown unit",),
    ),
    "full-width digits": (
        (("at: [90 %], of", "at: [９０ %], of"),),
        ("20:52: '９０ %' is not a number with a unit, such as 10 V ('９' is a full-width character",),
    ),
    "uut not read": (
        (("uut: {entry: [wire, person]}", "uut: {}"),),
        ("9:3: role 'uut' does not say how it is read (write entry: wire, person, or both)",),
    ),
    "role is nothing": (
        (("is: reference, ", ""),),
        ("8:3: role 'source' does not say what it is (write is: reference)",),
    ),
    "entry of a standard": (
        (("use: as_class, adequacy", "use: as_class, entry: wire, adequacy"),),
        ("8:42: 'entry' belongs to the role 'uut'",),
    ),
    "source set to nothing": (
        (("source: {dc_voltage: point.nominal}", "source: {}"),),
        ("22:66: a source is set to nothing (known here: dc_voltage, ac_voltage,",),
    ),
    "form of ranges": (
        (("range: uut.other_ranges(dc_voltage)", "range: uut.other_ranges"),),
        ("20:17: 'uut.other_ranges' is no choice of ranges (write uut.basic_range(dc_voltage))",),
    ),
    "list of ranges": (
        (("range: uut.other_ranges(dc_voltage)", "range: [10 V]"),),
        ("20:17: expected a range (write one such as 10 V, or uut.basic_range(dc_voltage))",),
    ),
    "component without a cause": (
        (("of: e, type: A, cause: {zh: 重复性, en: repeatability}", "type: A"),),
        ("31:9: a component needs of, cause",),
    ),
    "larger_of beside a component": (
        (
            (
                "{name: repeatability, of: e, type",
                "{larger_of: [resolution, standard], name: repeatability, of: e, type",
            ),
        ),
        ("31:9: larger_of stands alone in its entry",),
    ),
    "no connections": (
        (("    connections: {source: normal output, uut: voltage input, wiring: 2-wire}\n", ""),),
        ("14:9: item 'dc-voltage' can put more than 30 V on leads that nobody connects or proves",),
    ),
    "methods without a file": (
        (("    verified: false\n    connections", "    verified: false\n    like: methods.a\n    connections"),),
        ("17:11: no file of methods is named here (add methods: FILE.yaml to the procedure)",),
    ),
    "methods that are not there": (
        (("kind: calibration", "methods: no-methods.yaml\nkind: calibration"),),
        ("5:10: no-methods.yaml: no such file (check the name and the folder)",),
    ),
    "item like one with a clause": (
        (
            ("report:", "  - {id: again, like: dc-voltage, title: {zh: 再, en: Again}}\nreport:"),
            ("jjf1094, verified: false", "jjf1094, clause: '7', verified: false"),
        ),
        ("37:23: 'dc-voltage' has a clause or a check of its own in its requirements",),
    ),
    "function unknown": (
        (("error: mean(e)", "error: median(e)"),),
        ("29:16: 'median' is not a function",),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_at_its_line_and_column_in_both_languages(name, base):
    changes, expected = WRONG[name]
    for old, new in changes:
        assert old in base
        base = base.replace(old, new, 1)
    found = mistakes_of(base)
    assert len(found) == len(expected), found
    for mistake, words in zip(found, expected, strict=True):
        assert mistake.startswith(words)


def mistakes_of(text):
    with pytest.raises(DocumentInvalid) as refused:
        checked(parse_procedure("p.yaml", text.encode()))
    assert [flaw for mistake in refused.value.mistakes for flaw in flaws(mistake)] == []
    return [str(mistake).removeprefix("p.yaml:") for mistake in refused.value.mistakes]


SEVERAL = {"phases", "verification guarded, U", "verification jjf1094, U", "verification without budget"}
"""What is wrong in two places."""


def test_one_mistake_is_told_once():
    assert len(WRONG) >= 60
    assert {name for name, (_, expected) in WRONG.items() if len(expected) != 1} == SEVERAL


def test_several_mistakes_are_told_at_once(base):
    wrong = base.replace("for: 3 s", "for: 3 V").replace("- source.output", "- sorce.output").replace("± uut", "± utu")
    assert [mistake.split(":")[0] for mistake in mistakes_of(wrong)] == ["23", "27", "36"]


def test_an_item_that_stands_twice_is_found(base):
    start, end = base.index("  - id: dc-voltage"), base.index("report:")
    (mistake,) = mistakes_of(base[:end] + base[start:])
    assert mistake == "37:9: item 'dc-voltage' stands twice (choose another id)"


def test_the_good_procedure_has_no_mistake(base):
    assert checked(parse_procedure("p.yaml", base.encode())).model.id == "meters"
