"""By which keys each distribution of a budget's input says its uncertainty, and what to do where one is missing."""

from __future__ import annotations

from typing import Final, Literal

from bench_core.bilingual import Bilingual

DistributionName = Literal[
    "normal", "student_t", "rectangular", "triangular", "arcsine", "two_point", "trapezoidal", "curvilinear_trapezoid",
    "exponential", "counts",
]  # fmt: skip
"""Distributions by name."""

OTHER_NAMES: Final = {
    "uniform": "rectangular", "gaussian": "normal", "gauss": "normal", "t": "student_t", "u_shaped": "arcsine",
    "u-shaped": "arcsine", "poisson": "counts", "trapezoid": "trapezoidal", "triangle": "triangular",
    "ctrap": "curvilinear_trapezoid",
}  # fmt: skip
"""What people call a distribution, and what it is called here; none of these is read."""
_NORMAL: Final = ({"u"}, {"U", "k"}, {"U", "p"})
_WIDTH: Final = ({"half_width"},)
FORMS: Final[dict[str | None, tuple[set[str], ...]]] = {
    None: (*_NORMAL, set()),
    "normal": (*_NORMAL, {"half_width", "p"}),
    "student_t": _NORMAL,
    "rectangular": (*_WIDTH, {"below", "above"}),
    "triangular": _WIDTH,
    "arcsine": _WIDTH,
    "two_point": _WIDTH,
    "trapezoidal": ({"half_width", "beta"},),
    "curvilinear_trapezoid": ({"half_width", "uncertainty_of_half_width"},),
    "exponential": (set(),),
    "counts": ({"count"},),
}
"""Of each distribution the sets of keys of which one gives its uncertainty; without a name, normal or Student's t."""
SIZES: Final = ("u", "U", "half_width", "below", "above", "uncertainty_of_half_width")
"""The keys that hold a difference of the quantity."""
WAYS: Final = (*SIZES, "k", "p", "beta", "count")
"""Every key that says something about the uncertainty."""
HINTS: Final = {
    "u": Bilingual("给出 u:，或 U: 和 k:", "give u:, or U: and k:"),
    "U": Bilingual("按证书给出 U:", "give U: as the certificate states it"),
    "k": Bilingual("按证书补上 k: 2 或 p: 95 %", "add k: 2, or p: 95 %, as the certificate states it"),
    "half_width": Bilingual(
        "补上 half_width:，即估计值到任一界限的距离", "add half_width:, the distance from the estimate to either limit"
    ),
    "below": Bilingual(
        "补上 below:；两侧距离相等时写 half_width:", "add below:, or write half_width: where both distances are equal"
    ),
    "above": Bilingual(
        "补上 above:；两侧距离相等时写 half_width:", "add above:, or write half_width: where both distances are equal"
    ),
    "beta": Bilingual("补上 beta:，即梯形上底与下底之比", "add beta:, the top of the trapezoid as a share of its base"),
    "uncertainty_of_half_width": Bilingual(
        "补上 uncertainty_of_half_width:，即任一界限可能偏离多少",
        "add uncertainty_of_half_width:, how far either limit may be off",
    ),
    "count": Bilingual("补上 count:，即计数的事件数", "add count:, how many events were counted"),
}
"""What to do where a key is missing."""
ANOTHER: Final = {
    "half_width": Bilingual(
        "补上 distribution: rectangular、triangular、arcsine 或 two_point",
        "add distribution: rectangular, triangular, arcsine or two_point",
    ),
    "below": Bilingual("补上 distribution: rectangular", "add distribution: rectangular"),
    "above": Bilingual("补上 distribution: rectangular", "add distribution: rectangular"),
    "beta": Bilingual("补上 distribution: trapezoidal", "add distribution: trapezoidal"),
    "uncertainty_of_half_width": Bilingual(
        "补上 distribution: curvilinear_trapezoid", "add distribution: curvilinear_trapezoid"
    ),
    "count": Bilingual("补上 distribution: counts", "add distribution: counts"),
}
"""What to do where a key stands without the distribution that it belongs to."""


def taken(forms: tuple[set[str], ...]) -> Bilingual:
    """Return a hint with the keys of each form of a distribution."""
    named = [sorted(form) for form in forms if form]
    zh, en = "；".join(" 和 ".join(form) for form in named), "; ".join(" and ".join(form) for form in named)
    return Bilingual(f"它用 {zh}", f"it takes {en}")
