"""Tries in every way that is known to make a run lose or double a reading, and prints what came of it.

    python tests/crash/durability.py [--short] [--only NAME] [--json FILE]

The whole takes a quarter of an hour; `--short` a sample that is the same each time. Each campaign is a script of its
own beside this file, which says what it does. The JSON file has `date`, `machine`, and one object per campaign, under
`campaigns`, with `what`, `runs`, `lost`, `doubled`, `half`, `failed` and figures of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from conftest import BenchFolder
from figures import taken

ONCE = """\
      - once per range:
          - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: 0 V}}
          - take: {name: z, from: uut, readings: 1}
"""
SECOND_ITEM = """\
  - id: dc-voltage-on-other-leads
    like: dc-voltage
    title: {zh: 直流电压二, en: DC voltage again}
    verified: false
    connections: {source: source.terminals, uut: uut.terminals, wiring: 4-wire}
    points:
      - {range: 100 V, at: [90 %], of: range}
"""


@dataclass(frozen=True)
class Campaign:
    """One script.

    Args:
        name: of the script.
        readings: that a point of its run takes.
        leads: whether its run changes leads and measures something once per range.
        short: options of the short version.
    """

    name: str
    readings: int
    leads: bool
    short: tuple[str, ...]


CAMPAIGNS = (
    Campaign("kill_at_any_time", 12, False, ("--kills", "6", "--launched", "1")),
    Campaign("kill_everywhere", 2, True, ("--sample", "10")),
    Campaign("failing_disc", 2, True, ("--sample", "10")),
    Campaign("power_cut", 3, False, ("--cuts", "10")),
    Campaign("clocks_and_locales", 3, False, ("--sample", "3")),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", choices=[campaign.name for campaign in CAMPAIGNS])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    chosen = [one for one in CAMPAIGNS if options.only in {None, one.name}]
    with tempfile.TemporaryDirectory(prefix="calbench-durability-") as folder:
        ran = [perform(one, Path(folder), short=options.short) for one in chosen]
    if options.json:
        figures = {**taken(), "short": options.short, "campaigns": [figures for _, figures in ran]}
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return max(code for code, _ in ran)


def perform(campaign: Campaign, folder: Path, *, short: bool) -> tuple[int, dict[str, object]]:
    """Run a script on a bench of its own, and return its exit code and figures."""
    bench = folder / campaign.name
    bench.mkdir()
    write_bench(campaign, bench)
    figures = folder / f"{campaign.name}.json"
    script = Path(__file__).with_name(f"{campaign.name}.py")
    words = [sys.executable, script, bench, "--json", figures, *(campaign.short if short else ())]
    done = subprocess.run(words, env=os.environ | {"CALBENCH_HOME": str(folder / "home")}, check=False)
    found = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {"what": campaign.name}
    return done.returncode, found


def write_bench(campaign: Campaign, folder: Path) -> None:
    """Write the small bench, with a procedure as a campaign needs it."""
    bench = BenchFolder(folder)
    bench.change("procedure.yaml", "readings: 3", f"readings: {campaign.readings}")
    serial = '    serial: "1972905"\n'
    bench.change("world.yaml", serial, f"{serial}    settling: 1 ms\n")  # the last digit depends on no moment then
    if not campaign.leads:
        return
    bench.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")
    bench.change("procedure.yaml", "at: [90 %, -90 %]", "at: [90 %]")
    steady = "      - steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 1 s, give_up: 20 s}\n"
    bench.change("procedure.yaml", steady, "")
    bench.change("procedure.yaml", "    method:\n", f"    method:\n{ONCE}")
    bench.change("procedure.yaml", "error: mean(e)\n", "error: mean(e) - mean(z[range])\n")
    zero = '      - {name: zero, of: "z[range]", from: source, cause: {zh: 零点, en: zero}}\n'
    bench.change("procedure.yaml", "    requirements:\n", f"{zero}    requirements:\n")
    bench.change("procedure.yaml", "report: {U", f"{SECOND_ITEM}report: {{U")


if __name__ == "__main__":
    sys.exit(main())
