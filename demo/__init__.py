"""A sample organisation that lives one month of the programme, to look at."""
