"""Writes of the design system: only its own housekeeping."""

from datetime import timedelta

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.kernel import clock
from quancheng.ui.models import Submission

KEPT_FOR = timedelta(days=7)


@transaction.atomic
def forget_submissions(*, by: Actor) -> int:
    """Delete the keys of forms sent more than a week ago; gives how many."""
    gone, _ = Submission.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    return gone
