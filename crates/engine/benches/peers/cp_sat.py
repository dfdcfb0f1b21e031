"""What OR-Tools CP-SAT answers to the problems of `bars order` and `sequence.rs`, with the same budget.

    python cp_sat.py DATA SET SECONDS WORKERS [training|other] [tardiness] [every=K]

DATA is the folder with the problems. With `every`, it is asked about one problem in K of those that are
not for training, as `bars order` is. Seconds are those of the processor, all workers together. Prints one
figure a line: how many problems there were, the mean gap to the best known in percent (or the mean
tardiness), and how many answers are proved to be the best. Needs `pip install ortools`.
"""

import csv
import pathlib
import sys
import threading
import time

from ortools.sat.python import cp_model

MASK = (1 << 64) - 1


class Draw:
    """Numbers by chance, as in `setup/numbers.rs`."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        it = ((self.state ^ (self.state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        it = ((it ^ (it >> 27)) * 0x94D049BB133111EB) & MASK
        return (it ^ (it >> 31)) % n


def rows(text, section, n_heads):
    lines = text[text.index(section):].splitlines()[1 + n_heads:]
    end = next(n for n, it in enumerate(lines) if it.startswith("*"))
    return [[int(it) for it in line.split()] for line in lines[:end]]


def solve(text, seconds, workers, dues):
    after = [[it - 1 for it in row[3:]] for row in rows(text, "PRECEDENCE RELATIONS:", 1)]
    requests = rows(text, "REQUESTS/DURATIONS:", 2)
    capacities = rows(text, "RESOURCEAVAILABILITIES:", 1)[0]
    durations = [row[2] for row in requests]
    ends = [0] * len(durations)
    for n, duration in enumerate(durations):
        ends[n] += duration
        for it in after[n]:
            ends[it] = max(ends[it], ends[n])
    model = cp_model.CpModel()
    horizon = sum(durations)
    starts = [model.new_int_var(0, horizon, "") for _ in durations]
    intervals = [model.new_fixed_size_interval_var(*it, "") for it in zip(starts, durations)]
    for n, list_after in enumerate(after):
        for it in list_after:
            model.add(starts[n] + durations[n] <= starts[it])
    for n, capacity in enumerate(capacities):
        model.add_cumulative(intervals, [row[3 + n] for row in requests], capacity)
    if dues is None:
        model.minimize(starts[-1])
    else:
        draw, (chain, best) = Draw(dues[0]), dues[1:]
        lates = []
        for n, end in enumerate(ends):
            due = end + draw.below(1_000) * (best - chain) * 6 // 10_000
            weight = 1 + draw.below(10)
            late = model.new_int_var(0, horizon, "")
            model.add(late >= starts[n] + durations[n] - due)
            lates.append(weight * late)
        model.minimize(sum(lates))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    end = time.process_time() + seconds
    is_done = threading.Event()

    def watch():
        while not is_done.wait(0.005):
            if end <= time.process_time():
                solver.stop_search()

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = solver.solve(model)
    is_done.set()
    watcher.join()
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (solver.objective_value if found else horizon), status == cp_model.OPTIMAL


def main():
    data, chosen, seconds, workers, *rest = sys.argv[1:]
    folder = pathlib.Path(data)
    known = list(csv.DictReader(open(folder / "best_known.csv")))
    of_set = []
    for n, it in enumerate(known, 1):
        file = folder / "sm" / chosen / f"{it['instance']}.sm"
        if it["set"] == chosen and file.exists():
            of_set.append((n, it, file))
    every = next((int(it[6:]) for it in rest if it.startswith("every=")), None)
    training = of_set[::6]
    other = [it for place, it in enumerate(of_set) if place % 6]
    if every:
        of_set = other[::every]
    elif "training" in rest:
        of_set = training
    elif "other" in rest:
        of_set = other
    total, proved = 0.0, 0
    for n, it, file in of_set:
        chain, best = int(it["cpm_lb"]), int(it["best_ub"])
        dues = (n, chain, best) if "tardiness" in rest else None
        value, is_best = solve(file.read_text(), float(seconds), int(workers), dues)
        total += value if dues else 100 * (value / best - 1)
        proved += is_best
    print(f"problems {len(of_set)}")
    print(f"{'tardiness' if 'tardiness' in rest else 'gap'} {total / len(of_set)}")
    print(f"proved {proved}")


main()
