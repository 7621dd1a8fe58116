"""Two languages at the place of use."""

from django.utils import translation

from shounuo.kernel.words import Words, speaking, t


def test_a_sentence_follows_the_active_language() -> None:
    with translation.override("zh-hans"):
        assert t("还剩 {n} 分钟", "{n} min left", n=3) == "还剩 3 分钟"
    with translation.override("en"):
        assert t("还剩 {n} 分钟", "{n} min left", n=3) == "3 min left"


def test_a_pair_is_spoken_when_it_is_read() -> None:
    pair = Words.of("{who} 来了", "{who} is here", who="周")
    with translation.override("en"):
        assert str(pair) == "周 is here"
    assert pair.as_facts() == {"zh": "周 来了", "en": "周 is here"}


def test_without_facts_braces_are_plain_text() -> None:
    with translation.override("zh-hans"):
        assert t("{x}", "{y}") == "{x}"


def test_what_is_spoken_inside_is_spoken_by_django_too_and_ends_with_the_block() -> None:
    with translation.override("zh-hans"):
        with speaking("en"):
            assert (t("一", "one"), translation.get_language()) == ("one", "en")
            with speaking("zh-hans"):
                assert t("一", "one") == "一"
            assert t("一", "one") == "one"
        assert (t("一", "one"), translation.get_language()) == ("一", "zh-hans")
