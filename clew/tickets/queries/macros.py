"""Doors to macros: those one may use, and those on the settings page with their use."""

from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet

from clew.core import clock
from clew.people.models import Staff, Team
from clew.tickets.models import Macro, MacroFile, MacroKind
from clew.tickets.queries.doors import Reader, may_read

COUNTED = timedelta(days=30)


def macros_for(reader: Reader) -> QuerySet[Macro]:
    """Those one can use now: one's own, and shared ones for one's teams. Tokens use all shared."""
    if not may_read(reader):
        return Macro.objects.none()
    usable = Macro.objects.filter(deleted_at__isnull=True, active=True)
    if not isinstance(reader, Staff):
        return usable.filter(owner__isnull=True)
    found = usable.filter(Q(owner=reader) | (Q(owner__isnull=True) & _for_teams_of(reader)))
    return found if reader.can_reply_publicly else found.exclude(kind=MacroKind.REPLY)


def macro_for(reader: Reader, pk: int) -> Macro:
    """Raises Macro.DoesNotExist."""
    return macros_for(reader).get(pk=pk)


def listed_macros(reader: Reader) -> QuerySet[Macro]:
    """For the settings page: every shared one, also inactive, and one's own; with their use."""
    if not may_read(reader):
        return Macro.objects.none()
    own = Q(owner=reader) if isinstance(reader, Staff) else Q()
    there = Macro.objects.filter(Q(owner__isnull=True) | own if own else Q(owner__isnull=True))
    recent = Q(uses__used_at__gt=clock.now() - COUNTED)
    return (
        there.filter(deleted_at__isnull=True)
        .annotate(
            recent_uses=Count("uses", filter=recent, distinct=True),
            all_uses=Count("uses", distinct=True),
            last_used_at=Max("uses__used_at"),
        )
        .prefetch_related("teams", "files")
        .order_by("folder", "position", "name", "pk")
    )


def listed_macro(reader: Reader, pk: int, *, deleted: bool = False) -> Macro:
    """Raises Macro.DoesNotExist, also for a macro of somebody else. ``deleted`` is to restore."""
    if deleted and may_read(reader):
        own = Q(owner=reader) if isinstance(reader, Staff) else Q(owner__isnull=True)
        return Macro.objects.filter(Q(owner__isnull=True) | own).get(pk=pk)
    return listed_macros(reader).get(pk=pk)


def macro_file_for(reader: Reader, macro_id: int, pk: int) -> MacroFile:
    """Raises MacroFile.DoesNotExist."""
    return MacroFile.objects.select_related("macro").get(
        pk=pk, macro_id=macro_id, macro__in=listed_macros(reader).values("pk")
    )


def folders(reader: Reader) -> list[str]:
    """In use, for suggesting."""
    names = listed_macros(reader).exclude(folder="").order_by("folder").values_list("folder")
    return list(dict.fromkeys(name for (name,) in names))


def _for_teams_of(staff: Staff) -> Q:
    through = Macro.teams.through.objects
    mine = through.filter(team__in=Team.objects.filter(members=staff).order_by())
    return ~Q(pk__in=through.values("macro_id")) | Q(pk__in=mine.values("macro_id"))
