"""The one table of capabilities: what each means, its unit, and what may be set or read beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that an instrument can source or indicate.

    Args:
        name: as procedures write it.
        zh: name for people.
        en: name for people.
        unit: the unit that replies and settings are given in.
        settable: further quantities that belong to a setting, each with its unit.
        signed: whether a negative value has a meaning.
    """

    name: str
    zh: str
    en: str
    unit: str
    settable: tuple[tuple[str, str], ...] = ()
    signed: bool = True


_FREQUENCY = (("frequency", "Hz"),)

CAPABILITIES: dict[str, Capability] = {
    row.name: row
    for row in (
        Capability("dc_voltage", "直流电压", "DC voltage", "V"),
        Capability("ac_voltage", "交流电压", "AC voltage", "V", _FREQUENCY, signed=False),
        Capability("dc_current", "直流电流", "DC current", "A"),
        Capability("ac_current", "交流电流", "AC current", "A", _FREQUENCY, signed=False),
        Capability("resistance", "直流电阻", "DC resistance", "Ω", signed=False),
        Capability("resistance_4w", "四线直流电阻", "4-wire DC resistance", "Ω", signed=False),
        Capability("frequency", "频率", "frequency", "Hz", signed=False),
        Capability("pressure", "压力", "pressure", "Pa"),
        Capability("temperature", "温度", "temperature", "°C"),
        Capability("relative_humidity", "相对湿度", "relative humidity", "%", signed=False),
    )
}
