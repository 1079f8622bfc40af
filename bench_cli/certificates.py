"""Writes the renderings of a certificate into a folder and says what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.files import write_bytes
from bench_cli.output import say
from bench_cli.running import require_record
from bench_core.bilingual import Bilingual
from bench_core.errors import UsageRefused
from dcc_export.certificate import build_certificate
from dcc_export.dcc import render_dcc
from dcc_export.html import render_html
from dcc_export.schema import schema_folder, validate

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def write_certificate(
    record: Path,
    folder: Path,
    *,
    number: str | None,
    wanted: Collection[str],
    schema: Path | None,
    replace: bool = False,
) -> tuple[Path, ...]:
    """Make a certificate from a record and write it.

    Args:
        record: of a finished run.
        folder: made where it is missing.
        number: of the certificate, or None for the order's.
        wanted: `dcc`, `html` or both.
        schema: folder of the DCC schemas, or None for the environment's.
        replace: whether a file of another content and the same name may be replaced.

    Returns:
        The files written.

    Raises:
        UsageRefused: a file of that name and another content is there already.
        RecordError: the record does not verify or has not finished.
        ExportError: the certificate breaks a rule or its schema.
    """
    certificate = build_certificate(require_record(record), number)
    xml = render_dcc(certificate)
    checked = validate(xml, schema_folder(schema))
    contents = {"dcc": (".xml", xml), "html": (".html", render_html(certificate))}
    written = []
    for kind in sorted(wanted):
        ending, content = contents[kind]
        path = folder / f"{certificate.file_stem}{ending}"
        if not replace and path.exists() and path.read_bytes() != content:
            raise UsageRefused(_is_there(path))
        write_bytes(path, content)
        say(f"证书 certificate: {path}")
        written.append(path)
    for message in checked.messages:
        say(f"  DCC: {message}")
    return tuple(written)


def _is_there(path: Path) -> Bilingual:
    return Bilingual(
        f"{path}：已存在内容不同的同名文件；请将其移走，或换一个文件夹",
        f"{path}: is there already, with another content; move it away or choose another folder",
    )
