"""The parts of a lesson: what each kind holds, and what it still lacks before learners may see it. Pure.

text        text as written, html made from it
picture     picture (id), alt, caption, width, height
file        attachment (id), title, note, suffix, size
pdf         attachment, title, words, html, size, pages
audio       attachment, title, words, html, size, seconds
video       the same with width, height, and where there are any captions (id) and captions_size
video_link  link, platform, title, minutes, words, html

`words` is what a file says, for whom it does not open: the summary of a PDF, the transcript of speech.
Bytes, whole seconds, points; a number that could not be read is 0.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Block = dict[str, Any]

NAMES = {
    "text": gettext_lazy("Teks"),
    "picture": gettext_lazy("Gambar"),
    "file": gettext_lazy("Berkas"),
    "pdf": gettext_lazy("PDF"),
    "audio": gettext_lazy("Audio"),
    "video": gettext_lazy("Video"),
    "video_link": gettext_lazy("Video di luar Bangkom"),
}
PLATFORMS = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
    "drive.google.com": "Google Drive",
    "zoom.us": "Zoom",
    "dailymotion.com": "Dailymotion",
}
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def fault_of(block: Block) -> str:
    """What is missing in a part, in a few words; empty when nothing is."""
    match block["kind"]:
        case "picture" if not block["alt"].strip():
            return _("teks pengganti belum ditulis")
        case "file" if not block["note"].strip():
            return _("keterangan berkas belum ditulis")
        case "pdf" if not block["html"]:
            return _("ringkasan belum ditulis")
        case "audio" | "video" | "video_link" if not block["html"]:
            return _("transkrip belum ditulis")
    return ""


def attachments_of(blocks: list[Block]) -> set[int]:
    """The ids of the files that these parts show, captions among them."""
    return {block[name] for block in blocks for name in ("attachment", "captions") if block.get(name)}


def minutes_of(block: Block) -> int:
    """How long a recording or film lasts, in begun minutes; 0 where unknown."""
    return block.get("minutes") or -(-block.get("seconds", 0) // 60)


def platform_of(link: str) -> str:
    """Who shows the film behind an address: a known platform by its name, any other by its host; "" if not usable.

    Usable is an https address of a public host, without name, password or port in it.
    """
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or "@" in parts.netloc or port or not HOST.fullmatch(host):
        return ""
    for known, name in PLATFORMS.items():
        if host == known or host.endswith(f".{known}"):
            return name
    return host
