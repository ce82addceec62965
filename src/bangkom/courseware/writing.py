"""Lessons are written as plain text, the way people write a letter; this makes pages of it.

An empty line begins a paragraph. `# Judul` is a heading, `## Anak judul` a smaller one, lines with `- ` or a pasted
bullet are a list, `1. ` a numbered list, `> ` a quotation; `**tebal**`, `*miring*`; addresses become links.
The result passes a short allow-list, so nothing else can come out, whatever was typed.
"""

import re
from collections.abc import Iterator
from html import escape

import nh3

ALLOWED = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"}
BULLET = re.compile(r"^(?:[-*•·▪–]|\uf0b7)\s+")
NUMBER = re.compile(r"^\d{1,3}[.)]\s+")
HEADING = re.compile(r"^(#{1,2})\s+(.+)$")
QUOTE = re.compile(r"^>\s?")
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
ITALIC = re.compile(r"(?<![\w*])\*(\S(?:[^*]*?\S)?)\*(?![\w*])")


def to_html(text: str) -> str:
    """The text as safe HTML of paragraphs, headings (h2, h3), lists, quotations, bold, italic and links."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    made = "".join(part for block in blocks for part in _parts([line.strip() for line in block.split("\n")]))
    return nh3.clean(made, tags=ALLOWED, attributes={"a": {"href"}}, url_schemes={"http", "https"})


def _parts(lines: list[str]) -> Iterator[str]:
    """The parts of one block of lines: a list may follow its introducing line without an empty line between."""
    run: list[str] = []
    kind = ""
    for line in filter(None, lines):
        found = _kind(line)
        if run and (found != kind or found in {"h2", "h3"}):
            yield _wrap(kind, run)
            run = []
        kind = found
        run.append(line)
    if run:
        yield _wrap(kind, run)


def _kind(line: str) -> str:
    heading = HEADING.match(line)
    if heading:
        return "h2" if len(heading[1]) == 1 else "h3"
    if BULLET.match(line):
        return "ul"
    if NUMBER.match(line):
        return "ol"
    return "blockquote" if QUOTE.match(line) else "p"


def _wrap(kind: str, lines: list[str]) -> str:
    if kind in {"h2", "h3"}:
        words = _inline(HEADING.match(lines[0])[2])
        return f"<{kind}>{words}</{kind}>"
    if kind in {"ul", "ol"}:
        mark = BULLET if kind == "ul" else NUMBER
        items = "".join(f"<li>{_inline(mark.sub('', line))}</li>" for line in lines)
        return f"<{kind}>{items}</{kind}>"
    if kind == "blockquote":
        quoted = "<br>".join(_inline(QUOTE.sub("", line)) for line in lines)
        return f"<blockquote><p>{quoted}</p></blockquote>"
    spoken = "<br>".join(_inline(line) for line in lines)
    return f"<p>{spoken}</p>"


def _inline(line: str) -> str:
    """Bold, italic and links of one line; everything else is escaped. Addresses are not touched by the stars' rules."""
    made, at = [], 0
    for address in ADDRESS.finditer(line):
        made.append(_stars(line[at : address.start()]))
        target = escape(address[0])
        made.append(f'<a href="{target}">{target}</a>')
        at = address.end()
    made.append(_stars(line[at:]))
    return "".join(made)


def _stars(text: str) -> str:
    return ITALIC.sub(r"<em>\1</em>", BOLD.sub(r"<strong>\1</strong>", escape(text)))
