"""Whatever is posted and taken back, adding up the entries gives the balance."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bangkom.core import clock
from bangkom.ledger import commands, queries, services
from bangkom.ledger.models import Entry, YearBalance
from bangkom.ledger.tests.factories import posted, somebody

FIRST_DAY = dt.date(2025, 1, 1)

postings = st.tuples(st.just("post"), st.integers(0, 2), st.integers(1, 3000), st.integers(0, 700), st.integers(0, 9))
reversals = st.tuples(st.just("reverse"), st.integers(0, 40))
passing_time = st.tuples(st.just("wait"), st.integers(1, 400))


class Recomputation(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.one_of(postings, reversals, passing_time), max_size=25))
    def test_any_sequence_of_postings_and_reversals_recomputes_to_the_balance(self, acts):
        people = [somebody() for _ in range(3)]
        now = dt.datetime(2025, 1, 1, 5, tzinfo=dt.UTC)
        expected: dict[tuple[int, int], int] = {}
        keys: dict[str, tuple[int, int]] = {}
        for act, *details in acts:
            with clock.held_at(now):
                if act == "post":
                    who, minutes, day, number = details
                    key, on = f"source:{number}", FIRST_DAY + dt.timedelta(days=day)
                    if keys.setdefault(key, (who, minutes)) != (who, minutes):
                        continue
                    before = Entry.objects.count()
                    posted(people[who], minutes=minutes, on=on, key=key)
                    if Entry.objects.count() > before:
                        place = (people[who].person_id, on.year)
                        expected[place] = expected.get(place, 0) + minutes
                elif act == "reverse":
                    open_entries = list(Entry.objects.filter(corrects=None, corrections=None).order_by("pk"))
                    if open_entries:
                        entry = open_entries[details[0] % len(open_entries)]
                        services.reverse_entry(entry=entry, reason="Diperiksa kembali", by=None)
                        expected[(entry.person_id, entry.year)] -= entry.minutes
                else:
                    now += dt.timedelta(days=details[0])

        report = queries.check_balances()
        assert report.is_right, report
        kept = {(b.person_id, b.year): b.minutes for b in YearBalance.objects.all()}
        assert kept == expected


@pytest.mark.django_db
def test_the_check_says_that_all_agree(capsys):
    posted(somebody(), jp=4)
    assert commands.check() == 0
    assert capsys.readouterr().out == "1 catatan, 1 saldo: semua cocok.\n"


@pytest.mark.django_db
def test_the_check_names_a_balance_that_was_tampered_with(capsys):
    entry = posted(somebody(), jp=4)
    YearBalance.objects.update(minutes=900)

    assert commands.check(json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["differences"] == [{"person": entry.person_id, "year": 2026, "balance": 900, "recomputed": 180}]
    assert commands.check() == 1
    assert "ADA YANG TIDAK COCOK" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_check_finds_a_balance_that_was_lost():
    posted(somebody(), jp=4)
    YearBalance.objects.all().delete()
    assert [d["balance"] for d in queries.check_balances().differences] == [0]
