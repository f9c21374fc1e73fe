"""One box over everything a plan names: how text is read, what is asked, what is found.

`readings` and `queries` are pure; `index` writes the table of entries, `finding` reads it. What
stands in the table is said by whoever owns it: each app has its own `services.indexing`.
"""
