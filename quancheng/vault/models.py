"""Data keys, wrapped by the master key (envelope encryption)."""

from django.db import models

from quancheng.kernel.privacy import L1, L4


class DataKey(models.Model):
    """One data key; `wrapped` is useless without the master key, which is never in the database."""

    suite = L1(models.CharField(max_length=8))
    wrapped = L4(models.BinaryField())
    created_at = L1(models.DateTimeField(auto_now_add=True))
