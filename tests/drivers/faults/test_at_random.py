"""Every kind of fault at random, one upon the other: no reply to another question is taken, and each failure is typed.

The run over the real doors takes some minutes: `python -m pytest -m slow tests/drivers/faults/test_at_random.py`.
"""

from __future__ import annotations

import pytest

from bench_core.errors import InstrumentError, LinkClosed, LinkRefused, LinkTimeout, MalformedReply

KINDS = (
    "silent", "late, delay: 100 ms", "late, delay: 300 ms", "late, delay: 2 s", "busy, delay: 400 ms", "stall", "blank",
    "garbage, reply: NAN", "echo", "noise", "stuck_bit", "huge", "doubled", "split, delay: 1 ms", "service_request",
    "terminator, terminator: CR", "terminator, terminator: none", "terminator, terminator: CR LF", "close", "cut",
    "hang_up", "restart",
)  # fmt: skip
FAILURES = {LinkTimeout, LinkClosed, LinkRefused, MalformedReply}


def script(kinds):
    return ", ".join(f"{{kind: {kind}, probability: 1 %, lasting: true}}" for kind in kinds)


def through(bench, questions):
    """Ask, and return how many numbers came and how the others failed; `ask` knows each wrong number."""
    came, failed = 0, []
    for _ in range(questions):
        try:
            bench.ask()
        except InstrumentError as problem:
            failed.append(type(problem))
        else:
            came += 1
    return came, failed


def test_five_thousand_exchanges_within_the_process_take_no_wrong_reply(numbering):
    came, failed = through(numbering(script(KINDS), "sim"), 5000)
    assert came > 2500
    assert set(failed) == FAILURES - {LinkRefused}
    assert len(failed) > 500


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("door", ["socket", "hislip", "vxi11"])
def test_five_hundred_exchanges_through_each_network_door_take_no_wrong_reply(numbering, door):
    came, failed = through(numbering(script(KINDS), door), 500)
    assert came > 250
    assert set(failed) <= FAILURES
    assert len(failed) > 20
