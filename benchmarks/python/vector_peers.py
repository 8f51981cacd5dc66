# Copyright 2026 The SynaDB Authors.
# SPDX-License-Identifier: Apache-2.0
"""Native libraries for vector search, measured for VectorBench.

Called with a mark and a task (JSON, see VectorTask.java); prints the mark and what it found as JSON
on one line. Libraries that are not installed are reported as absent. All queries of a set are given
in one call, which spares the libraries the costs of Python; every library has one thread to search
and as many to build as the task says.

    pip install numpy hnswlib faiss-cpu scann usearch rabitqlib
"""

import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "2")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

K = 10
ENOUGH = 0.9995
TIE = 1e-5
REFERENCE = 80
CANDIDATES = [10, 12, 16, 20, 28, 40, 56, 80, 112, 160, 224, 320, 480, 720]
PROBES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]


class Data:
    """A data set as DataMaker.java lays it out."""

    def __init__(self, directory):
        import numpy as np

        self.directory = directory
        with open(os.path.join(directory, "set.json"), encoding="utf-8") as f:
            facts = json.load(f)
        self.dim = int(facts["dim"])
        self.cosine = facts["metric"] == "COSINE"
        self.base = self._floats("base")
        self.rows = len(self.base)
        self.np = np

    def _floats(self, name):
        import numpy as np

        path = os.path.join(self.directory, name + ".f32")
        return np.fromfile(path, "<f4").reshape(-1, self.dim)

    def has(self, queries):
        return os.path.exists(os.path.join(self.directory, queries + ".f32"))

    def queries(self, name):
        bounds = self.np.fromfile(os.path.join(self.directory, name + ".bound"), "<f8")
        return self._floats(name), bounds

    def recall(self, queries, bounds, found):
        """The share of the true neighbours in what was found; each row counts once."""
        np = self.np
        hits = 0
        for q, bound, rows in zip(queries, bounds, found):
            rows = np.unique(np.asarray(rows)[:K].astype(np.int64))
            x = self.base[rows[(rows >= 0) & (rows < self.rows)]].astype(np.float64)
            y = q.astype(np.float64)
            if self.cosine:
                d = 1 - x @ y / (np.linalg.norm(x, axis=1) * np.linalg.norm(y))
                limit = bound + TIE
            else:
                d = np.linalg.norm(x - y, axis=1)
                limit = bound * (1 + TIE)
            hits += min(K, int((d <= limit).sum()))
        return hits / (K * len(queries))


class Hnswlib:
    requires = ["hnswlib"]
    mode = "M 16, efConstruction 200, floats"

    def build(self, data, directory, threads):
        index = self._new(data)
        index.init_index(max_elements=data.rows, M=16, ef_construction=200, random_seed=100)
        index.add_items(data.base, num_threads=threads)
        index.save_index(os.path.join(directory, "index"))

    @staticmethod
    def _new(data):
        import hnswlib

        return hnswlib.Index(space="ip" if data.cosine else "l2", dim=data.dim)

    def open(self, data, directory):
        self.index = self._new(data)
        self.index.load_index(os.path.join(directory, "index"))
        self.index.set_num_threads(1)

    def families(self):
        return {"ef": CANDIDATES}

    def search(self, family, knob):
        self.index.set_ef(int(knob))
        return lambda q: self.index.knn_query(q, k=K, num_threads=1)[0]


class Faiss:
    requires = ["faiss"]

    @staticmethod
    def _metric(data):
        import faiss

        return faiss.METRIC_INNER_PRODUCT if data.cosine else faiss.METRIC_L2

    def build(self, data, directory, threads):
        import faiss

        faiss.omp_set_num_threads(threads)
        index = self.new(data)
        index.train(data.base)
        index.add(data.base)
        faiss.write_index(index, os.path.join(directory, "index"))

    def open(self, data, directory):
        import faiss

        faiss.omp_set_num_threads(1)
        self.index = faiss.read_index(os.path.join(directory, "index"))


