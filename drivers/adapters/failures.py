"""Knows what an exception of another library means for a run; it cannot know whether the instrument obeyed before."""

from __future__ import annotations

from bench_core.errors import InstrumentError, InstrumentReported, LinkClosed, LinkRefused, LinkTimeout, MalformedReply

_VISA_TIMEOUT = -1073807339  # VI_ERROR_TMO of VPP-4.3, in PyVISA's VisaIOError.error_code
_LONGEST_SHOWN = 200


def failure(problem: Exception, who: str, doing: str, timeout_s: float, *, asked: bool) -> InstrumentError:
    """Return what a library's exception means.

    Args:
        problem: that it raised.
        who: instrument and resource name, for people.
        doing: what was done, such as "reading `range_`".
        timeout_s: that it was given for one reply [s].
        asked: whether an answer was expected.
    """
    if isinstance(problem, InstrumentError):
        return type(problem)(who, f"{problem.what}, {doing}")
    said = _said(problem)
    if _timed_out(problem):
        return LinkTimeout(who, f"no complete reply within {timeout_s:g} s, {doing}; check power, cable and address")
    if _of_the_link(problem):
        return LinkClosed(who, f"the connection is gone, {doing} ({said}); check power and cable, then resume")
    if asked:
        return MalformedReply(who, f"the library makes nothing of the reply, {doing}: {said}; check the type record")
    return InstrumentReported(who, f"the library refused, {doing}: {said}; correct the type record, or the value")


def not_opened(problem: Exception, who: str, path: str) -> InstrumentError:
    """Return what an exception means that a class raised while it opened its link."""
    if isinstance(problem, InstrumentError):
        return type(problem)(who, f"{problem.what}, opening {path}")
    what = f"{path} could not be opened ({_said(problem)}); check power, cable, address and the type record's open:"
    return LinkRefused(who, what)


def _said(problem: Exception) -> str:
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:_LONGEST_SHOWN].rstrip(": ")


def _timed_out(problem: Exception) -> bool:
    if isinstance(problem, TimeoutError) or getattr(problem, "error_code", None) == _VISA_TIMEOUT:
        return True
    return "timeout" in type(problem).__name__.lower()


def _of_the_link(problem: Exception) -> bool:
    return isinstance(problem, OSError | EOFError) or hasattr(problem, "error_code")
