"""Local acceleration of free fall from latitude and height; a measured value is always the better one."""

from __future__ import annotations

import cmath
import math
from typing import Final, Literal

from bench_core.errors import NumberInvalid
from bench_core.metrology.tables.table import Formula, Source, TableValue, refuse_outside, tabulate

GravityFormula = Literal["grs80", "wgs84", "welmec", "npl", "standard_gravity"]

# NPL: the formula of latitude and height is "generally" within 5 parts in 100 000; taken as a half width. That with
# 9.80665 is by itself 5 parts in 100 000 above the ellipsoids at 45 degrees.
_HALF_WIDTH: Final = {"grs80": 5e-5, "wgs84": 5e-5, "welmec": 5e-5, "npl": 5e-5, "standard_gravity": 1e-4}
_HELD_TO = "; anomalies: NPL, FAQ on local gravity (2016), generally within 5e-5, taken as rectangular"


def _source(title: str, edition: str, clause: str, found_in: str) -> Source:
    return Source(title, edition, clause + _HELD_TO, found_in)


SOURCES: Final[dict[str, Source]] = {
    "grs80": _source(
        "Moritz: Geodetic Reference System 1980",
        "Journal of Geodesy 74 (2000) 128-133",
        "closed formula of Somigliana; height to the second order",
        "public programs that agree with each other",
    ),
    "wgs84": _source(
        "NIMA TR8350.2, World Geodetic System 1984",
        "third edition, 2000",
        "equations (4-1) and (4-3)",
        "public programs that agree with each other",
    ),
    "welmec": _source("WELMEC 2, gravity zones", "2009", "formula of 1967", "documentation of the package ahrs"),
    "npl": _source("NPL, FAQ on local gravity", "2016", "formula of 1980, first terms", "the page itself"),
    "standard_gravity": _source(
        "g = 9.80665 (1 - 0.00265 cos 2φ) / (1 + 2h/R), as Chinese texts on pressure and weighing give it",
        "edition not known",
        "",
        "teaching pages; no regulation's text was at hand",
    ),
}
# GRS80 and WGS84: equatorial gravity m/s², k, e², semi-major axis m, flattening, m = ω²a²b/GM
_ELLIPSOIDS: Final = {
    "grs80": (9.7803267715, 0.001931851353, 0.0066943800229, 6378137.0, 0.00335281068118, 0.00344978600308),
    "wgs84": (9.7803253359, 0.00193185265241, 0.00669437999014, 6378137.0, 1 / 298.257223563, 0.00344978650684),
}
_EARTH_RADIUS: Final = 6.371e6


def local_gravity(latitude: float, height: float, *, formula: GravityFormula = "wgs84") -> TableValue:
    """Return the acceleration of free fall at a place from its latitude and height.

    The standard uncertainty is that of what the formula does not know: mountains, density of the ground. It is
    5e-5/√3 of the value (`standard_gravity`: 1e-4/√3). Where that matters, have gravity measured, or ask the
    national survey.

    Args:
        latitude: geodetic, in degrees, -90 to 90.
        height: above mean sea level, in m, -500 to 9000.
        formula: of the normal gravity; all but `standard_gravity` agree within 2e-5 m/s² at sea level.

    Returns:
        In m/s²; sensitivities by `latitude` (per degree) and `height` (per metre).

    Raises:
        OutsideValidity: latitude or height outside the range.
        NumberInvalid: no such formula.

    Source: as `SOURCES` says for each formula.
    """
    refuse_outside("local gravity, latitude", latitude, -90.0, 90.0, "°")
    refuse_outside("local gravity, height", height, -500.0, 9000.0, "m")
    if formula not in _FORMULAS:
        raise NumberInvalid(f"'{formula}' is not a formula of gravity; known are {', '.join(_FORMULAS)}")
    arguments = {"latitude": latitude, "height": height}
    normal = _FORMULAS[formula]
    uncertainty = _HALF_WIDTH[formula] * normal(**arguments).real / math.sqrt(3.0)
    return tabulate(normal, arguments, uncertainty, "m/s²", SOURCES[formula])


def _sine_squared(latitude: complex) -> complex:
    return cmath.sin(latitude * (math.pi / 180.0)) ** 2


def _somigliana(ellipsoid: str, latitude: complex, height: complex) -> complex:
    equator, k, e2, a, f, m = _ELLIPSOIDS[ellipsoid]
    s2 = _sine_squared(latitude)
    normal = equator * (1.0 + k * s2) / cmath.sqrt(1.0 - e2 * s2)
    return normal * (1.0 - 2.0 * height / a * (1.0 + f + m - 2.0 * f * s2) + 3.0 * (height / a) ** 2)


def _grs80(**at: complex) -> complex:
    return _somigliana("grs80", at["latitude"], at["height"])


def _wgs84(**at: complex) -> complex:
    return _somigliana("wgs84", at["latitude"], at["height"])


def _two_terms(equator: float, free_air: float, latitude: complex, height: complex) -> complex:
    double = _sine_squared(2.0 * latitude)
    return equator * (1.0 + 0.0053024 * _sine_squared(latitude) - 0.0000058 * double) - free_air * height


def _welmec(**at: complex) -> complex:
    return _two_terms(9.780318, 3.085e-6, at["latitude"], at["height"])


def _npl(**at: complex) -> complex:
    return _two_terms(9.780327, 3.086e-6, at["latitude"], at["height"])


def _standard_gravity(**at: complex) -> complex:
    cosine = cmath.cos(2.0 * at["latitude"] * (math.pi / 180.0))
    return 9.80665 * (1.0 - 0.00265 * cosine) / (1.0 + 2.0 * at["height"] / _EARTH_RADIUS)


_FORMULAS: Final[dict[str, Formula]] = {
    "grs80": _grs80,
    "wgs84": _wgs84,
    "welmec": _welmec,
    "npl": _npl,
    "standard_gravity": _standard_gravity,
}
