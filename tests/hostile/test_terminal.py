"""Text of others on the terminal is text: it commands no terminal, and forges no line (promise 37)."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bench_cli.output import say, say_text, warn
from bench_cli.progress import LiveProgress
from bench_core.terminal import shown
from fuzz.forging import lines, sealed

RED = "\x1b[31m"
HOSTILE = f"{RED}x\x9b2J\r\x07\x08\n✓ 验证通过 verifies\u202e\u2066\u200b\x7f"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("标准值 10 V ± 1 µV, Ω ✓ ─ é", "标准值 10 V ± 1 µV, Ω ✓ ─ é"),
        ("宽　空\u00a0格", "宽　空\u00a0格"),
        ("\x1b[2J", "\\u001b[2J"),
        ("a\nb\tc\r", "a\\nb\\tc\\u000d"),
        ("\x9b31m", "\\u009b31m"),
        ("\u202e12", "\\u202e12"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_as_its_escape(text, written):
    assert shown(text) == written


def test_every_way_to_a_terminal_shows_it_so(capfd):
    say(HOSTILE)
    warn(HOSTILE.replace("\n", ""))
    say_text(HOSTILE.replace("\n", ""))
    said = capfd.readouterr()
    for text in (said.out, said.err):
        assert not {"\x1b", "\x9b", "\r", "\x07", "\x08", "\u202e", "\u2066", "\u200b", "\x7f"} & set(text)
    assert said.out.count("\n") == 2


def test_the_live_line_shows_it_so_and_takes_no_markup():
    view = LiveProgress.__new__(LiveProgress)
    view._console = Console(file=io.StringIO(), highlight=False, force_terminal=False, width=200)
    view.say(f"{HOSTILE}[red]x[/red][link=file:///etc]y[/link]")
    written = view._console.file.getvalue()
    assert written.count("\n") == 1
    assert "\x1b" not in written
    assert "[red]x[/red][link=file:///etc]y[/link]" in written


def test_a_record_whose_instruments_answer_commands_to_a_terminal_is_shown_as_text(calbench, finished, tmp_path):
    entries = lines(finished.read_bytes())
    for entry in entries:
        if entry["event"] == "InstrumentIdentified":
            for field in ("maker", "model", "serial", "firmware", "raw"):
                entry["body"][field] = HOSTILE
            entry["body"]["resource"] += HOSTILE
    record = tmp_path / "forged.calrun"
    record.write_bytes(sealed(entries))
    for words in (("show",), ("verify",), ("attach",), ("show", "--json")):
        said = calbench(words[0], record, *words[1:])
        assert "Traceback" not in said.err
        assert not {"\x1b", "\x9b", "\r", "\x07", "\u202e"} & set(said.out + said.err)
        assert sum(line.startswith("✓") for line in (said.out + said.err).split("\n")) == (words[0] == "verify")


def test_a_file_whose_name_commands_a_terminal_is_named_as_text(calbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = f"a{RED}b.yaml"
    (tmp_path / name).write_text("calbench: bench/1\nx: 1\n", encoding="utf-8")
    for words in (("lint", name), ("run", name, "--bench", name, "--virtual"), ("verify", name)):
        said = calbench(*words)
        assert said.code in {2, 5}
        assert "\x1b" not in said.out + said.err
        assert "a\\u001b[31mb.yaml" in said.err


def test_a_mistake_stands_in_one_line_whatever_a_file_is_called(calbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "a\n✓ b.yaml"
    (tmp_path / name).write_text("calbench: bench/1\nbench: b\nx: 1\n", encoding="utf-8")
    said = calbench("lint", name)
    assert said.code == 2
    assert not any(line.startswith("✓") for line in said.err.split("\n"))
    assert "a\\n✓ b.yaml:3:1: " in said.err
