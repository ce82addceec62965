from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Scoped, ScopedQuerySet, User
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models.units import READERS


class PersonQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Oneself, the employees of the scopes one works for, and people without NIP whom the own agency keeps."""
        from bangkom.people.models import Affiliation, Employee  # both are of a person: modules further down

        paths = user.scope_paths(*READERS)
        return self.filter(
            Q(user=user)
            | Q(pk__in=Employee.objects.filter(within(paths, "unit__scope__path")).values("person"))
            | Q(pk__in=Affiliation.objects.visible_to(user).values("person"))
        )


class Person(Scoped):
    """A human being. The account (if any), the employee records and the JP belong to the person."""

    class Sex(models.TextChoices):
        MALE = "M", _("Laki-laki")
        FEMALE = "F", _("Perempuan")

    name = models.CharField(_("nama"), max_length=200)
    front_title = models.CharField(_("gelar depan"), max_length=60, blank=True)
    back_title = models.CharField(_("gelar belakang"), max_length=100, blank=True)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    birth_place = models.CharField(_("tempat lahir"), max_length=100, blank=True)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex.choices, blank=True)
    email = models.EmailField(_("surel dinas"), blank=True)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="person")

    objects = PersonQuerySet.as_manager()
    privacy = Privacy(
        purpose="Identifies who learns, teaches and is certified.",
        retention=Retention.SERVICE,
        personal={
            "name": "identity",
            "front_title": "as printed on certificates",
            "back_title": "as printed on certificates",
            "birth_date": "certificate field; checked against the employee number",
            "birth_place": "certificate field",
            "sex": "checked against the employee number; equity of access",
            "email": "official address for messages",
            "user": "the account",
        },
    )

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["name"], name="people_person_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with titles, as it is printed."""
        name = f"{self.front_title} {self.name}".strip()
        return f"{name}, {self.back_title}" if self.back_title else name
