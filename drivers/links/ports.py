"""Knows which serial ports and USB instruments the system lists; it sends nothing to any of them."""

from __future__ import annotations

import importlib
import os
import sys
import warnings

import pyvisa
from pyvisa.util import read_user_library_path
from serial.tools import list_ports

from drivers.links.seeking import Candidate, NotSearchedError

_NEEDED = "install the packages pyusb and libusb-package, or a VISA library named by PYVISA_LIBRARY"


def serial_ports() -> list[Candidate]:
    """Return every serial port."""
    found = []
    for port in list_ports.comports():
        name = port.device.removeprefix("COM") if sys.platform == "win32" else port.device
        told = "" if port.description in {None, "n/a"} else port.description
        found.append(Candidate(f"ASRL{name}::INSTR", "serial port", told))
    return found


def usb_instruments() -> list[Candidate]:
    """Return every USB instrument (USBTMC), and with a VISA library those on GPIB too.

    Raises:
        NotSearchedError: neither PyUSB nor a VISA library is there.
    """
    configured = "PYVISA_LIBRARY" in os.environ or read_user_library_path()
    try:
        resources = _by_visa() if configured else _by_pyusb()
    except Exception as problem:  # back ends raise bare exceptions
        raise NotSearchedError(f"{_NEEDED} ({str(problem) or type(problem).__name__})") from problem
    return [Candidate(resource, "GPIB" if resource.startswith("GPIB") else "USB") for resource in resources]


def _by_visa() -> list[str]:
    return list(pyvisa.ResourceManager().list_resources("(USB|GPIB)?*INSTR"))


def _by_pyusb() -> list[str]:
    # PyVISA's own listing would send broadcasts too, and wait for them.
    session = importlib.import_module("pyvisa_py.usb").USBSession
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of devices that this user may not read
        return list(session.list_resources())
