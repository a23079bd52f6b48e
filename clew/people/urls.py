"""Settings about people, teams and keys."""

from django.urls import path

from clew.people.views import environments, grants, profile, staff, teams, tokens

urlpatterns = [
    path("settings/profile", profile.profile, name="profile"),
    path("settings/profile/picture", profile.picture, name="profile-picture"),
    path("pictures/<str:digest>.webp", profile.picture_file, name="picture"),
    path("settings/theme", profile.theme, name="theme"),
    path("settings/staff", staff.staff_list, name="staff"),
    path("settings/staff/<int:pk>", staff.staff_member, name="staff-member"),
    path("settings/staff/<int:pk>/role", staff.role, name="staff-role"),
    path("settings/staff/<int:pk>/teams", staff.teams_of, name="staff-teams"),
    path("settings/staff/<int:pk>/reading", staff.reading, name="staff-reading"),
    path("settings/staff/<int:pk>/grants", grants.grants, name="staff-grants"),
    path("settings/staff/<int:pk>/grants/end", grants.end, name="staff-grant-end"),
    path("settings/staff/<int:pk>/link", staff.new_link, name="staff-link"),
    path("settings/staff/<int:pk>/deactivation", staff.deactivation, name="staff-deactivation"),
    path("settings/teams", teams.team_list, name="teams"),
    path("settings/teams/<slug:slug>", teams.team, name="team"),
    path("settings/teams/<slug:slug>/privacy", teams.privacy, name="team-privacy"),
    path("settings/teams/<slug:slug>/description", teams.description, name="team-description"),
    path("settings/teams/<slug:slug>/members", teams.members, name="team-members"),
    path("settings/teams/<slug:slug>/deletion", teams.deletion, name="team-deletion"),
    path("settings/tokens", tokens.token_list, name="tokens"),
    path("settings/tokens/<int:pk>/revocation", tokens.revocation, name="token-revocation"),
    path("settings/keys", environments.environment_list, name="environments"),
    path("settings/environments/<slug:name>/keys", environments.new_key, name="new-key"),
    path("settings/keys/<int:pk>", environments.capture_key, name="capture-key"),
    path("settings/keys/<int:pk>/revocation", environments.revocation, name="key-revocation"),
]
