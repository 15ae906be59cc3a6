"""The chores: one that fails holds up no other."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command

from newsroom.chores import CHORES, Chore
from newsroom.management.commands import worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    def break_down() -> None:
        raise ZeroDivisionError

    chores = (
        Chore("the broken one", timedelta(minutes=1), break_down),
        Chore("the other one", timedelta(minutes=1), lambda: done.append("the other one")),
    )
    monkeypatch.setattr(worker, "CHORES", chores)
    return done


def test_a_chore_that_fails_is_logged_and_the_next_is_done(done, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(SystemExit, match="Failed: the broken one"):
        call_command("worker", "--once")

    assert done == ["the other one"]
    assert "The chore “the broken one” failed." in caplog.text


def test_every_chore_can_be_done_on_an_empty_database():
    call_command("worker", "--once")


def test_every_chore_has_a_name_of_its_own():
    assert len({chore.name for chore in CHORES}) == len(CHORES)
