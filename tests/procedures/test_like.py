"""`like:` takes what an item does not write itself, from its own file or a shared one; mistakes stay where they are."""

from __future__ import annotations

import pytest

from bench_core.documents.model import Document
from bench_core.errors import DocumentInvalid, UsageError
from procedures.expansion import expand
from procedures.lint import checked, read_procedure
from procedures.reading import load_methods, parse_procedure
from tests.told_in_both import flaws

SECOND = """\
  - id: again
    like: dc-voltage
    title: {zh: 再次, en: Again}
    points:
      - {range: 10 V, at: [50 %], of: range}
"""
SHARED = """\
calbench: methods/1
id: shared
title: {zh: 共用, en: shared}
items:
  - id: voltage
    title: {zh: 直流电压, en: DC voltage}
    connections: {source: NORMAL, uut: INPUT}
    method:
      - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: point.nominal}}
      - take: {name: x, from: uut, readings: 10}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
  - id: slow
    like: voltage
    method:
      - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: point.nominal}}
      - take: {name: x, from: uut, readings: 50}
"""
LIKE_SHARED = """\
calbench: procedure/1
id: meters
title: {zh: 电压表校准, en: Calibration of voltmeters}
basis: {code: TEST 1}
methods: shared/methods.yaml
kind: calibration
phases: [as_found]
roles:
  source: {is: reference, use: as_class}
  uut: {entry: wire}
items:
  - id: dc-voltage
    like: methods.voltage
    verified: false
    points:
      - {range: 10 V, at: [10 %, 90 %], of: range}
report: {U: {digits: 2}, coverage: {k: 2}}
"""


@pytest.fixture
def second(base):
    """Return the base procedure with an item that is like its first."""
    return base.replace("report:", SECOND + "report:")


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a procedure and the file of methods that it names."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "methods.yaml").write_text(SHARED, "utf-8")
    (tmp_path / "p.yaml").write_text(LIKE_SHARED, "utf-8")
    return tmp_path


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def mistakes(text, name="p.yaml"):
    with pytest.raises(DocumentInvalid) as refused:
        checked(parse_procedure(name, text.encode()))
    assert [flaw for mistake in refused.value.mistakes for flaw in flaws(mistake)] == []
    return [str(mistake) for mistake in refused.value.mistakes]


def test_an_item_takes_what_it_does_not_write_itself(second, bind, today):
    plan = expand(parse_procedure("p.yaml", second.encode()), bind(), today)
    first, again = plan.items
    assert [point.id for point in again.points] == ["10 V/+50 %"]
    assert again.title.en == "Again"
    assert (again.method, again.model, again.components) == (first.method, first.model, first.components)
    assert (again.requirements, again.verified) == (first.requirements, False)


def test_an_item_may_be_like_one_that_is_like_another_and_stands_below(second, bind, today):
    third = "  - {id: third, like: again, title: {zh: 三, en: Third}}\n"
    text = second.replace("items:\n", "items:\n" + third)
    plan = expand(parse_procedure("p.yaml", text.encode()), bind(), today)
    assert [point.id for point in plan.items[0].points] == ["10 V/+50 %"]
    assert plan.items[0].method == plan.items[1].method


def test_a_clause_is_never_inherited(second, bind, today):
    text = second.replace("    verified: false\n    conn", '    verified: false\n    clause: "7.1"\n    conn')
    plan = expand(parse_procedure("p.yaml", text.encode()), bind(), today)
    assert [item.clause for item in plan.items] == ["7.1", None]


BY = "verified: {by: 王, on: 2026-01-31, edition: '2016', page: '7'}"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("    verified: false\n    conn", f"    {BY}\n    conn", "verified"),
        ("jjf1094, verified: false", f"jjf1094, {BY}", "requirements"),
        ("jjf1094, verified: false", "jjf1094, clause: '7', verified: false", "requirements"),
    ],
)
def test_a_check_of_one_item_is_none_of_another(second, old, new, what):
    (mistake,) = mistakes(second.replace(old, new))
    assert mistake == (
        f"p.yaml:38:11: 'dc-voltage' has a clause or a check of its own in its {what} "
        f"(a check holds for one item of one regulation; write {what}: here)"
    )


def test_what_was_checked_is_written_again_for_the_other_item(second, bind, today):
    text = second.replace("    verified: false\n    conn", f"    {BY}\n    conn").replace(
        "    like: dc-voltage\n", "    like: dc-voltage\n    verified: false\n"
    )
    plan = expand(parse_procedure("p.yaml", text.encode()), bind(), today)
    assert [item.verified for item in plan.items] == [True, False]


@pytest.mark.parametrize(
    ("like", "words"),
    [
        ("again", "'again' is like this item itself in the end (write one of them out in full)"),
        ("third", "'again' is like this item itself in the end"),
        ("zzz", "no item 'zzz' to be like (known here: dc-voltage, again, third)"),
        ("methods.voltage", "no file of methods is named here (add methods: FILE.yaml to the procedure)"),
    ],
)
def test_an_item_that_is_like_itself_or_like_nothing_is_refused_at_its_place(second, like, words):
    third = "  - {id: third, like: again, title: {zh: 三, en: Third}}\n"
    text = second.replace("like: dc-voltage", f"like: {like}").replace("report:", third + "report:")
    assert any(words in mistake and mistake.startswith("p.yaml:") for mistake in mistakes(text))


def test_a_mistake_in_an_inherited_part_stands_at_its_own_line(second):
    wrong = second.replace("- source.output", "- sorce.output")
    assert [mistake.split(": ")[0] for mistake in mistakes(wrong)] == ["p.yaml:27:16"]


