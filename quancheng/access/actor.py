"""The Actor: who asks, in which hospitals, teams and roles. Every query starts from one."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from quancheng.access.roles import ROLE_PERMISSIONS, WIDE_ROLES, Permission, ProxyScope, Role


@dataclass(frozen=True, slots=True)
class Duty:
    """One role held in one hospital, within one team or (team_id None) in the hospital at large."""

    hospital_id: int
    role: Role
    team_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who asks. Built once a request by middleware, or by a command for its own name.

    `own_patient_ids` are the records of the person herself; `proxy_scopes` maps a patient's id to what she
    granted. `system` is the machine acting on its own rows (jobs, commands); it may do everything.
    """

    user_id: int | None = None
    name: str = ""
    duties: tuple[Duty, ...] = ()
    own_patient_ids: frozenset[int] = frozenset()
    proxy_scopes: dict[int, frozenset[ProxyScope]] = field(default_factory=dict)
    system: bool = False

    @cached_property
    def hospital_ids(self) -> frozenset[int]:
        """Hospitals in which the actor holds any duty."""
        return frozenset(duty.hospital_id for duty in self.duties)

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """Teams the actor belongs to."""
        return frozenset(duty.team_id for duty in self.duties if duty.team_id is not None)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere."""
        return frozenset(duty.role for duty in self.duties)

    @cached_property
    def wide_hospital_ids(self) -> frozenset[int]:
        """Hospitals whose every patient the actor may see."""
        return frozenset(duty.hospital_id for duty in self.duties if duty.role in WIDE_ROLES)

    @property
    def is_staff(self) -> bool:
        """True for anyone with a duty in a hospital."""
        return bool(self.duties)

    @property
    def is_portal(self) -> bool:
        """True for a patient or a family member."""
        return bool(self.own_patient_ids or self.proxy_scopes)

    @property
    def portal_patient_ids(self) -> frozenset[int]:
        """Records open to the actor in the portal, own and granted."""
        return self.own_patient_ids | frozenset(self.proxy_scopes)

    @cached_property
    def home_hospital_id(self) -> int | None:
        """The hospital whose work the staff pages show first."""
        return self.duties[0].hospital_id if self.duties else None

    def hospitals_with(self, permission: Permission) -> frozenset[int]:
        """Hospitals in which some duty of the actor carries the permission."""
        return self._by_permission.get(permission, frozenset())

    def teams_with(self, permission: Permission) -> frozenset[int]:
        """Teams in which some duty of the actor carries the permission."""
        return frozenset(
            duty.team_id
            for duty in self.duties
            if duty.team_id is not None and permission in ROLE_PERMISSIONS[duty.role]
        )

    def may(self, permission: Permission, hospital_id: int | None = None) -> bool:
        """Whether a duty allows it, in that hospital if one is named."""
        if self.system:
            return True
        hospitals = self.hospitals_with(permission)
        return bool(hospitals) if hospital_id is None else hospital_id in hospitals

    def at(self, hospital_id: int, team_id: int | None, *, personal: bool) -> "Actor":
        """The actor with those duties alone that reach one record of that hospital and team.

        A right of one duty must not spread over the patients of another: who is doctor in one team and
        quality director of the hospital reads everybody, and genetic results in her own team only.
        A `personal` record (named on it, attending, an emergency) is reached by every duty in its hospital.
        """
        own = team_id or 0
        reaching = tuple(
            duty
            for duty in self.duties
            if duty.hospital_id == hospital_id
            and (personal or duty.role in WIDE_ROLES or duty.team_id == own)
        )
        return self if reaching == self.duties else replace(self, duties=reaching)

    @cached_property
    def _by_permission(self) -> dict[Permission, frozenset[int]]:
        held: dict[Permission, set[int]] = {}
        for duty in self.duties:
            for permission in ROLE_PERMISSIONS[duty.role]:
                held.setdefault(permission, set()).add(duty.hospital_id)
        return {permission: frozenset(ids) for permission, ids in held.items()}


def system(name: str) -> Actor:
    """The machine acting under a job's or a command's name."""
    return Actor(name=name, system=True)


NOBODY = Actor()


def duties(rows: Iterable[tuple[int, str, int | None]]) -> tuple[Duty, ...]:
    """Duties from (hospital id, role code, team id) rows."""
    return tuple(Duty(hospital_id, Role(role), team_id) for hospital_id, role, team_id in rows)
