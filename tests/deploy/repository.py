"""The files that describe a deployment, read into plain data. Their texts can be exchanged, for tests of the checks."""

import json
import re
from functools import cache, cached_property
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("home", "api")
STACKS = ("network", "registry", "capacity", "database", "rotation", "balancer", "services", "scaling", "alarms")
READ = (
    "Cargo.toml", ".dockerignore", "Dockerfile", "docker-compose.yml", ".env.example", "docs/operations.md", "balancer/haproxy.cfg",
    "shared/web/src/server.rs", "shared/web/src/config.rs", "shared/web/src/access/mod.rs", "shared/web/src/telemetry/mod.rs", "api-service/src/args.rs",
    "home-service/src/main.rs", "api-service/src/main.rs",
    *(f"ecs/{stack}.yaml" for stack in STACKS), "ecs/deploy", "ecs/destroy", "ecs/push",
    "ecs/sizes/small", "ecs/sizes/medium", "ecs/sizes/large",
    "eks/cluster.yaml", "eks/deploy",
    *(f"eks/base/{name}.yaml" for name in ("home", "api", "network-policy", "namespace", "kustomization")),
    *(f"eks/overlays/eks/{name}.yaml" for name in ("kustomization", "ingress", "health", "secret")),
    *(f"eks/overlays/local/{name}.yaml" for name in ("kustomization", "ingress", "mysql")),
)  # fmt: skip


class Template(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):
    """YAML with CloudFormation's tags: `!Ref X` becomes {"!Ref": "X"}."""


def _tagged(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return {f"!{suffix}": loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {f"!{suffix}": loader.construct_sequence(node, deep=True)}
    return {f"!{suffix}": loader.construct_mapping(node, deep=True)}


Template.add_multi_constructor("!", _tagged)


@cache
def parse(text):
    """The documents of a file. Parsed once for each text, however many repositories have it."""
    return [document for document in yaml.load_all(text, Template) if document]


def walk(value):
    """Every value inside of this one, itself included."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def mebibytes(text):
    """`512`, `512m`, `512Mi`, `2Gi`, `1 GiB` in MiB."""
    count, unit = re.fullmatch(r"(\d+) ?([mMgG]?)(?:i?B?)", str(text)).groups()
    return int(count) * (1024 if unit in ("g", "G") else 1)


def seconds(text):
    """`60s`, `1m`, `200ms` or a bare number."""
    number, unit = re.fullmatch(r"(\d+)\s*(ms|s|m|)", str(text)).groups()
    return int(number) * {"ms": 0.001, "s": 1, "m": 60, "": 1}[unit]


class Repository:
    def __init__(self, texts=None):
        self.texts = texts or {path: (ROOT / path).read_text() for path in READ}

    def changed(self, path, old, new):
        """The repository with this one file changed at the first place that matches."""
        text, count = re.subn(old, new, self.texts[path], count=1, flags=re.M)
        assert count == 1 and text != self.texts[path], f"{path}: nothing matches {old}"
        return Repository({**self.texts, path: text})

    def first(self, path, pattern):
        found = re.search(pattern, self.texts[path], re.M)
        return found.group(1) if found else None

    def documents(self, path):
        return parse(self.texts[path])

    def kinds(self, path):
        return {document["kind"]: document for document in self.documents(path)}

    @cached_property
    def compose(self):
        return parse(self.texts["docker-compose.yml"])[0]

    @cached_property
    def stacks(self):
        return {stack: parse(self.texts[f"ecs/{stack}.yaml"])[0] for stack in STACKS}

    def resources(self, stack, kind):
        """The resources of this kind in a stack: name and properties."""
        found = self.stacks[stack]["Resources"].items()
        return {name: resource["Properties"] for name, resource in found if resource["Type"] == kind}

    @cached_property
    def images(self):
        """What each final stage of the Dockerfile says, by its name."""
        stages = {}
        for stage in re.split(r"^(?=FROM )", self.texts["Dockerfile"], flags=re.M)[1:]:
            name = re.match(r"FROM \S+ AS (\S+)", stage).group(1)
            joined = stage.replace("\\\n", " ")
            entry = re.search(r"^ENTRYPOINT (.*)", joined, re.M)
            check = re.search(r"^HEALTHCHECK .*CMD (.*)", joined, re.M)
            stages[name] = {
                "env": dict(re.findall(r"(\w+)=(\S+)", " ".join(re.findall(r"^ENV (.*)", joined, re.M)))),
                "expose": [int(port) for port in " ".join(re.findall(r"^EXPOSE (.*)", joined, re.M)).split()],
                "user": (re.findall(r"^USER (\S+)", joined, re.M) or [None])[-1],
                "entry": json.loads(entry.group(1)) if entry else None,
                "check": json.loads(check.group(1)) if check else None,
            }
        return stages

    def haproxy(self, section):
        """The lines of a section of the balancer's configuration."""
        found = re.search(rf"^{section}\n((?:[ \t]+.*\n|\n)*)", self.texts["balancer/haproxy.cfg"] + "\n", re.M)
        lines = (line.strip() for line in found.group(1).splitlines()) if found else ()
        return [line for line in lines if line and not line.startswith("#")]

    def containers(self, service):
        """ECS: the containers of a service's task definition."""
        return self.resources("services", "AWS::ECS::TaskDefinition")[f"{service.capitalize()}Task"]["ContainerDefinitions"]

    def deployment(self, service):
        """Kubernetes: the pod of a service."""
        return self.kinds(f"eks/base/{service}.yaml")["Deployment"]["spec"]["template"]["spec"]
