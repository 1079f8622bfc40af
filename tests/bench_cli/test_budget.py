"""`calbench budget`: published results through the command, what a person sees, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench_cli.budget_tables import tables
from bench_cli.output import width
from bench_core.budgets.evaluation import evaluate_budget
from bench_core.budgets.library import budget_path
from bench_core.budgets.reading import read_budget

SMALL = """\
calbench: budget/1
title: {zh: 两个量之和, en: sum of two}
model: a + b
unit: mV
inputs:
  a: {value: 1.000 V, u: 3 mV, nu: 9, title: {zh: 甲, en: first}, source: certificate 7}
  b: {value: 2.000 V, U: 8 mV, k: 2}
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, "utf-8")
    return path


@pytest.fixture
def outputs(calbench):
    """Evaluate a budget that ships, and return its outputs by name."""

    def run(*words):
        said = calbench("budget", *words, "--json")
        assert (said.code, said.err) == (0, "")
        return {one["name"]: one for one in json.loads(said.out)["outputs"]}

    return run


@pytest.mark.parametrize(
    ("name", "value", "u", "k", "expanded"),
    [
        ("gum-h1", 50000838, (32, 0.5), 2.92, (93, 1)),  # U there from rounded values, 2.92 · 32
        ("ea402-s3", 10000.178, (0.00833, 1e-5), 2, (0.017, 5e-4)),
        ("ea402-s5", 1000.5, (0.641, 5e-4), 2, (1.3, 0.05)),
        ("ea402-s7", 30.0432, (0.0224, 5e-5), 2, (0.045, 5e-4)),
        ("ea402-s9", 0.1, (0.030, 5e-4), 1.65, (0.05, 5e-3)),
        ("jcgm101-9-2-2", 0, (2.0, 1e-9), 1.96, (3.92, 5e-3)),
        ("jcgm101-9-2-4", 0, (10.1, 0.05), 1.96, (19.9, 0.05)),
        ("jcgm101-9-3", 1.234, (0.0539, 5e-5), 1.96, (0.1055, 5e-5)),
        ("jcgm101-9-4-x10", 100, (100, 1e-9), 1.96, (196, 0.5)),
        ("jcgm101-9-4-x50", 2500, (500, 1e-9), 1.96, (980, 0.5)),
    ],
)
def test_published_budgets_give_the_published_results(outputs, name, value, u, k, expanded):
    (found,) = outputs(name).values()
    assert found["value"] == pytest.approx(value, rel=1e-7, abs=1e-9)
    assert found["u"] == pytest.approx(u[0], abs=u[1])
    assert found["k"] == pytest.approx(k, abs=0.006)
    assert found["U"] == pytest.approx(expanded[0], abs=expanded[1])
    assert found["interval"] == [pytest.approx(found["value"] - found["U"]), pytest.approx(found["value"] + found["U"])]


def test_the_end_gauge_of_the_gum_has_its_contributions_and_its_second_order(outputs):
    found = outputs("gum-h1")["Y"]
    contributions = {one["name"]: one["contribution"] for one in found["contributions"]}
    assert contributions["dt"] == pytest.approx(16.599, abs=5e-4)
    assert contributions["da"] == pytest.approx(2.88679, abs=5e-5)
    assert contributions["as_"] == 0
    assert (found["nu"], found["p"], found["unit"]) == (pytest.approx(16.7519, abs=1e-3), 0.99, "nm")
    assert outputs("gum-h1", "--second-order")["Y"]["u"] == pytest.approx(34, abs=0.5)


def test_the_impedance_of_the_gum_has_correlated_results(outputs):
    found = outputs("gum-h2")
    assert [round(found[name]["value"], 3) for name in "RXZ"] == [127.732, 219.847, 254.260]
    assert found["R"]["u"] == pytest.approx(0.071, abs=5e-4)
    assert found["X"]["covariance"]["R"]["r"] == pytest.approx(-0.588, abs=5e-4)
    assert found["Z"]["covariance"]["X"]["r"] == pytest.approx(0.993, abs=5e-4)
    assert found["Z"]["covariance"]["Z"]["value"] == pytest.approx(found["Z"]["u"] ** 2)
    assert found["Z"]["covariance"]["Z"]["unit"] == "Ω^2"


