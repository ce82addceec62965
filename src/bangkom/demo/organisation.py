"""A structure that moves: a renamed unit, a Plt, a rangkap, a planned mutasi; partner universities with lecturers.

The universities are those that write with a government in its MOOC; their lecturers here are invented, and so is the
accreditation, which says that it must be checked.
"""

import datetime as dt

from bangkom.core import clock
from bangkom.core.models import Agency, User
from bangkom.people import services
from bangkom.people.models import Employee, Organisation, OrgUnit, Position, Posting

UNIVERSITIES = (
    ("Universitas Hasanuddin", "Unhas", "Makassar"),
    ("Telkom University", "Tel-U", "Bandung"),
    ("Universitas Multimedia Nusantara", "UMN", "Tangerang"),
    ("BINUS University", "BINUS", "Jakarta"),
    ("Swiss German University", "SGU", "Tangerang"),
    ("Universitas Indonesia", "UI", "Depok"),
)
LECTURERS = (
    ("Ratna Kusumawardani", "Dr.", "M.Si.", "UMN", "Dosen komunikasi publik"),
    ("Yohanes Prabawa", "", "S.T., M.T.", "SGU", "Dosen sistem informasi"),
    ("Andi Mappaseling", "Prof. Dr.", "M.A.", "Unhas", "Guru besar administrasi publik"),
    ("Lestari Anjani", "", "M.Psi.", "UI", "Praktisi pelayanan pengaduan"),
)
BASIS = "Keputusan contoh (rekaan)"


def arrange_structure(agency: Agency, *, host: Agency, by: User) -> None:
    """`host` is the agency behind the training body whose accreditation is kept."""
    today = clock.today(agency)
    _rename(agency, today - dt.timedelta(days=45), by)
    _postings(agency, today, by)
    _partners(agency, host, today, by)


def _rename(agency: Agency, day: dt.date, by: User) -> None:
    unit = OrgUnit.objects.by_system().filter(agency=agency, name__startswith="Bagian ").order_by("name").last()
    if unit is not None:
        name = f"{unit.name} dan Tata Usaha"
        services.rename_unit(unit=unit, version=unit.version, name=name, starts_on=day, basis=BASIS, by=by)


def _postings(agency: Agency, today: dt.date, by: User) -> None:
    """Two heads of sections act and serve beside their own post; a third moves at the turn of the year."""
    heads = Employee.objects.by_system().filter(
        agency=agency, position__group=Position.Group.PENGAWAS, person__user=None, employment_state="01"
    )
    acting, second, moving = heads.select_related("unit", "position").order_by("number")[:3]
    services.add_posting(
        employee=acting,
        version=acting.version,
        kind=Posting.Kind.ACTING,
        unit=second.unit,
        position=second.position,
        starts_on=today - dt.timedelta(days=30),
        ends_on=today + dt.timedelta(days=60),
        basis=BASIS,
        by=by,
    )
    services.add_posting(
        employee=second,
        version=second.version,
        kind=Posting.Kind.ADDITIONAL,
        unit=moving.unit,
        position=moving.position,
        starts_on=today - dt.timedelta(days=20),
        ends_on=None,
        basis=BASIS,
        by=by,
    )
    services.transfer(
        employee=moving,
        version=moving.version,
        unit=acting.unit,
        position=moving.position,
        grade=moving.grade,
        starts_on=dt.date(today.year + 1, 1, 1),
        basis=BASIS,
        by=by,
    )


def _partners(agency: Agency, host: Agency, today: dt.date, by: User) -> None:
    known = {
        short: services.add_organisation(
            agency=agency, by=by, kind=Organisation.Kind.UNIVERSITY, name=name, short_name=short, city=city
        )
        for name, short, city in UNIVERSITIES
    }
    for name, front, back, short, role in LECTURERS:
        services.register_partner(
            agency=agency,
            by=by,
            name=name,
            front_title=front,
            back_title=back,
            organisation=known[short],
            role_title=role,
            valid_from=today.replace(month=1, day=1),
        )
    body = services.add_organisation(
        agency=agency, by=by, kind=Organisation.Kind.PROVIDER, name=host.organizer_name, city=host.place, here=host
    )
    services.save_accreditation(
        organisation=body,
        by=by,
        training="Pelatihan Dasar CPNS",
        number="Nomor contoh, belum dicocokkan",
        issued_by="Lembaga Administrasi Negara",
        valid_from=today - dt.timedelta(days=365 * 3),
        valid_until=today + dt.timedelta(days=120),
        is_assumption=True,
    )
