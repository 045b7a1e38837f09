"""A sample organisation that lives one month of the programme, to look at.

`python -m demo` plays the month with the real services, jobs and mails, says what happened, and
serves the site together with the demo desk (`matchmaker/web/views/demo/desk.py`). Nothing outside
`instance/demo/` is written.
"""
