"""Rules of admins: what starts one, what it asks, what it does, and what keeps it in bounds.

A rule fires once for one cause on one ticket; the database refuses a second time. Everything a
firing does is one transaction, so that it can be rehearsed (``rehearsing``) by rolling it back.
"""
