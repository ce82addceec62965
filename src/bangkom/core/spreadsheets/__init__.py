"""Tables that people send us and tables that we give back.

Reading trusts nothing: the type is found by content, a child process with hard limits on CPU
and memory does the parsing, and what is doubtful is refused with a message a person can act on.
Writing never lets a cell become a formula.
"""

from .export import Column, csv_lines, write_csv, write_xlsx, write_xlsx_to
from .layouts import Hints, Sheet, SheetColumn
from .pasted import parse_pasted
from .reader import read_table
from .surveyed import OpenTable, Pick, open_table
from .tables import (
    Limits,
    Row,
    SpreadsheetRefused,
    Table,
    guess_columns,
    normalise_header,
)

__all__ = [
    "Column",
    "Hints",
    "Limits",
    "OpenTable",
    "Pick",
    "Row",
    "Sheet",
    "SheetColumn",
    "SpreadsheetRefused",
    "Table",
    "csv_lines",
    "guess_columns",
    "normalise_header",
    "open_table",
    "parse_pasted",
    "read_table",
    "write_csv",
    "write_xlsx",
    "write_xlsx_to",
]
