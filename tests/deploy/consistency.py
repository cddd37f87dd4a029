#!/usr/bin/env python3
"""Checks that the files of a deployment agree, and that the checks notice when one of them is changed alone."""

import sys

from repository import Repository
from rules import RULES

# One file changed: where, what, into what. At least one for each file that the rules read.
CHANGES = (
    ("Cargo.toml", r'"tests/load"', '"tests/loads"'),
    (".dockerignore", r"^!tests/load$", ""),
    ("Dockerfile", r"^ENV PORT=8081", "ENV PORT=8082"),
    ("Dockerfile", r"MANAGEMENT_PORT=9090", "MANAGEMENT_PORT=9091"),
    ("Dockerfile", r"^USER 65532:65532", "USER 0:0"),
    ("Dockerfile", r"CMD \[\"/usr/local/bin/home\"", 'CMD ["/home"'),
    ("docker-compose.yml", r"stop_grace_period: 20s", "stop_grace_period: 9s"),
    ("docker-compose.yml", r"DATABASE_PASSWORD_FILE: .*", "DATABASE_PASSWORD_FILE: /run/secrets/password"),
    ("docker-compose.yml", r"DATABASE_PASSWORD_FILE: .*", "DATABASE_PASSWORD: hunter2"),
    ("docker-compose.yml", r"target: api", "target: home"),
    ("docker-compose.yml", r"mem_limit: 512m", "mem_limit: 256m"),
    ("docs/operations.md", r"`home` needs 512 MiB", "`home` needs 768 MiB"),
    ("docker-compose.yml", r"MYSQL_USER: textmend", "MYSQL_USER: other"),
    (".env.example", r"^TAG=dev", "TAG=latest"),
    ("balancer/haproxy.cfg", r"path_beg /api/", "path_beg /api"),
    ("balancer/haproxy.cfg", r"GET /api/livez", "GET /api/readyz"),
    ("balancer/haproxy.cfg", r"timeout server 60s", "timeout server 80s"),
    ("balancer/haproxy.cfg", r"home:8080", "home:8081"),
    ("shared/web/src/server.rs", r"from_secs\(75\)", "from_secs(60)"),
    ("shared/web/src/server.rs", r"SHUTDOWN_SECONDS: u64 = 6", "SHUTDOWN_SECONDS: u64 = 30"),
    ("shared/web/src/server.rs", r"DRAIN_DELAY: Duration = Duration::from_secs\(3\)", "DRAIN_DELAY: Duration = Duration::from_secs(15)"),
    ("balancer/haproxy.cfg", r"inter 1s fall 2", "inter 2s fall 2"),
    ("shared/web/src/config.rs", r"pub database_password_file", "pub database_passwords_file"),
    ("shared/web/src/access/mod.rs", r"pub trusted_proxies", "pub trusted_networks"),
    ("shared/web/src/telemetry/mod.rs", r"pub log_format", "pub log_form"),
    ("api-service/src/args.rs", r"pub models_memory", "pub model_memory"),
    ("home-service/src/main.rs", r"DEFAULT_PORT: u16 = 8080", "DEFAULT_PORT: u16 = 8000"),
    ("api-service/src/main.rs", r'"/api/livez"', '"/livez"'),
    ("ecs/network.yaml", r"FromPort: 8081, ToPort: 8081, SourceS", "FromPort: 8082, ToPort: 8082, SourceS"),
    ("ecs/network.yaml", r"SourceSecurityGroupId: !Ref TaskGroup", "CidrIp: 0.0.0.0/0"),
    ("ecs/network.yaml", r'"\$\{Name\}-VpcId"', '"${Name}-Vpc"'),
    ("ecs/registry.yaml", r"/api\"", '/web"'),
    ("ecs/capacity.yaml", r"\$\{Name\}-RotationGroup", "${Name}-InstanceGroup"),
    ("ecs/database.yaml", r'require_secure_transport: "1"', 'require_secure_transport: "0"'),
    ("ecs/database.yaml", r'"masterarn": "\$\{MasterSecret.Id\}"', '"note": ""'),
    ("ecs/database.yaml", r"StorageEncrypted: true", "StorageEncrypted: false"),
    ("ecs/rotation.yaml", r"RestartHour: \{Type: Number, Default: 4", "RestartHour: {Type: Number, Default: 2"),
    ("ecs/rotation.yaml", r"MySQLMultiUser", "MySQLSingleUser"),
    ("ecs/rotation.yaml", r'"Service": "api"', '"Service": "web"'),
    ("ecs/balancer.yaml", r'idle_timeout.timeout_seconds, Value: "60"', 'idle_timeout.timeout_seconds, Value: "75"'),
    ("ecs/balancer.yaml", r'deregistration_delay.timeout_seconds, Value: "20"', 'deregistration_delay.timeout_seconds, Value: "5"'),
    ("ecs/balancer.yaml", r'Values: \["/api/\*"\]', 'Values: ["/api*"]'),
    ("ecs/balancer.yaml", r"HealthCheckPath: /livez", "HealthCheckPath: /readyz"),
    ("ecs/balancer.yaml", r"Priority: 2$", "Priority: 1"),
    ("ecs/services.yaml", r"StopTimeout: 30", "StopTimeout: 9"),
    ("ecs/services.yaml", r"ApiMemory: \{Type: Number, Default: 2048\}", "ApiMemory: {Type: Number, Default: 4096}"),
    ("ecs/services.yaml", r"ContainerName: api", "ContainerName: app"),
    ("ecs/services.yaml", r"\$\{Secret\}:username::", "${Secret}:user::"),
    ("ecs/services.yaml", r"\{Name: PORT, Value: \"8080\"\}", '{Name: PORT, Value: "80"}'),
    ("ecs/services.yaml", r"\{Name: LOG_FORMAT", "{Name: LOGS_FORMAT"),
    ("ecs/services.yaml", r"ReadonlyRootFilesystem: true", "ReadonlyRootFilesystem: false"),
    ("ecs/services.yaml", r"ServiceName: home", "ServiceName: web"),
    ("ecs/scaling.yaml", r"/api\"", '/web"'),
    ("ecs/alarms.yaml", r'"ServiceName", "api"', '"ServiceName", "web"'),
    ("ecs/deploy", r"^stack balancer .*\n", ""),
    ("ecs/destroy", r"services balancer", "balancer services"),
    ("ecs/push", r"mysql_image=mysql:8.4", "mysql_image=mysql:9.0"),
    ("ecs/sizes/small", r"^MultiAz=", "MultiAZ="),
    ("ecs/sizes/medium", r"^ApiMax=", "ApiMaximum="),
    ("ecs/sizes/large", r"^LaunchType=", "Launch="),
    ("eks/cluster.yaml", r"attachIDs: \[TASK_GROUP\]", "attachIDs: [NODE_GROUP]"),
    ("eks/deploy", r"\\bSECRET\\b", r"\\bPASSWORD\\b"),
    ("eks/base/home.yaml", r"path: /livez", "path: /readyz"),
    ("eks/base/home.yaml", r"sleep: \{seconds: 25\}", "sleep: {seconds: 5}"),
    ("eks/base/api.yaml", r"terminationGracePeriodSeconds: 45", "terminationGracePeriodSeconds: 30"),
    ("eks/base/api.yaml", r"key: password", "key: secret"),
    ("eks/base/api.yaml", r"value: 1GiB", "value: 2GiB"),
    ("eks/base/api.yaml", r"containerPort: 8081", "containerPort: 8080"),
    ("eks/base/network-policy.yaml", r"port: 8081", "port: 8082"),
    ("eks/base/namespace.yaml", r"restricted", "privileged"),
    ("eks/base/kustomization.yaml", r"DATABASE_SSL_MODE=", "DATABASE_TLS="),
    ("eks/overlays/eks/kustomization.yaml", r"namespace: textmend", "namespace: default"),
    ("eks/overlays/eks/ingress.yaml", r"path: /api/\*", "path: /api*"),
    ("eks/overlays/eks/ingress.yaml", r"idle_timeout.timeout_seconds=60", "idle_timeout.timeout_seconds=90"),
    ("eks/overlays/eks/health.yaml", r"healthcheck-path: /api/livez", "healthcheck-path: /api/readyz"),
    ("eks/overlays/eks/secret.yaml", r"target: \{name: database\}", "target: {name: db}"),
    ("eks/overlays/local/kustomization.yaml", r"\.\./\.\./base", "../base"),
    ("eks/overlays/local/ingress.yaml", r"path: /api/", "path: /app/"),
    ("eks/overlays/local/mysql.yaml", r"image: mysql:8.4", "image: mysql:9.0"),
)


def problems(repository):
    for rule in RULES:
        try:
            yield from rule(repository)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # A file that has lost what a rule looks for disagrees with it.
            yield f"{rule.__name__}: {error!r}"


def report(name, wrong):
    for sentence in wrong:
        print(f"  {sentence}")
    print(f"check {name} ... {'FAILED' if wrong else 'ok'}")
    return bool(wrong)


def main():
    repository = Repository()
    failed = 0
    for rule in RULES:
        try:
            failed += report(rule.__doc__.rstrip("."), list(rule(repository)))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            failed += report(rule.__doc__.rstrip("."), [f"{rule.__name__}: {error!r}"])
    before = set(problems(repository))
    unnoticed = [f"{path}: {old} -> {new}" for path, old, new in CHANGES if set(problems(repository.changed(path, old, new))) <= before]
    untried = sorted(set(repository.texts) - {path for path, _, _ in CHANGES})
    failed += report(f"each of {len(CHANGES)} changes to one file is noticed", [f"not noticed: {item}" for item in unnoticed])
    failed += report("each file that the rules read is changed by one", untried)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
