"""The outcomes of decision rules, in both languages; an outcome that is not a pass never reads like one."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of a decision rule; `undetermined` (待定) is never a pass."""

    PASS = "pass"  # noqa: S105  a verdict, no secret
    FAIL = "fail"
    UNDETERMINED = "undetermined"

    @property
    def zh(self) -> str:
        """The verdict in Chinese."""
        return {"pass": "合格", "fail": "不合格", "undetermined": "待定"}[self]


class Conformity(StrEnum):
    """The outcome of a rule with a guard band that is not binary, in the words of the DCC.

    Source: ILAC-G8:09/2019 4.2.3; DCC 3.3.0, `stringConformityStatementStatusType`.
    """

    PASS = "pass"  # noqa: S105  a verdict, no secret
    CONDITIONAL_PASS = "conditionalPass"  # noqa: S105  a verdict, no secret
    CONDITIONAL_FAIL = "conditionalFail"
    FAIL = "fail"

    @property
    def undetermined(self) -> bool:
        """Whether the decision rule leaves the point open."""
        return self in {Conformity.CONDITIONAL_PASS, Conformity.CONDITIONAL_FAIL}

    @property
    def zh(self) -> str:
        """The verdict in Chinese."""
        words = {"pass": "合格", "conditionalPass": "有条件合格", "conditionalFail": "有条件不合格", "fail": "不合格"}
        return words[self]


class Performance(StrEnum):
    """The outcome of a comparison between laboratories.

    Source: ISO 13528:2022 9.4.2; ISO/IEC 17043:2010 B.4.1.1; JJF 1117-2010.
    """

    SATISFACTORY = "satisfactory"
    QUESTIONABLE = "questionable"
    UNSATISFACTORY = "unsatisfactory"

    @property
    def zh(self) -> str:
        """The verdict in Chinese."""
        return {"satisfactory": "满意", "questionable": "有问题", "unsatisfactory": "不满意"}[self]


class Flag(StrEnum):
    """What an outlier test says of an observation; a flagged one stays until a person finds a cause.

    Source: GB/T 4883-2008 (歧离值, 统计离群值); ISO 5725-2:2019 (straggler, statistical outlier).
    """

    NONE = "none"
    STRAGGLER = "straggler"
    OUTLIER = "outlier"

    @property
    def zh(self) -> str:
        """The flag in Chinese."""
        return {"none": "未检出", "straggler": "歧离值", "outlier": "统计离群值"}[self]
