"""The command line: every command with its arguments, and no import that takes time."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_EXIT_CODES = (
    "exit codes 退出码: 0 done, in tolerance 合格; 1 done, not shown to be in tolerance 未证明合格; "
    "2 wrong usage or invalid file 用法或文件错误; 3 instrument or link failed 仪器或链路故障; "
    "4 aborted or interrupted 中止或中断; 5 does not verify 验证不通过"
)


def command_line(first: str = "") -> argparse.ArgumentParser:
    """Return the parser of `calbench`.

    Args:
        first: word of the command line; where it names a command, the arguments of no other are made.
    """
    parser = argparse.ArgumentParser(
        prog="calbench",
        description="Runs a calibration bench: regulations as YAML, records that verify, digital calibration "
        "certificates. 运行检定校准台:规程即 YAML，记录可验证，证书数字化。",
        epilog=_EXIT_CODES,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version 版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    added = [_gui, _demo, _preflight, _run, _resume, _close, _attach, _control, _show, _verify, _keys]
    added += [_certificate, _lint, _schema, _expand, _document, _sim, _discover, _budget, _round, _validate]
    for add in [one for one in added if one.__name__ == f"_{first}"] or added:
        add(commands)
    return parser


class _Version(argparse.Action):
    """Prints the installed version; the metadata is read only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415  it takes time that --help need not spend

        parser.exit(0, f"calbench {version('calbench')}\n")


_SLOWEST, _FASTEST = 0.1, 1000.0
_SMALLEST, _LARGEST = 1.0, 2.0
_LONGEST_WAIT = 60.0
_Commands = argparse._SubParsersAction  # noqa: SLF001  argparse gives this type no public name


def _command(commands: _Commands[argparse.ArgumentParser], name: str, help_: str) -> argparse.ArgumentParser:
    # An option is its whole name: a shortened one would change its meaning with the next option that is added.
    return commands.add_parser(name, help=help_, description=help_, epilog=_EXIT_CODES, allow_abbrev=False)


def _gui(commands: _Commands[argparse.ArgumentParser]) -> None:
    gui = _command(commands, "gui", "open the bench window 打开校准窗口")
    gui.add_argument(
        "workplace", type=Path, nargs="?", metavar="WORKPLACE",
        help="folder of orders, benches and records (default: calbench among the user's documents) 工作文件夹",
    )  # fmt: skip
    gui.add_argument("--demo", action="store_true", help="on simulated instruments; WORKPLACE is out/ by default 演示")
    gui.add_argument("--operator", default="", metavar="NAME", help="who works at it 操作人员")
    gui.add_argument("--record", type=Path, metavar="RECORD", help="a run to watch at once 立即观看的运行记录")
    gui.add_argument("--language", choices=["zh", "en"], help="(default: the one chosen last) 语言")
    gui.add_argument("--theme", choices=["light", "dark", "contrast"], help="(default: the one chosen last) 外观")
    gui.add_argument("--scale", type=_scale, metavar="N", help="of everything drawn, 1 to 2 缩放，如 1.25")
    _speed(gui, None, "of the demonstration: simulated seconds in one second (default: 20)")


def _demo(commands: _Commands[argparse.ArgumentParser]) -> None:
    demo = _command(commands, "demo", "calibrate a simulated multimeter end to end 用仿真仪器完整校准数字多用表")
    demo.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="folder for results (default: out)")
    demo.add_argument(
        "--uut", choices=["good", "faulty"], default="good", help="faulty has a hidden gain error (default: good)"
    )
    demo.add_argument("--virtual", action="store_true", help="in process, on a virtual clock: done in seconds")
    _speed(demo, 20.0)
    _seed(demo)


def _run(commands: _Commands[argparse.ArgumentParser]) -> None:
    run = _command(commands, "run", "perform a procedure on a bench 在校准台上执行规程")
    _procedure(run)
    _bench(run)
    run.add_argument("--order", type=Path, metavar="ORDER", help="the order 委托单")
    run.add_argument("--answers", type=Path, metavar="ANSWERS", help="answers to the prompts, given beforehand")
    run.add_argument("--operator", default="", metavar="NAME", help="who runs it (default: the user's name)")
    run.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where the record goes (default: here)")
    run.add_argument("--virtual", action="store_true", help="simulated bench on a virtual clock")
    _speed(run, 1.0)
    _seed(run)


