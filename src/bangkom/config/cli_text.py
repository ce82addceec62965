"""How the command line speaks: Indonesian first, English beneath it; results to stdout, all else to stderr."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.progress_bar import ProgressBar
from rich.text import Text

err = Console(stderr=True, highlight=False)
out = Console(highlight=False, width=None if sys.stdout.isatty() else 140)


class Stop(Exception):
    """Ends a command with plain words: what happened (Indonesian, English) and the line to run next."""

    def __init__(self, indonesian: str, english: str, line: str = "", *, code: int = 1) -> None:
        super().__init__(indonesian)
        self.indonesian, self.english, self.line, self.code = indonesian, english, line, code


def say(indonesian: str, english: str = "", line: str = "", *, style: str = "bold") -> None:
    """Prints the sentence in both languages and the line to run, if any, ready to be copied."""
    err.print(Text(indonesian, style=style), soft_wrap=True)
    if english:
        err.print(Text(english, style="dim"), soft_wrap=True)
    if line:
        err.print(Text(f"    {line}"), soft_wrap=True)


class Step:
    """A running step of a preparation; tells how far it is where that is known."""

    def __init__(self, bars: Progress, task: TaskID, label: str) -> None:
        self._bars, self._task, self._label, self._text = bars, task, label, ""

    def __call__(self, text: str = "", done: int | None = None, total: int | None = None) -> None:
        """Shows what is being done now and, where known, how many of how many are done."""
        if not err.is_terminal and text != self._text:  # in a log each new thing is a line
            err.print(f"    {escape(text)}")
        self._text = text
        label = f"{self._label}: {escape(text)}" if text else self._label
        count = f"{done:,}/{total:,}".replace(",", ".") if done is not None and total else ""
        self._bars.update(self._task, description=label, completed=done or 0, total=total, count=count)


class Bar(ProgressColumn):
    """A bar only where the end is known; else the spinner says enough."""

    def render(self, task: Task) -> RenderableType:
        if not task.total:
            return Text()
        return ProgressBar(
            total=task.total, completed=task.completed, width=24, complete_style="cyan", finished_style="cyan"
        )


@contextmanager
def step(indonesian: str, english: str) -> Iterator[Step]:
    """A spinner or bar while the block runs; a tick and the seconds it took when it is done."""
    started = time.monotonic()
    columns = (
        TextColumn(" "),
        SpinnerColumn(style="cyan"),
        TextColumn("{task.description}"),
        Bar(),
        TextColumn("{task.fields[count]}"),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        yield Step(bars, bars.add_task(indonesian, total=None, count=""), indonesian)
    took = f"{time.monotonic() - started:.1f}".replace(".", ",")
    err.print(f"  [green]✓[/] {indonesian} [dim]/ {english} · {took} d[/]")
