"""Equal values are one object, and stay what they were."""

from matchmaker.matching.values.people import SkillNeed
from matchmaker.matching.values.sharing import Sharing


def test_equal_values_become_the_first_of_them() -> None:
    shared = Sharing()
    first, second = SkillNeed("risk", 1, 3), SkillNeed("risk", 1, 3)

    kept = [shared(first), shared(second), shared(SkillNeed("risk", 2, 3))]

    assert kept == [first, second, SkillNeed("risk", 2, 3)]
    assert kept[0] is kept[1] is first


def test_equal_sets_of_words_are_one_whatever_their_order() -> None:
    shared = Sharing()

    one, other = shared.words(["de", "en"]), shared.words(["en", "de", "en"])

    assert one is other
    assert one == frozenset({"de", "en"})
