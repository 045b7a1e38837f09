"""`python -m matchmaker.translations [--check]`: write the catalogs, or fail where one is stale.

A translation that would fail on a page fails both.
"""

import argparse
import sys

from matchmaker.translations.catalogs import FOLDER, find_faults, find_stale, make_catalogs


def main() -> int:
    """Write what is stale; with `--check` say only what it is."""
    parser = argparse.ArgumentParser(prog="python3 run.py messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    is_check = parser.parse_args().check
    faults = find_faults()
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        return 1
    files = make_catalogs()
    stale = find_stale(files)
    for path in stale:
        if not is_check:
            path.write_bytes(files[path])
        shown = path.relative_to(FOLDER.parent.parent)
        sys.stdout.write(f"{'Stale' if is_check else 'Written'}: {shown}\n")
    if stale and is_check:
        sys.stdout.write("Run: python3 run.py messages\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
