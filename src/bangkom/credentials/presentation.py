"""The answers of the public check in words: genuine, revoked, not the same, not found."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from bangkom.core.formatting import format_date, format_range, language
from bangkom.credentials.masking import masked_name
from bangkom.credentials.models import Certificate
from bangkom.credentials.verification import Verdict


def checked(certificate: Certificate, *, file: Verdict | None = None, unmasked: bool = False) -> dict[str, Any]:
    """What to say about a certificate of the register. `file` is the verdict where a file was compared with it.

    Keys: kind (of the panel), label (the verdict in one word), title, lines, rows (label, value), masked.
    """
    revoked = certificate.state == Certificate.State.REVOKED
    if file is Verdict.ALTERED:
        answer = altered(revoked)
    elif revoked:
        answer = {
            "kind": "error",
            "label": _("DICABUT"),
            "title": _("Sertifikat ini sudah dicabut"),
            "lines": [_("Sertifikat ini pernah diterbitkan, tetapi tidak berlaku lagi.")],
        }
    else:
        answer = genuine(file)
    if revoked:
        answer["lines"].append(
            _("Dicabut sejak %(tanggal)s karena: %(alasan)s")
            % {"tanggal": format_date(certificate.revoked_at), "alasan": certificate.revocation_reason}
        )
    return answer | {"rows": rows(certificate.facts, unmasked), "masked": not unmasked}


def genuine(file: Verdict | None) -> dict[str, Any]:
    if file is Verdict.GENUINE:
        line = _("Berkas ini sama persis dengan yang diterbitkan. Isinya tidak berubah.")
    else:
        line = _("Kode ini tercatat dalam register penerbit. Cocokkan data di bawah dengan sertifikat di tangan Anda.")
    return {"kind": "success", "label": _("ASLI"), "title": _("Sertifikat ini benar diterbitkan"), "lines": [line]}


def altered(revoked: bool) -> dict[str, Any]:
    lines = [
        _(
            "Kode di dalamnya memang terdaftar, tetapi isi berkas ini bukan isi yang diterbitkan. Mungkin diubah, "
            "mungkin hanya disimpan ulang oleh program lain. Berkas ini tidak bisa dijadikan bukti."
        ),
        _("Data di bawah berasal dari register. Minta berkas asli kepada pemiliknya, lalu periksa lagi."),
    ]
    if revoked:
        lines.append(_("Sertifikat dengan kode ini juga sudah dicabut."))
    return {
        "kind": "error",
        "label": _("TIDAK SAMA"),
        "title": _("Isi berkas ini tidak sama dengan yang diterbitkan"),
        "lines": lines,
    }


def not_found(*, code: str = "", by_file: bool = False) -> dict[str, Any]:
    """What it means that nothing was found, and what to do."""
    if by_file:
        lines = [
            _("Berkas ini tidak sama dengan sertifikat mana pun yang diterbitkan di sini."),
            _("Foto, hasil pindai, dan berkas yang disimpan ulang tidak dikenali. Periksa dengan kode sertifikatnya."),
        ]
    else:
        lines = [
            _("Tidak ada sertifikat dengan kode %(kode)s.") % {"kode": code[:40]},
            _("Artinya kode salah ketik, atau sertifikat itu tidak diterbitkan di sini. Periksa lagi ke-16 tandanya."),
            _("Jika kode sudah benar, hubungi penyelenggara yang namanya tercetak pada sertifikat."),
        ]
    return {
        "kind": "warning",
        "label": _("TIDAK DITEMUKAN"),
        "title": _("Sertifikat ini tidak ada dalam register"),
        "lines": lines,
        "rows": [],
        "masked": False,
    }


def rows(facts: dict[str, Any], unmasked: bool) -> list[tuple[str, str]]:
    """The certificate's content as a stranger may read it."""
    name = facts["person"]["name"]
    programme, jp = facts["programme"], facts["jp"]
    amount = f"{jp['figures']} JP" + (f" ({jp['words']})" if language() == "id" else "")
    start, end, issued = (dt.date.fromisoformat(facts[key]) for key in ("starts_on", "ends_on", "issued_on"))
    found = [
        (_("Diberikan kepada"), name if unmasked else masked_name(name)),
        (_("Pelatihan"), f"{programme['name']}, {programme['cohort']}"),
        (_("Jumlah"), amount),
        (_("Penyelenggara"), organizers(facts)),
        (_("Waktu"), format_range(start, end)),
        (_("Nomor"), facts["number"]),
        (_("Tanggal terbit"), format_date(issued)),
    ]
    return found


def organizers(facts: dict[str, Any]) -> str:
    if not facts["partners"]:
        return facts["organizer"]
    partners = _(" dan ").join(facts["partners"])
    return _("%(penyelenggara)s bersama %(mitra)s") % {"penyelenggara": facts["organizer"], "mitra": partners}
