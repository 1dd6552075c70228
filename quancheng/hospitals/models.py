"""Hospitals with their departments and teams, and the settings that a centre decides for itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quancheng.kernel.privacy import L1
from quancheng.ui.words import is_english


class SubtypeRule(models.TextChoices):
    """Which published rule separates Luminal A-like from B-like."""

    ST_GALLEN_2013 = "st_gallen_2013", _("St Gallen 2013")
    MAISONNEUVE_2014 = "maisonneuve_2014", _("Maisonneuve 2014")
    KI67_14 = "ki67_14", _("Ki-67 cut of 14 %")


class Named:
    """A place with a Chinese name, and an English one where the centre gave it."""

    name: str
    name_en: str

    @property
    def called(self) -> str:
        """The name in the language of the page."""
        return self.name_en if self.name_en and is_english() else self.name


class Hospital(Named, models.Model):
    """A hospital; its code is what imports and partner systems know it by."""

    code = L1(models.SlugField(unique=True))
    name = L1(models.CharField(max_length=80))
    name_en = L1(models.CharField(max_length=120, blank=True))
    ki67_cut = L1(models.PositiveSmallIntegerField(default=20))
    subtype_rule = L1(
        models.CharField(max_length=20, choices=SubtypeRule.choices, default=SubtypeRule.ST_GALLEN_2013)
    )
    # The AJCC tables may be used only under the hospital's own licence.
    prognostic_stage_licensed = L1(models.BooleanField(default=False))

    def __str__(self) -> str:
        return self.name


class Department(Named, models.Model):
    """A department of a hospital, for example 乳腺外科."""

    hospital = L1(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="departments"))
    name = L1(models.CharField(max_length=80))
    name_en = L1(models.CharField(max_length=120, blank=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hospital", "name"], name="department_name")]

    def __str__(self) -> str:
        return self.name


class Team(Named, models.Model):
    """A care team: the people who look after the same patients."""

    hospital = L1(models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="teams"))
    department = L1(models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True))
    name = L1(models.CharField(max_length=80))
    name_en = L1(models.CharField(max_length=120, blank=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hospital", "name"], name="team_name")]

    def __str__(self) -> str:
        return self.name
