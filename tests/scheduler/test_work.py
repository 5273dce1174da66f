"""Independent questions: asked at once, answered in order, a failure told."""

import threading

import pytest

from scheduler.work import Work


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_answers_come_in_the_order_of_the_questions(workers: int) -> None:
    waiting = threading.Event()

    def ask(item: int) -> int:
        if workers > 1 and item == 0:
            waiting.wait(5)
        if item == 1:
            waiting.set()
        return item * item

    assert list(Work(workers=workers).each(ask, range(5))) == [0, 1, 4, 9, 16]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_are_asked_at_once_than_there_are_workers(workers: int) -> None:
    lock, now, most = threading.Lock(), [0], [0]

    def ask(_: int) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.01)
        with lock:
            now[0] -= 1

    list(Work(workers=workers).each(ask, range(6)))
    assert most == [workers]


def test_a_question_that_fails_is_not_lost() -> None:
    def ask(item: int) -> int:
        if item == 2:
            raise ValueError("two")
        return item

    with pytest.raises(ValueError, match="two"):
        list(Work(workers=2).each(ask, range(4)))
