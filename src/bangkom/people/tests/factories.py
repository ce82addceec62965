"""People for tests. One by one through factory_boy; thousands through `many_employees`, in a few statements."""

from __future__ import annotations

import datetime as dt
import io

from bangkom.core.models import Agency
from bangkom.core.spreadsheets import write_csv
from bangkom.core.tests.factories import PASSWORD, AgencyFactory, UserFactory, root, staff
from bangkom.people.models import Employee, EmployeeNumber, OrgUnit, Person, Position, Posting
from bangkom.people.services import add_unit, create_employee, ensure_position

__all__ = [
    "COLUMNS",
    "PASSWORD",
    "ROW",
    "AgencyFactory",
    "UserFactory",
    "employee",
    "export",
    "many_employees",
    "nip",
    "root",
    "staff",
    "unit",
    "upload",
]


def unit(agency: Agency, name: str = "Dinas Kesehatan", parent: OrgUnit | None = None) -> OrgUnit:
    return add_unit(agency=agency, name=name, parent=parent, by=None)


def nip(serial: int = 1, *, born: str = "19900214", hired: str = "201503", sex: str = "1") -> str:
    return f"{born}{hired}{sex}{serial:03d}"


def employee(agency: Agency, *, where: OrgUnit | None = None, serial: int = 1, **fields) -> Employee:
    """One employee through the service, in a unit of the agency."""
    values = {
        "number": nip(serial),
        "status": Employee.Status.PNS,
        "name": f"Pegawai {serial}",
        "sex": "M",
        "birth_date": dt.date(1990, 2, 14),
    } | fields
    position = values.pop("position", None) or ensure_position(
        agency=agency, name="Pengelola Layanan Operasional", group=Position.Group.PELAKSANA
    )
    where = where or OrgUnit.objects.filter(agency=agency).first() or unit(agency)
    return create_employee(agency=agency, unit=where, position=position, by=None, **values)


def many_employees(agency: Agency, count: int, units: list[OrgUnit]) -> list[Employee]:
    """Thousands of employees with numbers and postings, spread over the units."""
    position = ensure_position(agency=agency, name="Guru Ahli Pertama", group=Position.Group.FUNGSIONAL)
    people = Person.objects.bulk_create(
        Person(name=f"Orang {at:05d}", sex="M", birth_date=dt.date(1990, 2, 14)) for at in range(count)
    )
    employees = Employee.objects.bulk_create(
        Employee(
            agency=agency,
            person=person,
            number=nip(1 + at % 999, born=f"19{60 + at // 999:02d}0214"),
            status=Employee.Status.PNS,
            employment_state="01",
            unit=units[at % len(units)],
            position=position,
        )
        for at, person in enumerate(people)
    )
    EmployeeNumber.objects.bulk_create(EmployeeNumber(employee=e, number=e.number) for e in employees)
    Posting.objects.bulk_create(Posting(employee=e, unit=e.unit, position=e.position) for e in employees)
    return employees


COLUMNS = [
    "NIP BARU",
    "NAMA",
    "GELAR BELAKANG",
    "TANGGAL LAHIR",
    "JENIS KELAMIN",
    "NIK",
    "STATUS CPNS PNS",
    "JENIS PEGAWAI NAMA",
    "KEDUDUKAN HUKUM ID",
    "GOL AKHIR NAMA",
    "JENIS JABATAN ID",
    "JABATAN NAMA",
    "ESELON NAMA",
    "UNOR ID",
    "UNOR NAMA",
    "SATUAN KERJA KERJA NAMA",
    "INSTANSI KERJA NAMA",
]
ROW = {
    "NIP BARU": nip(1),
    "NAMA": "Umi Fauziah",
    "TANGGAL LAHIR": "14-02-1990",
    "JENIS KELAMIN": "L",
    "NIK": "3604712481437690",
    "STATUS CPNS PNS": "P",
    "JENIS PEGAWAI NAMA": "PNS Daerah Kab/Kota",
    "KEDUDUKAN HUKUM ID": "01",
    "GOL AKHIR NAMA": "III/d",
    "JENIS JABATAN ID": "4",
    "JABATAN NAMA": "Pengelola Layanan Operasional",
    "UNOR ID": "U1",
    "UNOR NAMA": "Bidang I pada Dinas Kesehatan",
    "SATUAN KERJA KERJA NAMA": "Dinas Kesehatan",
    "INSTANSI KERJA NAMA": "Pemerintah Kabupaten Contoh",
}


def export(*rows: dict[str, str]) -> bytes:
    """A small employee export; each row is `ROW` with these changes."""
    return write_csv(COLUMNS, [[{**ROW, **row}.get(key, "") for key in COLUMNS] for row in rows], for_excel=False)


def upload(*rows: dict[str, str], name: str = "pegawai.csv") -> io.BytesIO:
    file = io.BytesIO(export(*rows))
    file.name = name
    return file
