"""Makes the pictures of README and docs anew, from real simulated runs; run it as a script."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMAGES = HERE.parents[1] / "docs" / "images"
PICTURES = {
    "window-work.png": ("work-scanned", "en", "light"),
    "window-connect.png": ("connect", "en", "light"),
    "window-leads.png": ("run-connect", "en", "light"),
    "window-run.png": ("run-hazard", "zh_CN", "light"),
    "window-run-dark.png": ("run-hazard", "en", "dark"),
    "window-settling.png": ("run-settling", "en", "light"),
    "window-blind.png": ("run-blind", "en", "light"),
    "window-results.png": ("review-results", "en", "light"),
    "window-certificate.png": ("review-certificate", "en", "light"),
    "window-procedure.png": ("procedure-mistaken", "en", "light"),
    "window-manual.png": ("manual", "en", "light"),
    "window-resume.png": ("resume", "en", "light"),
}
"""By file, the scene with its language and theme."""


def main() -> int:
    """Write every picture; return 1 when one could not be made."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for file, (scene, language, theme) in PICTURES.items():
            command = [sys.executable, str(HERE / "pictures.py"), folder, "--scene", scene, "--size", "1366x768"]
            command += ["--language", language, "--theme", theme]
            said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
            picture = json.loads(said.splitlines()[0])["picture"] if said else None
            if picture is None:
                failed = 1
                sys.stderr.write(f"{file}: could not be made\n")
            else:
                (IMAGES / file).write_bytes(Path(picture).read_bytes())
    return failed


if __name__ == "__main__":
    sys.exit(main())
