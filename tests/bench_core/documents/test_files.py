"""Only regular files are read, and never without an end; the rest is refused with what to do."""

import os
import socket
from pathlib import Path

import pytest

from bench_core.documents.characters import LARGEST
from bench_core.documents.files import from_disc, read_bytes
from bench_core.errors import DocumentInvalid, UsageError
from procedures.lint import read_procedure


def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="pipe: is a pipe, a socket or a device; name a regular file"):
        read_bytes(tmp_path / "pipe")


def test_a_device_and_a_socket_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door")
        for path in (Path("door"), Path("/dev/zero"), Path("/dev/null")):
            with pytest.raises(UsageError, match="name a regular file"):
                read_bytes(path)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(UsageError, match="is a folder; name a file in it"):
        read_bytes(tmp_path)


@pytest.mark.parametrize("name", ["n" * 5000, "a\0b"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match=r"cannot be read, .*check the file"):
        read_bytes(tmp_path / name)


def test_no_more_is_read_than_shows_that_it_is_too_much(tmp_path):
    (tmp_path / "large").write_bytes(b"x" * (2 * LARGEST))
    assert len(from_disc("bench", tmp_path / "large")) == LARGEST + 1


@pytest.mark.parametrize("name", ["pipe", "/dev/zero", ".", ".."])
def test_a_procedure_whose_methods_are_no_file_is_refused_at_their_place(bench_folder, name):
    os.mkfifo(bench_folder.path("pipe"))
    bench_folder.change("procedure.yaml", "phases:", f"methods: {name}\nphases:")
    with pytest.raises(DocumentInvalid) as refused:
        read_procedure(bench_folder.path("procedure.yaml"))
    (mistake,) = refused.value.mistakes
    assert (mistake.line, mistake.column) == (6, 10)
