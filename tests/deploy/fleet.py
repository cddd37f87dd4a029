#!/usr/bin/env python3
"""The stack of docker-compose.yml with real containers: green in time, paths, a killed instance, a rolling restart.

Images are built before; PORT is where the balancer is published. Runs where 127.0.0.1 is the Docker host.
"""

import json
import os
import subprocess
import sys
import time

from load import Load, ask
from paths import ENCODED, MATRIX

PORT = int(os.environ["LISTEN"].rsplit(":", 1)[1])
# To a green stack, with images there.
GREEN = 60
COMPOSE = ["docker", "compose"] if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0 else ["docker-compose"]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def containers(service):
    return run("docker", "ps", "-q", "--filter", f"label=com.docker.compose.service={service}", "--filter", f"label=com.docker.compose.project={os.environ['COMPOSE_PROJECT_NAME']}").split()


def healthy(container):
    return run("docker", "inspect", "--format", "{{.State.Health.Status}}", container).strip() == "healthy"


def wait_for(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what} after {seconds} s"
        time.sleep(0.2)


def answers(path):
    try:
        return ask(PORT, "GET", path)[0] == 200
    except OSError:
        return False


def green():
    began = time.monotonic()
    subprocess.run([*COMPOSE, "up", "-d"], check=True)
    for path in ("/livez", "/api/livez", "/readyz", "/api/readyz"):
        wait_for(path, lambda path=path: answers(path))
    took = time.monotonic() - began
    counts = {service: len(containers(service)) for service in ("balancer", "home", "api", "database")}
    assert counts == {"balancer": 1, "home": 2, "api": 2, "database": 1}, counts
    assert took < GREEN, f"green after {took:.1f} s"
    return f"green after {took:.1f} s"


def both_services():
    body = json.dumps({"id": "compose", "text": "I havv a speling eror"})
    status, headers, text = ask(PORT, "POST", "/api/spell", body, {"content-type": "application/json"})
    assert (status, json.loads(text)["processed"]) == (200, "I have a spelling error"), text
    assert headers["x-request-id"].startswith("Root=1-"), headers
    status, _, page = ask(PORT, "GET", "/", headers={"accept": "text/html"})
    assert status == 200 and "speling" in page and "compose" in page


def paths():
    for path, service in MATRIX + ENCODED:
        # Who answered is who logged the request.
        marker = f"path-{time.monotonic_ns()}"
        status, _, text = ask(PORT, "GET", path, headers={"x-request-id": marker, "accept": "application/json"})
        assert status < 500, (path, status, text)
        logged = {name for name in ("home", "api") for container in containers(name) if marker in logs(container)}
        assert logged == {service}, f"{path} was answered by {logged}, not {service}"
    return f"{len(MATRIX + ENCODED)} paths"


def logs(container):
    done = subprocess.run(["docker", "logs", "--since", "30s", container], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def killed():
    victim = containers("api")[0]
    with Load(PORT, "killed") as load:
        time.sleep(5)
        at = time.monotonic()
        run("docker", "kill", victim)
        time.sleep(8)
    run("docker", "start", victim)
    wait_for("health", lambda: healthy(victim))
    # What it held was on its way when it died; everything before and after has an answer.
    others = [outcome for outcome in load.failures() if not outcome.began <= at + 0.5 <= outcome.began + outcome.took + 1]
    assert not others, f"{load.summary()}: {others[:5]}"
    return load.summary()


def rolling():
    order = [*containers("home"), *containers("api")]
    assert len(order) == 4, order
    with Load(PORT, "rolling") as load:
        time.sleep(3)
        for container in order:
            run("docker", "restart", "-t", "20", container)
            wait_for("health", lambda container=container: healthy(container))
            time.sleep(3)
        time.sleep(3)
    assert not load.failures(), f"{load.summary()}: {load.failures()[:5]}"
    found, after = 0, ""
    while after is not None:
        page = json.loads(ask(PORT, "GET", f"/api/records?id=rolling&limit=100{after and '&after=' + after}")[2])
        found, after = found + len(page["records"]), page["next"]
    assert found == load.saved, f"{load.saved} were acknowledged, {found} are there"
    return f"{load.summary()}, {found} acknowledged and there"


def main():
    failed = 0
    for name, test in (
        ("the stack is green in time", green),
        ("both services answer through the balancer", both_services),
        ("each path reaches its service", paths),
        ("a killed api costs only what it held", killed),
        ("a rolling restart of all four costs nothing", rolling),
    ):
        try:
            print(f"  {test() or 'done'}", flush=True)
            print(f"check {name} ... ok", flush=True)
        except (AssertionError, OSError, subprocess.CalledProcessError) as error:
            failed += 1
            print(f"  {error} {getattr(error, 'stderr', '') or ''}")
            print(f"check {name} ... FAILED", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
