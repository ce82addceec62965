"""Message catalogues without gettext's programs.

Message ids are Indonesian; each app keeps its English in `locale/en/LC_MESSAGES/django.po`. They are merged and
compiled into BANGKOM_HOME/locale, where Django's LOCALE_PATHS looks, whenever one of them is newer than the result.
"""

from pathlib import Path

import polib
from django.conf import settings

PACKAGE = Path(__file__).resolve().parent.parent


def catalogues(language: str = "en") -> list[Path]:
    """The catalogues of all apps, the project's own first."""
    return sorted(PACKAGE.glob(f"**/locale/{language}/LC_MESSAGES/django.po"), key=lambda p: (len(p.parts), str(p)))


def merged(language: str = "en") -> polib.POFile:
    """One catalogue of all apps. Raises ValueError where two apps translate one message differently."""
    whole = polib.POFile()
    whole.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for path in catalogues(language):
        for entry in polib.pofile(str(path)):
            known = whole.find(entry.msgid, msgctxt=entry.msgctxt)
            if known is None:
                whole.append(entry)
            elif (known.msgstr, known.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                raise ValueError(f"{path}: {entry.msgid!r} is translated differently elsewhere: {known.msgstr!r}")
    return whole


def compile_catalogues() -> bool:
    """Compile what changed. Returns whether anything was written."""
    target = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.mo"
    newest = max((path.stat().st_mtime for path in catalogues()), default=0.0)
    if target.exists() and target.stat().st_mtime >= newest:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    merged().save_as_mofile(str(part))
    part.replace(target)
    return True
