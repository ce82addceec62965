import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.courseware.writing import to_html


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ("Satu.\n\nDua.", "<p>Satu.</p><p>Dua.</p>"),
        ("Baris satu\nbaris dua", "<p>Baris satu<br>baris dua</p>"),
        ("# Judul\nIsi", "<h2>Judul</h2><p>Isi</p>"),
        ("## Anak judul", "<h3>Anak judul</h3>"),
        ("Ada dua:\n- satu\n- dua", "<p>Ada dua:</p><ul><li>satu</li><li>dua</li></ul>"),
        ("•\tdari Word\n•\tjuga", "<ul><li>dari Word</li><li>juga</li></ul>"),
        ("1. satu\n2) dua", "<ol><li>satu</li><li>dua</li></ol>"),
        ("> kutipan", "<blockquote><p>kutipan</p></blockquote>"),
        ("**penting** dan *mediator*", "<p><strong>penting</strong> dan <em>mediator</em></p>"),
        ("2 * 3 * 4 = 24", "<p>2 * 3 * 4 = 24</p>"),
        ("tidak#judul", "<p>tidak#judul</p>"),
        ("", ""),
    ],
)
def test_plain_text_becomes_a_page(written, page):
    assert to_html(written) == page


def test_an_address_becomes_a_link_without_the_full_stop_after_it():
    made = to_html("Lihat https://peraturan.bpk.go.id/a_b?x=1&y=2.")
    assert 'href="https://peraturan.bpk.go.id/a_b?x=1&amp;y=2"' in made
    assert made.endswith("</a>.</p>")


def test_a_link_does_not_tell_the_other_site_where_one_came_from():
    assert 'rel="noopener noreferrer"' in to_html("https://contoh.go.id/a")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "# <b onclick=x>judul",
        "- <iframe src=//x>",
        "javascript:alert(1)",
        'https://x.id/"onmouseover="alert(1)',
        "**<svg/onload=alert(1)>**",
    ],
)
def test_what_is_typed_never_becomes_code(hostile):
    made = to_html(hostile)
    assert not re.search(r"<(script|img|iframe|svg|b)\b", made)
    assert not re.search(r"<[^>]*\son\w+=", made)
    assert 'href="javascript' not in made


@given(st.text(alphabet="<>&\"'/#*-•1. >ab\n:htps()[]"))
def test_only_the_short_list_of_elements_ever_comes_out(text):
    allowed = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"}
    assert set(re.findall(r"</?([a-z0-9]+)", to_html(text))) <= allowed
