"""Fuzzes one target, coverage first, until the time is over or an input breaks it.

python -m fuzz TARGET [--minutes N] [--seed N] [--corpus DIR]
python -m fuzz TARGET --replay FILE
"""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path

NAMES = ("yaml", "expression", "record", "xml")
_SLOWEST_S = 10


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, help="kept between runs (default: .fuzz/TARGET)")
    parser.add_argument("--replay", type=Path, help="check one file, such as one that broke the target")
    options = parser.parse_args()
    if options.replay is not None:
        import_module("fuzz.targets").TARGETS[options.target].check(options.replay.read_bytes())
        return 0
    return _fuzz(options)


def _fuzz(options: argparse.Namespace) -> int:
    try:
        atheris = import_module("atheris")
    except ImportError:
        sys.stderr.write("atheris is missing; install it with: pip install -e '.[fuzz]'\n")
        return 2
    with atheris.instrument_imports(include=["bench_core", "dcc_export", "procedures", "drivers", "sim_instruments"]):
        target = import_module("fuzz.targets").TARGETS[options.target]
    corpus = options.corpus or Path(".fuzz") / options.target
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words = {
        "max_total_time": int(options.minutes * 60),
        "seed": options.seed,
        "max_len": target.longest,
        "timeout": _SLOWEST_S,
        "artifact_prefix": f"{corpus}-",
        "print_final_stats": 1,
    }
    atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in words.items()), str(corpus)], target.check)
    atheris.Fuzz()  # ends the process
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
