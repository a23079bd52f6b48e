"""Out of office: who is away, from when until when, and who stands in."""

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.http import Http404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.instants import Instant
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core import clock
from clew.core.actors import Actor
from clew.coverage import queries
from clew.coverage.absences import Absence
from clew.coverage.actions import away as actions
from clew.coverage.models import HandOver, OutOfOffice
from clew.people.models import Staff
from clew.people.staff_queries import active_staff

router = Router(tags=["out of office"])
ENTER = "enter absences"
MOST = 200


class AbsenceShape(Schema):
    id: int
    staff: str = Field(description="Their email address")
    name: str
    starts_at: datetime
    ends_at: datetime
    deputy: str | None = Field(description="An email address")
    note: str
    tickets: str = Field(
        description="reply: one the customer answers goes back; start: all at once"
    )
    days_back: list[str] = Field(description="Days on which they are here all the same")
    away_now: bool

    @classmethod
    def of(cls, row: OutOfOffice) -> Self:
        return cls(
            id=row.pk,
            staff=row.staff.email,
            name=row.staff.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            deputy=row.deputy.email if row.deputy else None,
            note=row.note,
            tickets=row.tickets,
            days_back=[day.isoformat() for day in row.days_back],
            away_now=row.holds(clock.now()),
        )


class AbsencesPage(Schema):
    items: list[AbsenceShape]
    next_cursor: str | None = None


class AbsenceFilters(Schema):
    since: Instant | None = Field(None, description="Those that end later; without it: now")


class AbsenceGiven(Schema):
    staff: str = Field(description="An email address")
    starts_at: Instant | None = Field(None, description="Without it: now")
    ends_at: Instant
    deputy: str | None = None
    note: str = Field("", max_length=300)
    tickets: str = str(HandOver.ON_REPLY)


class AbsenceChanges(Schema):
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    deputy: str | None = Field(None, description="“” for nobody")
    note: str | None = Field(None, max_length=300)
    tickets: str | None = None


@router.get("/out-of-office", response=AbsencesPage)
def list_absences(request: TokenRequest, given: Query[AbsenceFilters]) -> AbsencesPage:  # noqa: ARG001  any token that reads tickets
    """Running and later ones of everybody, in the order they start."""
    rows = queries.absences(since=given.since or clock.now())[:MOST]
    return AbsencesPage(items=[AbsenceShape.of(row) for row in rows])


@router.post("/out-of-office", response={201: AbsenceShape})
@created
def enter_absence(request: TokenRequest, given: AbsenceGiven) -> AbsenceShape:
    """Admin tokens only."""
    admins_only(request.auth, ENTER)
    absence = Absence(
        starts_at=given.starts_at or clock.now(),
        ends_at=given.ends_at,
        deputy=_staff(given.deputy, "deputy") if given.deputy else None,
        note=given.note,
        tickets=given.tickets,
    )
    by = Actor.token(request.auth)
    row = actions.go_away(staff=_staff(given.staff, "staff"), absence=absence, by=by)
    return AbsenceShape.of(row)


@router.patch("/out-of-office/{int:absence_id}", response=AbsenceShape)
def change_absence(request: TokenRequest, absence_id: int, changes: AbsenceChanges) -> AbsenceShape:
    """Admin tokens only. What is left out stays."""
    admins_only(request.auth, ENTER)
    row = _absence(absence_id)
    given = {name: value for name, value in changes.dict().items() if value is not None}
    if "deputy" in given:
        given["deputy"] = _staff(given["deputy"], "deputy") if given["deputy"] else None
    kept = {name: getattr(row, name) for name in Absence.__dataclass_fields__}
    absence = Absence(**(kept | given))
    actions.change_absence(row=row, absence=absence, by=Actor.token(request.auth))
    return AbsenceShape.of(row)


@router.delete("/out-of-office/{int:absence_id}", response={204: None})
def end_absence(request: TokenRequest, absence_id: int) -> Status[None]:
    """Admin tokens only. One that runs ends now; a later one is as if it had never been."""
    admins_only(request.auth, ENTER)
    actions.come_back(row=_absence(absence_id), by=Actor.token(request.auth))
    return Status(204, None)


def _absence(pk: int) -> OutOfOffice:
    found = OutOfOffice.objects.select_related("staff", "deputy").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such absence.")
    return found


def _staff(email: str, field: str) -> Staff:
    found = None if "\x00" in email else active_staff().filter(email__iexact=email).first()
    if found is None:
        raise ValidationError({field: f"Nobody here has the address {email[:80]}."})
    return found