def _preflight(commands: _Commands[argparse.ArgumentParser]) -> None:
    help_ = "look whether a run could begin: files, instruments, certificates, disc 开机前检查"
    preflight = _command(commands, "preflight", help_)
    _procedure(preflight)
    _bench(preflight)
    preflight.add_argument("--order", type=Path, metavar="ORDER", help="the order 委托单")
    preflight.add_argument("--answers", type=Path, metavar="ANSWERS", help="answers to the prompts, given beforehand")
    preflight.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where the record would go")
    preflight.add_argument("--json", action="store_true", help="for programs: one object per line")


def _resume(commands: _Commands[argparse.ArgumentParser]) -> None:
    resume = _command(commands, "resume", "go on with an interrupted run 继续中断的运行")
    _record(resume)
    resume.add_argument("--operator", default="", metavar="NAME", help="who resumes it (default: the user's name)")


def _close(commands: _Commands[argparse.ArgumentParser]) -> None:
    close = _command(commands, "close", "end an interrupted run that nobody will resume 结束不再继续的中断运行")
    _record(close)
    close.add_argument("reason", metavar="REASON", help="why it is not resumed; it goes on record")
    close.add_argument("--by", default="", metavar="NAME", help="who ends it (default: the user's name)")


def _attach(commands: _Commands[argparse.ArgumentParser]) -> None:
    _record(_command(commands, "attach", "watch a run from another terminal 在另一终端观看运行"))


def _control(commands: _Commands[argparse.ArgumentParser]) -> None:
    control = _command(commands, "control", "command a run from any terminal of its owner 从任一终端控制运行")
    _record(control)
    actions = control.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, help_: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help_, description=help_, epilog=_EXIT_CODES)
        added.add_argument("--by", default="", metavar="NAME", help="who says so (default: the user's name)")
        return added

    pause = action("pause", "hold the run after the step under way, outputs off 当前步骤后暂停，断开输出")
    pause.add_argument("--now", action="store_true", help="break the step off; its point is taken again 立即暂停")
    action("resume", "go on after a pause or a suspension; outputs may go on 继续")
    retry = action("retry", "take a point again for a technical cause 因技术原因重测")
    causes = "contact, wiring, disturbance, supply, instrument, link, entry or operation"
    retry.add_argument("cause", metavar="CAUSE", help=causes)
    retry.add_argument("--item", default="", metavar="ITEM", help="(default: the point under way)")
    retry.add_argument("--point", default="", metavar="POINT", help="such as '10 V/+90 %%'")
    retry.add_argument("--second", default="", metavar="NAME", help="another person who agrees: the new attempt stands")
    corrects = "give a reading or a condition that a person typed another value 更正人工录入的值"
    correct = action("correct", corrects)
    named = "ITEM/POINT/NAME/NUMBER, as its prompt called it, or the name of a condition"
    correct.add_argument("reading", metavar="READING", help=named)
    correct.add_argument("value", metavar="VALUE", help="what the display showed, with a unit or without")
    correct.add_argument("--why", required=True, metavar="TEXT", help="what went wrong; it goes on record")
    agrees = "another person who agrees: once a verdict could be seen, the worse result stands without one"
    correct.add_argument("--second", default="", metavar="NAME", help=agrees)
    skip = action("skip", "leave the point under way out, which is never a pass 跳过当前点")
    skip.add_argument("reason", metavar="REASON")
    abort = action("abort", "end the run, outputs safe first 中止")
    abort.add_argument("reason", metavar="REASON")
    answer = action("answer", "answer the prompt that is asked 回答提示")
    answer.add_argument("text", metavar="ANSWER")


def _show(commands: _Commands[argparse.ArgumentParser]) -> None:
    show = _command(commands, "show", "print what a record says 显示记录")
    _record(show)
    show.add_argument("--json", action="store_true", help="for programs")


def _verify(commands: _Commands[argparse.ArgumentParser]) -> None:
    verify = _command(commands, "verify", "check records and recompute their results 验证记录并重算结果")
    verify.add_argument("files", type=Path, nargs="+", metavar="FILE")
    verify.add_argument("--json", action="store_true", help="for programs: one object per file, each on a line")
    verify.add_argument("--keys", type=Path, metavar="KEYS", help="the laboratory's file of public keys 实验室公钥文件")