@pytest.mark.parametrize(
    ("name", "u", "interval", "which", "within", "validated"),
    [
        ("jcgm101-9-2-2", 2.0, [-3.92, 3.92], "interval", 0.02, True),
        ("jcgm101-9-2-4", 10.15, [-17.0, 17.0], "interval", 0.1, False),
        ("jcgm101-9-3", 0.0754, [1.0834, 1.3825], "shortest_interval", 0.004, False),
        ("jcgm101-9-4-x0", 50, [0, 150], "shortest_interval", 3, False),
        ("jcgm101-9-4-x10", 112, [0, 367], "shortest_interval", 6, False),
        ("jcgm101-9-4-x50", 502, [1590, 3543], "shortest_interval", 20, False),
    ],
)
def test_published_simulations_give_the_published_results(outputs, name, u, interval, which, within, validated):
    found = outputs(name, "--trials", "200000", "--digits", "2", "--seed", "3")["Y"]["monte_carlo"]
    assert found["u"] == pytest.approx(u, rel=0.01)
    assert found[which] == [pytest.approx(end, abs=within) for end in interval]
    assert (found["trials"], found["seed"], found["validated"], found["stable"]) == (200_000, 3, validated, None)


def test_a_person_sees_a_table_the_result_and_what_it_rests_on(calbench, small):
    said = calbench("budget", small)
    assert said.code == 0
    lines = said.out.splitlines()
    assert "两个量之和 sum of two" in lines
    assert "  Y = a + b" in lines
    assert any(
        line.split() == ["a", "1.000", "V", "0.00300", "V", "9", "t", "分布", "Student's", "t"] for line in lines
    )
    assert any(line.split() == ["b", "1000", "mV/V", "4.00", "mV", "64.0", "%", "█" * 13] for line in lines)
    assert "  a: 甲 first 出处 source: certificate 7" in lines
    assert "结果 result: Y = 3000 mV ± 10 mV (k = 2.04, p = 95.45 %, ν_eff = 69)" in lines


def test_k_is_said_to_be_from_what_it_is_from(calbench, tmp_path):
    assert "diX 占优势，矩形分布 dominates: rectangular, p = 95 %" in calbench("budget", "ea402-s9").out
    assert "Student's t at ν_eff" in calbench("budget", "gum-h1").out
    path = tmp_path / "fixed.yaml"
    path.write_text(f"{SMALL.replace('nu: 9', 'nu: 1')}coverage: {{k: 2}}\n", "utf-8")
    said = calbench("budget", path).out
    assert "规定值 as fixed" in said
    assert "! Y: 有效自由度少，k = 2 只覆盖" in said
    assert "coverage: {p: 95.45 %} gives k = 2.43" in said


def test_terms_of_the_second_order_have_a_line_of_their_own(calbench):
    first, second = calbench("budget", "gum-h1").out, calbench("budget", "gum-h1", "--second-order").out
    assert "standard uncertainty: u(Y) = 31.7 nm" in first
    assert "2nd order" not in first
    assert "combined standard uncertainty, first order: 31.7 nm" in second
    assert "with terms of the second order: u(Y) = 33.8 nm" in second
    assert any(line.split() == ["二阶项", "2nd", "order", "12.3", "%", "██"] for line in second.splitlines())


def test_what_dominates_and_what_has_no_sensitivity_is_remarked(calbench, tmp_path):
    path = tmp_path / "wide.yaml"
    path.write_text(SMALL.replace("U: 8 mV, k: 2", "distribution: rectangular, half_width: 1 V"), "utf-8")
    assert "b dominates: the result is nearly rectangular, not normal" in calbench("budget", path).out
    assert "every sensitivity is 0 at the estimates" in calbench("budget", "jcgm101-9-4-x0").out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("u: 3 mV, nu: 9", "u: 0 V", "the input quantities that matter have no uncertainty"),
        (
            "model: a + b",
            "correlations: [{between: [a, b], r: 1}]\nmodel: 4 * a - 3 * b",
            "cancel by their correlation",
        ),
    ],
)
def test_a_result_without_uncertainty_says_why(calbench, tmp_path, old, new, said):
    path = tmp_path / "none.yaml"
    path.write_text(
        SMALL.replace("U: 8 mV, k: 2", "u: 4 mV" if "cancel" in said else "u: 0 V").replace(old, new), "utf-8"
    )
    assert said in calbench("budget", path).out


