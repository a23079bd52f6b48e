"""A role for a while: given with a reason, and over by itself."""

from django.db import models

from clew.people.models.staff import Role, Staff


class RoleGrant(models.Model):
    """The story of one; what counts now stands on Staff (granted_role, granted_until)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=10, choices=Role)
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    granted_by = models.CharField(max_length=200)  # a name: it stays when they leave
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # revoked, or noticed to be over

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} for {self.staff} until {self.until:%Y-%m-%d %H:%M}"
