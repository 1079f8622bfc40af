"""The page of a certificate in the few forms that a text widget can lay out; its texts are all the page's own."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_STYLE = """<style>
body { color: #14181f; background-color: #ffffff; }
h1 { font-size: 22px; } h2 { font-size: 17px; } h3 { font-size: 15px; }
.en { color: #51596a; } .caption { font-weight: 600; } .draft { color: #7a0000; } .fail { color: #8d0000; }
td, th { border-bottom: 1px solid #c9d0da; padding: 3px 8px; }
th { text-align: left; font-weight: 600; } td.name { color: #2b3444; }
.figures { white-space: nowrap; font-size: 13px; padding: 3px 4px; }
.hash { font-family: monospace; font-size: 11px; }
</style>"""
_KEPT = frozenset(
    {"h1", "h2", "h3", "p", "span", "b", "strong", "i", "sub", "sup", "ul", "li", "tr", "th", "td", "section"}
)
_EMPTY = frozenset({"br", "meta", "link", "img", "hr", "input"})
_LEFT_OUT = ("style", "head", "title", "script")
_STRUCTURE = frozenset({"table", "thead", "tbody", "tr", "dl", "ul"})
_FULL = ' width="100%" cellspacing="0"'
_TABLES = {"sides": "p", "signatures": "div"}
"""Classes whose children stand beside one another, and what these are."""
_BELOW = frozenset({"dt", "th", "h1", "laboratory"})
"""Where the English text stands below the Chinese one."""


def certificate_page(page: str) -> str:
    """Return a certificate's page without what only a browser can lay out.

    Args:
        page: as `dcc_export.html` renders it.

    Returns:
        The same texts in the same order; what the page hides on a screen is left out.
    """
    parser = _Page()
    parser.feed(page)
    parser.close()
    return f'<html><head>{_STYLE}</head><body bgcolor="#ffffff" text="#14181f">{"".join(parser.out)}</body></html>'


class _Page(HTMLParser):
    """Reads the page once and writes each element in a form that is known."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._open: list[tuple[str, str, str]] = []
        """Of each open element its name, its class and what ends it; "-" as its end leaves its texts out."""
        self._held = ""
        """The beginning of a table that waits for its caption, which goes before it."""
        self._right = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        given = dict(attrs)
        names = given.get("class") or ""
        if tag in _EMPTY:
            self._write("<br>" if tag == "br" else "")
            return
        if tag in _LEFT_OUT or names in {"watermark", "again"} or self._hidden:
            self._open.append((tag, names, "-"))
            return
        begin, end = self._forms(tag, names, given)
        self._open.append((tag, names, end))
        self._write(begin)

    def handle_endtag(self, tag: str) -> None:
        """End an element, and what it left open."""
        if tag in _EMPTY or tag not in [name for name, _, _ in self._open]:
            return
        while self._open:
            name, _, end = self._open.pop()
            if name == "caption":
                self.out.append(f"{end}{self._held}")
                self._held = ""
            elif end != "-":
                self._write(end)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Write a text."""
        if not self._hidden and data.strip():
            self._write(escape(data, quote=False))
        elif not self._hidden and not (self._open and self._open[-1][0] in _STRUCTURE):
            self.out.append(" ")

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][2] == "-"

    def _write(self, text: str) -> None:
        """Write what follows; a table without a caption begins now."""
        if text and self._held and not (self._open and self._open[-1][0] == "caption"):
            self.out.append(self._held)
            self._held = ""
        self.out.append(text)

    def _forms(self, tag: str, names: str, given: dict[str, str | None]) -> tuple[str, str]:
        """Return how an element begins and ends here."""
        parent, parents = (self._open[-1][0], self._open[-1][1]) if self._open else ("", "")
        table = self._forms_of_tables(tag, names, parents)
        if table is not None or tag not in _KEPT:
            return table or ("", "")
        if tag == "th" and not any(name == "thead" for name, _, _ in self._open):
            return f"<td{self._attributes(tag, names, given)}>", "</td>"
        below = "<br>" if tag == "span" and names == "en" and {parent, parents} & _BELOW else ""
        return f"{below}<{tag}{self._attributes(tag, names, given)}>", f"</{tag}>"

    def _forms_of_tables(self, tag: str, names: str, parents: str) -> tuple[str, str] | None:
        """Return how a table, or what stands like one, begins and ends here; None for all else."""
        if tag == "table":
            self._right = "results" in names
            self._held = f"<table{_FULL}>"
            return "", "</table>"
        if tag == "caption":
            self.out.append('<p class="caption">')
            return "", "</p>"
        if tag == "div" and set(names.split()) & _TABLES.keys():
            return f"<table{_FULL}><tr>", "</tr></table>"
        if any(tag == kind for name, kind in _TABLES.items() if name in parents.split()):
            return '<td valign="top">', "</td>"
        known = {
            "dl": (f"<table{_FULL}>", "</table>"),
            "dt": ('<td class="name" width="24%" valign="top">', "</td>"),
            "dd": ("<td>", "</td>"),
        }
        return ("<tr>", "</tr>") if (tag, names) == ("div", "row") else known.get(tag)

    def _attributes(self, tag: str, names: str, given: dict[str, str | None]) -> str:
        if self._right and tag in {"td", "th"} and "colspan" not in given:
            names = f"{names} figures".strip()
        kept = [f' class="{escape(names)}"'] if names else []
        kept += [f' {name}="{escape(given[name] or "")}"' for name in ("colspan", "rowspan") if name in given]
        if tag in {"td", "th"}:
            kept.append(' align="right"' if self._right and "verdict" not in names and "colspan" not in given else "")
        return "".join(kept)
