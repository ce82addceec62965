"""What `bangkom privacy ...` does; `config/cli.py` calls it."""

import sys
from pathlib import Path

from bangkom.privacy.services.erasures import reapply as run
from bangkom.privacy.services.erasures import write_list


def erased(*, output: Path) -> int:
    """Write the list of erased persons (salted digests) to keep beside the backups. Returns 0."""
    content = write_list(output)
    sys.stdout.write(f"{len(content['digests'])} orang dalam daftar {output}.\n")
    return 0


def reapply(*, file: Path) -> int:
    """Erase everybody on the list once more, after an older backup was restored. Returns 0."""
    sys.stdout.write(f"{run(file=file)} orang dihapus lagi datanya.\n")
    return 0