@pytest.mark.parametrize(("u", "remarked"), [("1.24 mV", True), ("1.3 mV", False)])
def test_an_uncertainty_that_rounding_lowers_much_is_remarked(calbench, tmp_path, u, remarked):
    path = tmp_path / "one.yaml"
    text = f"calbench: budget/1\nmodel: a\ndigits: 1\ninputs:\n  a: {{value: 1 V, u: {u}}}\n"
    path.write_text(text, "utf-8")
    assert ("rounding lowers U from 0.00248 V by more than 5 %" in calbench("budget", path).out) == remarked
    path.write_text(text.replace("digits: 1", "digits: 2"), "utf-8")
    assert "rounding lowers" not in calbench("budget", path).out


def test_programs_are_told_what_people_are(calbench):
    (remark,) = json.loads(calbench("budget", "jcgm101-9-4-x0", "--json").out)["remarks"]
    assert remark["en"].startswith("every sensitivity is 0 at the estimates")
    assert remark["outputs"] == ["Y"]
    assert json.loads(calbench("budget", "gum-h1", "--json").out)["remarks"] == []


def test_a_fixed_number_of_trials_that_cannot_judge_the_law_is_remarked(calbench):
    assert "Y: too few trials to judge by" in calbench("budget", "gum-h1", "--trials", "20000", "--digits", "2").out
    assert "too few trials" not in calbench("budget", "gum-h1", "--trials", "200000").out
    assert "too few trials" not in calbench("budget", "gum-h1", "--monte-carlo").out


def test_observations_too_few_for_a_variance_are_remarked_beside_their_trials(calbench, tmp_path):
    path = tmp_path / "three.yaml"
    path.write_text("calbench: budget/1\nmodel: a\ninputs:\n  a: {observations: [1, 2, 3]}\n", "utf-8")
    assert "a: Student's t with ν ≤ 2 has no variance" in calbench("budget", path, "--trials", "20000").out
    path.write_text("calbench: budget/1\nmodel: a\ninputs:\n  a: {observations: [1, 2, 3, 4]}\n", "utf-8")
    assert "has no variance" not in calbench("budget", path, "--trials", "20000").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_disc_is_told(small):
    with Path("/dev/full").open("w") as full:
        words = [sys.executable, "-m", "bench_cli", "budget", str(small), "--json"]
        found = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert "the disc is full" in found.stderr.decode()


def test_several_results_have_their_tables_and_the_correlations_between_them(calbench):
    said = calbench("budget", "gum-h2", "--trials", "20000")
    lines = [line.split() for line in said.out.splitlines()]
    assert ["R", "1.000", "-0.588", "-0.485"] in lines
    assert ["相关", "correlation", "-649.3", "%", "-" + "█" * 20] in lines
    assert "r(V, I) = -0.3553" in said.out
    estimates = [line for line in lines if line[:2] == ["估计值", "estimate"]]
    assert [float(line[2]) for line in estimates] == pytest.approx([127.732, 219.847, 254.260], abs=6e-4)
    assert all(float(line[3]) == pytest.approx(float(line[2]), abs=0.02) for line in estimates)
    assert "X：不确定度传播律通过蒙特卡洛法验证" in said.out
    assert "X: the law of propagation is validated" in said.out


def test_small_numbers_are_written_with_a_power_of_ten(calbench):
    assert "Y = (1.73 ± 0.34)e-5 K^-1 (k = 1.96" in calbench("budget", "nist-tn1900-e13").out


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are of POSIX")
def test_it_fits_a_narrow_terminal():
    import pty  # noqa: PLC0415  not on every platform

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "bench_cli", "budget", "gum-h1", "--trials", "10000"]
    environment = os.environ | {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=follower, env=environment) as started:
        os.close(follower)
        shown = b""
        while chunk := _read(leader):
            shown += chunk
    os.close(leader)
    lines = shown.decode().splitlines()
    assert started.returncode == 0
    assert max(map(width, lines)) <= 80
    assert sum(line.startswith("  ls ") for line in lines) == 2


