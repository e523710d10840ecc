"""What is wrong with this site, and what puts it right: one line a thing, from `manage.py doctor` or its page.

line      a line, and the failure that a check raises
checks    each check in the file of what it looks at
examine   all of them side by side, each with an end
"""