class FaissPq4(Faiss):
    mode = "IVF of about 4 sqrt(n) lists, PQ4 fast scan of 2 dimensions a code, reranked with floats"

    def new(self, data):
        import faiss

        lists = max(16, min(1024, int(4 * data.rows**0.5)))
        # The factory takes the metric, and RFlat compares the best again.
        spec = "IVF%d,PQ%dx4fs,RFlat" % (lists, data.dim // 2)
        return faiss.index_factory(data.dim, spec, self._metric(data))

    def families(self):
        return {"refine4": PROBES, "refine8": PROBES, "refine16": PROBES}

    def search(self, family, knob):
        import faiss

        self.index.k_factor = float(family[len("refine") :])
        faiss.extract_index_ivf(self.index.base_index).nprobe = int(knob)
        return lambda q: self.index.search(q, K)[1]


class FaissHnsw(Faiss):
    mode = "HNSW of 16 (32 on the ground), efConstruction 200, floats"

    def new(self, data):
        import faiss

        index = faiss.IndexHNSWFlat(data.dim, 16, self._metric(data))
        index.hnsw.efConstruction = 200
        return index

    def families(self):
        return {"ef": CANDIDATES}

    def search(self, family, knob):
        self.index.hnsw.efSearch = int(knob)
        return lambda q: self.index.search(q, K)[1]


class Scann:
    requires = ["scann"]
    mode = "tree of about 2 sqrt(n) leaves, anisotropic hashing of 2 dimensions, reordered with floats"

    def build(self, data, directory, threads):
        from scann.scann_ops.py import scann_ops_pybind as scann

        leaves = max(16, int(2 * data.rows**0.5))
        builder = scann.builder(data.base, K, "dot_product" if data.cosine else "squared_l2")
        builder.set_n_training_threads(threads)
        builder.tree(leaves, max(1, leaves // 10), training_sample_size=data.rows)
        if data.cosine:
            builder.score_ah(2, anisotropic_quantization_threshold=0.2)
        else:
            builder.score_ah(2)
        index = builder.reorder(100).build()
        # With relative paths: the directory is renamed when it is complete.
        index.serialize(directory, relative_path=True)

    def open(self, data, directory):
        from scann.scann_ops.py import scann_ops_pybind as scann

        self.index = scann.load_searcher(directory)

    def families(self):
        return {"reorder%d" % n: PROBES for n in (30, 60, 100, 200)}

    def search(self, family, knob):
        reorder = int(family[len("reorder") :])
        return lambda q: self.index.search_batched(
            q,
            final_num_neighbors=K,
            pre_reorder_num_neighbors=reorder,
            leaves_to_search=int(knob),
        )[0]


class Usearch:
    requires = ["usearch"]
    mode = "connectivity 16, expansion 200 to build, floats"

    @staticmethod
    def _new(data):
        from usearch.index import Index

        return Index(
            ndim=data.dim,
            metric="ip" if data.cosine else "l2sq",
            dtype="f32",
            connectivity=16,
            expansion_add=200,
        )

    def build(self, data, directory, threads):
        index = self._new(data)
        index.add(data.np.arange(data.rows, dtype=data.np.uint64), data.base, threads=threads)
        index.save(os.path.join(directory, "index"))

    def open(self, data, directory):
        self.index = self._new(data)
        self.index.load(os.path.join(directory, "index"))

    def families(self):
        return {"expansion": CANDIDATES}

    def search(self, family, knob):
        self.index.expansion_search = int(knob)
        return lambda q: self.index.search(q, K, threads=1).keys


class Symqg:
    requires = ["rabitqlib"]
    mode = "SymphonyQG, degree 32, efConstruction 200, floats"

    def build(self, data, directory, threads):
        import rabitqlib

        index = rabitqlib.SymqgIndex(data.dim, 32, metric="ip" if data.cosine else "l2")
        index.build(data.base, 200, num_threads=threads)
        index.save(os.path.join(directory, "index"))

    def open(self, data, directory):
        import rabitqlib

        self.index = rabitqlib.SymqgIndex.load(os.path.join(directory, "index"))

    def families(self):
        return {"ef": CANDIDATES}

    def search(self, family, knob):
        return lambda q: self.index.search_batch(q, K, int(knob), num_threads=1)[0]


class RabitqIvf:
    requires = ["rabitqlib"]
    mode = "IVF of about 4 sqrt(n) lists, codes of 5 bits"

    def build(self, data, directory, threads):
        import rabitqlib

        lists = max(16, min(1024, int(4 * data.rows**0.5)))
        means = rabitqlib.RaBitQKMeans(data.dim, lists, num_threads=threads)
        means.train(data.base)
        metric = "ip" if data.cosine else "l2"
        index = rabitqlib.IvfIndex(data.dim, data.rows, lists, 5, metric=metric)
        index.build(data.base, means.centroids, means.assignments, num_threads=threads)
        index.save(os.path.join(directory, "index"))

    def open(self, data, directory):
        import rabitqlib

        self.index = rabitqlib.IvfIndex.load(os.path.join(directory, "index"))

    def families(self):
        return {"nprobe": PROBES}

    def search(self, family, knob):
        return lambda q: self.index.search(q, K, int(knob), num_threads=1)[0]


PEERS = {
    "hnswlib": Hnswlib,
    "faiss-pq4": FaissPq4,
    "faiss-hnsw": FaissHnsw,
    "scann": Scann,
    "usearch": Usearch,
    "symqg": Symqg,
    "rabitq-ivf": RabitqIvf,
}

PACKAGES = {"faiss": "faiss-cpu"}


def version(peer):
    from importlib import metadata

    return ", ".join(
        m + " " + metadata.version(PACKAGES.get(m, m)) for m in peer.requires
    )


def names():
    """Which peers are there: their versions, or why they are not."""
    import importlib

    found = {}
    for name, peer in PEERS.items():
        try:
            importlib.import_module("numpy")
            for module in peer.requires:
                importlib.import_module(module)
            found[name] = version(peer)
        except Exception as e:  # whatever keeps it from loading is the reason
            found[name] = "absent: %s: %s" % (type(e).__name__, e)
    return found


def measure(search, queries, bounds, data, seconds):
    """Recall, queries per second, and the mean microseconds of a query for want of a percentile."""
    start = time.perf_counter()
    found = search(queries)
    first = time.perf_counter() - start
    recall = data.recall(queries, bounds, found)
    passes = []
    least = 1 if first > seconds else 3
    while len(passes) < least or sum(passes) < seconds:
        start = time.perf_counter()
        search(queries)
        passes.append(time.perf_counter() - start)
    middle = sorted(passes)[len(passes) // 2]
    return recall, len(queries) / middle, 1e6 * middle / len(queries)


def await_turn(task):
    if task.get("turns") and not sys.stdin.readline():
        sys.exit("Nobody gives turns any more")


def next_turn(task):
    """Lets the others have theirs, see Fork.java."""
    if task.get("turns"):
        print("TURN OVER", flush=True)
        await_turn(task)


def curves(peer, data, task):
    seconds = task.get("seconds", 0.3)
    every = max(1, int(task.get("every", 1)))
    sets = [(s,) + data.queries(s) for s in task["sets"] if data.has(s)]
    found = {s[0]: {} for s in sets}
    families = peer.families()
    for family in task.get("families") or families:
        ladder = families[family][::every]
        next_turn(task)
        search = peer.search(family, ladder[len(ladder) // 2])
        end = time.perf_counter() + task.get("warm", 2) / len(families)
        while time.perf_counter() < end:
            search(sets[0][1])
        done = set()
        for knob in ladder:
            for name, queries, bounds in sets:
                if name in done:
                    continue
                next_turn(task)
                search = peer.search(family, knob)
                point = measure(search, queries, bounds, data, seconds)
                found[name].setdefault(family, []).append([knob, *point])
                if point[0] >= ENOUGH:
                    done.add(name)
    return found


def size(directory):
    return sum(
        os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(directory) for f in files
    )


def run(task):
    if task["task"] == "list":
        return names()
    await_turn(task)
    peer = PEERS[task["store"]]()
    data = Data(task["data"])
    directory = task["index"]
    result = {"version": version(peer), "mode": peer.mode, "simd": "native"}
    if task["task"] == "build":
        start = time.perf_counter()
        peer.build(data, directory, int(task.get("threads", 2)))
        result["value"] = time.perf_counter() - start
        result["bytes_a_vector"] = size(directory) / data.rows
        if not task.get("only"):
            peer.open(data, directory)
            family, ladder = next(iter(peer.families().items()))
            queries, bounds = data.queries("report")
            found = peer.search(family, min(ladder, key=lambda n: abs(n - REFERENCE)))(queries)
            result["recall"] = data.recall(queries, bounds, found)
        return result
    start = time.perf_counter()
    peer.open(data, directory)
    result["open_seconds"] = time.perf_counter() - start
    result["curves"] = curves(peer, data, task)
    return result


if __name__ == "__main__":
    answer = run(json.loads(sys.argv[2]))
    print(sys.argv[1] + json.dumps(answer), flush=True)
