"""Speech and films that phones play: MP3, Ogg, M4A; MP4, WebM. Told by their structure, from end to end. Pure."""

from __future__ import annotations

from . import boxes, ebml
from .verdict import NotTaken, Verdict

RIFF_WAVE = (b"RIFF", b"WAVE")
OPUS_RATE = 48_000

# MPEG audio, layer III: kbit/s and Hz by the numbers in a frame's head.
RATES_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
RATES_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
FEWEST_FRAMES = 3
SHARE_OF_FRAMES = 0.9


def judge_audio(content: bytes) -> Verdict:
    """A recording with its length in whole seconds. Raises NotTaken: wav, codec, damaged, other_kind."""
    if (content[:4], content[8:12]) == RIFF_WAVE:
        raise NotTaken("wav")
    if content.startswith(b"OggS"):
        return _judge_ogg(content)
    if content[4:8] == b"ftyp":
        found = boxes.read(content)
        if found.has_video:
            raise NotTaken("is_video")
        if not found.sound <= {"mp4a", "Opus"} or not found.sound:
            raise NotTaken("codec")
        return Verdict("m4a", "audio/mp4", seconds=found.seconds)
    return _judge_mp3(content)


def judge_video(content: bytes) -> Verdict:
    """A film with length and size of its picture. Raises NotTaken: codec, no_picture, damaged, other_kind."""
    if content[4:8] == b"ftyp":
        found = boxes.read(content)
        if not found.has_video:
            raise NotTaken("no_picture")
        if not found.pictures <= {"avc1", "avc3", "vp09", "av01"} or not found.sound <= {"mp4a", "Opus"}:
            raise NotTaken("codec")
        return Verdict("mp4", "video/mp4", seconds=found.seconds, width=found.width, height=found.height)
    if content.startswith(ebml.MAGIC):
        seen = ebml.read(content)
        if not seen.width:
            raise NotTaken("no_picture")
        return Verdict("webm", "video/webm", seconds=seen.seconds, width=seen.width, height=seen.height)
    raise NotTaken("other_kind")


def _judge_ogg(content: bytes) -> Verdict:
    head = content[28:200]
    if head.startswith(b"OpusHead"):
        rate = OPUS_RATE
    elif head.startswith(b"\x01vorbis"):
        rate = int.from_bytes(head[12:16], "little")
    else:
        raise NotTaken("codec")
    at, samples = 0, 0
    while at < len(content):
        page = content[at : at + 27]
        if len(page) < 27 or page[:4] != b"OggS":
            raise NotTaken("damaged")
        lengths = content[at + 27 : at + 27 + page[26]]
        position = int.from_bytes(page[6:14], "little", signed=True)
        samples = max(samples, position)
        at += 27 + page[26] + sum(lengths)
    if at != len(content) or not rate:
        raise NotTaken("damaged")
    return Verdict("ogg", "audio/ogg", seconds=samples // rate)


def _judge_mp3(content: bytes) -> Verdict:
    """Frames after frames; names and pictures may stand before, a label behind. Most of the file must be frames."""
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size
    begun, frames, seconds = at, 0, 0.0
    while at + 4 <= len(content):
        length, lasting = _frame(content[at : at + 4])
        if not length or at + length > len(content) + length // 2:
            break
        frames, seconds, at = frames + 1, seconds + lasting, at + length
    if frames < FEWEST_FRAMES or begun > len(content) or (at - begun) < SHARE_OF_FRAMES * (len(content) - begun):
        raise NotTaken("other_kind")
    return Verdict("mp3", "audio/mpeg", seconds=int(seconds))


def _frame(head: bytes) -> tuple[int, float]:
    """Length in bytes and seconds of a frame of layer III; zeros for what is none."""
    mark = int.from_bytes(head, "big")
    version, layer, rate, hertz = mark >> 19 & 3, mark >> 17 & 3, mark >> 12 & 15, mark >> 10 & 3
    if mark >> 21 != 0x7FF or version == 1 or layer != 1 or rate in (0, 15) or hertz == 3:
        return 0, 0.0
    samples = 1152 if version == 3 else 576
    bits = (RATES_V1 if version == 3 else RATES_V2)[rate] * 1000
    frequency = HERTZ[version][hertz]
    return samples // 8 * bits // frequency + (mark >> 9 & 1), samples / frequency
