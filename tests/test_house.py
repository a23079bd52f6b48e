"""Rules of the house that no linter can see."""

from django.apps import apps
from django.core.management import call_command

ORDER = [
    "core",
    "people",
    "events",
    "coverage",
    "knowledge",
    "analytics",
    "tickets",
    "routing",
    "incidents",
    "privacy",
    "channels",
    "integrations",
    "api",
    "web",
]


def place(model):
    return ORDER.index(model.__module__.split(".")[1])


def clew_models():
    return [model for model in apps.get_models() if model.__module__.startswith("clew.")]


def test_foreign_keys_follow_the_import_order():
    for model in clew_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model in clew_models():
                assert place(field.related_model) <= place(model), f"{model}.{field.name}"


def test_related_names_do_not_reach_into_another_domain():
    for model in clew_models():
        for field in model._meta.get_fields():
            if (
                field.is_relation
                and field.concrete
                and field.related_model in clew_models()
                and place(field.related_model) != place(model)
            ):
                assert field.remote_field.hidden, f"{model}.{field.name} needs related_name='+'"


def test_every_field_is_declared_personal_or_not():
    from clew.core.personal_data import register

    for model in clew_models():
        declared = register.declarations.get(model._meta.label)
        assert declared, f"{model._meta.label} is not in its domain's personal_data.py"
        fields = {field.name for field in model._meta.get_fields() if field.concrete}
        named = declared.personal | declared.other
        assert fields == named, f"{model._meta.label}: {sorted(fields ^ named)}"
        assert not declared.personal & declared.other


def test_migrations_match_the_models(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
