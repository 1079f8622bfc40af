"""What a terminal may tell a run is read strictly: a command that is not understood changes nothing."""

import pytest

from bench_core.errors import ControlRefused
from sequencer.commands import Abort, Answer, Continue, Correct, Explain, Pause, Retry, Skip, read_command


@pytest.mark.parametrize(
    ("fields", "command"),
    [
        ({"command": "abort", "by": "li", "reason": "smoke"}, Abort("li", "smoke")),
        ({"command": "answer", "prompt": "0/a", "text": "", "by": "li"}, Answer("0/a", "", "li")),
        ({"command": "abort", "by": "li", "reason": "x", "explains": True}, Abort("li", "x", explains=True)),
        ({"command": "explain", "by": "li", "reason": "smoke"}, Explain("li", "smoke")),
        ({"command": "pause", "by": "li"}, Pause("li")),
        ({"command": "pause", "by": "li", "now": True}, Pause("li", now=True)),
        ({"command": "resume", "by": "li"}, Continue("li")),
        ({"command": "skip", "by": "li", "reason": "该量程已损坏"}, Skip("li", "该量程已损坏")),
        ({"command": "retry", "by": "li", "cause": "contact"}, Retry("li", "contact")),
        (
            {"command": "retry", "by": "li", "cause": "link", "item": "i", "point": "p", "second": "wang"},
            Retry("li", "link", "i", "p", "wang"),
        ),
        (
            {"command": "correct", "by": "li", "reading": "i/p/x/1", "value": "1 V", "why": "看错", "second": "wang"},
            Correct("li", "i/p/x/1", "1 V", "看错", "wang"),
        ),
    ],
)
def test_a_command_is_read(fields, command):
    assert read_command(fields) == command


ALL = "abort, answer, correct, explain, pause, resume, retry, skip"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {},
            f"'None' is no command; a run knows {ALL}",
        ),
        ({"command": "halt", "by": "li"}, "'halt' is no command"),
        ({"command": "pause"}, "pause: needs 'by', a text"),
        ({"command": "pause", "by": " "}, "pause: needs 'by', a text"),
        ({"command": "pause", "by": 7}, "pause: needs 'by', a text"),
        ({"command": "pause", "by": "li\x1b[2J"}, "pause: needs 'by', a text"),
        ({"command": "skip", "by": "li"}, "skip: needs 'reason', a text"),
        ({"command": "abort", "by": "li", "reason": ""}, "abort: needs 'reason', a text"),
        (
            {"command": "retry", "by": "li", "cause": "I want a better one"},
            "'I want a better one' is no technical cause; a retry needs one of contact",
        ),
        (
            {"command": "correct", "by": "li", "reading": "i/p/x/1", "value": "1"},
            "correct: needs 'why', a text",
        ),
        (
            {"command": "correct", "by": "li", "reading": "i/p/x/1", "why": "slip"},
            "correct: needs 'value', a text",
        ),
        (
            {"command": "correct", "by": "li", "reading": "i/p/x/1", "value": "1", "why": "slip", "second": " LI"},
            "cannot be the second person too",
        ),
        (
            {"command": "retry", "by": "Li", "cause": "link", "second": "li"},
            "cannot be the second person too",
        ),
    ],
)
def test_what_is_not_understood_is_refused_in_words(fields, why):
    with pytest.raises(ControlRefused, match=why):
        read_command(fields)
