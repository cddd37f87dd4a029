"""`ecs/deploy` and `ecs/destroy` against the emulator, with real tasks in between. Runs where 127.0.0.1 is the Docker host."""

import json
import subprocess
import sys
import time

from load import Load, ask
from paths import MATRIX

PORT = 4566
WHERE = ("--region", "us-east-1", "--profile", "emulator", "--endpoint-url", f"http://127.0.0.1:{PORT}")
REGISTRY = "000000000000.dkr.ecr.us-east-1.amazonaws.com"
# What the emulator has no resources for.
WITHOUT = "rotation,scaling"
host = None


def run(*command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done


def aws(*command):
    return run("aws", *WHERE, *command, "--output", "text").stdout.strip()


def wait_for(what, condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what} after {seconds} s"
        time.sleep(1)


def answers(path, **headers):
    """The status and text of an answer through the balancer, which the emulator knows by its name."""
    status, _, text = ask(PORT, "GET", path, headers={"host": host, **headers})
    return status, text


def tasks(service):
    label = f"label=com.amazonaws.ecs.task-definition-family=textmend-{service}"
    return run("docker", "ps", "-q", "--filter", label).stdout.split()


def publish(tag, home, api):
    """What `ecs/push` does, as far as the emulator can hold an image: a note in ECR, and the image at the daemon."""
    for service, image in (("home", home), ("api", api)):
        run("docker", "tag", image, f"{REGISTRY}/textmend/{service}:{tag}")
        manifest = json.dumps({"schemaVersion": 2, "config": {"digest": f"sha256:{tag:0<64}"}, "layers": []})
        aws("ecr", "put-image", "--repository-name", f"textmend/{service}", "--image-tag", tag, "--image-manifest", manifest)


def deploy(tag, check=True):
    return run("ecs/deploy", *WHERE, "--tag", tag, "--without", WITHOUT, check=check)


def refused():
    done = deploy("v1", check=False)
    assert done.returncode == 1 and "run push first" in done.stderr, done.stderr


def deployed():
    global host
    publish("v1", "textmend/home:test", "textmend/api:test")
    run("docker", "tag", "textmend-test/mysql", f"{REGISTRY}/textmend/mysql:8.4")
    began = time.monotonic()
    deploy("v1")
    url = aws("cloudformation", "describe-stacks", "--stack-name", "textmend-balancer", "--query", "Stacks[0].Outputs[?OutputKey=='Url'].OutputValue")
    host = url.removeprefix("http://")
    for path in ("/readyz", "/api/readyz"):
        wait_for(path, lambda path=path: answers(path)[0] == 200)
    assert len(tasks("home")) == len(tasks("api")) == 2
    took = time.monotonic() - began
    deploy("v1")
    return f"{url} after {took:.0f} s; the same again changes nothing"


def works():
    body = json.dumps({"id": "ecs", "text": "I havv a speling eror"})
    status, _, text = ask(PORT, "POST", "/api/spell", body, {"content-type": "application/json", "host": host})
    assert (status, json.loads(text)["processed"]) == (200, "I have a spelling error"), text
    status, page = answers("/", accept="text/html")
    assert status == 200 and "speling" in page


def paths():
    wrong = []
    for path, service in MATRIX:
        marker = f"path-{time.monotonic_ns()}"
        status, _ = answers(path, **{"x-request-id": marker, "accept": "application/json"})
        logged = {name for name in ("home", "api") for task in tasks(name) if marker in logs(task)}
        if logged != {service}:
            wrong.append(f"{path}: {status} from {logged}, not {service}")
    assert not wrong, wrong
    return f"{len(MATRIX)} paths"


def logs(task):
    done = run("docker", "logs", "--since", "60s", task)
    return done.stdout + done.stderr


def replaced():
    victim = tasks("api")[0]
    run("docker", "kill", victim)
    wait_for("new task", lambda: len(set(tasks("api")) - {victim}) == 2)
    wait_for("answer", lambda: all(answers("/api/readyz")[0] == 200 for _ in range(4)))


def rotated():
    """The steps of Secrets Manager's rotation for two users, then the restart of rotation.yaml, then the next rotation."""
    (server,) = run("docker", "ps", "-q", "--filter", "ancestor=textmend-test/mysql", "--filter", "name=textmend-database").stdout.split()

    def sql(statements):
        run("docker", "exec", server, "sh", "-c", 'MYSQL_PWD=$MYSQL_PASSWORD mysql --host=127.0.0.1 --user=master -e "$1"', "sh", statements)

    secret = aws("cloudformation", "describe-stacks", "--stack-name", "textmend-database", "--query", "Stacks[0].Outputs[?OutputKey=='AppSecret'].OutputValue")
    value = json.loads(aws("secretsmanager", "get-secret-value", "--secret-id", secret, "--query", "SecretString"))
    with Load(PORT, "rotation", rate=20, headers={"host": host}) as load:
        time.sleep(2)
        sql("CREATE USER 'textmend_clone'@'%' IDENTIFIED BY 'second' REQUIRE SSL; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON textmend.* TO 'textmend_clone'@'%'")
        changed = json.dumps({**value, "username": "textmend_clone", "password": "second"})
        aws("secretsmanager", "put-secret-value", "--secret-id", secret, "--secret-string", changed)
        for service in ("home", "api"):
            before = set(tasks(service))
            aws("ecs", "update-service", "--cluster", "textmend", "--service", service, "--force-new-deployment", "--query", "service.serviceName")
            wait_for(f"new tasks of {service}", lambda service=service, before=before: len(set(tasks(service)) - before) == 2 and not set(tasks(service)) & before, 180)
        # A month later the first user has its turn; its old password ends.
        sql("ALTER USER 'textmend'@'%' IDENTIFIED BY 'third'")
        time.sleep(3)
        aws("secretsmanager", "put-secret-value", "--secret-id", secret, "--secret-string", json.dumps({**value, "password": "third"}))
    # The emulator's balancer waits neither until a task is well nor until it has been left: what found no task listening, or one
    # that starts, is not the password's fault. Who is refused by the database is told otherwise.
    excused = ("The service is starting", "Connection refused")
    failures = [outcome for outcome in load.failures() if not any(text in outcome.fault for text in excused)]
    assert not failures, f"{load.summary()}: {failures[:5]}"
    return load.summary()


def rolled_back():
    definition = ("ecs", "describe-services", "--cluster", "textmend", "--services", "api", "--query", "services[0].taskDefinition")
    good = aws(*definition)
    # An image that ends at once, as one does that lacks a file.
    publish("bad", "textmend-test/broken", "textmend-test/broken")
    done = deploy("bad", check=False)
    tried = ("docker", "ps", "-aq", "--filter", f"ancestor={REGISTRY}/textmend/api:bad")
    wait_for("task of the bad image", lambda: run(*tried).stdout)
    wait_for("way back", lambda: aws(*definition) == good, 300)
    wait_for("answer", lambda: all(answers(path)[0] == 200 for path in ("/readyz", "/api/readyz") * 2))
    return f"deploy ended with {done.returncode}"


def destroyed():
    run("ecs/destroy", *WHERE, "--yes", "--delete-snapshots")
    left = aws("cloudformation", "list-stacks", "--query", "StackSummaries[?StackStatus!='DELETE_COMPLETE'].StackName")
    assert not left, left
    wait_for("end of all tasks", lambda: not tasks("home") and not tasks("api"))
    assert not run("docker", "ps", "-q", "--filter", "ancestor=textmend-test/mysql").stdout
    for service, kind in (("ecs", "list-clusters"), ("elbv2", "describe-load-balancers"), ("rds", "describe-db-instances"), ("ecr", "describe-repositories")):
        name = {"ecs": "clusterArns", "elbv2": "LoadBalancers", "rds": "DBInstances", "ecr": "repositories"}[service]
        assert aws(service, kind, "--query", f"length({name})") == "0", f"{service} {kind}"


def main():
    failed = 0
    for name, test in (
        ("nothing is deployed without its images", refused),
        ("ecs/deploy makes a stack that answers", deployed),
        ("both services work behind the balancer", works),
        ("each path reaches its service on ECS", paths),
        ("a killed task is replaced", replaced),
        ("a new password goes unnoticed", rotated),
        ("a bad image is rolled back", rolled_back),
        ("ecs/destroy leaves nothing", destroyed),
    ):
        try:
            print(f"  {test() or 'done'}", flush=True)
            print(f"check {name} ... ok", flush=True)
        except (AssertionError, OSError, TypeError) as error:
            failed += 1
            print(f"  {error}\ncheck {name} ... FAILED", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
