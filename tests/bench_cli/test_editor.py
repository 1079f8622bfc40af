"""The schemas in an editor: its language server completes keys and values, explains them, and flags mistakes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

import pytest

from bench_cli.__main__ import main

ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("CALBENCH_YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
pytestmark = pytest.mark.skipif(
    not SERVER or not shutil.which("node"),
    reason="needs node and the npm package yaml-language-server; set CALBENCH_YAML_LANGUAGE_SERVER to its bin/… file",
)
FILE = """\
# yaml-language-server: $schema=schemas/calbench.schema.json
calbench: procedure/1
id: meters
title: {zh: 电压表校准, en: Calibration of voltmeters}
basis: {code: TEST 1}
kind: calibartion
phases: [as_found]
roles:
  source: {is: reference, use: as_class, adequecy: uut.mpe / 3}
  uut: {entry: wire}
items:
  - id: dc-voltage
    title: {zh: 直流电压, en: DC voltage}
    verified: false
    points:
      - {range: uut.ranges(dc_voltage), at: [10 v], of: range}
    method:
      - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: point.nominal}}
      - take: {name: x, from: uut, readings: 10}
    model:
      per point:
        error: mean(x) - source.output
    COMPLETE
report: {U: {digits: 2}, coverage: {k: 2}}
"""


class Editor:
    """An editor's side of the language server protocol, over the server's standard streams."""

    def __init__(self, folder):
        self.folder = folder
        command = ["node", SERVER, "--stdio"]
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.numbers = count(1)
        self.diagnostics = {}
        markdown = {"hover": {"contentFormat": ["markdown"]}}
        capabilities = {"textDocument": markdown, "workspace": {"configuration": True}}
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=capabilities)
        self.tell("initialized")

    def send(self, **message):
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.server.stdin.flush()

    def tell(self, method, **parameters):
        self.send(method=method, params=parameters)

    def ask(self, method, **parameters):
        number = next(self.numbers)
        self.send(id=number, method=method, params=parameters)
        while (message := self.receive()).get("id") != number or "method" in message:
            self.answer(message)
        return message["result"]

    def receive(self):
        length = 0
        while line := self.server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        return json.loads(self.server.stdout.read(length))

    def answer(self, message):
        """Answer what the server asks of an editor, and keep what it finds."""
        method, parameters = message.get("method"), message.get("params", {})
        if method == "textDocument/publishDiagnostics":
            self.diagnostics[parameters["uri"]] = parameters["diagnostics"]
        elif "id" in message:
            yaml = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
            asked = parameters.get("items", ()) if method == "workspace/configuration" else None
            result = None if asked is None else [yaml if one.get("section") == "yaml" else {} for one in asked]
            self.send(id=message["id"], result=result)

    def open(self, name, text):
        """Open a file and return what is wrong with it: line from 1, and words."""
        uri = (self.folder / name).as_uri()
        self.diagnostics.pop(uri, None)
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        while uri not in self.diagnostics:
            self.answer(self.receive())
        return [(one["range"]["start"]["line"] + 1, one["message"]) for one in self.diagnostics[uri]]

    def at(self, method, name, text, passage):
        """Ask about the place behind a passage of a file."""
        before = text[: text.index(passage) + len(passage)]
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        document = {"uri": (self.folder / name).as_uri()}
        return self.ask(f"textDocument/{method}", textDocument=document, position=place)

    def hover(self, name, text, passage):
        return self.at("hover", name, text, passage)["contents"]["value"]

    def completions(self, name, text, passage):
        found = self.at("completion", name, text, passage)
        return {one["label"]: str(one.get("documentation", "")) for one in found["items"]}


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editor")
    assert main(["schema", "--out", str(folder / "schemas")]) == 0
    opened = Editor(folder)
    yield opened
    opened.server.kill()
    opened.server.communicate()


def test_mistakes_are_flagged_on_their_lines_and_nothing_else_is(editor):
    found = editor.open("wrong.yaml", FILE.replace("    COMPLETE\n", ""))
    assert sorted(line for line, _ in found) == [6, 9, 16]
    words = dict(found)
    assert '"calibration", "verification"' in words[6]
    assert "adequecy" in words[9]
    assert "10 V" in words[16]


def test_keys_of_an_item_are_completed_with_what_they_mean(editor):
    text = FILE.replace("    COMPLETE\n", "    \n")
    editor.open("keys.yaml", text)
    found = editor.completions("keys.yaml", text, "error: mean(x) - source.output\n    ")
    assert {"uncertainty", "requirements", "connections", "max_on", "like"} <= set(found)
    assert "points" not in found  # it stands there already
    assert "不确定度分量" in found["uncertainty"]
    assert "components of the budget" in found["uncertainty"]


def test_values_are_completed(editor):
    text = FILE.replace("entry: wire", "entry: ").replace("function: dc_voltage", "function: ")
    editor.open("values.yaml", text)
    assert {"wire", "person"} <= set(editor.completions("values.yaml", text, "entry: "))
    assert "直流电压\nDC voltage [V]" in editor.completions("values.yaml", text, "function: ")["dc_voltage"]


@pytest.mark.parametrize(
    ("passage", "zh", "en"),
    [("roles", "标准器与被检器具", "who takes part"), ("use", "按级使用", "by its specification"),
     ("readings", "次数", "how many"), ("per point", "每一点的方程", "equations per point")],
)  # fmt: skip
def test_a_key_is_explained_in_both_languages(editor, passage, zh, en):
    editor.open("keys.yaml", FILE)
    said = editor.hover("keys.yaml", FILE, passage)
    assert zh in said
    assert en in said


@pytest.mark.parametrize(
    "path", ["procedures/library/jjf-1587-2016.yaml", "procedures/library/methods/electrical-comparison.yaml",
             "drivers/keysight/hp_34401a.yaml", "bench_cli/demo/bench-good.yaml", "bench_cli/demo/world-good.yaml"],
)  # fmt: skip
def test_files_that_ship_have_no_flag(editor, path):
    modeline = FILE.splitlines()[0]
    assert editor.open("f.yaml", f"{modeline}\n{(ROOT / path).read_text('utf-8')}") == []


def test_a_new_file_is_offered_the_kinds(editor):
    text = f"{FILE.splitlines()[0]}\ncalbench: \n"
    editor.open("n.yaml", text)
    assert {"procedure/1", "bench/1", "world/1"} <= set(editor.completions("n.yaml", text, "calbench: "))
