"""``clew doctor``: each check looks at one thing, and says what is wrong, what that means and what
to do. Those of ``first`` need nothing; those of ``installed`` need PostgreSQL and Django.
"""