def _keys(commands: _Commands[argparse.ArgumentParser]) -> None:
    keys = _command(commands, "keys", "show, rotate or publish the keys that sign records 查看、更换或公布签名密钥")
    keys.add_argument(
        "action", choices=["show", "rotate", "export"],
        help="show: every epoch 查看各期; rotate: begin a new epoch and destroy the old private key 更换; "
        "export: the public keys of all epochs, for `verify --keys` 导出公钥",
    )  # fmt: skip
    keys.add_argument("--out", type=Path, metavar="FILE", help="of export: file to write (default: print it)")


def _certificate(commands: _Commands[argparse.ArgumentParser]) -> None:
    certificate = _command(commands, "certificate", "make a certificate from a record 由记录生成证书")
    _record(certificate)
    certificate.add_argument("--dcc", action="store_true", help="only the DCC 3.3.0 XML")
    certificate.add_argument("--html", action="store_true", help="only the page for people")
    certificate.add_argument("--number", metavar="N", help="certificate number (default: the order's)")
    certificate.add_argument(
        "--schema", type=Path, metavar="DIR", help="folder of the DCC schemas (default: $CALBENCH_DCC_SCHEMA)"
    )
    certificate.add_argument("--out", type=Path, required=True, metavar="DIR")


def _lint(commands: _Commands[argparse.ArgumentParser]) -> None:
    lint = _command(commands, "lint", "find every mistake in files of any kind 检查文件中的全部错误")
    lint.add_argument("files", type=Path, nargs="+", metavar="FILE")


def _schema(commands: _Commands[argparse.ArgumentParser]) -> None:
    help_ = "print JSON Schemas, so that an editor completes and explains files 输出编辑器用的 JSON Schema"
    schema = _command(commands, "schema", help_)
    schema.add_argument("kind", nargs="?", metavar="KIND", help="such as procedure/1 (default: all kinds in one)")
    schema.add_argument("--out", type=Path, metavar="DIR", help="write files instead: one for all kinds, one for each")


def _expand(commands: _Commands[argparse.ArgumentParser]) -> None:
    expand = _command(commands, "expand", "show a procedure's points and limits on a bench 展开规程的校准点与限值")
    _procedure(expand)
    _bench(expand)
    expand.add_argument("--json", action="store_true", help="for programs")


def _document(commands: _Commands[argparse.ArgumentParser]) -> None:
    document = _command(commands, "document", "make a page for people from a procedure 由规程生成说明页")
    document.add_argument("procedure", type=Path, metavar="PROCEDURE")
    document.add_argument("--bench", type=Path, metavar="BENCH", help="show the points on this bench, too")
    document.add_argument("--out", type=Path, metavar="FILE", help="Markdown file to write (default: print it)")


def _validate(commands: _Commands[argparse.ArgumentParser]) -> None:
    help_ = "recompute the examples that ship with calbench, most of them published 重算随附的算例（多数已发表）"
    validate = _command(commands, "validate", help_)
    validate.add_argument("--json", action="store_true", help="for programs")
    validate.add_argument("--page", type=Path, metavar="FILE", help="write a page to print, HTML 写出可打印的报告页")
    validate.add_argument(
        "--only",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="examples or families such as budgets (default: all)",
    )
    validate.add_argument("--thorough", action="store_true", help="ten times as many Monte Carlo trials 试验次数×10")


def _sim(commands: _Commands[argparse.ArgumentParser]) -> None:
    sim = _command(commands, "sim", "serve the simulated instruments of a bench until stopped 提供仿真仪器直至停止")
    sim.add_argument("bench", type=Path, metavar="BENCH")
    sim.add_argument("--json", action="store_true", help="one line per instrument once it answers")
    sim.add_argument("--bench-out", type=Path, metavar="FILE", help="write the bench file with the links that answer")
    sim.add_argument(
        "--door", action="append", default=[], choices=["socket", "hislip", "vxi11", "serial"],
        help="of every instrument instead of the world file's; repeatable, --bench-out takes the first 接口",
    )  # fmt: skip
    sim.add_argument(
        "--portmapper", type=int, nargs="?", const=111, metavar="PORT",
        help="lead clients that ask port 111, or this one, to the first vxi11 door (111 needs rights)",
    )  # fmt: skip
    _speed(sim, 1.0)
    _seed(sim)


