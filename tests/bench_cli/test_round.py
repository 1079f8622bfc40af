"""`calbench round`: one rounding by GB/T 8170, with its reason for a person and clear words for bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["12.345 mV", "--to", "0.02 mV"], "12.34 mV"),
        (["12.345 V", "--to", "20 mV"], "12.34 V"),
        (["1.050", "--to", "0.1"], "1.0"),
        (["8.53459", "--digits", "3"], "8.53"),
        (["2500", "--digits", "1"], "2000"),
        (["9.96 V", "--digits", "2"], "10 V"),
        (["10.47 mΩ", "--digits", "2", "--up"], "11 mΩ"),
        (["0.0121", "--to", "0.001", "--up"], "0.013"),
        (["20.26 °C", "--to", "0.1 K"], "20.3 °C"),
        (["50.4 %", "--to", "1 %"], "50 %"),
        # values below 0 are no options, however they are written
        (["-0.0365", "--to", "0.001"], "-0.036"),
        (["-930", "--to", "20"], "-920"),
        (["-5.5mV", "--to", "1 mV"], "-6 mV"),
        (["-1.5e-3", "--to", "1e-3"], "-0.002"),
        (["-.5", "--to", "1"], "0"),
    ],
)
def test_it_prints_the_rounded_value_and_nothing_else_to_a_program(calbench, words, printed):
    said = calbench("round", *words)
    assert (said.code, said.out, said.err) == (0, f"{printed}\n", "")


def test_its_json_says_between_what_the_value_lies(calbench):
    said = calbench("round", "12.35 mV", "--to", "0.02 mV", "--json")
    assert said.code == 0
    assert json.loads(said.out) == {
        "value": "12.35 mV",
        "rounded": "12.36 mV",
        "interval": "0.02 mV",
        "between": ["12.34 mV", "12.36 mV"],
        "tie": True,
        "source": "GB/T 8170-2008",
    }


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["12.345 mV", "--to", "0.02 mV"], "较近者为 the nearer one is 12.34 mV"),
        (["-0.25", "--to", "0.1"], "恰在正中，取偶数倍 just in the middle, so the even multiple: -0.2 = -2 × 0.1"),
        (["5 V", "--to", "1 V"], "5 V 已是其整数倍 is a multiple of it already"),
        (["0.0121", "--digits", "2", "--up"], "只进不舍，取 rounded away from zero: 0.013"),
    ],
)
def test_a_person_at_a_terminal_is_told_why(calbench, monkeypatch, words, reason):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    said = calbench("round", *words)
    assert said.code == 0
    assert reason in said.out
    assert "修约间隔 rounding interval: " in said.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["NaN", "--to", "1"], "VALUE 'NaN': it is not a finite number 不是有限的数"),
        (["-inf", "--to", "1"], "VALUE '-inf': it is not a finite number"),
        (["1,5", "--to", "1"], "VALUE '1,5': the decimal sign is a point 小数点用“.”"),
        (["1", "--to", "0，5"], "INTERVAL '0，5': the decimal sign is a point"),
        (["１２.３", "--to", "1"], "VALUE '１２.３': digits must be half-width 数字须为半角"),
        (["−5", "--to", "1"], "VALUE '−5': write the minus sign as the hyphen"),
        (["12 V", "--to", "1 A"], "'12 V' and INTERVAL '1 A' are not in units of one kind;"),
        (["12 V", "--to", "1"], "write both with their units, or both without"),
        (["12", "--to", "0"], "INTERVAL '0': a rounding interval is above 0 修约间隔须大于 0"),
        (["12", "--to", "-1"], "INTERVAL '-1': a rounding interval is above 0"),
        (["abc", "--to", "1"], "VALUE 'abc'"),
        (["5 Volt", "--to", "1"], "unknown unit 'Volt'; did you mean 'V'?"),
        (["1e70", "--to", "1"], "beyond 1e±60"),
        (["0", "--digits", "2"], "0 has no significant digit; give an interval"),
        (["", "--to", "1"], "VALUE ''"),
    ],
)
def test_bad_input_is_exit_code_2_with_words_that_say_what_to_do(calbench, words, message):
    said = calbench("round", *words)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [["5"], ["5", "--to", "1", "--digits", "2"], ["--to", "1"], ["5", "--digits", "0"], ["5", "--digits", "-1"],
     ["5", "--digits", "１"], ["5", "--digits", "1.5"], ["5", "--digits", "100"], ["5", "--to", "1", "--upwards"]],
)  # fmt: skip
def test_wrong_usage_is_exit_code_2_with_a_usage_line(calbench, words):
    said = calbench("round", *words)
    assert said.code == 2
    assert "usage: calbench round" in said.err or "usage: calbench" in said.err


def test_it_starts_without_the_libraries_that_take_time():
    program = (
        "import sys; from bench_cli.__main__ import main; code = main(['round', '2.5 V', '--to', '1 V']); "
        "print(code, sorted({'pydantic', 'numpy', 'scipy', 'ruamel', 'cryptography'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "2 V\n0 []\n"