@pytest.mark.parametrize(("columns", "times"), [(60, 2), (100, 2), (140, 1)])
def test_it_is_one_table_where_that_fits_and_else_two(columns, times):
    evaluation = evaluate_budget(read_budget(budget_path(Path("gum-h1"))))
    assert sum(line.startswith("  ls ") for line in tables(evaluation, columns)) == times


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # how Linux tells the end of a terminal
        return b""


def test_json_has_units_beside_numbers_and_null_for_what_is_infinite(calbench, small):
    found = json.loads(calbench("budget", small, "--json").out)
    assert found["file"] == str(small)
    one, other = found["inputs"]
    assert (one["name"], one["value"], one["unit"], one["u_unit"], one["nu"]) == ("a", 1.0, "V", "V", 9)
    assert (one["title"], one["source"]) == ({"zh": "甲", "en": "first"}, "certificate 7")
    assert (other["nu"], other["distribution"]) == (None, "normal")
    (output,) = found["outputs"]
    assert output["contributions"][0] == {
        "name": "a", "u": pytest.approx(0.003), "u_unit": "V", "sensitivity": pytest.approx(1000),
        "sensitivity_unit": "mV/V", "contribution": pytest.approx(3),
    }  # fmt: skip
    assert (output["unit"], output["u_unit"], output["u"], output["monte_carlo"]) == (
        "mV",
        "mV",
        pytest.approx(5),
        None,
    )


def test_what_the_command_line_says_of_trials_goes_before_the_file(calbench, tmp_path):
    path = tmp_path / "trials.yaml"
    path.write_text(f"{SMALL}monte_carlo: {{trials: 20000, seed: 8}}\n", "utf-8")

    def made(*words):
        found = json.loads(calbench("budget", path, "--json", *words).out)["outputs"][0]["monte_carlo"]
        return found and (found["trials"], found["seed"], found["stable"])

    assert made() is None
    assert made("--monte-carlo") == (20_000, 8, None)
    assert (
        json.loads(calbench("budget", "ea402-s9", "--json", "--trials", "2000").out)["outputs"][0]["monte_carlo"][
            "seed"
        ]
        == 1
    )
    assert made("--trials", "30000") == (30_000, 8, None)
    assert made("--seed", "9") == (20_000, 9, None)
    assert made("--digits", "1")[2] is True


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("no-such",), "no-such: no such file, and no budget that ships"),
        (("no/such.yaml",), "no such file; check the name and the folder"),
        ((".",), "is a folder; name a file in it"),
        (("gum-h1", "--trials", "10"), "'10' is not a whole number from 1000 to 1000000000"),
        (("gum-h1", "--digits", "3"), "'3' is not a whole number from 1 to 2"),
        (("gum-h1", "--seed", "x"), "'x' is not a whole number"),
        (("gum-h1", "--threads", "0"), "'0' is not a whole number from 1 to 64"),
        (("gum-h1", "gum-h2"), "unrecognized arguments: gum-h2"),
        ((), "required: FILE"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(calbench, words, told):
    said = calbench("budget", *words)
    assert said.code == 2
    assert told in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "empty.yaml:1:1: a file must be keys and values"),
        (SMALL.replace("a + b", "a + c"), "empty.yaml:3:12: 'c' is neither an input quantity nor an equation above"),
    ],
)
def test_a_wrong_file_is_told_with_line_and_column_and_ends_with_2(calbench, tmp_path, content, told):
    path = tmp_path / "empty.yaml"
    path.write_text(content, "utf-8")
    for command in ("budget", "lint"):
        said = calbench(command, path)
        assert (said.code, said.out) == (2, "")
        assert told in said.err


def test_a_file_of_another_kind_is_told(calbench, tmp_path):
    path = tmp_path / "order.yaml"
    path.write_text("calbench: order/1\n", "utf-8")
    assert "order.yaml:1:11: this file is order/1, expected budget/1" in calbench("budget", path).err


def test_a_table_needs_no_numpy(small):
    program = (
        "import sys; from bench_cli.__main__ import main; code = main(['budget', sys.argv[1]]); "
        "sys.exit(code or ', '.join({'numpy', 'pint', 'scipy', 'rich', 'lxml'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program, small], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
