"""A clone with the real launcher, on a machine whose programs are played by short scripts."""

import shutil
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL_PROGRAMS = "sh readlink dirname cksum df awk rm mkdir mv grep sed tail date sleep id flock cat touch ln"

# Answers what the launcher asks a Python; FAKE_* in the environment decide how this machine behaves.
FAKE_PYTHON = """#!/bin/sh
echo "$*" >>"$FAKE_LOG"
case "$*" in
  *version_info*) echo "${FAKE_VERSION:-3.11}" ;;
  *ensurepip*) [ -e "$FAKE_MACHINE/venv-module" ] ;;
  '-m venv '*)
    mkdir -p "$3/bin" "$3/lib/python3.11/site-packages/pip"
    ln -s "$(readlink -f "$0")" "$3/bin/python" ;;
  '-m pip install '*)
    if [ -n "${FAKE_PIPE-}" ]; then cat "$FAKE_PIPE"; fi  # waits here while somebody holds the other end
    if [ -n "${FAKE_PIP_ERROR-}" ]; then echo "$FAKE_PIP_ERROR"; exit 1; fi
    packages=$(dirname "$0")/../lib/python3.11/site-packages
    mkdir "$packages/django" "$packages/django.dist-info" "$packages/rich" ;;
  '-m bangkom.config.cli'*)
    shift 2
    echo "command: $*; PYTHONPATH=$PYTHONPATH"
    case "${1-}" in read) cat ;; fail) exit 7 ;; esac ;;
esac
"""
FAKE_APT = """#!/bin/sh
echo "apt-get $*" >>"$FAKE_LOG"
case "$*" in *install*) touch "$FAKE_MACHINE/venv-module" ;; esac
"""


def _heeds_ctrl_c() -> None:
    """What a shell starts in the background ignores Ctrl-C, and hands that on; a person's terminal does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Machine:
    """A folder of programs, a clone, and the environment variables that the launcher sees."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clone, self.programs = folder, folder / "clone", folder / "programs"
        self.log = folder / "log"
        self.environment = {"PATH": str(self.programs), "FAKE_LOG": str(self.log), "FAKE_MACHINE": str(folder)}
        self.programs.mkdir()
        for name in REAL_PROGRAMS.split():
            (self.programs / name).symlink_to(str(shutil.which(name)))
        self.program("python3", FAKE_PYTHON)
        (folder / "venv-module").touch()
        (self.clone / "requirements").mkdir(parents=True)
        shutil.copy(ROOT / "bangkom", self.clone / "bangkom")
        for name in ("base", "test"):
            (self.clone / "requirements" / f"{name}.txt").write_text(f"django==5.2\nrich==15.0 # {name}\n")

    def program(self, name: str, text: str) -> None:
        """Puts a program in place of the machine's own."""
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def start(self, *arguments: str, **changes: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [str(self.clone / "bangkom"), *arguments],
            env={**self.environment, **changes},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_heeds_ctrl_c,
        )

    def run(
        self,
        *arguments: str,
        launcher: Path | None = None,
        changes: dict[str, str] | None = None,
        cwd: Path | None = None,
        typed: str = "",
        user: int | None = None,
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(launcher or self.clone / "bangkom"), *arguments],
            env={**self.environment, **(changes or {})},
            cwd=cwd,
            input=typed,
            user=user,
            capture_output=True,
            text=True,
            check=False,
        )

    def set_ups(self) -> int:
        """How often packages were installed."""
        return self.calls().count("-m pip install")

    def calls(self) -> str:
        return self.log.read_text() if self.log.exists() else ""
