from typing import Self

from django.db import models

from bangkom.core.models import Agency, Role, Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class NumberSeriesQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(agency__in=user.agencies_as(Role.ADMINISTRATOR, Role.ORGANIZER))


class NumberSeries(Scoped):
    """A register of numbers of an agency, e.g. of its certificates; `pattern` knows {n} and {year}."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="number_series")
    code = models.SlugField(max_length=40)
    pattern = models.CharField(max_length=120)

    objects = NumberSeriesQuerySet.as_manager()
    privacy = Privacy(purpose="Numbers official papers without gaps.", retention=Retention.NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="papers_series_once")]

    def __str__(self) -> str:
        return f"{self.agency.code}/{self.code}"


class NumberCounter(Scoped):
    """The last number taken of a series in a year; its row is locked while the next is taken."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    privacy = Privacy(purpose="Numbers official papers without gaps.", retention=Retention.NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="papers_counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
