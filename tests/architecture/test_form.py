"""Every module says what it knows, takes the time from the clock alone, prints nothing, and is well named."""

from __future__ import annotations

import ast
import re

LONGEST_FUNCTION = 45
LONGEST_MODULE = 400
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "processor"}
BANNED_CLASS = re.compile(r"(Manager|Helper|Handler|Processor|Util|Utils)$|^Test")
DUT = re.compile(r"(^|_)(dut|DUT)(_|$)|Dut|DUT")
BOTH_AT_ONCE = re.compile("[\u4e00-\u9fff] [A-Za-z]+ [A-Za-z]+|[A-Za-z]+ [A-Za-z]+ [\u4e00-\u9fff]")
IN_BOTH = {
    *("sequencer.conducting", "sequencer.safety"),  # outputs that may be on, as the record has it
    *("bench_gui.screens.connect", "bench_gui.screens.run", "bench_gui.window"),  # reasons, as the record has them
    "bench_gui.work.dry_run",  # likewise
    *("bench_gui.look.fonts", "bench_gui.system_packages"),  # at a terminal, where there can be no window
}
"""Where a text may be in both languages at once; `Bilingual` is for all others."""
CLOCK = "bench_core.clock"
WALL_CLOCKS = {"now", "utcnow", "today", "fromtimestamp"}


def test_every_module_says_first_what_it_knows(modules):
    silent = [module.path for module in modules if not (ast.get_docstring(module.tree) or "").strip()]
    assert silent == []


def test_every_module_postpones_its_annotations(modules):
    future = "from __future__ import annotations"
    bare = [m.path for m in modules if len(m.tree.body) > 1 and future not in ast.unparse(m.tree)]
    assert bare == []


def test_no_module_but_the_clock_asks_the_machine_for_the_time(modules):
    found = [
        module.at(node)
        for module in modules
        if module.name != CLOCK
        for node in ast.walk(module.tree)
        if imports_time(node) or asks_the_calendar(node)
    ]
    assert found == []


def test_only_the_command_and_the_mains_print(modules):
    found = [
        module.at(node)
        for module in modules
        if not module.name.startswith("bench_cli") and not module.name.endswith("__main__")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert found == []


def test_no_name_says_nothing(modules):
    paths = [module.path for module in modules if EMPTY_NAMES & set(module.name.split("."))]
    classes = [
        module.at(node)
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and BANNED_CLASS.search(node.name)
    ]
    assert paths + classes == []


def test_the_unit_under_test_has_one_name(modules):
    found = [
        f"{module.at(node)} {name}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.expr | ast.stmt)
        for name in names_bound(node)
        if DUT.search(name)
    ]
    assert found == []


def test_nobody_catches_everything(modules):
    """A bare `except` would swallow Ctrl-C too; `except Exception` is ruff's business (BLE001)."""
    found = [
        module.at(node.type or node.body[0])
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert found == []


def test_functions_and_modules_can_be_read_in_one_go(modules):
    functions = [
        f"{module.at(node)} {node.name}: {length} lines"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (length := lines_of(node)) > LONGEST_FUNCTION
    ]
    long = [module.path for module in modules if (module.tree.body[-1].end_lineno or 0) > LONGEST_MODULE]
    assert functions + long == []


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    docstring = ast.get_docstring(function, clean=False) or ""
    return (function.end_lineno or 0) - function.lineno + 1 - len(docstring.splitlines())


def imports_time(node: ast.AST) -> bool:
    """Whether a node brings in the module `time`."""
    if isinstance(node, ast.Import):
        return any(alias.name == "time" for alias in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "time"


def asks_the_calendar(node: ast.AST) -> bool:
    """Whether a node is `datetime.now` or one of its kin."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in WALL_CLOCKS
        and ast.unparse(node.value).rpartition(".")[2] in {"datetime", "date"}
    )


def names_bound(node: ast.AST) -> list[str]:
    """Return the names that a node introduces."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name, *(arg.arg for arg in node.args.args)] if isinstance(node, ast.FunctionDef) else [node.name]
    return [node.id] if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else []


def test_no_text_for_people_at_the_window_is_in_both_languages_at_once(modules):
    mixed = [
        module.at(node)
        for module in modules
        if module.name.startswith(("sequencer.", "bench_gui.")) and module.name not in IN_BOTH
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and BOTH_AT_ONCE.search(node.value)
    ]
    assert mixed == []
