"""Checks run records of calbench without calbench: one file, which needs Python 3.9 or later and `cryptography`.

  python calbench_verify.py RECORD.calrun … [--keys keys.json]

It checks the chain of digests, the form of every line, the digests of the embedded texts, the signature, and with the
laboratory's file of public keys (`calbench keys export`) whose key signed and in which epoch. Verdicts and exit codes
are those of `calbench verify`: 0 verifies, 2 wrong usage or invalid file of keys, 5 does not verify. It computes no
result and knows no kind of event: what only the holder of the key can forge, it leaves to `calbench verify`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

RECORD_FORMAT = "calrun/1"
KEYS_FORMAT = "calbench-keys/1"
USAGE, DOES_NOT_VERIFY = 2, 5
LINE = re.compile(
    r'\{"body":(?P<body>\{.*\}),"digest":"(?P<digest>[0-9a-f]{64})","event":"(?P<event>[A-Za-z]{1,40})",'
    r'"mono":"(?P<mono>(?:0|[1-9][0-9]{0,14})\.[0-9]{6})","seq":"(?P<seq>[1-9][0-9]{0,17})",'
    r'"utc":"(?P<utc>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"\}'
)
NOT_CHECKED = (
    ("结果未重新计算", "no result was computed again from its raw replies"),
    ("事件的含义、步骤的次序与条件未核对", "neither what the events mean, nor steps of the method, nor conditions"),
    ("展开的计划是否出自嵌入的规程", "whether the plan follows from the embedded procedure"),
    ("以上三项请用 calbench verify 核对", "for these three use `calbench verify`"),
)
NOT_PROVED = (
    (
        "整份记录是否被同一密钥签名的另一次运行替换：请与别处保存的末行摘要比对",
        "whether another run signed with the same key replaced the record: compare the last digest with a kept one",
    ),
    ("时钟是否准确，人工输入是否属实", "whether the clock was right, and whether what people entered is true"),
    ("原始应答是否确由仪器给出", "whether the raw replies came from the instruments"),
)
WHOSE_KEY = (
    "公钥属于谁、密钥期是否属实：请与实验室公布的公钥比对（--keys）",
    "whose key it is and of which epoch: compare with the public keys that the laboratory publishes (--keys)",
)
KEY_UNCHECKED = (
    "!!! 由记录自己写明的公钥签名；公钥归属未核对",
    "signed by the key that the record itself names; who that is was not checked",
)


class DoesNotVerify(Exception):
    """A record is not what was written, with the first bad line."""


class InvalidUse(Exception):
    """The command line or the file of keys is wrong."""


class Line(NamedTuple):
    """One line whose digest belongs to the lines before it."""

    number: int
    event: str
    body: Any
    digest: str
    mono: float
    utc: str
    stamped: str


class Epoch(NamedTuple):
    """One key of the laboratory and when it was in use; `until` is empty for the one in use."""

    number: int
    public_key: str
    since: str
    until: str


def canonical(value: Any) -> str:  # noqa: ANN401  JSON has no one type
    """Return the one JSON text of a value (RFC 8785, with numbers as texts)."""
    return json.dumps(_ordered(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _ordered(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(entry) for entry in value] if isinstance(value, list) else value


def _bare_number(value: str) -> None:
    raise ValueError(f"the number {value} is not written as text")


def _body(text: str) -> Any:  # noqa: ANN401
    """Return a line's body, which must be in its one form, every number a text."""
    body = json.loads(text, parse_int=_bare_number, parse_float=_bare_number, parse_constant=_bare_number)
    if canonical(body) != text:  # doubled keys, blanks, another order
        raise ValueError("it is not in canonical form")
    return body


def read_lines(path: Path, content: bytes) -> list[Line]:
    """Return the lines of a record whose chain holds from the first to the signed last.

    Raises:
        DoesNotVerify: with the first bad line.
    """
    *whole, torn = content.split(b"\n")
    lines: list[Line] = []
    for text in whole:
        before = lines[-1] if lines else None
        if before is None:
            _require_record(path, text)
        line = _line(path, len(lines) + 1, text, before)
        _require_order(path, line, before)
        lines.append(line)
    if torn or not lines:
        _require_nothing_torn(path, torn, lines)
    if not lines:
        what = "no whole line; it is not a run record, or its run never began"
        raise DoesNotVerify(f"{path}:1: {what}; remove it and start anew")
    if lines[-1].event != "Checkpoint":
        raise DoesNotVerify(
            f"{path}:{len(lines) + 1}: the record has no signed end; resume the run, an unfinished record proves little"
        )
    return lines


