"""A round's answer and its proof as a stored document, from which they can be checked again."""

from dataclasses import asdict
from typing import Any, Final

from matchmaker.matching import (
    Cover,
    Floor,
    Matching,
    Omission,
    Pairing,
    Prices,
    Reasons,
    Totals,
    Unmatched,
    verify,
)
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy

_NO_REASONS: Final = Reasons((), (), (), (), (), None, None, None, None, None)
_NO_TOTALS: Final = Totals(0, 0, 0, 0, 0, 0, 0, None)


def certificate_document(matching: Matching) -> dict[str, Any]:
    """Return an answer and its proof as JSON can hold them: ids, units and prices."""
    return {
        "pairs": [[pair.mentee_id, pair.mentor_id, pair.units] for pair in matching.pairs],
        "unmatched": [left.mentee_id for left in matching.unmatched],
        "prices": asdict(matching.prices),
        "floor": asdict(matching.floor) if matching.floor else None,
        "cover": asdict(matching.cover) if matching.cover else None,
    }


def fault_in_certificate(people: People, policy: Policy, document: dict[str, Any]) -> str | None:
    """Return the first fault that the independent check finds in a stored proof, or None.

    A damaged document counts as a fault; nothing is solved.
    """
    try:
        matching = matching_in(document)
    except KeyError as error:
        return f"the proof cannot be read: {error.args[0]} is missing"
    except (AttributeError, TypeError, ValueError) as error:
        return f"the proof cannot be read: {error}"
    # Certificates of older rounds have no cover.
    without: tuple[Omission, ...] = (
        ("explanation",) if "cover" in document else ("explanation", "cover")
    )
    return verify(people, policy, matching, without=without).fault


def matching_in(document: dict[str, Any]) -> Matching:
    """Return the answer that a document holds, with its proof and without its reasons."""
    prices, floor, cover = document["prices"], document["floor"], document.get("cover")
    return Matching(
        pairs=tuple(
            Pairing(mentee_id, mentor_id, units, units // 100, _NO_REASONS, (), is_locked=False)
            for mentee_id, mentor_id, units in document["pairs"]
        ),
        unmatched=tuple(Unmatched(i, "all_taken", 0) for i in document["unmatched"]),
        prices=Prices(
            **prices
            | {"mentor_ids": tuple(prices["mentor_ids"]), "prices": tuple(prices["prices"])}
        ),
        totals=_NO_TOTALS,
        floor=floor and Floor(floor["units"], tuple(floor["cover"]), tuple(floor["cover_above"])),
        cover=cover and Cover(tuple(cover["mentor_ids"]), cover["mentees"], cover["places"]),
    )
