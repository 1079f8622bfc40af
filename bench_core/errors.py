"""Every exception of calbench, in one tree.

BenchError                           .exit_code, .retryable
 ├─ UsageError (ValueError)          our caller's fault                                    exit 2
 │   ├─ DocumentInvalid              .mistakes, each with path, line and column
 │   ├─ UsageRefused                 .told in both languages, since a file's author or the window shows it
 │   │   ├─ UnitUnknown, UnitMismatch
 │   │   ├─ ExpressionInvalid        .offset into the expression's text, .hint
 │   │   ├─ CorrelationInvalid       correlation coefficients or covariances that no quantities can have
 │   │   ├─ ResumeRefused            a run may not go on, because something is not what it was
 │   │   ├─ ControlRefused           a running run cannot be reached, or refuses a command
 │   │   └─ TrialsNotFinite          .trials of a simulation have no finite value; .values of the first, .offset
 │   ├─ NumberInvalid                text is not a number, or not a bounded one
 │   │   ├─ QuantityInvalid          text is not a number with a unit; a UsageRefused, too
 │   │   ├─ OutsideValidity          a value at which a table or a curve does not hold
 │   │   └─ FitInvalid               .point, from 1; points that no curve can be fitted to
 │   ├─ BindingRefused               a bench does not suffice for a procedure
 │   │   ├─ RoleUnfilled, CapabilityMissing, RangeInsufficient, AdequacyInsufficient
 │   │   ├─ CertificateUnusable      expired, missing, or not covering a point
 │   │   └─ BenchInUse               another run has one of its instruments; a UsageRefused, too
 │   ├─ LimitExceeded                a planned or sent value is beyond a limit
 │   └─ AnswersInvalid               an answers file does not fit the prompts
 ├─ InstrumentError                  the far side's fault                                  exit 3
 │   ├─ LinkRefused (ConnectionError), LinkClosed (ConnectionError), LinkTimeout (TimeoutError)
 │   ├─ MalformedReply, InstrumentReported, IdentityMismatch
 │   ├─ Overload                     an indication beyond the range, never a number; retryable
 │   ├─ OutputTripped                a source left operate by itself
 │   ├─ OutputOnTooLong              an output was or would have been on beyond the procedure's limit; retryable
 │   ├─ WiringNotProven              a harmless output is not seen through the leads; retryable
 │   ├─ SettingChanged               an instrument is not set any more as it was; retryable
 │   └─ NotSteady                    a signal did not settle in time; retryable
 ├─ RunAborted                       by a person                                           exit 4
 ├─ NobodyAnswers                    a prompt has nobody who could answer it; retryable    exit 4
 ├─ GuardianLost                     nobody would switch outputs off if the run died; retryable  exit 4
 ├─ ConditionsNotMet                 an ambient or other condition does not hold           exit 4
 │   └─ ConditionsLost               one did not come back while the run waited; retryable
 ├─ RecordError                                                                            exit 5
 │   ├─ BrokenChain, RecordTruncated, UnknownFormat, RunUnfinished, ResultDiffers, PlanDiffers, SignatureInvalid
 │   └─ RecordNotWritten (OSError)   the disc refused a line                               exit 4
 └─ ExportError                                                                            exit 5
     └─ SchemaViolation, RuleViolated, UnitNotInDsi

A sentence reads `<who>: <what happened>, <value with unit>; <what to do>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual

if TYPE_CHECKING:
    from bench_core.mistake import Mistake


class BenchError(Exception):
    """The root: every failure that calbench explains to a person."""

    exit_code = 4
    retryable = False


class UsageError(BenchError, ValueError):
    """A command, a file or a call is wrong, and its author can mend it."""

    exit_code = 2


class DocumentInvalid(UsageError):
    """A file breaks a law of its kind; all mistakes are named at once."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(mistakes)
        self.mistakes = tuple(sorted(mistakes))

    def __str__(self) -> str:
        return self.told.en

    @property
    def told(self) -> Bilingual:
        """Every mistake, each in a line of its own."""
        lines = [mistake.told for mistake in self.mistakes]
        return Bilingual("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


class UsageRefused(UsageError):
    """What somebody wrote or asks for is refused, in both languages.

    Args:
        told: what is wrong, with the value, and what to do after a semicolon.
    """

    def __init__(self, told: Bilingual) -> None:
        self.told = told
        super().__init__(self.told)

    def __str__(self) -> str:
        return self.told.en


class NumberInvalid(UsageError):
    """A text is not a number in the one form that calbench reads."""


class QuantityInvalid(UsageRefused, NumberInvalid):
    """A text is not a number with a unit, or not one that can be held."""


class OutsideValidity(NumberInvalid):
    """A value lies where a table, a formula or a fitted curve does not hold."""


class FitInvalid(NumberInvalid):
    """No curve can be fitted to points, or the fit does not converge; `point` is to blame, from 1, or None."""

    def __init__(self, message: str, point: int | None = None) -> None:
        super().__init__(f"point {point}: {message}" if point is not None else message)
        self.point = point


class UnitUnknown(UsageRefused):
    """A text is not a unit."""


class UnitMismatch(UsageRefused):
    """Two quantities of different kinds were compared, added or converted."""


class ExpressionInvalid(UsageRefused):
    """An expression cannot be read or evaluated.

    Args:
        message: what is wrong.
        offset: where in the expression's text, from 0.
        hint: what to do, or empty.
    """

    def __init__(self, message: Bilingual, offset: int = 0, hint: Bilingual = NOTHING) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


class CorrelationInvalid(UsageRefused):
    """Correlation coefficients or covariances are not possible, or not of the quantities at hand."""


class TrialsNotFinite(UsageRefused):
    """A model has no finite value in some trials; how many, of how many, the inputs of the first, where in its text."""

    def __init__(
        self, what: Bilingual, trials: int, size: int, values: dict[str, float], offset: int | None = None
    ) -> None:
        shown = ", ".join(f"{name} = {value:.12g}" for name, value in values.items())
        zh = f"{what.zh}：{size} 次试验中 {trials} 次没有有限值，第一次 {shown}"
        super().__init__(Bilingual(zh, f"{what.en}: no finite value in {trials} of {size} trials, first with {shown}"))
        self.trials, self.size, self.values, self.offset = trials, size, values, offset


class BindingRefused(UsageError):
    """A bench does not suffice for a procedure."""


class RoleUnfilled(BindingRefused):
    """A role of the procedure has no instrument on the bench."""


class CapabilityMissing(BindingRefused):
    """An instrument cannot do what its role asks."""


class RangeInsufficient(BindingRefused):
    """A value lies outside what an instrument can set or indicate."""


class AdequacyInsufficient(BindingRefused):
    """A reference standard is not good enough for the unit under test at a point."""


class CertificateUnusable(BindingRefused):
    """A standard's certificate is missing, past its due date, or does not cover a point."""


class BenchInUse(UsageRefused, BindingRefused):
    """Another run has an instrument of the bench."""


class LimitExceeded(UsageError):
    """A value is beyond a limit of bench, standard or unit under test; nothing was sent."""


class AnswersInvalid(UsageError):
    """An answers file does not fit the prompts of the run."""


class ResumeRefused(UsageRefused):
    """A run may not be continued, because something is not what it was."""


class ControlRefused(UsageRefused):
    """A running run cannot be reached, or cannot do now what it is told."""


class InstrumentError(BenchError):
    """An instrument or its link failed.

    Args:
        who: instrument and resource name, for the person at the bench.
        what: what happened and what to do.
    """

    exit_code = 3

    def __init__(self, who: str, what: str) -> None:
        super().__init__(who, what)
        self.who = who
        self.what = what

    def __str__(self) -> str:
        return f"{self.who}: {self.what}"


class LinkRefused(InstrumentError, ConnectionError):
    """Nothing accepts the connection."""

    retryable = True


class LinkClosed(InstrumentError, ConnectionError):
    """The far side closed the connection."""

    retryable = True


class LinkTimeout(InstrumentError, TimeoutError):
    """No complete reply came within the time-out."""

    retryable = True


class MalformedReply(InstrumentError):
    """A reply is not in the form the instrument's manual gives."""


class InstrumentReported(InstrumentError):
    """The instrument's own error queue holds an entry after a command."""


class IdentityMismatch(InstrumentError):
    """Another instrument answers than the bench file says."""


class Overload(InstrumentError):
    """The instrument says that its input is beyond the range; there is no number."""

    retryable = True


class OutputTripped(InstrumentError):
    """A source left operate by itself."""


class OutputOnTooLong(InstrumentError):
    """An output was on longer than the procedure allows, or would have been; after a rest the point can be retaken."""

    retryable = True


class WiringNotProven(InstrumentError):
    """A harmless output is not indicated through the leads that were confirmed; they can be mended."""

    retryable = True


class SettingChanged(InstrumentError):
    """An instrument is not set as it was, such as a source that puts out something else; somebody changed it."""

    retryable = True


class NotSteady(InstrumentError):
    """A signal did not become steady in the time the procedure gives; leads and shielding can be mended."""

    retryable = True


class RunAborted(BenchError):
    """A person ended the run."""


class NobodyAnswers(BenchError):
    """Nobody is there to answer a prompt: the terminal was closed, or there was none; the run can go on at another."""

    retryable = True


class GuardianLost(BenchError):
    """The process that makes outputs safe when a run dies is not there."""

    exit_code = 4
    retryable = True


class ConditionsNotMet(BenchError):
    """A condition of the procedure does not hold."""


class ConditionsLost(ConditionsNotMet):
    """A condition did not come back in the time that a suspended run waits for it; the run can go on when it does."""

    retryable = True


class RecordError(BenchError):
    """A run record cannot be trusted or read."""

    exit_code = 5


class BrokenChain(RecordError):
    """A line of a record is not what was written.

    Args:
        path: the record.
        line: the first bad line, from 1.
        why: what is wrong with it.
    """

    def __init__(self, path: str, line: int, why: str) -> None:
        super().__init__(path, line, why)
        self.path = path
        self.line = line
        self.why = why

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.why}"


class RecordTruncated(BrokenChain):
    """A record ends in the middle of a line."""


class UnknownFormat(RecordError):
    """A file is not a run record of a version this program knows."""


class RunUnfinished(RecordError):
    """A record of a run that has not ended cannot give what was asked."""


class ResultDiffers(BrokenChain):
    """A recorded result is not what its raw replies give."""


class PlanDiffers(BrokenChain):
    """A recorded plan is not what the embedded texts give."""


class SignatureInvalid(BrokenChain):
    """The checkpoint's signature does not belong to this record."""


class RecordNotWritten(RecordError, OSError):
    """The disc refused a line of the record; the run stops and sources go safe."""

    exit_code = 4


class ExportError(BenchError):
    """A certificate cannot be made."""

    exit_code = 5


class SchemaViolation(ExportError):
    """An XML file does not satisfy its schema."""


class RuleViolated(ExportError):
    """A certificate breaks a rule of the format or of the laboratory's accreditation."""


class UnitNotInDsi(ExportError):
    """A unit has no D-SI name."""
