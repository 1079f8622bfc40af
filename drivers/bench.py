"""Knows a bench: its file and all that the file refers to, in agreement; refuses to know what instruments do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.capabilities.binding import BoundInstrument
from bench_core.capabilities.instruments import IN_PROCESS, SerialPort
from bench_core.capabilities.measured_conditions import MEASURED
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import did_you_mean
from bench_core.documents.files import Read, from_disc
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import Document, DocumentModel, kind_of, parse
from bench_core.documents.standard import StandardCertificate
from bench_core.errors import DocumentInvalid, RoleUnfilled, UsageError, UsageRefused
from bench_core.failures import told_with_advice
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit
from bench_core.records.events import EmbeddedText
from bench_core.records.plan import Watch
from drivers import registry
from drivers.bench_file import PERSON, BenchEntry, BenchFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.mistake import Mistake

__all__ = ["Bench", "BenchEntry", "BenchFile", "BenchInstrument", "read_bench"]

M = TypeVar("M", bound=DocumentModel)
T = TypeVar("T")
BENCH = "bench"
"""The role of a bench file's text in a record."""
_INSTRUMENT, _STANDARD = "instrument:", "standard:"
_WORLD = "world/1"
_LABORATORY = "laboratory/1"


@dataclass(frozen=True, slots=True)
class BenchInstrument:
    """One instrument of a bench with everything its file refers to.

    Args:
        name: on the bench.
        driver: name of an installed driver, or `person` for one that a person reads.
        link: resource name; empty where a person reads.
        serial: that the instrument must give, or None.
        type_record: what its maker states.
        certificate: of a standard, or None.
        limits: by capability, the largest magnitude that may be set.
        timeout_s: for one reply [s], or None for the driver's own.
        serial_port: how a serial line is set.
    """

    name: str
    driver: str
    link: str
    serial: str | None
    type_record: Document[TypeRecord]
    certificate: Document[StandardCertificate] | None
    limits: Mapping[str, Quantity]
    timeout_s: float | None
    serial_port: SerialPort

    @property
    def by_person(self) -> bool:
        """Whether a person sets and reads it, for want of a link."""
        return self.driver == PERSON

    @property
    def in_process(self) -> bool:
        """Whether it is simulated inside the run's own process, and ends with it."""
        return self.link.lower().startswith(IN_PROCESS)

    @property
    def serves(self) -> Literal["source", "indicator"]:
        """Whether it puts something out, as its driver says; what a person reads indicates."""
        if self.by_person:
            return "indicator"
        found = registry.driver(self.driver)
        return "source" if registry.is_source(found, self.type_record.model) else "indicator"


@dataclass(frozen=True, slots=True)
class Bench:
    """A bench whose file, type records and certificates were read without a mistake.

    Args:
        name: of the bench.
        document: its file.
        instruments: by name, in the order of the file.
        roles: role of a procedure to name of an instrument.
        world_text: the simulated world's file, whole, or None.
        laboratory: path of the laboratory file, or None.
    """

    name: str
    document: Document[BenchFile]
    instruments: Mapping[str, BenchInstrument]
    roles: Mapping[str, str]
    world_text: EmbeddedText | None
    laboratory: Path | None

    @property
    def path(self) -> Path:
        """The bench file, as the user named it."""
        return self.document.path

    @property
    def world(self) -> Path | None:
        """The simulated world's file, or None."""
        return None if self.world_text is None else Path(self.world_text.path)

    @property
    def simulated(self) -> bool:
        """Whether the bench is a simulated one."""
        return self.world_text is not None

    @property
    def by_person(self) -> tuple[str, ...]:
        """The instruments that a person reads, in the order of the file."""
        return tuple(name for name, entry in self.instruments.items() if entry.by_person)

    def bound(self, role: str) -> BoundInstrument:
        """Return who plays a role, as a procedure sees it.

        Raises:
            RoleUnfilled: the bench gives this role to nobody.
        """
        if role not in self.roles:
            known = ", ".join(self.roles)
            raise RoleUnfilled(f"{self.path}: no instrument plays role '{role}'; the roles of this bench are {known}")
        entry = self.instruments[self.roles[role]]
        certificate = entry.certificate.model if entry.certificate else None
        return BoundInstrument(
            entry.name,
            entry.type_record.model,
            certificate,
            entry.limits,
            self.simulated,
            entry.by_person,
            entry.serves,
        )

    @property
    def watches(self) -> Mapping[str, Watch]:
        """By name of a condition, how an instrument measures it during a run."""
        entry = self.document.model.conditions
        if entry is None:
            return {}
        found = {}
        for name, instrument in entry.measured_by.items():
            function = MEASURED[name]
            ranges = self.instruments[instrument].type_record.model.functions[function].ranges
            largest = max((one.range for one in ranges), key=lambda one: one.si)
            found[name] = Watch(instrument, function, largest, entry.every, entry.hold, entry.give_up)
        return found

    def texts(self) -> tuple[EmbeddedText, ...]:
        """Return every file that the bench is made of, whole, but for the laboratory's."""
        texts = [_embedded(BENCH, self.document)]
        texts += [self.world_text] if self.world_text else []
        for name, entry in self.instruments.items():
            texts.append(_embedded(_INSTRUMENT + name, entry.type_record))
            texts += [_embedded(_STANDARD + name, entry.certificate)] if entry.certificate else []
        return tuple(texts)


