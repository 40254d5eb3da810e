"""Tables that a screen reader reads and a phone scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as Markdown whose first column holds names and whose others hold numbers, to the right."""
    rule = [":--", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the same as HTML."""
    heads = "".join(f'<th scope="col">{word}</th>' for word in head)
    lines = "".join(f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
