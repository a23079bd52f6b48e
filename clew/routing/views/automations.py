"""The settings pages of automations: the list in its order, the editor, and what one does there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clew.core.ids import id_in, ids_in
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.routing.actions import rules as actions
from clew.routing.automations.checking import RuleWords
from clew.routing.automations.examples import examples
from clew.routing.automations.system import SYSTEM_RULES, is_on
from clew.routing.models import Rule
from clew.routing.queries.rules import firings_of, rule_for, rules_for
from clew.routing.views import rule_form
from clew.tickets.views.building import edited, from_data, from_form, marked
from clew.tickets.views.condition_rows import Group, offered
from clew.tickets.views.doors import actor, in_words

door = admins("Automations")


@dataclass(frozen=True)
class Row:
    rule: Rule
    said: rule_form.Said


@door
def rule_list(request: StaffRequest) -> HttpResponse:
    deleted = request.GET.get("deleted", "")
    return render(request, "routing/automations/list.html", {
        "rows": [Row(rule, rule_form.said(rule)) for rule in rules_for(request.user)],
        "system": [(each, is_on(each)) for each in SYSTEM_RULES.values()],
        "examples": examples(),
        "deleted": deleted if deleted.isascii() and deleted.isdecimal() else "",
    })  # fmt: skip


@in_words
@door
def new(request: StaffRequest) -> HttpResponse:
    """``?from=`` begins with an example."""
    if request.method == "POST":
        return _saved(request, None)
    given = rule_form.beginning(request.GET.get("from", ""))
    return _page(request, given, from_data(given["conditions"]), None)


@in_words
@door
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    found = rule_or_404(request, pk)
    if request.method == "POST":
        return _saved(request, found)
    return _page(request, rule_form.of_rule(found), from_data(found.conditions), found)


@require_POST
@in_words
@door
def draft(request: StaffRequest) -> HttpResponse:
    """The conditions after one step of building."""
    context = {"group": edited(request.POST), "offered": offered(), "drafts": _drafts()}
    return render(request, "tickets/views/builder.html", context)


@require_POST
@in_words
@door
def switch(request: StaffRequest, pk: int) -> HttpResponse:
    found = rule_or_404(request, pk)
    actions.switch_rule(rule=found, on=bool(request.POST.get("on")), by=actor(request))
    back = found_url(found) if request.POST.get("back") == "rule" else reverse("automations")
    return redirect(back)


@require_POST
@in_words
@door
def order(request: StaffRequest) -> HttpResponse:
    """``rule`` names all in their order; ``up`` or ``down`` moves one of them."""
    ids = ids_in(request.POST.getlist("rule"))
    for verb, step in (("up", -1), ("down", 1)):
        if (given := id_in(request.POST.get(verb, ""))) is not None:
            ids = moved(ids, given, step)
    actions.order_rules(ids=ids, by=actor(request))
    return HttpResponse(status=204) if request.htmx else redirect("automations")


@require_POST
@in_words
@door
def deletion(request: StaffRequest, pk: int) -> HttpResponse:
    found = rule_or_404(request, pk)
    actions.delete_rule(rule=found, by=actor(request))
    return redirect(f"{reverse('automations')}?deleted={found.pk}")


@require_POST
@in_words
@door
def restoration(request: StaffRequest, pk: int) -> HttpResponse:
    found = rule_or_404(request, pk, deleted=True)
    actions.restore_rule(rule=found, by=actor(request))
    return redirect("automation", found.pk)


def moved(ids: list[int], pk: int, step: int) -> list[int]:
    to = ids.index(pk) + step if pk in ids else -1
    if not 0 <= to < len(ids):
        return ids
    rest = [each for each in ids if each != pk]
    return [*rest[:to], pk, *rest[to:]]


def rule_or_404(request: StaffRequest, pk: int, *, deleted: bool = False) -> Rule:
    try:
        return rule_for(request.user, pk, deleted=deleted)
    except Rule.DoesNotExist:
        raise Http404("There is no such rule.") from None


def found_url(rule: Rule) -> str:
    return reverse("automation", args=[rule.pk])


def _saved(request: StaffRequest, rule: Rule | None) -> HttpResponse:
    group = from_form(request.POST)
    try:
        made = _write(request, rule, rule_form.words(request.POST))
    except ValidationError as error:
        errors = error.message_dict
        page = _page(request, rule_form.given(request.POST), marked(group, errors), rule, errors)
        page.status_code = 422
        return page
    return redirect("automation", made.pk)


def _write(request: StaffRequest, rule: Rule | None, words: RuleWords) -> Rule:
    if rule is None:
        on = request.POST.get("then") == "on"
        return actions.create_rule(words=words, by=actor(request), active=on)
    actions.change_rule(rule=rule, words=words, by=actor(request))
    return rule


def _page(
    request: StaffRequest,
    given: dict[str, Any],
    group: Group,
    rule: Rule | None,
    errors: Mapping[str, Any] | None = None,
) -> HttpResponse:
    return render(request, "routing/automations/rule.html", {
        "rule": rule,
        "given": given,
        "group": group,
        "errors": errors or {},
        "offered": offered(),
        "drafts": _drafts(),
        "triggers": rule_form.triggers(),
        "fields": rule_form.action_choices(),
        "firings": firings_of(request.user, rule) if rule else [],
        "heading": rule.name if rule else "New rule",
    })  # fmt: skip


def _drafts() -> str:
    return reverse("automation-draft")
