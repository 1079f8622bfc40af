"""Knows how instruments announce themselves by mDNS (LXI); what they say of themselves is not believed, only shown.

Source: LXI Device Specification, mDNS discovery: services and their text records.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from drivers.links.seeking import Candidate, NotSearchedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_HISLIP_PORT = 4880
_TELL_WITHIN_S = 2.0
_SERVICES = {
    "_hislip._tcp.local.": "TCPIP::{host}::hislip0{port}::INSTR",
    "_vxi-11._tcp.local.": "TCPIP::{host}::inst0::INSTR",
    "_scpi-raw._tcp.local.": "TCPIP::{host}::{number}::SOCKET",
    "_lxi._tcp.local.": "TCPIP::{host}::inst0::INSTR",
}
_TEXTS = ("Manufacturer", "Model", "SerialNumber")


def find(wait_s: float, interfaces: Sequence[str] | None = None) -> list[Candidate]:
    """Return every instrument that announces a way to talk to it.

    Args:
        wait_s: how long to listen [s].
        interfaces: addresses of the interfaces to listen on; all where None.

    Raises:
        NotSearchedError: the package zeroconf is not installed, or no interface can be listened on.
    """
    try:
        import zeroconf  # noqa: PLC0415  an extra
    except ImportError as problem:
        words = "the package zeroconf is not installed; install calbench[discovery]"
        raise NotSearchedError(words) from problem
    try:
        listening = zeroconf.Zeroconf(interfaces=interfaces or zeroconf.InterfaceChoice.All)
    except OSError as problem:
        raise NotSearchedError(f"no interface can be listened on ({problem})") from problem
    try:
        return _announced(zeroconf, listening, wait_s)
    finally:
        listening.close()


def _announced(zeroconf: Any, listening: Any, wait_s: float) -> list[Candidate]:  # noqa: ANN401  an optional package
    seen: dict[tuple[str, str], None] = {}

    def note(service_type: str, name: str, **_: object) -> None:
        seen.setdefault((service_type, name))

    browser = zeroconf.ServiceBrowser(listening, list(_SERVICES), handlers=[note])
    threading.Event().wait(wait_s)
    browser.cancel()
    found: dict[str, Candidate] = {}
    wall = system_clock()
    end = wall.now() + _TELL_WITHIN_S  # of all together: what announced itself has mostly told already
    for service_type, name in seen:
        info = listening.get_service_info(service_type, name, timeout=1000 * max(0.0, end - wall.now()))
        for host in [] if info is None else info.parsed_addresses(zeroconf.IPVersion.V4Only):
            resource = _resource(service_type, host, info.port)
            found.setdefault(resource, Candidate(resource, f"mDNS {service_type.split('.')[0]}", _told(info)))
    return list(found.values())


def _resource(service_type: str, host: str, port: int) -> str:
    with_port = "" if port == _HISLIP_PORT else f",{port}"
    return _SERVICES[service_type].format(host=host, port=with_port, number=port)


def _told(info: Any) -> str:  # noqa: ANN401  an optional package
    texts = info.decoded_properties
    return ", ".join(texts[name] for name in _TEXTS if texts.get(name))