def _discover(commands: _Commands[argparse.ArgumentParser]) -> None:
    discover = _command(commands, "discover", "find instruments and ask each who it is 查找仪器并询问身份")
    discover.add_argument("--json", action="store_true", help="for programs; asks nothing of a person")
    discover.add_argument(
        "--serial", action="store_true", help="send *IDN? to every serial port too (else only after a typed yes)"
    )
    discover.add_argument(
        "--wait", type=_wait, default=2.0, metavar="S", help="seconds to listen on the network (default: 2)"
    )


def _budget(commands: _Commands[argparse.ArgumentParser]) -> None:
    budget = _command(commands, "budget", "evaluate an uncertainty budget 评定测量不确定度")
    help_ = "a budget/1 file, or the name of one that ships such as gum-h1 不确定度文件或随附文件名"
    budget.add_argument("file", type=Path, metavar="FILE", help=help_)
    budget.add_argument("--json", action="store_true", help="for programs")
    budget.add_argument("--second-order", action="store_true", help="include the terms of the second order 计入二阶项")
    budget.add_argument("--monte-carlo", action="store_true", help="simulate the budget, too 同时用蒙特卡洛法")
    trials = "this many trials (default: as many as the digits need) 试验次数"
    budget.add_argument("--trials", type=_between(1_000, 1_000_000_000), metavar="N", help=trials)
    digits = "digits of u that are meaningful, 1 or 2 (default: 1) 有意义的位数"
    budget.add_argument("--digits", type=_between(1, 2), metavar="N", help=digits)
    budget.add_argument("--seed", type=_between(0, 2**63 - 1), metavar="N", help="of the random numbers (default: 1)")
    threads = "that share the trials; results do not depend on them (default: 1) 线程数"
    budget.add_argument("--threads", type=_between(1, 64), metavar="N", help=threads)


def _round(commands: _Commands[argparse.ArgumentParser]) -> None:
    round_ = _command(commands, "round", "round a value once, by GB/T 8170 按 GB/T 8170 一次修约")
    # a value such as -5mV or -1e-3 is no option, nor is -inf; argparse itself knows only -5 and -0.5
    round_._negative_number_matcher = re.compile(r"-[\d.iInN]")  # noqa: SLF001  argparse has no public way
    round_.add_argument("value", metavar="VALUE", help="unrounded, such as '12.345 mV', -0.0365 or 2500 未修约的值")
    to = round_.add_mutually_exclusive_group(required=True)
    to.add_argument("--to", metavar="INTERVAL", help="rounding interval 修约间隔, such as 0.1, '0.02 mV', 5 or 100")
    to.add_argument("--digits", type=_between(1, 99), metavar="N", help="significant digits to keep 有效位数")
    round_.add_argument("--up", action="store_true", help="away from zero, for an uncertainty 只进不舍（用于不确定度）")
    round_.add_argument("--json", action="store_true", help="for programs")


def _record(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", type=Path, metavar="RECORD")


def _procedure(parser: argparse.ArgumentParser) -> None:
    help_ = "a file, or the name of one of the library such as jjf-1587-2016 规程文件或随附规程名"
    parser.add_argument("procedure", type=Path, metavar="PROCEDURE", help=help_)


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bench", type=Path, required=True, metavar="BENCH")


def _speed(parser: argparse.ArgumentParser, default: float | None, help_: str = "") -> None:
    told = help_ or f"simulated seconds in one second (default: {default:g})"
    parser.add_argument("--speed", type=_speed_factor, default=default, metavar="N", help=told)


def _seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, metavar="N", help="of the simulated world (default: its file's)")


def _wait(text: str) -> float:
    number = _number(text)
    if not 0 < number <= _LONGEST_WAIT:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and up to {_LONGEST_WAIT:g}")
    return number


def _scale(text: str) -> float:
    number = _number(text)
    if not _SMALLEST <= number <= _LARGEST:
        raise argparse.ArgumentTypeError(f"{text} is not between {_SMALLEST:g} and {_LARGEST:g}")
    return number


def _speed_factor(text: str) -> float:
    number = _number(text)
    if not _SLOWEST <= number <= _FASTEST:
        raise argparse.ArgumentTypeError(f"{text} is not between {_SLOWEST:g} and {_FASTEST:g}")
    return number


def _between(least: int, most: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return whole


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
