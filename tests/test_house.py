"""Rules of the house that no linter can see."""

import re
import runpy
import subprocess
from pathlib import Path

from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
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


def test_the_list_of_facts_is_current():
    script = runpy.run_path(str(ROOT / "scripts" / "document-facts"))
    current = "docs/facts.md is out of date: run scripts/document-facts"
    assert script["text"]() == (ROOT / "docs" / "facts.md").read_text(), current


def test_the_tables_of_a_cluster_are_current():
    script = runpy.run_path(str(ROOT / "scripts" / "document-cluster"))
    current = "docs/cluster.sql is out of date: run scripts/document-cluster"
    assert script["text"]() == (ROOT / "docs" / "cluster.sql").read_text(), current


def test_no_file_names_a_package_host():
    hosts = ["pypi" + ".org", "python" + "hosted", "registry.npm" + "js", "deb.debi" + "an"]
    pattern = "|".join(hosts).replace(".", r"\.")
    found = subprocess.run(
        ["git", "grep", "-lIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""


def test_every_setting_is_documented():
    read = re.compile(r'environ(?:\.get\(|\[)"([A-Z_]+)"')
    code = [*ROOT.glob("config/*.py"), *ROOT.glob("clew/**/*.py")]
    names = {name for path in code for name in read.findall(path.read_text())}
    internal = {"DJANGO_SETTINGS_MODULE", "CLEW_TEST_DATABASE", "PYTEST_XDIST_WORKER", "PYTHONPATH"}
    documented = (ROOT / "docs" / "operations.md").read_text()
    missing = sorted(name for name in names - internal if f"`{name}`" not in documented)
    assert not missing, f"docs/operations.md does not explain {missing}"
