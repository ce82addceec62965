"""Any list as a file: hostile values stay text, a NIP keeps its digits, and who took it is recorded."""

import csv
import io
import zipfile

import pytest
from django.urls import resolve
from python_calamine import CalamineWorkbook

from bangkom.core import lists
from bangkom.core.lists import ListColumn
from bangkom.core.models import Event, Role
from bangkom.core.tests.factories import AgencyFactory, staff

pytestmark = pytest.mark.django_db

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
)
NIP = "199002142015031001"
COLUMNS = (
    ListColumn("NIP", lambda row: row[0], 20),
    ListColumn("=Nama", lambda row: row[1]),
    ListColumn("Nilai", lambda row: row[2]),
)


@pytest.fixture
def request_for(rf):
    def build(query: str = "unduh=xlsx"):
        request = rf.get(f"/pegawai/?{query}")
        request.user = staff(Role.ORGANIZER, AgencyFactory())
        request.session = {}
        request.resolver_match = resolve("/pegawai/")
        return request

    return build


def content(reply) -> bytes:
    return b"".join(reply.streaming_content)


def rows():
    return [[NIP, value, 1.5] for value in HOSTILE]


def test_no_hostile_value_becomes_a_formula_in_a_workbook(request_for):
    body = content(lists.download(request_for(), rows(), COLUMNS, name="uji", title="=Uji/[a]:*?"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<f " not in xml
    cells = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert cells[0][0] == "=Uji/[a]:*?"
    table = cells[next(at for at, row in enumerate(cells) if row[0] == "NIP") + 1 :]
    assert [row[1].strip() for row in table] == [value.strip() for value in HOSTILE]
    assert {row[0] for row in table} == {NIP}
    assert {row[2] for row in table} == {1.5}


def test_every_hostile_value_is_marked_as_text_in_a_csv(request_for):
    body = content(lists.download(request_for("unduh=csv"), rows(), COLUMNS, name="uji", title="Uji"))
    assert body.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert table[0] == ["NIP", "'=Nama", "Nilai"]
    assert [row[1] for row in table[1:]] == ["'" + value for value in HOSTILE]
    assert {row[0] for row in table[1:]} == {"'" + NIP}


def test_a_workbook_says_what_it_is_of_when_and_how_filtered(request_for):
    reply = lists.download(
        request_for("unduh=xlsx&cari=Budi&halaman=3"), rows(), COLUMNS, name="Daftar Uji", title="Uji"
    )
    assert reply["Content-Disposition"].startswith('attachment; filename="daftar-uji-')
    assert "no-store" in reply["Cache-Control"]
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content(reply))).get_sheet_by_index(0).to_python()
    assert cells[0][0] == "Uji"
    assert cells[1][0].startswith("Keadaan per ")
    assert cells[2][0] == "cari: Budi"


def test_a_list_of_personal_data_leaves_an_event(request_for):
    content(lists.download(request_for("unduh=csv&cari=Budi"), rows(), COLUMNS, name="uji", title="Uji", personal=True))
    event = Event.objects.get(verb="people.exported")
    assert event.params["rows"] == len(HOSTILE)
    assert event.payload.body["after"]["filters"] == [["cari", "Budi"]]
    assert "Budi" not in str(event.params)


@pytest.mark.parametrize("query", ["", "unduh=pdf", "unduh="])
def test_a_page_is_a_page_where_no_file_is_asked_for(request_for, query):
    assert lists.download(request_for(query), rows(), COLUMNS, name="uji", title="Uji") is None
