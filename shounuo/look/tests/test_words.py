from django.template import Context, Template
from django.utils import translation


def say(source: str, **context: object) -> str:
    return Template("{% load words %}" + source).render(Context(context))


def test_speaks_the_active_language() -> None:
    with translation.override("zh-hans"):
        assert say('{% t "受理" "Accept" %}') == "受理"
    with translation.override("en"):
        assert say('{% t "受理" "Accept" %}') == "Accept"


def test_fills_facts() -> None:
    with translation.override("en"):
        assert say('{% t "还有 {n} 条" "{n} more" n=count %}', count=3) == "3 more"


def test_escapes_facts_like_any_value() -> None:
    with translation.override("en"):
        assert say('{% t "给 {who}" "To {who}" who=name %}', name="<b>") == "To &lt;b&gt;"


def test_is_there_without_loading() -> None:
    with translation.override("zh-hans"):
        assert Template('{% t "受理" "Accept" %}').render(Context()) == "受理"
