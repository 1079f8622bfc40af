"""`calbench certificate`: makes a DCC and a page for people from a finished record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.certificates import write_certificate

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> int:
    """Write the certificate; return 0 when it was made."""
    wanted = {name for name in ("dcc", "html") if getattr(arguments, name)} or {"dcc", "html"}
    write_certificate(arguments.record, arguments.out, number=arguments.number, wanted=wanted, schema=arguments.schema)
    return 0
