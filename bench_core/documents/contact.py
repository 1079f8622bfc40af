"""Names and addresses, as laboratory and order files share them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import Text2, TextField, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.shapes import named

_COUNTRY = re.compile(r"[A-Z]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def _country(text: str) -> str:
    if _COUNTRY.fullmatch(text) is None:
        raise refuse_text(
            Bilingual(f"“{text}”不是国家代码", f"'{text}' is no country code"),
            Bilingual("ISO 3166-1 的两个大写字母，如 CN", "two capital letters of ISO 3166-1, such as CN"),
        )
    return text


def _email(text: str) -> str:
    if _EMAIL.fullmatch(text) is None:
        raise refuse_text(
            Bilingual(f"“{text}”不是电子邮件地址", f"'{text}' is no e-mail address"),
            Bilingual("写成 name@domain", "write name@domain"),
        )
    return text


_SHAPE = named("country", _COUNTRY.pattern, "两个大写字母，如 CN。 Two capital letters, such as CN.")
Country = Annotated[TextField, AfterValidator(_country), WithJsonSchema(_SHAPE)]
"""Two letters of ISO 3166-1."""
Email = Annotated[TextField, AfterValidator(_email)]
"""An e-mail address."""


class Address(DocumentModel):
    """A postal address.

    Args:
        street: or district and road.
        number: of the house.
        city: or municipality.
        post_code: as the post writes it.
        state: or province.
        country: ISO 3166-1.
        further: building, floor, room.
    """

    street: TextField | None = None
    number: TextField | None = None
    city: TextField
    post_code: TextField | None = None
    state: TextField | None = None
    country: Country
    further: Text2 | None = None


class Contact(DocumentModel):
    """Somebody with a name in both languages and an address."""

    name: Text2
    address: Address
    email: Email | None = None
    phone: TextField | None = None
