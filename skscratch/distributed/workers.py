"""Where tasks are computed: by a client's workers, or in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from threading import Lock
from typing import Any
from uuid import uuid4

__all__ = ["Workers", "tasks_of"]


class _Quiet:
    """While any thread is in it, Dask does not warn of large graphs.

    Labels, weights and parameters are part of the graph, for whatever worker needs
    them, also in place of one that is lost. The configuration is the process's: the
    first to come changes it, the last to leave restores it.
    """

    def __init__(self) -> None:
        self._lock, self._n_in_it, self._change = Lock(), 0, ExitStack()

    def __enter__(self) -> None:
        import dask

        with self._lock:
            if not self._n_in_it:
                name = "distributed.admin.large-graph-warning-threshold"
                self._change.enter_context(dask.config.set({name: "1 PiB"}))
            self._n_in_it += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._n_in_it -= 1
            if not self._n_in_it:
                self._change.close()


_quiet = _Quiet()


class Workers:
    """The scheduler that is in use when it is made, from whatever thread it is asked.

    Parameters
    ----------
    collection : dask collection
        Says which scheduler it prefers, where the user has chosen none.

    Attributes
    ----------
    client : dask.distributed.Client or None
        None where tasks are computed in this process or in processes of it.
    """

    def __init__(self, collection: Any):
        from dask.base import get_scheduler

        self._get = get_scheduler(collections=[collection])
        owner = getattr(self._get, "__self__", None)
        self.client = owner if hasattr(owner, "persist") else None
        self._held: list[Any] = []  # futures of the last sum
        self._placed: list[Any] = []  # tasks that are still bound to their workers

    @property
    def n_threads(self) -> int:
        """Tasks that a cluster computes at a time."""
        return sum(self.client.nthreads().values()) if self.client else 1

    @property
    def is_in_a_task(self) -> bool:
        """Whether this is a worker's thread, which Dask itself knows how to leave."""
        if self.client is None:
            return False
        from distributed import get_worker

        try:
            get_worker()
        except ValueError:
            return False
        return True

    def compute(self, tasks: Sequence[Any], hold: bool = False) -> tuple[Any, ...]:
        """The values of tasks, in this process.

        Parameters
        ----------
        tasks : sequence of dask.delayed.Delayed
        hold : bool, default=False
            Whether more will soon be asked. Then the workers forget the values only
            when that is on its way: a client sends no two messages within 10 ms, so if
            it told them at once the next tasks would have to wait.
        """
        values = self._values(tasks, hold)
        self._release_placed()
        return values

    def _values(self, tasks: Sequence[Any], hold: bool) -> tuple[Any, ...]:
        import dask

        with _quiet:
            if self.client is None or not hold or self.is_in_a_task:
                return dask.compute(*tasks, scheduler=self._get)
            futures = self.client.compute(list(tasks))
            try:
                self._held = futures
                return tuple(self.client.gather(futures))
            except BaseException:
                self._held = []
                for future in futures:  # nobody waits for them any more
                    future.release()
                raise

    def keep(self, tasks: Sequence[Any]) -> list[Any]:
        """Tasks whose values stay with the workers from now on.

        Without a client they stay tasks: what is computed when it is asked for takes no
        memory in between.
        """
        if self.client is None:
            return list(tasks)
        with _quiet:
            return list(self.client.persist(list(tasks)))

    def spread(self, tasks: Sequence[Any]) -> list[Any]:
        """`keep`, where each thread of each worker shall have the same share of them.

        Neighbours come to the same worker. Left to itself Dask may give all to one. If
        a worker is lost any other may take its share.

        They must depend on nothing but kept tasks: all that they are made of is bound
        to the same worker.
        """
        if self.client is None:
            return list(tasks)
        n_threads = sorted(self.client.nthreads().items())
        places = [worker for worker, n in n_threads for _ in range(n)]
        shares: dict[Any, list[Any]] = {}
        for i, task in enumerate(tasks):
            place = places[i * len(places) // len(tasks)] if places else None
            shares.setdefault(place, []).append(task)
        kept = []
        with _quiet:
            for place, share in shares.items():  # in the order of the tasks
                kept += self.client.persist(
                    share, workers=place, allow_other_workers=place is not None
                )
        self._placed += kept
        return kept

    def _release_placed(self) -> None:
        """Let tasks go to any worker from now on, if they must be computed again.

        A task that is ready while there is no worker at all would else wait for its
        own, which may be lost, however many come: then `allow_other_workers` is not
        heeded.
        """
        if self.client and self._placed:
            anywhere = dict.fromkeys(task.key for task in self._placed)
            self.client.sync(self.client.scheduler.set_restrictions, worker=anywhere)
            self._placed = []


def tasks_of(
    name: str, function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]
) -> list[Any]:
    """A task for each tuple of arguments; `name` is how the dashboard calls them."""
    from dask import delayed

    make, token = delayed(function, pure=False), uuid4().hex
    return [
        make(*each, dask_key_name=f"{name}-{token}-{number}")
        for number, each in enumerate(arguments)
    ]
