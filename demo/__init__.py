"""A sample organisation that lives six months of the programme, to look at.

`python -m demo` plays the months with the real services, jobs and mails, says what happened, and
serves the site together with the demo desk (`matchmaker/web/views/demo/desk.py`). Nothing outside
`instance/demo/` is written.

The last month is the present one. For the five before, the process's clock is set back and moved on
from day to day; it shows the present again before the last round is made.
"""