def _line(path: Path, number: int, text: bytes, before: Line | None) -> Line:
    where = f"{path}:{number}:"
    try:
        match = LINE.fullmatch(text.decode())
    except UnicodeDecodeError:
        raise DoesNotVerify(f"{where} the line is not UTF-8 text") from None
    if match is None:
        raise DoesNotVerify(f"{where} the line does not have the form of a record's line")
    event, mono, seq, utc = match["event"], match["mono"], match["seq"], match["utc"]
    stamped = f',"event":"{event}","mono":"{mono}","seq":"{seq}","utc":"{utc}"}}'
    if digest_of(before.digest if before else "0" * 64, match["body"], stamped) != match["digest"]:
        raise DoesNotVerify(f"{where} the digest does not belong to this line after the lines before it")
    if int(seq) != number:
        raise DoesNotVerify(f"{where} the line says number {seq} where {number} must stand")
    try:
        body = _body(match["body"])
    except (ValueError, RecursionError) as error:
        raise DoesNotVerify(f"{where} the body is not the canonical form of a {event}: {error}") from None
    if before is not None and float(mono) < before.mono:
        raise DoesNotVerify(f"{where} the run's clock falls from {before.mono:.6f} s to {mono} s")
    if not is_moment(utc):
        raise DoesNotVerify(f"{where} '{utc}' is not a time")
    return Line(number, event, body, match["digest"], float(mono), utc, stamped)


def digest_of(previous: str, body: str, stamped: str) -> str:
    """Return the SHA-256 of a line: over the previous line's digest and the line without its own."""
    return sha256(f'{previous}{{"body":{body}{stamped}'.encode()).hexdigest()