def read_bench(path: Path, read: Read = from_disc) -> Bench:
    """Read a bench file and all that it refers to.

    Args:
        path: of the bench file; paths inside it count from its folder.
        read: gives the bytes of each file, by the role that its text has in a record.

    Raises:
        DocumentInvalid: with every mistake in any of the files.
        UsageError: there is no such file, or it cannot be read.
    """
    reading = _Reading(parse(str(path), read(BENCH, path), BenchFile), read)
    bench = reading.bench()
    if reading.mistakes or bench is None:
        raise DocumentInvalid(tuple(reading.mistakes))
    return bench


class _Reading:
    """One reading of a bench file's references, which goes on after a mistake to find them all."""

    def __init__(self, document: Document[BenchFile], read: Read) -> None:
        self._document = document
        self._read = read
        self._file = document.model
        self.mistakes: list[Mistake] = []

    def bench(self) -> Bench | None:
        read = [self._instrument(name, entry) for name, entry in self._file.instruments.items()]
        self._check_roles()
        self._check_links()
        world = self._text("world", self._file.world, _WORLD)
        laboratory = self._text("laboratory", self._file.laboratory, _LABORATORY)
        instruments = {one.name: one for one in read if one is not None}
        if len(instruments) < len(read):
            return None
        self._check_conditions(instruments)
        folder = Path(laboratory.path) if laboratory else None
        return Bench(self._file.bench, self._document, instruments, self._file.roles, world, folder)

    def _instrument(self, name: str, entry: BenchEntry) -> BenchInstrument | None:
        at = ("instruments", name)
        type_record = self._type_record(at, name, entry)
        certificate = None
        if entry.certificate is not None:
            path = self._path(entry.certificate)
            certificate = self._load((*at, "certificate"), _STANDARD + name, path, StandardCertificate)
        link = entry.link or ""
        if link:
            self._try((*at, "link"), lambda: registry.require_link_scheme(link))
        self._check_limits(at, entry)
        if type_record is None or (entry.certificate is not None and certificate is None):
            return None
        if certificate is not None:
            self._check_certificate((*at, "certificate"), entry, type_record.model, certificate.model)
        timeout_s = float(entry.timeout.si) if entry.timeout is not None else None
        driver = entry.driver or PERSON
        serial_port = SerialPort() if entry.serial_port is None else entry.serial_port.settings()
        return BenchInstrument(
            name, driver, link, entry.serial, type_record, certificate, entry.limits, timeout_s, serial_port
        )

    def _type_record(self, at: tuple[str, ...], name: str, entry: BenchEntry) -> Document[TypeRecord] | None:
        named, role = entry.driver, _INSTRUMENT + name
        driver = None if named is None else self._try((*at, "driver"), lambda: registry.driver(named))
        if entry.type is not None:
            record = self._load((*at, "type"), role, self._path(entry.type), TypeRecord)
            if driver is not None and record is not None:
                self._try((*at, "type"), lambda: registry.require_described(driver, record.model))
            return record
        if driver is None:
            return None
        path = self._try((*at, "driver"), lambda: registry.type_record_path(driver))
        return None if path is None else self._load((*at, "driver"), role, path, TypeRecord)

    def _check_certificate(
        self, at: tuple[str, ...], entry: BenchEntry, type_record: TypeRecord, certificate: StandardCertificate
    ) -> None:
        certified, number = certificate.instrument, certificate.number
        if certified.model != type_record.model:
            words = Bilingual(
                f"证书 {number} 属于型号 {certified.model}，仪器为 {type_record.model}",
                f"certificate {number} is for model {certified.model}, the instrument is a {type_record.model}",
            )
            self._refuse(at, words, Bilingual("写它自己的证书", "name its own certificate"))
        elif entry.serial is None:
            words = Bilingual(
                f"证书 {number} 属于编号 {certified.serial}，仪器的编号没有给出",
                f"certificate {number} is for serial {certified.serial}, the instrument's is not given",
            )
            self._refuse(at, words, Bilingual("补上 serial:", "add serial:"))
        elif certified.serial != entry.serial:
            words = Bilingual(
                f"证书 {number} 属于编号 {certified.serial}，仪器的编号为 {entry.serial}",
                f"certificate {number} is for serial {certified.serial}, the instrument's is {entry.serial}",
            )
            self._refuse(at, words, Bilingual("写它自己的证书", "name its own certificate"))

    def _check_limits(self, at: tuple[str, ...], entry: BenchEntry) -> None:
        for name, limit in entry.limits.items():
            ours = CAPABILITIES[name]
            if limit.dimension != unit(ours.unit).dimension:
                hint = Bilingual(f"以 {ours.unit} 或其倍数单位为单位", f"write it in {ours.unit} or a multiple")
                self._refuse(
                    (*at, "limits", name), Bilingual(f"{limit} 不是{ours.zh}", f"{limit} is no {ours.en}"), hint
                )

    def _check_roles(self) -> None:
        for role, name in self._file.roles.items():
            if name not in self._file.instruments:
                hint = did_you_mean(name, list(self._file.instruments))
                self._refuse(
                    ("roles", role),
                    Bilingual(
                        f"角色“{role}”所写的“{name}”不是此校准台的仪器",
                        f"role '{role}' names no instrument of this bench: '{name}'",
                    ),
                    hint,
                )

    def _check_conditions(self, instruments: Mapping[str, BenchInstrument]) -> None:
        measured = {} if self._file.conditions is None else self._file.conditions.measured_by
        for condition, name in measured.items():
            at, one = ("conditions", "measured_by", condition), instruments.get(name)
            if one is None:
                hint = did_you_mean(name, list(instruments))
                self._refuse(
                    at,
                    Bilingual(
                        f"{condition} 由“{name}”测量，它不是此校准台的仪器",
                        f"{condition} is measured by no instrument of this bench: '{name}'",
                    ),
                    hint,
                )
            elif one.by_person or one.serves != "indicator":
                self._refuse(
                    at,
                    Bilingual(f"“{name}”没有程序可读的示值", f"'{name}' indicates nothing that a program could read"),
                    Bilingual("写一台有链路的指示仪器", "name an indicator on a link"),
                )
            elif name in self._file.roles.values():
                words = Bilingual(
                    f"“{name}”担任角色，测量 {condition} 时会被改变设置",
                    f"'{name}' plays a role, and would be set for it while it measures {condition}",
                )
                self._refuse(at, words, Bilingual("写一台不担任角色的仪器", "name an instrument without a role"))
            elif MEASURED[condition] not in one.type_record.model.functions:
                what = CAPABILITIES[MEASURED[condition]]
                words = Bilingual(f"“{name}”不指示{what.zh}", f"'{name}' does not indicate {what.en}")
                self._refuse(at, words, Bilingual("换一台能指示的", "name one that does"))

    def _check_links(self) -> None:
        users: dict[str, str] = {}
        for name, entry in self._file.instruments.items():
            if entry.link is None:
                continue
            at = ("instruments", name, "link")
            other = users.setdefault(entry.link, name)
            if other != name:
                self._refuse(
                    at,
                    Bilingual(f"{entry.link} 已是“{other}”的链路", f"{entry.link} is the link of '{other}' already"),
                    Bilingual("每台仪器一条链路", "one link for each instrument"),
                )
            if entry.link.lower().startswith(IN_PROCESS) and self._file.world is None:
                self._refuse(
                    at,
                    Bilingual(f"{entry.link} 需要仿真世界", f"{entry.link} needs a simulated world"),
                    Bilingual("补上 world: FILE", "add world: FILE"),
                )

    def _text(self, key: str, text: str | None, kind: str) -> EmbeddedText | None:
        """Read a file whose model another room knows; only its kind is checked here."""
        if text is None:
            return None
        path = self._path(text)
        return self._try((key,), lambda: _text_of_kind(key, path, self._read(key, path), kind))

    def _path(self, text: str) -> Path:
        return self._document.path.parent / text

    def _load(self, at: tuple[str, ...], role: str, path: Path, kind: type[M]) -> Document[M] | None:
        return self._try(at, lambda: cast("Document[M]", _parsed_once(str(path), self._read(role, path), kind)))

    def _try(self, at: tuple[str, ...], action: Callable[[], T]) -> T | None:
        """Do something; where it is refused, note the mistake: in the other file, or at this place of ours."""
        try:
            return action()
        except DocumentInvalid as problem:
            self.mistakes += problem.mistakes
        except UsageError as problem:
            self._refuse(at, *told_with_advice(problem))
        return None

    def _refuse(self, at: tuple[str, ...], message: Bilingual, hint: Bilingual = NOTHING) -> None:
        self.mistakes.append(self._document.mistake(at, message, hint))


@lru_cache(maxsize=128)
def _parsed_once(name: str, content: bytes, kind: type[DocumentModel]) -> Document[DocumentModel]:
    """Return what a file says, parsed anew only where it changed: benches share their instruments' type records."""
    return parse(name, content, kind)


def _text_of_kind(role: str, path: Path, content: bytes, kind: str) -> EmbeddedText:
    found = kind_of(str(path), content)
    if found != kind:
        raise UsageRefused(Bilingual(f"{path} 是 {found}，应为 {kind}", f"{path} is {found}, expected {kind}"))
    return EmbeddedText(role, str(path), sha256(content).hexdigest(), content.decode("utf-8"))


def _embedded(role: str, document: Document[M]) -> EmbeddedText:
    return EmbeddedText(role, str(document.path), document.digest, document.text)
