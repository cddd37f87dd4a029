"""Requests at a steady rate through the balancer, and what became of each."""

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass

RATE = 150
THREADS = 100
TIMEOUT = 30


@dataclass
class Outcome:
    path: str
    began: float
    took: float
    status: int
    fault: str


def ask(port, method, path, body=None, headers=None):
    """One request on a connection of its own: status, headers, text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


class Load:
    """`with Load(port) as load:` keeps so many requests a second going: three writes to one read of each service."""

    def __init__(self, port, tag, rate=RATE, headers=None):
        self.port, self.tag, self.rate = port, tag, rate
        self.headers = {"content-type": "application/json", **(headers or {})}
        self.outcomes, self.saved = [], 0
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.started = time.monotonic()
        self.number = 0

    def __enter__(self):
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(THREADS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def work(self):
        while not self.stopping.is_set():
            with self.lock:
                number = self.number
                self.number += 1
            wait = self.started + number / self.rate - time.monotonic()
            if wait > 0 and self.stopping.wait(wait):
                return
            self.one(number)

    def one(self, number):
        began, status, fault = time.monotonic(), 0, ""
        method, path, body = [
            ("POST", "/api/spell", json.dumps({"id": self.tag, "text": "I havv a dog"})),
            ("POST", "/api/space", json.dumps({"id": self.tag, "text": "thequickbrownfox"})),
            ("POST", "/api/spell", json.dumps({"id": self.tag, "text": "Thier house"})),
            ("GET", "/?limit=10", None),
            ("GET", "/api/records?limit=5", None),
        ][number % 5]
        try:
            status, _, text = ask(self.port, method, path, body, self.headers)
            fault = "" if status == 200 else text[:200]
        except (OSError, http.client.HTTPException) as error:
            fault = repr(error)
        outcome = Outcome(path, began, time.monotonic() - began, status, fault)
        with self.lock:
            self.outcomes.append(outcome)
            self.saved += method == "POST" and status == 200

    def failures(self):
        return [outcome for outcome in self.outcomes if outcome.status != 200]

    def summary(self):
        took = sorted(outcome.took * 1000 for outcome in self.outcomes)
        seconds = max(outcome.began + outcome.took for outcome in self.outcomes) - self.started
        kinds = dict(Counter(outcome.status for outcome in self.failures()))
        return (
            f"{len(took)} requests in {seconds:.0f} s ({len(took) / seconds:.0f}/s), {len(self.failures())} failed {kinds or ''}, "
            f"p50 {took[len(took) // 2]:.0f} ms, p99 {took[len(took) * 99 // 100]:.0f} ms"
        )
