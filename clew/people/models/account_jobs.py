"""Work on many accounts at a time, and which accounts became one."""

from django.db import models

from clew.people.models.environments import Environment
from clew.people.models.groups import Group


class AccountJob(models.Model):
    """Values of all accounts worked out anew, or a file of values checked and taken over.

    ``done`` is how far it came: accounts in order of their ids, or rows of the file; whoever goes
    on begins after it. A file is checked as a whole before its first row is taken over.
    """

    class Kind(models.TextChoices):
        SOURCES = "sources", "Values from their sources"
        FILE = "file", "Values of a file"

    class State(models.TextChoices):
        CHECKING = "checking", "Checking"
        CHECKED = "checked", "Checked"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    after = models.PositiveBigIntegerField(default=0)  # the last group's id
    changed = models.PositiveIntegerField(default=0)  # accounts that became different, or would
    file_name = models.CharField(max_length=200, default="", blank=True)
    rows = models.JSONField(default=list, blank=True)  # of a file: [{"line", "key", …}]
    examples = models.JSONField(default=list, blank=True)  # what would change, the first ones
    problems = models.JSONField(default=list, blank=True)  # [{"line", "text"}], the first ones
    problem_count = models.PositiveIntegerField(default=0)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=40, default="", blank=True)
    actor_name = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.STOPPED}

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.total)) if self.total else 0


class AccountMerge(models.Model):
    """One account became part of another; ``moved`` is what it takes to part them again."""

    into = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    moved = models.JSONField(default=dict)
    by_name = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
