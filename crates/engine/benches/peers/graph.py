"""The full analysis of `bars graph`, with rustworkx or with numpy and scipy.

    python graph.py FILE rustworkx|scipy TIMES

FILE is what `bars graph` wrote. Found out is the same: rings and circles, what is required of each
node and because of whom, what it achieves and whether all times behind it are known, gaps, and
(rustworkx only) articulation points. What a library has not is written here: loops in Python around
rustworkx, whole levels at a time in numpy around scipy. Prints one figure a line: the shortest
processor time of TIMES, the most memory, and sums by which the answers can be compared.
"""

import heapq
import resource
import sys
import time

import numpy as np

NONE = 0xFFFFFFFF
ENDLESS = 0xFFFFFFFF
# A limit in seconds above, the node that it comes from below.
UNLIMITED = (0x7FFFFFFF << 32) | NONE


class Model:
    """Nodes and needs, the strictest of several between the same two."""

    def __init__(self, words):
        self.n, n_needs = int(words[0]), int(words[1])
        columns = words[2 : 2 + 5 * self.n].reshape(5, self.n)
        restore, point, rto, rpo, quorum = columns
        self.restore = np.where(restore == NONE, 0, restore)
        self.point = np.where(point == NONE, 0, point + 1)
        places = np.arange(self.n)
        self.rto = np.where(rto == NONE, UNLIMITED, (rto << 32) | places)
        self.rpo = np.where(rpo == NONE, UNLIMITED, (rpo << 32) | places)
        source, target, gap = words[2 + 5 * self.n :].reshape(3, n_needs)
        gap = np.where(gap == NONE, -1, gap)
        order = np.lexsort((gap, target, source))
        source, target, gap = source[order], target[order], gap[order]
        is_first = np.ones(n_needs, bool)
        is_first[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
        self.source, self.target, self.gap = source[is_first], target[is_first], gap[is_first]
        n_hard = np.bincount(self.source[self.gap < 0], minlength=self.n)
        is_group = quorum != NONE
        self.spare = np.where(is_group, np.maximum(n_hard - quorum, 0), 0)
        self.quorum = np.where(is_group, quorum, 0)
        is_short = is_group & (n_hard < quorum)
        self.is_known = ((restore != NONE) | is_group) & ~is_short


class Circles:
    """What a ring of several nodes comes to, in Python: few are in one."""

    def __init__(self, model, ring_of, needs, values):
        self.model, self.ring_of, self.needs = model, ring_of, needs
        self.value, self.most, self.point = values
        self.n_circles = 0

    def rise(self, ring):
        """Knots one after the other, what is needed first."""
        inside = {it: [to for to, gap in self.needs(it) if gap < 0] for it in ring}
        for knot in strongly_connected(sorted(ring), inside):
            self.n_circles += 1 < len(knot)
            self.settle(sorted(knot), True)
            self.settle(sorted(knot), False)

    def after(self, node, at, is_time):
        if is_time:
            return min(at + int(self.model.restore[node]), ENDLESS)
        return max(at, int(self.model.point[node]))

    def arrival(self, node, is_time, is_there):
        values = self.value if is_time else self.point
        mosts = self.most if is_time else self.point
        all_hard = [to for to, gap in self.needs(node) if gap < 0]
        hard = [it for it in all_hard if is_there(it)]
        at = most = 0
        if 0 < self.model.spare[node]:
            k = int(self.model.quorum[node])
            if len(hard) < k:
                return None
            at = sorted(int(values[it]) for it in hard)[k - 1]
            most = sorted(int(mosts[it]) for it in hard)[k - 1]
        elif len(hard) < len(all_hard):
            return None
        else:
            at = max((int(values[it]) for it in hard), default=0)
            most = max((int(mosts[it]) for it in hard), default=0)
        return self.soft(node, is_time, at, most)

    def soft(self, node, is_time, at, most):
        if is_time:
            for to, gap in self.needs(node):
                if 0 <= gap and self.ring_of[to] != self.ring_of[node]:
                    at = max(at, int(self.value[to]) - gap)
                    most = max(most, int(self.most[to]) - gap)
        return at, most

    def put(self, node, value, most, is_time):
        if is_time:
            self.value[node], self.most[node] = value, most
        else:
            self.point[node] = value

    def settle(self, knot, is_time):
        """Members get out in the order of time; the rest is stuck."""
        inside, released, heap = set(knot), set(), []

        def is_there(it):
            return it not in inside or it in released

        def offer(member):
            found = self.arrival(member, is_time, is_there)
            if found is not None and member not in released:
                heapq.heappush(heap, (self.after(member, found[0], is_time), member))

        for it in knot:
            offer(it)
        while heap:
            _, node = heapq.heappop(heap)
            if node in released:
                continue
            at, most = self.arrival(node, is_time, is_there)
            most = self.after(node, most, is_time)
            known = self.model.is_known[node] or not is_time
            self.put(node, self.after(node, at, is_time), most if known else ENDLESS, is_time)
            released.add(node)
            for it in knot:
                if it not in released and any(to == node for to, _ in self.needs(it)):
                    offer(it)
        stuck = [it for it in knot if it not in released]
        values = self.value if is_time else self.point
        mosts = self.most if is_time else self.point
        value = most = 0
        for member in stuck:
            for to, gap in self.needs(member):
                if gap < 0 and to not in stuck:
                    value, most = max(value, int(values[to])), max(most, int(mosts[to]))
            value, most = self.soft(member, is_time, value, most)
            if is_time and not self.model.is_known[member]:
                most = ENDLESS
        for member in stuck:
            value = self.after(member, value, is_time)
            most = self.after(member, most, is_time)
        for member in stuck:
            self.put(member, value, most, is_time)


def strongly_connected(nodes, after):
    """Tarjan's search among some nodes; what is needed comes first."""
    inside, seen, low, path, found = set(nodes), {}, {}, [], []
    for root in nodes:
        if root in seen:
            continue
        stack = [(root, iter(after[root]))]
        seen[root] = low[root] = len(seen)
        path.append(root)
        while stack:
            node, rest = stack[-1]
            to = next(rest, None)
            if to is None:
                stack.pop()
                if stack:
                    low[stack[-1][0]] = min(low[stack[-1][0]], low[node])
                if low[node] == seen[node]:
                    part = path[path.index(node) :]
                    del path[path.index(node) :]
                    for it in part:
                        low[it] = len(seen) + len(inside)
                    found.append(part)
            elif to in inside and to not in seen:
                seen[to] = low[to] = len(seen)
                path.append(to)
                stack.append((to, iter(after[to])))
            elif to in inside and to in path:
                low[node] = min(low[node], seen[to])
    return found


def later(limit, gap):
    return UNLIMITED if limit == UNLIMITED else limit + (gap << 32)


def fall_in_ring(ring, limits, needs, passes, heeds_soft):
    """From the strictest on, as in Dijkstra's search. The members' limits have what is outside."""
    inside = set(ring)
    heap = [(int(limits[it]), it) for it in ring]
    heapq.heapify(heap)
    while heap:
        limit, node = heapq.heappop(heap)
        if limit != limits[node]:
            continue
        for to, gap in needs(node):
            if to not in inside or (gap < 0 and not passes(node)) or (0 <= gap and not heeds_soft):
                continue
            passed = limit if gap < 0 else later(limit, gap)
            if passed < limits[to]:
                limits[to] = passed
                heapq.heappush(heap, (passed, to))


def by_rustworkx(words):
    import rustworkx as rx

    model = Model(words)
    n = model.n
    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(n))
    pairs = list(zip(model.source.tolist(), model.target.tolist()))
    graph.add_edges_from_no_data(pairs)
    rings = rx.strongly_connected_components(graph)
    ring_of = [0] * n
    for at, ring in enumerate(rings):
        for it in ring:
            ring_of[it] = at
    below, above = [[] for _ in range(n)], [[] for _ in range(n)]
    for (source, target), gap in zip(pairs, model.gap.tolist()):
        below[source].append((target, gap))
        above[target].append((source, gap))
    restore, points, known = (it.tolist() for it in (model.restore, model.point, model.is_known))
    spare, quorum = model.spare.tolist(), model.quorum.tolist()
    value, most, point = [0] * n, [0] * n, [0] * n
    circles = Circles(model, ring_of, below.__getitem__, (value, most, point))
    for ring in rings:
        if 1 < len(ring):
            circles.rise(ring)
            continue
        node = ring[0]
        at = latest = old = 0
        if spare[node]:
            k, hard = quorum[node] - 1, [to for to, gap in below[node] if gap < 0]
            at = sorted([value[it] for it in hard])[k]
            latest = sorted([most[it] for it in hard])[k]
            old = sorted([point[it] for it in hard])[k]
        for to, gap in below[node]:
            if 0 <= gap:
                at, latest = max(at, value[to] - gap), max(latest, most[to] - gap)
            elif not spare[node]:
                at, latest = max(at, value[to]), max(latest, most[to])
                old = max(old, point[to])
        value[node] = at + restore[node]
        most[node] = min(latest + restore[node], ENDLESS) if known[node] else ENDLESS
        point[node] = max(old, points[node])
    limits = []
    for own, is_shared, heeds_soft in ((model.rto, 0, 1), (model.rto, 1, 1), (model.rpo, 0, 0)):
        limit = own.tolist()

        def passes(node, is_shared=is_shared):
            return is_shared or not spare[node]

        for ring in reversed(rings):
            for node in ring:
                lowest = limit[node]
                for it, gap in above[node]:
                    if 1 < len(ring) and ring_of[it] == ring_of[node]:
                        continue
                    if gap < 0:
                        if passes(it):
                            lowest = min(lowest, limit[it])
                    elif heeds_soft:
                        lowest = min(lowest, later(limit[it], gap))
                limit[node] = lowest
            if 1 < len(ring):
                fall_in_ring(ring, limit, below.__getitem__, passes, heeds_soft)
        limits.append(np.array(limit))
    n_points = len(rx.articulation_points(graph.to_undirected()))
    found = (np.array(value), np.array(most), np.array(point))
    return facts(circles.n_circles, found, limits) | {"articulation_points": n_points}


