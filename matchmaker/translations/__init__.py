"""The catalogs: what there is to translate (`messages.pot`), and each translation of it."""
