"""`calbench keys`: shows, rotates and publishes the keys that sign records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.files import write_text
from bench_cli.output import say, say_text
from bench_core.clock import system_clock
from bench_core.records.chain import utc_text
from bench_core.records.keys_store import calbench_home, key_history, rotate, signing_key

if TYPE_CHECKING:
    import argparse

    from bench_core.records.keys import KeyHistory


def main(arguments: argparse.Namespace) -> int:
    """Do what is asked with this user's keys; return 0."""
    if arguments.action != "export":
        signing_key()  # made if there is none; else it says what is wrong with the private part
    match arguments.action:
        case "show":
            _show(key_history())
        case "rotate":
            history = rotate(system_clock().utc())
            _show(history)
            say("新密钥已启用，旧私钥已销毁 the new key signs from now on, the old private key is destroyed")
            say("请公布新的公钥文件 publish the new file of public keys: calbench keys export --out keys.json")
        case _:
            _export(arguments)
    return 0


def _show(history: KeyHistory) -> None:
    say(f"密钥位置 keys are in: {calbench_home()}")
    for epoch in history.epochs:
        until = history.until(epoch)
        end = utc_text(until) if until is not None else "现用 in use"
        say(f"  期 epoch {epoch.epoch}: {epoch.since} – {end}")
        say(f"    公钥 public key {epoch.public_key}")
        say(f"    指纹 fingerprint {epoch.fingerprint}")


def _export(arguments: argparse.Namespace) -> None:
    text = key_history().text()
    if arguments.out is None:
        say_text(text.rstrip("\n"))
        return
    write_text(arguments.out, text)
    say(f"公钥文件 file of public keys: {arguments.out}")
