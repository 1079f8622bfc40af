"""Which files a file may name, and what is refused unopened, on every platform alike (promise 35)."""

from __future__ import annotations

import os
import sys

import pytest

from bench_core.documents.paths import wrong_path

from .conftest import GOOD, mistakes_of

UNOPENED = [
    # as a file writes it, words of the refusal
    ("\\\\192.0.2.1\\share\\standard.yaml", "names another machine"),
    ("//192.0.2.1/share/standard.yaml", "names another machine"),
    ("\\\\?\\C:\\standard.yaml", "names another machine"),
    ("\\\\.\\COM1", "names another machine"),
    ("CON", "'CON' in the path is a device on Windows"),
    ("nul.yaml", "'nul.yaml' in the path is a device"),
    ("standards/com1.yaml", "'com1.yaml' in the path is a device"),
    ("LPT9 .yaml", "is a device"),
    ("a" * 300, "a name in the path has 300 characters"),
    ("a\\nb.yaml", "a line feed or a tab"),
    ("a\\0b.yaml", "U+0000"),
]
KEYS = [("bench/1", "world"), ("bench/1", "laboratory"), ("procedure/1", "methods")]


@pytest.mark.parametrize(("path", "words"), UNOPENED, ids=[row[0][:20] for row in UNOPENED])
@pytest.mark.parametrize(("kind", "key"), KEYS, ids=[key for _, key in KEYS])
def test_what_is_no_file_on_some_platform_is_refused_at_its_place(kind, key, path, words):
    written = path if path.startswith("a\\") else path.replace("\\", "\\\\")
    head, rest = GOOD[kind].split("\n", 1)
    kept = "\n".join(line for line in rest.split("\n") if not line.startswith(f"{key}:"))
    found = [mistake for mistake in mistakes_of(f'{head}\n{key}: "{written}"\n{kept}') if mistake.line == 2]
    assert any(words in mistake.message.en and mistake.hint for mistake in found)


@pytest.mark.parametrize("key", ["type", "certificate"])
def test_the_files_of_an_instrument_are_held_to_the_same(key):
    bench = f"calbench: bench/1\nbench: b\ninstruments:\n  m:\n    {key}: //192.0.2.1/x\nroles: {{}}\n"
    assert any("names another machine" in mistake.message.en and mistake.line == 5 for mistake in mistakes_of(bench))


@pytest.mark.parametrize(
    "path",
    [
        "a.yaml",
        "../standards/a.yaml",
        "/lab/a.yaml",
        "C:/lab/a.yaml",
        "C:\\lab\\a.yaml",
        "标准/5522A.yaml",
        "console.yaml",
        "a b.yaml",
    ],
)
def test_a_file_of_this_machine_may_lie_anywhere(path):
    assert wrong_path(path) is None


def change_certificate(bench_folder, path):
    bench_folder.change("bench.yaml", "certificate: standard.yaml", f'certificate: "{path}"')
    return bench_folder.path("bench.yaml")


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../../../etc/passwd"])
def test_a_file_of_another_kind_is_refused_and_not_repeated(calbench, bench_folder, path):
    said = calbench("lint", change_certificate(bench_folder, path))
    assert said.code == 2
    assert "passwd:1:" in said.err
    assert "root:" not in said.out + said.err


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_is_read_as_what_it_leads_to_and_a_loop_is_refused(calbench, bench_folder):
    bench_folder.path("link.yaml").symlink_to("standard.yaml")
    bench = change_certificate(bench_folder, "link.yaml")
    assert calbench("lint", bench).code == 0
    bench_folder.path("link.yaml").unlink()
    bench_folder.path("link.yaml").symlink_to("link.yaml")
    said = calbench("lint", bench)
    assert (said.code, "bench.yaml:6:" in said.err) == (2, True)
    assert "cannot be read" in said.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["certificate: standard.yaml", "world: world.yaml", "laboratory: laboratory.yaml"])
@pytest.mark.parametrize("target", ["pipe", "/dev/zero", "/dev/stdin", "."])
def test_a_pipe_a_device_and_a_folder_are_refused_unopened(calbench, bench_folder, name, target):
    os.mkfifo(bench_folder.path("pipe"))
    key = name.partition(":")[0]
    bench_folder.change("bench.yaml", name, f"{key}: {target}")
    said = calbench("lint", bench_folder.path("bench.yaml"))
    assert said.code == 2
    assert f"bench.yaml:{6 if key == 'certificate' else 3 if key == 'world' else 4}:" in said.err
    assert "name a regular file" in said.err or "is a folder" in said.err


RECORD_COMMANDS = [("verify",), ("show",), ("attach",), ("resume",), ("certificate", "--out", "x")]
FILE_COMMANDS = [("lint",), ("document",), ("expand", "--bench", "b.yaml")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("words", [*RECORD_COMMANDS, *FILE_COMMANDS], ids=" ".join)
def test_no_command_opens_a_pipe_or_a_device_or_falls_over_a_long_name(calbench, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    for name in ("pipe", "/dev/zero", ".", "a" * 300, "a" * 300 + ".yaml", "x" * 5000):
        said = calbench(words[0], name, *words[1:])
        assert said.code == 2, said.err
        assert "Traceback" not in said.err
        _, *chinese = said.err.rstrip().split("\n")
        assert len(chinese) <= 1
        assert all(line.startswith("  ") for line in chinese)


def test_the_number_of_a_certificate_names_no_file_outside_the_folder(calbench, finished, tmp_path):
    out = tmp_path / "certificates"
    for number in ("../../evil", "CON", "a\n=cmd|' /C calc'!A0", "<img src=x>\x1b[31m"):
        said = calbench("certificate", finished, "--out", out, "--number", number)
        assert said.code == 0, said.err
        assert "\x1b" not in said.out
    written = set(tmp_path.rglob("*.html"))
    assert len(written) == 4
    assert all(path.parent == out and path.name.isprintable() and not path.name.startswith("CON") for path in written)
