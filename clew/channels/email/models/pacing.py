"""How many mails left for a domain of recipients in the running minute."""

from django.db import models


class DomainPace(models.Model):
    """One row for each domain that we wrote to lately; all processes count in it."""

    domain = models.CharField(max_length=255, primary_key=True)
    minute = models.BigIntegerField()  # since 1970
    count = models.PositiveIntegerField()
