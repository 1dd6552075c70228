"""Administration of staff, of locked accounts and of the hospital; below /s/admin/."""

from django.urls import path

from quancheng.accounts.views import hospital, locks, staff

app_name = "accounts_staff"
urlpatterns = [
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/add/", staff.add, name="add"),
    path("staff/expiring/", staff.expiring, name="expiring"),
    path("staff/<int:user_id>/", staff.staff, name="staff"),
    path("staff/<int:user_id>/change/", staff.change, name="change"),
    path("staff/<int:user_id>/disable/", staff.disable, name="disable"),
    path("staff/<int:user_id>/enable/", staff.enable, name="enable"),
    path("staff/<int:user_id>/password/", staff.reset_password, name="reset_password"),
    path("locks/", locks.locks, name="locks"),
    path("locks/<int:user_id>/unlock/", locks.unlock, name="unlock"),
    path("locks/<int:user_id>/second-factor/", locks.clear_second_factor, name="clear_second_factor"),
    path("hospital/", hospital.hospital, name="hospital"),
    path("hospital/settings/", hospital.settings, name="hospital_settings"),
    path("hospital/departments/add/", hospital.department, name="add_department"),
    path("hospital/departments/<int:department_id>/", hospital.department, name="department"),
    path("hospital/teams/add/", hospital.team, name="add_team"),
    path("hospital/teams/<int:team_id>/", hospital.team, name="team"),
]
