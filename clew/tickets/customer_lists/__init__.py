"""Lists of people and of groups: columns, filters, orders, saved lists and their files.

``kinds`` says what a list is of, ``columns`` what stands in its rows, ``fields`` what filters may
ask, ``orders`` how it can be sorted; ``listing`` puts the four together, ``finding`` reads a page.
It lives with tickets because a row says how many of them are open.
"""
