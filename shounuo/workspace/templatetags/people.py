"""How people's roles, skills and grades are written on their pages."""

from __future__ import annotations

from django import template

from shounuo.staff.reads import Person
from shounuo.staff.words import GRADES
from shounuo.workspace.people_page import role_words

register = template.Library()


@register.filter
def roles(person: Person) -> str:
    return role_words(person)


@register.filter
def skill_name(skill: str, names: dict[str, str]) -> str:
    """A kind of problem by the standard's name for it; a service of AWS is called what it is called."""
    return names.get(skill, skill)


@register.filter
def grade_words(grade: int) -> str:
    return str(GRADES.get(grade, grade))


@register.filter
def dots(grade: int) -> str:
    """A grade as the eye counts it; beside it stands the number."""
    return "●" * grade + "○" * (5 - grade)
