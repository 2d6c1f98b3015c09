"""A crew does every part once, in whatever thread, and waits for none that idles."""

from threading import Event, Thread, get_ident

import numpy as np
import pytest

from skscratch.training.crew import Crew

#: Seconds after which a test that waits has failed.
DEADLINE = 30


@pytest.mark.parametrize("n_threads", [1, 2, 5])
@pytest.mark.parametrize("n_parts", [0, 1, 3, 20])
def test_results_come_in_the_order_of_the_parts(n_threads, n_parts):
    with Crew(n_threads) as crew:
        for _ in range(3):
            parts = [lambda i=i: i * i for i in range(n_parts)]
            assert crew.each(parts) == [i * i for i in range(n_parts)]


def test_two_threads_work_at_the_same_time():
    first, second = Event(), Event()

    def part(mine, other):
        mine.set()
        assert other.wait(DEADLINE)
        return get_ident()

    with Crew(2) as crew:
        idents = crew.each([lambda: part(first, second), lambda: part(second, first)])
    assert len(set(idents)) == 2


def test_nobody_waits_for_a_helper_that_does_not_come():
    """The helper's thread is busy elsewhere until the work is over."""
    over, busy = Event(), Event()

    def elsewhere():
        busy.set()
        over.wait(DEADLINE)

    with Crew(2) as crew:
        crew._calls.put(elsewhere)
        assert busy.wait(DEADLINE)
        try:
            assert set(crew.each([get_ident] * 5)) == {get_ident()}
        finally:
            over.set()


@pytest.mark.parametrize("n_threads", [1, 2])
def test_the_first_error_by_the_order_of_the_parts_is_raised(n_threads):
    done = []

    def part(i):
        if i in (1, 2):
            raise ValueError(f"part {i}")
        done.append(i)

    with Crew(n_threads) as crew:
        for _ in range(20):
            with pytest.raises(ValueError, match="part 1"):
                crew.each([lambda i=i: part(i) for i in range(4)])
        done.clear()
        crew.each([lambda: part(7), lambda: part(8)])
    assert sorted(done) == [7, 8]


def test_helpers_treat_overflow_as_the_caller_does():
    with Crew(2) as crew, np.errstate(over="ignore"):
        answers = crew.each([lambda: np.exp(np.array(1000.0))] * 8)
        assert np.isinf(answers).all()
    with Crew(2) as crew, np.errstate(over="raise"):
        with pytest.raises(FloatingPointError):
            crew.each([lambda: np.exp(np.array(1000.0))] * 8)


@pytest.mark.parametrize("n_started", [0, 1])
def test_the_work_is_done_where_no_more_threads_are_to_be_had(n_started, monkeypatch):
    start, started = Thread.start, []

    def refused(thread):
        if len(started) == n_started:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(Thread, "start", refused)
    with Crew(4) as crew:
        assert crew.each([lambda i=i: i for i in range(8)]) == [*range(8)]
    assert not any(thread.is_alive() for thread in started)
