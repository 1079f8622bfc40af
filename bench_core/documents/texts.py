"""What every reader of a field needs: that the file holds a text there, and not a list or keys."""

from __future__ import annotations

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.documents.refusal import refuse_text


def require_text(value: object, example: str) -> str:
    """Return the value when it is a text.

    Args:
        value: what stands in the file.
        example: of what is expected, for the message.

    Raises:
        PydanticCustomError: it is a list or keys and values.
    """
    if isinstance(value, str):
        return value
    found = Bilingual("键和值", "keys and values") if isinstance(value, dict) else Bilingual("列表", "a list")
    hint = (
        Bilingual("以括号开头的文字须加引号", "quote a text that begins with a bracket")
        if isinstance(value, tuple)
        else NOTHING
    )
    raise refuse_text(
        Bilingual(f"应为文字，如 {example}，实为{found.zh}", f"expected a text such as {example}, found {found.en}"),
        hint,
    )