def is_moment(text: str) -> bool:
    """Return whether a text is a moment in UTC with six decimals."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)  # noqa: UP017  3.9
    except ValueError:
        return False
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z".rjust(len(text), "0") == text


def _require_record(path: Path, first: bytes) -> None:
    if not first or not first.startswith(b'{"body":{'[: len(first)]):
        raise DoesNotVerify(f"{path}:1: this is not a run record; give a *.calrun file")
    try:
        found = json.loads(first)["body"]["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return  # the chain says what is wrong with the line
    if found != RECORD_FORMAT:
        raise DoesNotVerify(f"{path}:1: the record's format is '{found}', this program reads '{RECORD_FORMAT}'")


def _require_order(path: Path, line: Line, before: Line | None) -> None:
    where = f"{path}:{line.number}:"
    if (before is None) != (line.event == "RunStarted"):
        raise DoesNotVerify(f"{where} RunStarted must be the first event, and only the first")
    if before is not None and before.event == "Checkpoint":
        raise DoesNotVerify(f"{where} a line stands after the checkpoint")
    if (before is not None and before.event == "RunEnded") != (line.event == "Checkpoint"):
        raise DoesNotVerify(f"{where} RunEnded and Checkpoint must follow each other at the end")


def _require_nothing_torn(path: Path, torn: bytes, lines: list[Line]) -> None:
    where = f"{path}:{len(lines) + 1}:"
    if not lines:
        if not torn:
            raise DoesNotVerify(f"{where} the file is empty; it is not a run record")
        _require_record(path, torn)
    elif lines[-1].event == "Checkpoint":
        raise DoesNotVerify(f"{where} something stands after the checkpoint")
    match = LINE.match(torn.decode(errors="replace"))
    if match is not None and match["event"] == "Checkpoint":
        raise DoesNotVerify(f"{where} the line feed after the checkpoint is missing or changed")


def require_texts(path: Path, started: Line) -> int:
    """Return how many texts the record embeds, each with its recorded digest.

    Raises:
        DoesNotVerify: one has another digest.
    """
    try:
        texts = started.body["texts"]
        for text in texts:
            if sha256(text["text"].encode()).hexdigest() != text["digest"]:
                raise DoesNotVerify(
                    f"{path}:1: the text of {text['role']} ({text['path']}) does not have its recorded digest"
                )
    except (KeyError, TypeError, AttributeError, UnicodeEncodeError):
        raise DoesNotVerify(f"{path}:1: the body is not a RunStarted") from None
    return len(texts)


def require_signature(path: Path, checkpoint: Line, before: Line) -> str:
    """Return the public key whose signature over the whole chain holds.

    Raises:
        DoesNotVerify: it does not hold, or the checkpoint is not in its one form.
    """
    body = dict(checkpoint.body)
    stated = body.get("epoch")
    told = stated is None or re.fullmatch("[1-9][0-9]*", str(stated))
    if body.keys() - {"epoch", "public_key", "signature"} or not told:
        raise DoesNotVerify(f"{path}:{checkpoint.number}: the body is not the canonical form of a Checkpoint")
    try:
        public_key, signature = body["public_key"], from_hex(body["signature"])
        if stated is None:  # a record from before there were epochs
            signed = before.digest
        else:
            unsigned = canonical({**body, "signature": ""})
            signed = "calbench checkpoint\n" + digest_of(before.digest, unsigned, checkpoint.stamped)
        Ed25519PublicKey.from_public_bytes(from_hex(public_key)).verify(signature, signed.encode())
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise DoesNotVerify(f"{path}:{checkpoint.number}: the signature does not belong to this record") from None
    return str(public_key)


def from_hex(text: str) -> bytes:
    """Return bytes that are written in the one form of hex; a signature written in another way is a changed one."""
    content = bytes.fromhex(text)
    if content.hex() != text:
        raise ValueError(text)
    return content


def read_keys(path: Path) -> list[Epoch]:
    """Return the epochs of a laboratory's keys, each signed with the key before.

    Raises:
        InvalidUse: the file is no such file, or its epochs do not follow from each other.
    """
    try:
        entries = json.loads(path.read_text("utf-8"))
        form, epochs = entries["format"], entries["epochs"]
        fields = [(one["epoch"], one["public_key"], one["since"], bytes.fromhex(one["signature"])) for one in epochs]
    except OSError as error:
        raise InvalidUse(f"{path}: cannot be read: {error.strerror}; give the file of public keys") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidUse(f"{path}: is no whole file of public keys; ask the laboratory for it") from error
    if form != KEYS_FORMAT or not fields:
        raise InvalidUse(f"{path}: is no file of public keys of format '{KEYS_FORMAT}'")
    previous, signer, begun = "", fields[0][1], ""
    for number, (epoch, public_key, since, signature) in enumerate(fields, 1):
        if epoch != str(number):
            raise InvalidUse(f"{path}: key epoch {epoch} stands where {number} must stand")
        if not is_moment(since) or since <= begun:
            raise InvalidUse(f"{path}: key epoch {number} does not begin after the one before ({since})")
        statement = canonical({"epoch": epoch, "previous": previous, "public_key": public_key, "since": since})
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
            key.verify(signature, f"calbench key epoch\n{statement}".encode())
        except (InvalidSignature, ValueError, TypeError):
            raise InvalidUse(f"{path}: key epoch {number} is not signed with the key of the epoch before") from None
        signer = previous = public_key
        begun = since
    ends = [since for _, _, since, _ in fields[1:]]
    return [Epoch(int(n), key, since, until) for (n, key, since, _), until in zip(fields, [*ends, ""])]  # noqa: B905  3.9


def require_in_epoch(path: Path, lines: list[Line], keys: list[Epoch]) -> Epoch:
    """Return the epoch in which the record was made, from its first line to its checkpoint.

    Raises:
        DoesNotVerify: the key is in no epoch, the checkpoint names another one, or the run lies outside it.
    """
    first, last = lines[0], lines[-1]
    found = [epoch for epoch in keys if epoch.public_key == last.body["public_key"]]
    if not found:
        key = last.body["public_key"][:16]
        raise DoesNotVerify(f"{path}:{last.number}: public key {key}… is in no epoch of the laboratory's keys")
    epoch = found[0]
    stated = last.body.get("epoch")
    if stated is not None and stated != str(epoch.number):
        raise DoesNotVerify(
            f"{path}:{last.number}: the checkpoint says key epoch {stated}, but its key is that of epoch {epoch.number}"
        )
    for line, what in ((first, "the run began"), (last, "the record was sealed")):
        if line.utc < epoch.since:
            limit = f"before its key's epoch {epoch.number} (from {epoch.since})"
        elif epoch.until and line.utc >= epoch.until:
            limit = f"after its key's epoch {epoch.number} (until {epoch.until})"
        else:
            continue
        raise DoesNotVerify(f"{path}:{line.number}: {what} at {line.utc}, {limit}")
    return epoch


def check(path: Path, keys: list[Epoch] | None) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what is proved of a record, and what this file cannot prove, each in Chinese and English.

    Raises:
        InvalidUse: there is no such file.
        DoesNotVerify: with the first bad line.
    """
    if not path.is_file():
        raise InvalidUse(f"{path}: there is no such record; give the *.calrun file of a run")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DoesNotVerify(f"{path}: cannot be read ({error.strerror}); check the path") from error
    lines = read_lines(path, content)
    texts = require_texts(path, lines[0])
    public_key = require_signature(path, lines[-1], lines[-2])
    have = "text has its" if texts == 1 else "texts have their"
    proved = [
        (f"{len(lines)} 行，摘要链完整", f"{len(lines)} lines, and the chain of digests holds"),
        (f"{texts} 份嵌入文件与其摘要一致", f"{texts} embedded {have} recorded digest{'s' * (texts != 1)}"),
        _signed(public_key, lines[-1].body.get("epoch")),
        (f"末行摘要 {lines[-1].digest}", "last digest"),
    ]
    if keys is None:
        return proved, [WHOSE_KEY, *NOT_PROVED]
    epoch = require_in_epoch(path, lines, keys)
    end = epoch.until or "in use 现用"
    proved.append(
        (
            f"签名密钥属于公钥文件的第 {epoch.number} 期（{epoch.since} – {end}），运行全程在该期内",
            f"signed with key epoch {epoch.number} of the given keys, and the run lies within it",
        )
    )
    thief = (
        f"whether the laboratory alone had the private key of epoch {epoch.number}: who stole it can forge runs in it"
    )
    return proved, [(f"第 {epoch.number} 期的私钥当时是否只在实验室手中", thief), *NOT_PROVED]


