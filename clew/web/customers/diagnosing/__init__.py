"""All of a customer's diagnosis on one page, and a funnel of theirs beside everyone's."""
