import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.launcher.machine import Machine


@pytest.fixture
def machine() -> Iterator[Machine]:
    # Not pytest's own folder: one test runs as another user, who cannot enter that.
    with tempfile.TemporaryDirectory(prefix="bangkom-launcher-") as folder:
        os.chmod(folder, 0o755)
        mask = os.umask(0o022)
        yield Machine(Path(folder))
        os.umask(mask)
