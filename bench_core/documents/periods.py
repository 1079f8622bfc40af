"""Calendar periods such as a recalibration interval; months and years have no length in seconds."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic_core import core_schema

from bench_core.bilingual import Bilingual
from bench_core.documents.refusal import refuse_text
from bench_core.documents.shapes import PERIOD
from bench_core.documents.texts import require_text

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from bench_core.documents.shapes import Shape

_PERIOD = re.compile(r"([1-9][0-9]{0,3}) (years?|months?|d)")


@dataclass(frozen=True, slots=True)
class Period:
    """A number of years, months or days."""

    count: int
    unit: Literal["year", "month", "d"]

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `1 year`, `6 months` or `7 d`.

        Raises:
            PydanticCustomError: another form.
        """
        match = _PERIOD.fullmatch(text)
        if match is None:
            raise refuse_text(
                Bilingual(f"“{text[:60]}”不是周期", f"'{text[:60]}' is no period"),
                Bilingual("写成 1 year、6 months 或 7 d", "write 1 year, 6 months or 7 d"),
            )
        name = match[2].removesuffix("s")
        return cls(int(match[1]), "year" if name == "year" else "month" if name == "month" else "d")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a model hold a period."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(require_text(value, "1 year")),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: object) -> Shape:
        """Tell an editor what a period looks like."""
        return PERIOD

    def __str__(self) -> str:
        plural = "s" if self.count > 1 and self.unit != "d" else ""
        return f"{self.count} {self.unit}{plural}"

    def after(self, start: date) -> date:
        """Return the same day so much later; the month's last day where it has no such day.

        Beyond the calendar's end, 9999-12-31, it is that day.
        """
        if self.unit == "d":
            return start + min(timedelta(days=self.count), date.max - start)
        months = start.month - 1 + self.count * (12 if self.unit == "year" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        if year > MAXYEAR:
            return date.max
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
