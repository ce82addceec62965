"""What the parts of the design system say, to the eye and to a screen reader."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from bangkom.core import icons
from bangkom.core.figures import Balance
from bangkom.core.terms import TERMS


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def balance(earned, booked, needed):
    return Balance(Decimal(earned), Decimal(booked), Decimal(needed))


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ((14, 4, 20), "14 dari 20 JP diperoleh, 4 JP terjadwal, kurang 2 JP"),
        (("13.5", 0, 20), "13,5 dari 20 JP diperoleh, kurang 6,5 JP"),
        ((14, 6, 20), "14 dari 20 JP diperoleh, 6 JP terjadwal, cukup bila semuanya selesai"),
        ((20, 0, 20), "20 dari 20 JP diperoleh, kewajiban terpenuhi"),
        ((73, 0, 20), "73 dari 20 JP diperoleh, lebih 53 JP dari yang wajib"),
        ((6, 0, 0), "6 JP diperoleh"),
    ],
)
def test_the_meter_is_one_sentence(amounts, sentence):
    assert balance(*amounts).sentence() == sentence


def squares_of(markup, name):
    start = markup.index(f'class="{name}" d="') if f'class="{name}"' in markup else None
    return 0 if start is None else markup[start : markup.index("/>", start)].count("z")


@pytest.mark.parametrize(
    ("amounts", "earned", "booked", "missing"),
    [
        ((14, 4, 20), 14, 4, 2),
        ((0, 0, 20), 0, 0, 20),
        ((73, 9, 20), 20, 0, 0),
        # the square that is half earned is drawn in part over an empty one
        (("7.5", 0, 20), 8, 0, 13),
        ((9, 6, 24), 9, 6, 9),
    ],
)
def test_each_needed_jp_is_one_square(amounts, earned, booked, missing):
    drawn = draw("{% jp_meter a b c %}", a=amounts[0], b=amounts[1], c=amounts[2])
    assert [squares_of(drawn, name) for name in ("earned", "booked", "missing")] == [earned, booked, missing]


def test_the_large_meter_says_the_rest_in_words_and_hides_the_drawing():
    drawn = draw("{% jp_meter 14 4 20 %}")
    assert '<b class="amount">14</b> dari 20 JP' in drawn
    assert "4 JP terjadwal, kurang 2 JP." in drawn
    assert 'aria-hidden="true"' in drawn


def test_the_small_meter_is_a_picture_with_a_name():
    drawn = draw('{% jp_meter "7.5" 0 20 size="s" %}')
    assert 'role="img" aria-label="7,5 dari 20 JP diperoleh, kurang 12,5 JP"' in drawn
    assert '<span class="meter-n" aria-hidden="true">7,5</span>' in drawn


def test_without_a_minimum_only_the_number_stands():
    drawn = draw('{% jp_meter 6 0 0 size="s" %}')
    assert "<svg" not in drawn
    assert '<span class="meter-n">6</span>' in drawn


def test_a_tag_has_words_and_a_shape_of_its_own():
    drawn = {kind: draw("{% tag kind 'Selesai' %}", kind=kind) for kind in icons.KINDS}
    assert all("Selesai" in each and "<svg" in each for each in drawn.values())
    assert len({each.split("<svg")[1] for each in drawn.values()}) == 5


def test_there_are_at_most_24_icons_and_each_is_drawn():
    assert len(icons.NAMES) <= 24
    assert all('aria-hidden="true"' in icons.icon(name) for name in icons.NAMES)


def test_a_button_escapes_its_words_and_passes_attributes():
    drawn = draw(
        '{% button label kind="quiet" name="aksi" value="x" data_copy="#teks" formnovalidate=True %}', label="<b>"
    )
    assert drawn == (
        '<button class="btn btn-quiet" type="submit" name="aksi" value="x" data-copy="#teks" formnovalidate="">'
        "&lt;b&gt;</button>"
    )


def test_a_button_with_an_address_is_a_link():
    assert draw('{% button "Buka" href=url %}', url="/a/?b=1&c=2") == '<a class="btn" href="/a/?b=1&amp;c=2">Buka</a>'


def test_an_arrow_onwards_stands_behind_the_words():
    drawn = draw('{% button "Lanjut" icon="right" %}')
    assert drawn.index("Lanjut") < drawn.index("<svg")


def test_stations_share_the_line_by_their_jp():
    stages = [
        {"title": "MOOC", "jp": 48, "state": "done"},
        SimpleNamespace(title="Jarak jauh", jp=217, state="now", progress=0.36, detail="22 hari"),
        {"title": "Aktualisasi", "jp": 320},
        {"title": "Klasikal", "jp": 62, "detail": ["6 hari", "17 sampai 22 Okt"]},
    ]
    drawn = draw("{% stations stages %}", stages=stages)
    assert [f'class="{css}"' in drawn for css in ("done g1", "now g7", "later g10", "later g2")] == [True] * 4
    assert 'width="36%"' in drawn
    assert drawn.count('aria-current="step"') == 1
    assert "<span>17 sampai 22 Okt</span>" in drawn
    assert "Sedang berlangsung" in drawn


def test_stations_without_jp_share_the_line_evenly():
    assert draw("{% stations stages %}", stages=[{"title": "A"}, {"title": "B"}]).count("g1") == 2


def test_a_summary_list_takes_pairs_and_links():
    drawn = draw("{% summary_list rows %}", rows=[("Nama", "Ratna"), ("NIP", "", "/ubah/")])
    assert "<dd>Ratna</dd>" in drawn
    assert '<a href="/ubah/">Ubah<span class="sr">: NIP</span></a>' in drawn
    assert "<dd>–</dd>" in drawn


def test_a_task_without_an_address_is_no_link():
    drawn = draw("{% task_list rows %}", rows=[{"title": "Laporan", "status": "Belum bisa dimulai"}])
    assert "<a " not in drawn
    assert "tag-neutral" in drawn


def test_tabs_mark_the_one_that_is_open():
    drawn = draw(
        "{% tabs items %}",
        items=[{"label": "Satu", "url": "?a", "current": True, "count": 1200}, {"label": "Dua", "url": "?b"}],
    )
    assert drawn.count('aria-current="page"') == 1
    assert '<span class="count">1.200</span>' in drawn


def test_steps_tell_where_one_is():
    drawn = draw("{% steps 2 labels %}", labels=["Tempel", "Kolom", "Periksa"])
    assert "Langkah 2 dari 3: <b>Kolom</b>" in drawn
    assert [drawn.count(f'class="{state}"') for state in ("done", "now", "later")] == [1, 1, 1]


def test_text_in_a_banner_is_escaped_and_markup_of_the_template_is_kept():
    assert "&lt;i&gt;" in draw("{% notification text kind='error' %}", text="<i>")
    assert "<p>Baik</p>" in draw("{% banner kind='success' title='Tersimpan' %}<p>Baik</p>{% endbanner %}")


def test_an_error_is_announced_at_once():
    assert 'role="alert"' in draw("{% notification 'x' kind='error' %}")
    assert "role=" not in draw("{% notification 'x' %}")


@pytest.mark.parametrize("kind", icons.KINDS)
def test_a_panel_carries_its_verdict_in_a_word(kind):
    drawn = draw("{% panel 'Sertifikat ini benar' kind=kind label='Asli' %}<p>x</p>{% endpanel %}", kind=kind)
    assert f"panel-{kind}" in drawn
    assert "Asli</p><h2>Sertifikat ini benar</h2>" in drawn


def request(query=""):
    return RequestFactory().get(f"/pegawai/{query}")


def test_pages_keep_the_other_parameters():
    page = Paginator(range(1, 6001), 50).get_page(3)
    drawn = draw("{% pagination page %}", page=page, request=request("?cari=rat&halaman=3"))
    assert "101 sampai 150 dari 6.000" in drawn
    assert 'href="?cari=rat&amp;halaman=4"' in drawn
    assert 'aria-label="Halaman 3" aria-current="page"' in drawn
    assert '<a rel="prev" href="?cari=rat&amp;halaman=2">' in drawn


def test_a_list_of_one_page_has_no_links():
    drawn = draw("{% pagination page %}", page=Paginator([1, 2], 50).get_page(1), request=request())
    assert "1 sampai 2 dari 2" in drawn
    assert "<a " not in drawn


def test_an_empty_list_says_so_without_links():
    drawn = draw("{% pagination page %}", page=Paginator([], 50).get_page(1), request=request())
    assert "0 sampai 0 dari 0" in drawn


@pytest.mark.parametrize(
    ("query", "order", "target"),
    [
        ("", "none", "?urut=nama"),
        ("?urut=nama&halaman=4", "ascending", "?urut=-nama"),
        ("?urut=-nama", "descending", "?urut=nama"),
        ("?urut=jp", "none", "?urut=nama"),
    ],
)
def test_a_heading_sorts_and_turns_round(query, order, target):
    drawn = draw("{% sort_header 'Nama' 'nama' %}", request=request(query))
    assert f'aria-sort="{order}"' in drawn
    assert f'href="{target}"' in drawn


def test_what_is_kept_can_be_said_again():
    assert draw("{% keep 'judul' %} Angkatan {% endkeep %}|{{ judul }}") == " Angkatan |Angkatan"


def test_other_parts_draw():
    assert "Salin pesan" in draw("{% copybox 'Yth. peserta' 'Salin pesan' %}")
    assert "1.840 dari 6.000 baris" in draw("{% progress 1840 6000 'baris' %}")
    assert "<summary>Apa itu JP?</summary>" in draw("{% details 'Apa itu JP?' %}x{% enddetails %}")
    assert 'href="/katalog/">Lihat katalog' in draw("{% empty_state 'Kosong' url='/katalog/' label='Lihat katalog' %}")
    assert 'aria-current="page">Kedua' in draw("{% breadcrumbs crumbs %}", crumbs=[("Pertama", "/"), ("Kedua", "")])
    assert "{n} baris dipilih" in draw("{% bulk %}{% button 'Kirim' %}{% endbulk %}{% tick_all %}")
    assert "dari 40" in draw("{% big_number 38 'hadir' 'dari 40' url='/hadir/' %}")


def test_a_term_is_explained_beside_its_heading_and_leads_to_the_whole_list():
    part = draw('{% help "tahap" %}')
    assert "<details" in part
    assert "Apa itu Tahap?" in part
    assert 'href="/bantuan/#istilah-tahap"' in part


def test_a_term_nobody_explains_is_a_mistake_of_the_page():
    with pytest.raises(KeyError):
        draw('{% help "apa-saja" %}')


def test_every_term_stands_in_the_help_under_its_own_anchor(client, db):
    page = client.get("/bantuan/").content.decode()
    assert all(f'id="istilah-{name}"' in page for name in TERMS)


def test_the_small_path_reads_its_stages_and_their_jp():
    part = draw("{% path_line stages %}", stages=[{"title": "Mandiri", "jp": 24}, {"title": "Sesi", "jp": 33}])
    assert 'aria-label="Mandiri 24 JP, Sesi 33 JP"' in part
    assert part.count("<circle") == 2
    assert 'cx="42.1%"' in part


def test_the_small_path_of_nothing_is_a_line():
    assert "<circle" not in draw("{% path_line stages %}", stages=[])
