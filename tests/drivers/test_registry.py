"""Names of drivers and link schemes are found, or refused in words."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints
from typing import TYPE_CHECKING, cast

import pytest

from bench_core.errors import UsageError
from drivers import registry
from drivers.session import IEEE_488_2

if TYPE_CHECKING:
    from bench_core.documents.instrument import TypeRecord


@pytest.mark.parametrize(
    ("resource", "scheme"),
    [
        ("TCPIP::192.0.2.7::5025::SOCKET", "tcpip"),
        ("TCPIP0::192.0.2.7::inst0::INSTR", "tcpip"),
        ("tcpip12::x::INSTR", "tcpip"),
        ("GPIB0::3::INSTR", "gpib"),
        ("USB0::0x0957::0x0607::MY1::INSTR", "usb"),
        ("ASRL1::INSTR", "asrl"),
        ("ASRL/dev/ttyUSB0::INSTR", "asrl"),
        ("ASRLCOM3::INSTR", "asrl"),
        ("sim:meter", "sim"),
        ("modbus+tcp://192.0.2.7:502?unit=1", "modbus+tcp"),
    ],
)
def test_the_scheme_of_a_resource_name_is_what_stands_before_the_colon(resource, scheme):
    assert registry.scheme_of(resource) == scheme


@pytest.mark.parametrize("resource", ["", "meter", ":x", "192.0.2.7:5025", "../x"])
def test_a_resource_name_without_a_scheme_is_refused(resource):
    with pytest.raises(UsageError, match="has no scheme; write one such as"):
        registry.scheme_of(resource)


def test_an_unknown_driver_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError, match=r"unknown driver 'keysight.34401'; did you mean 'keysight.34401a'\?"):
        registry.driver("keysight.34401")


def test_an_unknown_link_scheme_is_refused_with_the_installed_ones():
    with pytest.raises(UsageError, match=r"unknown link scheme 'xyz'; installed are .*sim, tcpip"):
        registry.link_scheme("xyz:1")


def _install(monkeypatch, *values):
    points = EntryPoints(EntryPoint("x.y", value, registry.DRIVERS) for value in values)
    monkeypatch.setattr(registry, "_installed", lambda group: points.select(group=group))


@pytest.mark.parametrize("value", ["drivers.nowhere:Driver", "drivers.session:Nothing"])
def test_a_driver_that_cannot_be_loaded_is_told_so(monkeypatch, value):
    _install(monkeypatch, value)
    with pytest.raises(UsageError, match=r"'x\.y' is installed but cannot be loaded"):
        registry.driver("x.y")


def test_two_drivers_of_one_name_are_refused(monkeypatch):
    _install(monkeypatch, "a:B", "c:D")
    with pytest.raises(UsageError, match=r"driver 'x\.y' is installed twice"):
        registry.driver("x.y")


def test_the_same_driver_found_twice_is_one(monkeypatch):
    same = "drivers.keysight.hp_34401a:Hp34401A"
    _install(monkeypatch, same, same)
    assert registry.driver("x.y").TYPE_RECORD == "hp_34401a.yaml"


def test_a_driver_that_says_nothing_of_it_speaks_ieee_488_2_and_replies_within_5_seconds():
    silent = cast("registry.Driver", type("Silent", (), {}))
    assert registry.reply_within(silent) == 5
    assert registry.language_of(silent, cast("TypeRecord", None)) is IEEE_488_2


def test_a_driver_without_a_type_record_of_its_own_says_so():
    with pytest.raises(UsageError, match="this driver has no type record of its own; add type: FILE"):
        registry.type_record_path(registry.driver("generic.scpi"))
