"""Work that no person starts; each module is `python -m jobs.<name>`, thin, safe to run twice.

A job's process makes a great many objects that it keeps, while it is imported as well. Python would
look through them every 700 new ones, in vain, for more than a tenth of the time of a large round.
"""

import gc

gc.set_threshold(20_000, 10, 10)
