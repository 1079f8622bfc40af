"""The sentences for people about what a record proves, and what it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.records.events import IndicationTaken, PromptAsked

if TYPE_CHECKING:
    from bench_core.records.record import Record
    from bench_core.records.run_state import RunState


def proved(record: Record, state: RunState) -> tuple[Bilingual, ...]:
    """Return what a record that verifies proves.

    Args:
        record: that verifies.
        state: at its end.
    """
    lines, results, texts = len(record.lines), len(state.results), len(state.started.texts)
    readings = sum(isinstance(line.event, IndicationTaken) for line in record.lines)
    leads = sum(isinstance(line.event, PromptAsked) and line.event.kind == "connect" for line in record.lines)
    return (
        Bilingual(f"{lines} 行，摘要链完整", f"{lines} lines, and the chain of digests holds"),
        Bilingual(
            f"{texts} 份嵌入文件与其摘要一致",
            _told(texts, "1 embedded text has its recorded digest", "embedded texts have their recorded digests"),
        ),
        Bilingual(
            f"{readings} 个示值与原始应答一致",
            _told(readings, "1 value equals what its raw reply says", "values equal what their raw replies say"),
        ),
        Bilingual(
            f"{results} 个点的条件与方法步骤记录齐全、次序正确",
            _told(
                results,
                "1 point has its conditions and every step of its method on record, in order",
                "points have their conditions and every step of their method on record, in order",
            ),
        ),
        Bilingual(
            f"{leads} 次接线均在输出断开后经人确认",
            _told(
                leads,
                "1 connection of leads was confirmed by a person, with every output off",
                "connections of leads were confirmed by a person, with every output off",
            ),
        ),
        Bilingual(
            f"{results} 个结果经重新计算一致",
            _told(results, "1 result was computed again and agrees", "results were computed again and agree"),
        ),
        _signed(state),
    )


def _told(number: int, one: str, many: str) -> str:
    return one if number == 1 else f"{number} {many}"


def _signed(state: RunState) -> Bilingual:
    checkpoint = state.checkpoint
    key = checkpoint.public_key[:16] if checkpoint else ""
    epoch = checkpoint.epoch if checkpoint else None
    if epoch is None:
        stated = Bilingual("记录未注明密钥期", "the record names no key epoch")
    else:
        stated = Bilingual(f"记录自称第 {epoch} 期密钥", f"the record says key epoch {epoch}")
    return Bilingual(
        f"签名有效，公钥 {key}…，{stated.zh}",
        f"the signature holds, public key {key}…; {stated.en}",
    )


KEY_UNCHECKED = Bilingual(
    "由记录自己写明的公钥签名；公钥归属未核对",
    "signed by the key that the record itself names; who that is was not checked",
)
"""What must be said with the outcome wherever the laboratory's public keys were not given."""
PLAN = Bilingual(
    "展开的计划是否出自嵌入的规程：calbench verify 会重新展开并比对",
    "whether the plan follows from the embedded procedure: calbench verify expands it again and compares",
)
"""What stays open here, because only the rooms that expand a plan can expand it again."""
WHOSE_KEY = Bilingual(
    "公钥属于谁、密钥期是否属实：请与实验室公布的公钥比对（--keys）",
    "whose key it is and of which epoch: compare with the public keys that the laboratory publishes (--keys)",
)
"""What stays open here, because a record cannot prove whose it is; the laboratory's file of public keys can."""
OPEN = (
    PLAN,
    WHOSE_KEY,
    Bilingual(
        "整份记录是否被同一密钥签名的另一次运行替换：请与别处保存的末行摘要比对",
        "whether the whole record was replaced by another run signed with the same key: compare the last "
        "digest with one kept elsewhere",
    ),
    Bilingual(
        "计算机时钟是否准确，以及人工输入是否属实",
        "whether the computer's clock was right, and whether what people entered is true",
    ),
    Bilingual(
        "原始应答是否确由仪器给出，以及不带单位的应答所用单位是否属实",
        "whether the raw replies came from the instruments, and the unit of a reply that names none",
    ),
)
"""What no finished record can prove by itself."""
