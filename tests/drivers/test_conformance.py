"""Every installed driver and link scheme keeps the contract that the rest of the program relies on."""

from __future__ import annotations

import inspect
from importlib.metadata import entry_points

import pytest

from bench_core.capabilities.instruments import Indicator, Instrument, LinkContext, OutputState, Source
from bench_core.capabilities.table import CAPABILITIES
from bench_core.clock import VirtualClock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from drivers import registry
from drivers.session import Language

DESCRIBED = {"adapter.python", "generic.scpi"}
"""Drivers without a type record of their own; what they do depends on the one that the bench names."""
DRIVERS = sorted(set(entry_points(group=registry.DRIVERS).names) - DESCRIBED)
SCHEMES = sorted(entry_points(group=registry.LINKS).names)


@pytest.fixture(params=DRIVERS)
def driver(request):
    return registry.driver(request.param)


@pytest.fixture
def record(driver):
    return load(registry.type_record_path(driver), TypeRecord).model


def test_the_drivers_of_the_project_are_installed():
    assert {"fluke.5522a", "keysight.34401a"} <= set(DRIVERS)
    assert set(entry_points(group=registry.DRIVERS).names) >= DESCRIBED
    assert {"asrl", "gpib", "sim", "tcpip", "usb"} <= set(SCHEMES)


def test_a_driver_and_each_of_its_public_methods_say_what_they_do(driver):
    assert inspect.getdoc(driver)
    for name, method in inspect.getmembers(driver, inspect.isfunction):
        assert name.startswith("_") or inspect.getdoc(method), name


def test_a_driver_indicates_or_sources(driver):
    assert issubclass(driver, Instrument)
    assert issubclass(driver, Indicator) or issubclass(driver, Source)


def test_every_method_has_the_signature_of_its_protocol(driver):
    protocols = [protocol for protocol in (Instrument, Indicator, Source) if issubclass(driver, protocol)]
    for protocol in protocols:
        for name, method in inspect.getmembers(protocol, inspect.isfunction):
            if not name.startswith("_"):
                ours = list(inspect.signature(getattr(driver, name)).parameters)
                assert ours == list(inspect.signature(method).parameters), name


def test_a_source_can_always_be_made_safe(driver):
    if issubclass(driver, Source):
        assert inspect.signature(driver.make_safe).return_annotation in {OutputState, "OutputState"}
        assert len(inspect.signature(driver.make_safe).parameters) == 1


def test_the_type_record_loads_and_names_known_functions(record):
    assert set(record.functions) <= set(CAPABILITIES)
    assert record.identity.makers


def test_every_function_that_the_driver_knows_is_in_its_type_record(driver, record):
    table = inspect.getmodule(driver).FUNCTIONS
    assert set(table) == set(record.functions)
    assert all(row.unit == CAPABILITIES[name].unit for name, row in table.items())


def test_numbers_without_a_checked_page_are_not_called_verified(record):
    for function in record.functions.values():
        for row in function.ranges:
            assert not record.is_verified(row) or row.page or record.source.pages


def test_a_driver_says_how_long_a_reply_may_take_and_how_its_instrument_is_spoken_to(driver, record):
    assert 1 <= registry.reply_within(driver) <= 600
    assert isinstance(registry.language_of(driver, record), Language)


def test_making_a_driver_sends_nothing(driver, record):
    driver(object(), record)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_link_scheme_opens_nothing_by_itself(name):
    links = registry.link_scheme(f"{name}:x")(LinkContext(VirtualClock()))
    assert callable(links.open)
    assert list(inspect.signature(links.check).parameters) == ["resource"]
    links.close()