def by_scipy(words):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    model = Model(words)
    n, source, target, gap = model.n, model.source, model.target, model.gap
    shape = (n, n)
    matrix = coo_matrix((np.ones(len(source), np.int8), (source, target)), shape).tocsr()
    n_rings, ring_of = connected_components(matrix, directed=True, connection="strong")
    level = levels(n_rings, ring_of[source], ring_of[target])[ring_of]
    sizes = np.bincount(ring_of, minlength=n_rings)
    is_alone = sizes[ring_of] == 1
    members = np.flatnonzero(~is_alone)
    rings = {}
    for it in members[np.lexsort((members, ring_of[members]))].tolist():
        rings.setdefault(int(ring_of[it]), []).append(it)
    starts = np.searchsorted(source, np.arange(n + 1))

    def needs(node):
        part = slice(starts[node], starts[node + 1])
        return list(zip(target[part].tolist(), gap[part].tolist()))

    value, most, point = (np.zeros(n, np.int64) for _ in range(3))
    circles = Circles(model, ring_of, needs, (value, most, point))
    by_level = [[] for _ in range(int(level.max()) + 1)]
    for ring in rings.values():
        by_level[level[ring[0]]].append(ring)
    upward = np.argsort(level[source], kind="stable")
    upward = upward[is_alone[source[upward]]]
    bounds = np.searchsorted(level[source[upward]], np.arange(len(by_level) + 1))
    nodes = np.argsort(level, kind="stable")
    node_bounds = np.searchsorted(level[nodes], np.arange(len(by_level) + 1))
    for at, some in enumerate(by_level):
        part = upward[bounds[at] : bounds[at + 1]]
        start, latest, old = arrivals(model, part, value, most, point)
        here = nodes[node_bounds[at] : node_bounds[at + 1]]
        here = here[is_alone[here]]
        value[here] = start[here] + model.restore[here]
        endless = np.minimum(latest[here] + model.restore[here], ENDLESS)
        most[here] = np.where(model.is_known[here], endless, ENDLESS)
        point[here] = np.maximum(old[here], model.point[here])
        for ring in some:
            circles.rise(ring)
    downward = np.lexsort((target, -level[target]))
    falls = np.searchsorted(-level[target[downward]], -np.arange(len(by_level) - 1, -2, -1))
    limits = []
    for own, is_shared, heeds_soft in ((model.rto, 0, 1), (model.rto, 1, 1), (model.rpo, 0, 0)):
        limit = own.copy()

        def passes(node, is_shared=is_shared):
            return is_shared or not model.spare[node]

        for at in range(len(by_level)):
            part = downward[falls[at] : falls[at + 1]]
            part = part[ring_of[source[part]] != ring_of[target[part]]]
            if len(part):
                passed, gaps = limit[source[part]], gap[part]
                if not is_shared:
                    passed = np.where((gaps < 0) & (0 < model.spare[source[part]]), UNLIMITED, passed)
                soft = np.where(passed == UNLIMITED, UNLIMITED, passed + (gaps << 32))
                passed = np.where(gaps < 0, passed, soft if heeds_soft else UNLIMITED)
                heads = segment_heads(target[part])
                whom = target[part[heads]]
                limit[whom] = np.minimum(limit[whom], np.minimum.reduceat(passed, heads))
            for ring in by_level[len(by_level) - 1 - at]:
                fall_in_ring(ring, limit, needs, passes, heeds_soft)
        limits.append(limit)
    return facts(circles.n_circles, (value, most, point), limits)


