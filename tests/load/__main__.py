"""`python -m tests.load`: see the README beside it."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bangkom.config.cli_prepare import prepare, set_up_django

BARE_TIMES, PAGE_TIMES = 600, 40
screen = Console(stderr=True)


def main() -> int:
    words = argparse.ArgumentParser(description="What a request costs.")
    words.add_argument("--home", type=Path, help="a BANGKOM_HOME with the demo; without it one is built and removed")
    words.add_argument("--times", type=int, default=PAGE_TIMES, help="requests for each line")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="bangkom-load-") as folder:
        home = set_up_django((asked.home or Path(folder)).resolve())
        prepare(home, migrate=True)
        from tests.load import lines

        before = bare_ms()
        results = [] if asked.home else [lines.Line("Build of the demo", build_ms(), 40_000)]
        results += lines.measure(asked.times, tell=lambda text: screen.print(f"  {text}", style="dim"))
        bare = min(before, bare_ms())
        sys.stdout.write(lines.as_markdown(results, bare))
    return 1 if any(line.missed for line in results) else 0


def bare_ms() -> float:
    """CPU ms of a bare Django page, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.bare", str(BARE_TIMES)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def build_ms() -> float:
    """Builds the demo; CPU ms of that without the tables."""
    from tests.load.visitor import cpu_seconds

    from bangkom.demo import commands

    begin = cpu_seconds()
    with Progress(console=screen, transient=True) as bars:
        task = bars.add_task("demo", total=None)
        commands.build(
            fresh=False,
            progress=lambda text="", done=None, total=None: bars.update(
                task, description=text, completed=done or 0, total=total
            ),
        )
    return (cpu_seconds() - begin) * 1000


if __name__ == "__main__":
    sys.exit(main())
