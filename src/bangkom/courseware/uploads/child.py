"""The process that looks into strangers' files: `python -m bangkom.courseware.uploads.child KIND NAME < file`.

It limits itself, judges the bytes, and writes one line of JSON: the verdict, or {"refused": code}. No Django here.
"""

from __future__ import annotations

import json
import resource
import sys

from .documents import judge_file
from .media import judge_audio, judge_video
from .pdf import judge_pdf
from .verdict import NotTaken

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10


def main() -> None:
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    kind, name = sys.argv[1:]
    try:
        said = judged(kind, sys.stdin.buffer.read(), name)
    except NotTaken as refused:
        said = {"refused": refused.code}
    except Exception:  # a failure of any kind means the same to the author
        said = {"refused": "damaged"}
    sys.stdout.write(json.dumps(said) + "\n")


def judged(kind: str, content: bytes, name: str) -> dict[str, str | int]:
    """The verdict on a file that shall be a `file`, `pdf`, `audio` or `video`. Raises NotTaken."""
    match kind:
        case "file":
            return judge_file(content, name).as_dict()
        case "pdf":
            return judge_pdf(content).as_dict()
        case "audio":
            return judge_audio(content).as_dict()
    return judge_video(content).as_dict()


if __name__ == "__main__":
    main()
