"""Calls the matching engine: values in, values out. No table is known here."""
