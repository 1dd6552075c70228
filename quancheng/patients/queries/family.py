"""What the patient calls those of her family who may see her record."""

from quancheng.access.actor import Actor
from quancheng.patients.models import Patient, ProxyGrant


def family_names(actor: Actor, patient: Patient) -> dict[int, str]:
    """Names of family members by account, of ended grants too. The caller has opened the record."""
    rows = ProxyGrant.objects.filter(patient=patient).order_by("pk")
    return {user_id: str(name) for user_id, name in rows.values_list("user_id", "name") if name}
