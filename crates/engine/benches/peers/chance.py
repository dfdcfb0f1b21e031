"""The trials of `bars trials` and `chance.rs` with numpy and SimPy: `python chance.py [trials]`.

The same made-up project (the generator is the same), the same distributions, the same rule of
dispatch; the outcome is when the last of every twentieth task is done. Prints one figure a line; speeds are
trials in a second of processor time on one thread. Needs numpy and SimPy.
"""

import sys
import time

import numpy as np
import simpy

MASK = (1 << 64) - 1
Z90 = 1.2815515655446004


class Numbers:
    """splitmix64"""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return (mixed ^ (mixed >> 31)) % limit


def made_up(n_tasks, n_orders):
    numbers = Numbers(7)
    spreads, planned, teams = [], [], []
    for task in range(n_tasks):
        low = float(20 + numbers.below(100))
        mode = low * 1.5
        if task % 2 == 0:
            spreads.append(("triangular", low, mode, low * (2 + numbers.below(3))))
        else:
            p90 = mode * (1.3 + numbers.below(10) / 10.0)
            spreads.append(("lognormal", np.log(mode), np.log(p90 / mode) / Z90))
        planned.append(int(mode))
        teams.append(numbers.below(4))
    orders = set()
    while len(orders) < n_orders:
        first = numbers.below(n_tasks - 1)
        second = first + 1 + numbers.below(80)
        if second < n_tasks:
            orders.add((first, second))
    before = [[] for _ in range(n_tasks)]
    for first, second in sorted(orders):
        before[second].append(first)
    return spreads, planned, teams, before


def draw(random, spread, n, dtype):
    def one():
        if spread[0] == "triangular":
            return random.triangular(*spread[1:], n).astype(dtype)
        return np.exp(spread[1] + spread[2] * random.standard_normal(n, dtype)).astype(dtype)

    times = one()
    times += np.where(random.random(n, dtype) < 0.05, one(), dtype(0))
    return times


def by_numpy(project, trials, dtype, batch=4096):
    spreads, _, _, before = project
    random = np.random.Generator(np.random.SFC64(1))
    last = []
    for _ in range(0, trials, batch):
        ends = []
        for spread, waits in zip(spreads, before):
            start = np.zeros(batch, dtype)
            for it in waits:
                np.maximum(start, ends[it], out=start)
            ends.append(start + draw(random, spread, batch, dtype))
        last.append(np.max(ends[19::20], axis=0))
    return np.concatenate(last)


def by_simpy(project, trials):
    spreads, planned, teams, before = project
    random = np.random.Generator(np.random.SFC64(2))
    tails = list(planned)
    for task in reversed(range(len(planned))):
        for it in before[task]:
            tails[it] = max(tails[it], planned[it] + tails[task])
    last = []
    times = np.array([draw(random, it, trials, np.float64) for it in spreads])
    for trial in range(trials):
        world = simpy.Environment()
        crews = [simpy.PriorityResource(world, 3) for _ in range(4)]
        done = [world.event() for _ in planned]
        finished = []

        def work(task):
            yield simpy.AllOf(world, [done[it] for it in before[task]])
            with crews[teams[task]].request(priority=-tails[task]) as turn:
                yield turn
                yield world.timeout(times[task, trial])
                done[task].succeed()
                # Those that waited for it ask for their crews before this one goes on to another.
                for _ in range(4):
                    yield world.timeout(0)
            if task % 20 == 19:
                finished.append(world.now)

        for task in range(len(planned)):
            world.process(work(task))
        world.run()
        last.append(max(finished))
    return np.array(last)


def row(name, trials, run):
    start = time.process_time()
    last = run()
    speed = len(last) / (time.process_time() - start)
    print(f"{name}_speed {speed}")
    print(f"{name}_mean {last.mean()}")
    print(f"{name}_p95 {np.quantile(last, 0.95)}")


def main():
    trials = int(sys.argv[1]) if 1 < len(sys.argv) else 200_000
    project = made_up(200, 467)
    row("free_f64", trials, lambda: by_numpy(project, trials, np.float64))
    row("free_f32", trials, lambda: by_numpy(project, trials, np.float32))
    row("crews", trials // 200, lambda: by_simpy(project, trials // 200))


main()
