"""One good file of each kind that bench_core knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bench_core.documents.answers import Answers
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import DocumentModel
from bench_core.documents.order import Order
from bench_core.documents.standard import StandardCertificate

INSTRUMENT = """\
calbench: instrument/1
maker: Keysight
model: 34401A
title: {zh: 六位半数字多用表, en: 6½-digit multimeter}
source: {document: "Service Guide", edition: "9", pages: "15-17"}
verified: {by: 张三, on: 2026-11-01, edition: "9", page: "16"}
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [HEWLETT-PACKARD, Keysight Technologies], model: 34401A}
functions:
  dc_voltage:
    basic_range: 10 V
    coverage: {distribution: normal, probability: 99 %}
    ranges:
      - {range: 100 mV, maximum: 120 mV, resolution: 100 nV, of_reading: 0.0050 %, of_range: 0.0035 %}
      - {range: 10 V, maximum: 12 V, resolution: 10 µV, of_reading: 0.0035 %, of_range: 5 ppm, constant: 1 µV}
  temperature:
    coverage: {distribution: rectangular}
    ranges:
      - range: 100 °C
        maximum: 120 °C
        resolution: 0.01 K
        constant: 0.1 K
        page: "31"
        verified: false
  ac_voltage:
    coverage: {distribution: rectangular}
    terminals: INPUT HI LO
    volt_hertz: 3e7 V·Hz
    ranges:
      - range: 10 V
        maximum: 12 V
        minimum: 0.5 V
        resolution: 10 µV
        bands:
          - {frequency: 10 Hz .. 20 kHz, of_reading: 0.06 %, of_range: 0.03 %}
          - {frequency: 20 kHz .. 50 kHz, of_reading: 0.12 %, constant: 5 mV, maximum: 11 V, page: "18"}
"""

STANDARD = """\
calbench: standard/1
number: DC-2026-0117
issuer: {zh: 演示国家计量院, en: Demonstration metrology institute}
instrument: {maker: Fluke, model: 5522A, serial: "1972905"}
issued: 2026-03-02
due: 2027-03-01
digest: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
simulated: true
functions:
  dc_voltage:
    drift: 5 ppm
    ranges:
      - range: 330 mV
        pairs: [{setting: 300 mV, actual: 299.9991 mV, U: 2 µV, k: 2}]
      - range: 3.3 V
        pairs:
          - {setting: -3 V, actual: -3.000004 V, U: 6 µV, k: 2}
          - {setting: 0 V, actual: 0.0000002 V, U: 1 µV, k: 2}
          - {setting: 1 V, actual: 1.000002 V, U: 3 µV, k: 2}
          - {setting: 3 V, actual: 3.000010 V, U: 6 µV, k: 2.0}
  ac_voltage:
    drift: 20 ppm
    ranges:
      - range: 33 V
        pairs:
          - {setting: 3 V, frequency: 1 kHz, actual: 3.0001 V, U: 0.3 mV, k: 2}
          - {setting: 30 V, frequency: 1 kHz, actual: 30.001 V, U: 3 mV, k: 2}
          - {setting: 3 V, frequency: 20 kHz, actual: 3.0004 V, U: 1 mV, k: 2}
"""

LABORATORY = """\
calbench: laboratory/1
name: {zh: 演示实验室, en: Demonstration laboratory}
code: CALBENCH-DEMO
address:
  street: 科学路
  number: "1"
  city: 北京
  post_code: "100029"
  state: 北京市
  country: CN
  further: {zh: 二楼, en: second floor}
email: lab@example.org
phone: +86 10 0000 0000
persons:
  - {id: zhang, name: 张三, role: calibrator}
  - {id: li, name: 李四, role: checker}
  - {id: wang, name: 王五, role: approver, main_signer: true}
location: laboratory
"""

ORDER = """\
calbench: order/1
number: ORD-2026-001
certificate: 2026-000123
client: {name: {zh: 示例公司, en: Example company}, address: {city: 上海, country: CN}, email: a@b.cn, phone: "1"}
uut:
  maker: Keysight
  model: 34401A
  serial: MY41001234
  description: {zh: 数字多用表, en: digital multimeter}
  asset: A-17
received: 2026-11-20
persons: {calibrated_by: zhang, checked_by: li, approved_by: wang}
procedure: jjf-1587-2016
decision_rule: jjf1094
conformity: true
remarks: {zh: 无, en: none}
"""

ANSWERS = """\
calbench: answers/1
by: 张三
answers:
  ambient.temperature: 20.3 °C
  uut.warm_up: 2 h
  dc-voltage/10 V/+90 %/x/1: 9.0001 V
confirm: all
energise: [dc-voltage, "1"]
"""


@dataclass(frozen=True)
class GoodFile:
    text: str
    kind: type[DocumentModel]


_DESCRIBED = Path(__file__).parents[2] / "drivers" / "generic"

GOOD_FILES = {
    "instrument": GoodFile(INSTRUMENT, TypeRecord),
    "meter": GoodFile((_DESCRIBED / "dmm.yaml").read_text("utf-8").replace("'", ""), TypeRecord),
    "source": GoodFile((_DESCRIBED / "supply.yaml").read_text("utf-8"), TypeRecord),
    "standard": GoodFile(STANDARD, StandardCertificate),
    "laboratory": GoodFile(LABORATORY, Laboratory),
    "order": GoodFile(ORDER, Order),
    "answers": GoodFile(ANSWERS, Answers),
}


@pytest.fixture
def good_files() -> dict[str, GoodFile]:
    return GOOD_FILES