def levels(n, source, target):
    """How many steps each ring stands above those that need nothing, at most."""
    pairs = np.unique((source.astype(np.int64) * n + target)[source != target])
    source, target = pairs // n, pairs % n
    order = np.argsort(target, kind="stable")
    source, target = source[order], target[order]
    starts = np.searchsorted(target, np.arange(n + 1))
    waits = np.bincount(source, minlength=n)
    level = np.zeros(n, np.int64)
    front, at = np.flatnonzero(waits == 0), 0
    while len(front):
        level[front] = at
        counts = starts[front + 1] - starts[front]
        ends = np.cumsum(counts)
        places = np.repeat(starts[front] - ends + counts, counts) + np.arange(ends[-1])
        done = np.bincount(source[places], minlength=n)
        waits -= done
        front, at = np.flatnonzero((waits == 0) & (0 < done)), at + 1
    return level


def segment_heads(sorted_keys):
    is_head = np.ones(len(sorted_keys), bool)
    is_head[1:] = sorted_keys[1:] != sorted_keys[:-1]
    return np.flatnonzero(is_head)


def arrivals(model, part, value, most, point):
    """When all that the nodes at the start of some needs wait for is back."""
    start, latest, old = (np.zeros(model.n, np.int64) for _ in range(3))
    if not len(part):
        return start, latest, old
    source, target, gap = model.source[part], model.target[part], model.gap[part]
    in_group = (gap < 0) & (0 < model.spare[source])
    heads = segment_heads(source)
    whom, less = source[heads], np.maximum(gap, 0)
    for values, sums, heeds_soft in ((value, start, 1), (most, latest, 1), (point, old, 0)):
        given = np.where(in_group, 0, np.maximum(values[target] - less, 0))
        if not heeds_soft:
            given[0 <= gap] = 0
        sums[whom] = np.maximum.reduceat(given, heads)
        groups, given = source[in_group], values[target[in_group]]
        if len(groups):
            order = np.lexsort((given, groups))
            groups, given = groups[order], given[order]
            firsts = segment_heads(groups)
            of = groups[firsts]
            sums[of] = np.maximum(sums[of], given[firsts + model.quorum[of] - 1])
    return start, latest, old


def facts(n_circles, found, limits):
    value, most, point = found
    rto, shared, rpo = (np.where(it == UNLIMITED, -1, it >> 32) for it in limits)
    origins = (it[it != UNLIMITED] & NONE for it in (limits[0], limits[2]))
    return {
        "circles": n_circles,
        "achievable_sum": value.sum(),
        "complete": (value == most).sum(),
        "points_sum": point.sum(),
        "late": ((0 <= rto) & (rto < value)).sum(),
        "stale": ((0 <= rpo) & (rpo < point - 1)).sum(),
        "required_sum": sum(it[0 <= it].sum() for it in (rto, shared, rpo)),
        "origins_sum": sum(it.sum() for it in origins),
    }


def main():
    path, library, times = sys.argv[1:]
    words = np.fromfile(path, dtype="<u4").astype(np.int64)
    run = {"rustworkx": by_rustworkx, "scipy": by_scipy}[library]
    took = []
    for _ in range(int(times)):
        start = time.process_time()
        found = run(words)
        took.append(time.process_time() - start)
    print(f"full_ms {min(took) * 1000}")
    print(f"memory_mb {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}")
    for name, it in found.items():
        print(f"{name} {it}")


main()
