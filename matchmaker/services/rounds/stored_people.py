"""A round's people as a stored snapshot, and back: compressed canonical JSON and its digest.

Of all people's documents one is held at a time: ten thousand would take a hundred megabytes.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import fields
from functools import cache, lru_cache, partial
from typing import Any, cast

from matchmaker.matching.values.people import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.values.sharing import Sharing
from matchmaker.matching.values.validation import PAIRS
from matchmaker.services.engine.documents import document_of


def encode_people(people: People) -> tuple[bytes, str]:
    """Return people as compressed canonical JSON, and its SHA-256 (of the text)."""
    digest, packing, packed = hashlib.sha256(), zlib.compressobj(), bytearray()
    for text in _texts_of(people):
        encoded = text.encode()
        digest.update(encoded)
        packed += packing.compress(encoded)
    packed += packing.flush()
    return bytes(packed), digest.hexdigest()


def decode_people(snapshot: bytes) -> People:
    """Return the people that `encode_people` wrote; equal values among them share one object."""
    document = json.loads(zlib.decompress(snapshot), object_hook=partial(_decode, Sharing()))
    # A snapshot of an earlier release has fewer sets of pairs.
    pairs: dict[str, Any] = {
        name: frozenset((one, other) for one, other in document.get(name, ())) for name in PAIRS
    }
    return People(mentees=tuple(document["mentees"]), mentors=tuple(document["mentors"]), **pairs)


def _texts_of(people: People) -> Iterator[str]:
    """Yield the document piece by piece: keys in order, no spaces."""
    before = "{"
    for name in sorted(field.name for field in fields(People)):
        yield f"{before}{_json(name)}:"
        before = ","
        value = getattr(people, name)
        if name in {"mentees", "mentors"}:
            yield from _texts_of_list(value)
        else:
            yield _text_of(value)
    yield "}"


def _texts_of_list(values: Iterable[Mentee | Mentor]) -> Iterator[str]:
    # Many share a need, a level or a place: each is written once. (`typed`, as 1 equals true.)
    before, text_of = "[", lru_cache(maxsize=None, typed=True)(_text_of)
    for value in values:
        parts = [
            f'"{name}":{_text_of_field(getattr(value, name), text_of)}'
            for name in _names_in(cast("Hashable", type(value)))
        ]
        yield f"{before}{{{','.join(parts)}}}"
        before = ","
    yield "[]" if before == "[" else "]"


def _text_of_field(value: Any, text_of: Callable[[Any], str]) -> str:
    if type(value) is int:
        return str(value)
    if type(value) is tuple:
        return f"[{','.join([text_of(one) for one in value])}]"
    return text_of(value)


def _text_of(value: Any) -> str:
    return _json(document_of(value))


@cache
def _names_in(kind: Hashable) -> tuple[str, ...]:
    return tuple(sorted(field.name for field in fields(cast("Any", kind))))


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _decode(shared: Sharing, known: dict[str, Any]) -> Any:
    """Build values while parsing.

    As dictionaries a large round would take several times the memory.
    """
    if "target" in known:
        return shared(SkillNeed(**known))
    if "needs" in known:
        return _decode_mentee(shared, known)
    if "levels" in known:
        return _decode_mentor(shared, known)
    return known


def _decode_mentee(shared: Sharing, known: dict[str, Any]) -> Mentee:
    needs = tuple(known.pop("needs"))
    wanted = shared.words(known.pop("certifications_wanted"))
    return Mentee(needs=needs, certifications_wanted=wanted, **_decode_common(shared, known))


def _decode_mentor(shared: Sharing, known: dict[str, Any]) -> Mentor:
    levels = tuple(shared((skill, level)) for skill, level in known.pop("levels"))
    held = shared.words(known.pop("certifications_held"))
    return Mentor(levels=levels, certifications_held=held, **_decode_common(shared, known))


def _decode_common(shared: Sharing, known: dict[str, Any]) -> dict[str, Any]:
    return known | {
        "interests": shared.words(known["interests"]),
        "languages": shared.words(known["languages"]),
        "location": shared(known["location"]),
        "department": shared(known["department"]),
        "manager_ids": shared(tuple(known["manager_ids"])),
    }
