"""Keys to the house for programs, and the first owner's invitation."""

from django.db import models

from clew.people.models.staff import Staff


class Scope(models.TextChoices):
    ADMIN = "admin", "Admin: everything"
    AGENT = "agent", "Agent: tickets and customers"
    CAPTURE = "capture", "Capture: send events only"


class ApiToken(models.Model):
    """A bearer token for the API. Only its SHA-256 is kept; the token is shown once."""

    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=10, choices=Scope)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    created_by = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class OwnerInvitation(models.Model):
    """The one-time sign-in link `clew up` prints; only its SHA-256 is kept."""

    digest = models.CharField(max_length=64, unique=True)
    staff = models.ForeignKey(
        Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )  # empty on the very first run: the link creates the owner
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