def _signed(key: str, epoch: str | None) -> tuple[str, str]:
    zh = "记录未注明密钥期" if epoch is None else f"记录自称第 {epoch} 期密钥"
    en = "the record names no key epoch" if epoch is None else f"the record says key epoch {epoch}"
    return f"签名有效，公钥 {key[:16]}…，{zh}", f"the signature holds, public key {key[:16]}…; {en}"


def main(words: list[str] | None = None) -> int:
    """Check every record; return 0 when all verify, 2 for wrong usage, else 5."""
    parser = argparse.ArgumentParser(prog="calbench-verify", description="Checks run records of calbench 验证运行记录")
    parser.add_argument("files", type=Path, nargs="+", metavar="RECORD")
    parser.add_argument("--keys", type=Path, metavar="KEYS", help="the laboratory's file of public keys 实验室公钥文件")
    arguments = parser.parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    broken = 0
    try:
        keys = read_keys(arguments.keys) if arguments.keys else None
        for path in arguments.files:
            try:
                proved, unproved = check(path, keys)
            except DoesNotVerify as failure:
                print(f"✗ 验证不通过 does not verify: {failure}", file=sys.stderr)
                broken += 1
            else:
                _say(path, proved if keys else [KEY_UNCHECKED, *proved], unproved)
    except InvalidUse as failure:
        print(f"calbench-verify: {failure}", file=sys.stderr)
        return USAGE
    return DOES_NOT_VERIFY if broken else 0


def _say(path: Path, proved: list[tuple[str, str]], unproved: list[tuple[str, str]]) -> None:
    print(f"✓ 验证通过 verifies: {path}")
    for zh, en in proved:
        print(f"  {zh} {en}")
    for zh, en in NOT_CHECKED:
        print(f"  (未核对 not checked) {zh} {en}")
    for zh, en in unproved:
        print(f"  (未证明 not proved) {zh} {en}")


if __name__ == "__main__":
    sys.exit(main())
