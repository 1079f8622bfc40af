"""Editing files: nothing of somebody else is overwritten, and a copy finds what its original found."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_core.errors import UsageError
from bench_gui.workplace.editing import OpenedText, copy_to_edit, open_text, private_copy, save_text
from bench_gui.workplace.procedures import found_procedure
from procedures.library import library_path
from procedures.lint import lint
from procedures.reading import load_procedure

NAME = "jjf-1587-2016"


def test_a_text_is_saved_and_read_back(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfid: a\r\ntitle: b\r\n")
    opened = open_text(path)
    assert opened.text == "id: a\ntitle: b\n"
    saved = save_text(opened, "id: c\ntitle: b\n")
    assert path.read_bytes() == b"\xef\xbb\xbfid: c\r\ntitle: b\r\n"
    save_text(saved, "id: d\n")
    assert path.read_bytes() == b"\xef\xbb\xbfid: d\r\n"


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("id: a\n")
    opened = open_text(path)
    path.write_text("id: theirs\n")
    with pytest.raises(UsageError, match="changed on the disc"):
        save_text(opened, "id: mine\n")
    assert path.read_text() == "id: theirs\n"


def test_a_new_file_does_not_replace_one_that_is_there(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("id: theirs\n")
    with pytest.raises(UsageError):
        save_text(OpenedText(path, "", None), "id: mine\n")


def test_saving_keeps_the_permissions_and_leaves_no_other_file(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("id: a\n")
    path.chmod(0o664)
    save_text(open_text(path), "id: b\n")
    assert path.stat().st_mode & 0o777 == 0o664
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_no_utf_8_is_refused_with_its_place(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"id: \xb5\n")
    with pytest.raises(UsageError, match="byte 5 is not UTF-8"):
        open_text(path)


def test_a_copy_of_a_library_procedure_is_whole_and_each_has_a_name_of_its_own(tmp_path):
    original = library_path(NAME)
    found = found_procedure(original, original.read_bytes(), shipped=True)
    first, second = (copy_to_edit(found, tmp_path) for _ in range(2))
    assert [first.path.name, second.path.name] == ["jjf-1587-2016.yaml", "jjf-1587-2016-2.yaml"]
    assert not lint(load_procedure(first.path))


def test_a_private_copy_finds_its_methods_and_keeps_its_lines(tmp_path):
    original = open_text(library_path(NAME))
    path = private_copy(original, original.text, tmp_path)
    assert not lint(load_procedure(path))
    assert path.read_text(encoding="utf-8").count("\n") == original.text.count("\n")


def test_a_private_copy_of_a_broken_text_is_written_as_it_is(tmp_path):
    opened = OpenedText(Path("/x/a.yaml"), "", None)
    assert private_copy(opened, "a: [", tmp_path).read_text() == "a: ["
