"""The people who answer, and the teams they answer in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from clew.core import clock
from clew.core.kept import Given, kept


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    LEAD = "lead", "Lead"
    AGENT = "agent", "Agent"
    LIGHT = "light", "Light agent"


MOST = 2**63
# Each may do what those before it may.
RANKS = (Role.LIGHT, Role.AGENT, Role.LEAD, Role.ADMIN, Role.OWNER)


class Sees(models.TextChoices):
    """Which tickets somebody reads. What is assigned to them or followed they read either way."""

    ALL = "all", "Tickets of every team"
    OWN_TEAMS = "own_teams", "Tickets of their own teams only"


class Team(models.Model):
    """A group of staff that owns tickets. What a private one owns, only its members read."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    private = models.BooleanField(default=False, db_default=False)
    description = models.CharField(max_length=300, default="", db_default="", blank=True)
    tone = models.CharField(max_length=10, default="", db_default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    def get(self, *args: Any, **asked: Any) -> "Staff":
        """By its key alone it is a kept statement: every request asks who signed in."""
        pk = asked.get("pk")
        is_plain = type(self) is StaffManager and not args and len(asked) == 1  # no team's members
        if not is_plain or type(pk) is not int or not 0 < pk < MOST:
            return super().get(*args, **asked)
        for found in kept("staff", self._by_key).rows(pk=pk):
            return found
        raise self.model.DoesNotExist("Staff matching query does not exist.")

    def _by_key(self) -> models.QuerySet["Staff"]:
        """Also says whether a private team is closed to them: who reads what goes by it."""
        outside = Team.objects.filter(private=True).exclude(members=models.OuterRef("pk"))
        found = self.filter(pk=Given("pk", self.model._meta.pk)).order_by()
        return found.annotate(is_fenced=models.Exists(outside))

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Staff":
        staff = self.model(email=self.normalize_email(email), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """Somebody who signs in. A light agent reads everything and writes internal notes only."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role, default=Role.AGENT)
    # A role for a while; RoleGrant tells its story. Here so that asking costs no statement.
    granted_role = models.CharField(
        max_length=10, choices=Role, default="", db_default="", blank=True
    )
    granted_until = models.DateTimeField(null=True, blank=True)
    teams = models.ManyToManyField(Team, blank=True, related_name="members")
    sees = models.CharField(max_length=10, choices=Sees, default=Sees.ALL, db_default=Sees.ALL)
    time_zone = models.CharField(max_length=64, default="UTC")
    # {"mon": ["09:00", "17:00"], …} in time_zone; a day that is missing is free, {} is unknown.
    working_hours = models.JSONField(default=dict, db_default={}, blank=True)
    signature = models.TextField(default="", db_default="", blank=True)  # Markdown
    picture = models.CharField(max_length=64, default="", db_default="", blank=True)  # its digest
    density = models.CharField(max_length=12, default="comfortable", db_default="comfortable")
    theme = models.CharField(max_length=10, default="system")
    # Kept by clew.people.notifications, so that the bell on every page costs no statement.
    unread_notifications = models.PositiveIntegerField(default=0, db_default=0)
    single_keys = models.BooleanField(default=True)  # one-letter keyboard shortcuts
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_admin(self) -> bool:
        return self.role_now in {Role.OWNER, Role.ADMIN}

    @property
    def reads_every_team(self) -> bool:
        """Who could put themselves into any team needs no fence."""
        return self.is_admin

    @property
    def can_reply_publicly(self) -> bool:
        return self.role_now != Role.LIGHT

    @property
    def grant_lasts(self) -> bool:
        """Also when nobody has come round to ending it: a grant that is over gives nothing."""
        return self.granted_until is not None and self.granted_until > clock.now()

    @property
    def role_now(self) -> Role:
        """What they may do at this moment: their role, or more while a grant lasts."""
        own = Role(self.role)
        return max(own, Role(self.granted_role), key=RANKS.index) if self.grant_lasts else own

    @property
    def picture_url(self) -> str:
        return f"/pictures/{self.picture}.webp" if self.picture else ""
