"""Forms that were sent: the memory behind `once`."""

from django.db import models

from quancheng.kernel.privacy import L2, L3


class Submission(models.Model):
    """One form sent by one person: its key, where it led, and a digest to notice a changed second sending."""

    key = L2(models.UUIDField(unique=True))
    # Accounts stand on a higher floor, so the person is an id and not a foreign key; None before sign-in.
    user_id = L3(models.BigIntegerField(null=True))
    digest = L2(models.CharField(max_length=64))
    location = L2(models.TextField(default=""))
    created_at = L2(models.DateTimeField(db_index=True))

    def __str__(self) -> str:
        return str(self.key)
