"""Opening accounts for patients and families."""

from django.db import IntegrityError, transaction

from quancheng.access.actor import Actor
from quancheng.accounts.models import User
from quancheng.audit import actions as audit
from quancheng.audit.events import Event
from quancheng.kernel.ids import public_id
from quancheng.kernel.phone import is_mobile, normalise_phone
from quancheng.kernel.refused import Refused, msg
from quancheng.vault import keys

NO_TEXT_MESSAGES = msg("Sign-in codes need a mobile number; this one cannot receive text messages.")


@transaction.atomic
def open_account(*, by: Actor, phone: str) -> User:
    """The account that signs in with this phone; opened now, or the one that already does.

    One phone is one account: a daughter who looks after both parents signs in once. Whose records it sees is
    granted elsewhere, and what the person is called stands there too, encrypted. Refuses a number that cannot
    receive a code. An account that was there is held to the end of the transaction: of two who grant to one
    phone at once the second sees what the first has granted.
    """
    number = normalise_phone(phone)
    if not is_mobile(number):
        raise Refused(NO_TEXT_MESSAGES, field="phone", code="phone_not_mobile")
    token = keys.token(f"phone:{number}")
    accounts = User.objects.select_for_update(no_key=True).filter(phone_token=token)
    if known := accounts.first():
        return known
    user = User(
        username=f"p-{public_id()}",
        phone=number,
        phone_token=token,
        hospital_id=by.home_hospital_id,
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return accounts.get()  # somebody has opened it at the same moment
    audit.record(Event.ACCOUNT_OPENED, by=by, hospital_id=by.home_hospital_id, subject=f"user {user.pk}")
    return user
