"""Settings: tags with their use; and what the tag input offers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, dumps, loads
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.core.actors import Actor
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.actions import tag_settings as actions
from clew.tickets.models import Tag, Tone
from clew.tickets.queries.tags import suggested_tags, tag_named, tag_uses, tags_named
from clew.tickets.setting_forms import TagForm

door = admins("Tags")
SALT = "clew.tickets.tag-undo"
UNDO_FOR = 3600  # seconds
MOST = 200  # tags on the page; each has a form of its own


@door
def tag_list(request: StaffRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip().lower()
    rows = [use for use in tag_uses() if wanted in use.tag.name]
    sort = request.GET.get("sort", "")
    if sort == "used":
        rows.sort(key=lambda use: -use.tickets)
    context = {
        "rows": rows[:MOST],
        "total": len(rows),
        "most": MOST,
        "tones": Tone.choices,
        "text": wanted,
        "sort": sort,
    }
    return render(request, "tickets/settings/tags.html", context)


@require_POST
@door
def edit(request: StaffRequest) -> HttpResponse:
    """Colour, description and name at once."""
    form = TagForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write the tag's name.")
        return redirect("tag-settings")
    given, by = form.cleaned_data, Actor.staff(request.user)
    tag = _tag(given["tag"])
    try:
        actions.edit_tag(tag=tag, tone=given["tone"], description=given["description"], by=by)
        actions.rename_tag(tag=tag, name=given["name"], by=by)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Tag {tag.name} saved")
    return redirect("tag-settings")


@require_POST
@door
def merge(request: StaffRequest) -> HttpResponse:
    tags = tags_named(request.POST.getlist("tag"))
    by = Actor.staff(request.user)
    try:
        target = actions.merge_tags(tags=tags, into=request.POST.get("into", ""), by=by)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        gone = ", ".join(tag.name for tag in tags if tag.name != target.name)
        messages.success(request, f"Merged {gone} into {target.name}")
    return redirect("tag-settings")


@require_POST
@door
def deletion(request: StaffRequest) -> HttpResponse:
    tag = _tag(request.POST.get("tag", ""))
    kept = {"name": tag.name, "tone": tag.tone, "description": tag.description}
    numbers = actions.delete_tag(tag=tag, by=Actor.staff(request.user))
    undo = dumps({**kept, "numbers": numbers}, salt=SALT, compress=True)
    context = {"tag": kept["name"], "count": len(numbers), "undo": undo}
    return render(request, "tickets/settings/tag_deleted.html", context)


@require_POST
@door
def restored(request: StaffRequest) -> HttpResponse:
    """Takes a deletion back, for an hour."""
    try:
        kept = loads(request.POST.get("undo", ""), salt=SALT, max_age=UNDO_FOR)
    except BadSignature:
        messages.error(request, "This can no longer be undone. Add the tag again where it belongs.")
        return redirect("tag-settings")
    actions.restore_tag(**kept, by=Actor.staff(request.user))
    messages.success(request, f"Tag {kept['name']} is back")
    return redirect(f"{reverse('tag-settings')}?q={kept['name']}")


@require_GET
def suggestions(request: StaffRequest) -> HttpResponse:
    """For the last of what is typed with commas."""
    typed = request.GET.get("add", "").rpartition(",")[2]
    found = suggested_tags(request.user, typed)
    return render(request, "tickets/ticket/tag_suggestions.html", {"tags": found})


def _tag(name: str) -> Tag:
    if (found := tag_named(name)) is None:
        raise Http404
    return found