def test_items_of_a_shared_file_serve_a_procedure(folder, bind, today):
    document = read_procedure(folder / "p.yaml")
    plan = expand(document, bind(), today)
    assert [point.id for point in plan.items[0].points] == ["10 V/+10 %", "10 V/+90 %"]
    assert plan.items[0].title.en == "DC voltage"
    assert plan.items[0].points[0].leads == {"source": "NORMAL", "uut": "INPUT"}


def test_a_shared_item_may_be_like_another_shared_item(folder, bind, today):
    change(folder / "p.yaml", "methods.voltage", "methods.slow")
    plan = expand(read_procedure(folder / "p.yaml"), bind(), today)
    assert plan.items[0].method[-1].readings == 50
    assert plan.items[0].model[0].expression == "x - source.output"


def test_the_document_holds_the_text_of_the_shared_file(folder):
    document = read_procedure(folder / "p.yaml")
    (shared,) = document.includes
    assert (shared.path, shared.text) == (folder / "shared" / "methods.yaml", SHARED)
    assert len(shared.digest) == 64


def test_a_mistake_in_a_shared_item_stands_in_the_shared_file(folder):
    change(folder / "shared" / "methods.yaml", "- source.output", "- sorce.output")
    with pytest.raises(DocumentInvalid) as refused:
        read_procedure(folder / "p.yaml")
    (mistake,) = refused.value.mistakes
    assert str(mistake).startswith(f"{folder}/shared/methods.yaml:13:16: unknown role 'sorce'")


def test_a_mistake_of_form_in_the_shared_file_stands_there_too(folder):
    change(folder / "shared" / "methods.yaml", "readings: 10", "readings: ten")
    with pytest.raises(DocumentInvalid, match=r"methods.yaml:10:46: 'ten' is not a whole number"):
        read_procedure(folder / "p.yaml")


def test_a_mistake_that_only_the_procedure_makes_stands_in_the_procedure(folder):
    change(folder / "p.yaml", "use: as_class", "use: as_class, adequacy: 1 A")
    with pytest.raises(DocumentInvalid, match=r"p.yaml:9:52: the adequacy of 'source' must be in V, not in A"):
        read_procedure(folder / "p.yaml")


def test_a_key_that_neither_has_is_missing_in_the_procedure(folder):
    change(folder / "p.yaml", "    verified: false\n", "")
    with pytest.raises(DocumentInvalid, match=r"p.yaml:12:5: missing key 'verified'"):
        read_procedure(folder / "p.yaml")


def test_a_file_of_methods_that_is_not_there_is_told_at_the_key_that_names_it(folder):
    change(folder / "p.yaml", "shared/methods.yaml", "shared/method.yaml")
    with pytest.raises(DocumentInvalid) as refused:
        read_procedure(folder / "p.yaml")
    assert f"p.yaml:5:10: {folder}/shared/method.yaml: no such file (check the name and the folder)" in str(
        refused.value
    )


@pytest.mark.parametrize("wrong", ["absent", "of another kind"])
def test_without_its_methods_a_procedure_is_told_its_other_mistakes_but_no_key_that_may_stand_there(folder, wrong):
    if wrong == "absent":
        (folder / "shared" / "methods.yaml").unlink()
    else:
        change(folder / "shared" / "methods.yaml", "methods/1", "procedure/1")
    change(folder / "p.yaml", "kind: calibration", "kind: calibratoin")
    change(folder / "p.yaml", "at: [10 %, 90 %]", "at: 10 %")
    second = "  - {id: second, like: dc-voltage, titel: {zh: 二, en: Second}, verified: false}\n"
    change(folder / "p.yaml", "report:", second + "report:")
    with pytest.raises(DocumentInvalid) as refused:
        read_procedure(folder / "p.yaml")
    (methods, *others) = sorted(refused.value.mistakes, key=lambda mistake: ("p.yaml" in mistake.path, mistake.line))
    assert (methods.line, methods.column) == ((5, 10) if wrong == "absent" else (1, 11))
    assert [(mistake.line, mistake.message.en.partition(",")[0]) for mistake in others] == [
        (6, "expected calibration or verification"),
        (16, "expected a list"),
        (17, "unknown key 'titel'"),
    ]


def test_a_procedure_whose_methods_cannot_be_read_is_told_nothing_else_where_the_rest_is_right(folder):
    (folder / "shared" / "methods.yaml").unlink()
    with pytest.raises(DocumentInvalid) as refused:
        read_procedure(folder / "p.yaml")
    assert [mistake.line for mistake in refused.value.mistakes] == [5]


def test_a_file_of_another_kind_is_no_file_of_methods(folder):
    change(folder / "shared" / "methods.yaml", "methods/1", "procedure/1")
    with pytest.raises(DocumentInvalid, match=r"methods.yaml:1:11: this file is procedure/1, expected methods/1"):
        read_procedure(folder / "p.yaml")


@pytest.mark.parametrize("key", ["verified: false", 'clause: "7"'])
def test_a_shared_item_belongs_to_no_regulation(folder, key):
    change(folder / "shared" / "methods.yaml", "  - id: voltage\n", f"  - id: voltage\n    {key}\n")
    with pytest.raises(
        DocumentInvalid, match=r"methods.yaml:6:5: unknown key .* \(it belongs to a regulation; write it"
    ):
        load_methods(folder / "shared" / "methods.yaml")


def test_a_file_of_methods_is_checked_by_itself(folder):
    document = load_methods(folder / "shared" / "methods.yaml")
    assert isinstance(document, Document)
    change(folder / "shared" / "methods.yaml", "like: voltage", "like: voltgae")
    with pytest.raises(DocumentInvalid, match=r"methods.yaml:21:11: no item 'voltgae' to be like \(did you mean"):
        load_methods(folder / "shared" / "methods.yaml")
    with pytest.raises(UsageError, match="no such file"):
        load_methods(folder / "nothing.yaml")
