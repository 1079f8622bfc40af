import socket

import pytest

from bench_core.clock import system_clock
from drivers.links.replies import Replies, SocketWire, without_terminator

CLOCK = system_clock()


@pytest.fixture
def wire():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Replies(SocketWire(ours), 100, CLOCK), theirs


def soon() -> float:
    return CLOCK.now() + 5


def test_a_reply_in_pieces_is_one_reply(wire):
    replies, far = wire
    for piece in (b"+1.0", b"0E", b"+00\n"):
        far.sendall(piece)
    assert replies.next(soon()) == b"+1.00E+00\n"


def test_what_came_before_a_question_is_never_its_answer(wire):
    replies, far = wire
    far.sendall(b"first\nglued to it\n")
    assert replies.next(soon()) == b"first\n"
    far.sendall(b"late\n")
    replies.drop_unasked()
    far.sendall(b"answer\n")
    assert replies.next(soon()) == b"answer\n"


def test_silence_ends_at_the_deadline(wire):
    replies, far = wire
    far.sendall(b"no end")
    with pytest.raises(TimeoutError):
        replies.next(CLOCK.now())


def test_a_reply_without_an_end_is_given_up(wire):
    replies, far = wire
    far.sendall(b"x" * 201)
    with pytest.raises(OverflowError):
        replies.next(soon())


def test_a_flood_before_a_question_is_given_up(wire):
    replies, far = wire
    far.sendall(b"x\n" * 201)
    with pytest.raises(OverflowError):
        replies.drop_unasked()


@pytest.mark.parametrize("ask", [lambda replies: replies.next(soon()), lambda replies: replies.drop_unasked()])
def test_a_far_side_that_has_gone_is_told_at_once(wire, ask):
    replies, far = wire
    far.close()
    with pytest.raises(ConnectionResetError):
        ask(replies)


@pytest.mark.parametrize(
    ("came", "reply"),
    [
        (b"1\n", b"1"), (b"1\r\n", b"1"), (b"\n", b""), (b"\r\n", b""), (b"1", b"1"),
        (b"1\r\r\n", b"1\r"), (b"1\n\n", b"1\n"), (b"\x00\r\n\r\n", b"\x00\r\n"),
    ],
)  # fmt: skip
def test_one_terminator_is_taken_off_and_nothing_that_stands_before_it(came, reply):
    assert without_terminator(came) == reply
