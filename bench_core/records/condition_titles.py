"""What the conditions of a procedure are called, for people; in prompts, tables and certificates alike."""

from __future__ import annotations

from bench_core.bilingual import Bilingual

_TITLES = {
    "ambient.temperature": Bilingual("环境温度", "ambient temperature"),
    "ambient.relative_humidity": Bilingual("相对湿度", "relative humidity"),
    "ambient.pressure": Bilingual("大气压力", "atmospheric pressure"),
    "supply.voltage": Bilingual("供电电压", "supply voltage"),
    "supply.frequency": Bilingual("供电频率", "supply frequency"),
    "uut.warm_up": Bilingual("被校器具预热时间", "warm-up time of the item"),
    "uut.soak": Bilingual("被校器具恒温时间", "soak time of the item"),
}


def condition_title(name: str, instrument: Bilingual | None = None) -> Bilingual:
    """Return a condition's title; one that is not known here is called by its own name.

    Args:
        name: such as `ambient.temperature`.
        instrument: what the reader calls the one that plays the role in the name, or None for the role itself.
    """
    role, _, what = name.partition(".")
    if what == "zeroed":
        called = instrument or Bilingual(f"{role} ", role)
        return Bilingual(f"{called.zh}距上次调零的时间", f"time since {called.en} was zeroed")
    return _TITLES.get(name, Bilingual(name, name))
