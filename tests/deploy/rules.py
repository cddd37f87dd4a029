"""What must agree between files that describe one deployment. Each rule yields what is wrong, in a sentence."""

import re

from repository import SERVICES, STACKS, mebibytes, seconds, walk

LIVE = {"home": "/livez", "api": "/api/livez"}
USER = 65532


def ports(repo):
    """Image, balancers, security groups, manifests: one port for each service."""
    for service in SERVICES:
        image, Service = repo.images[service], service.capitalize()
        port = int(image["env"]["PORT"])
        management = int(repo.images["runtime"]["env"]["MANAGEMENT_PORT"])
        container = repo.containers(service)[0]
        pod = repo.deployment(service)["containers"][0]
        named = {item["name"]: item["containerPort"] for item in pod["ports"]}
        balancing = repo.resources("services", "AWS::ECS::Service")[Service]["LoadBalancers"][0]
        groups = repo.resources("network", "AWS::EC2::SecurityGroup")["TaskGroup"]["SecurityGroupIngress"]
        policy = repo.documents("eks/base/network-policy.yaml")[1]["spec"]["ingress"][0]["ports"]
        for place, found in {
            "the program's default": int(repo.first(f"{service}-service/src/main.rs", r"DEFAULT_PORT: u16 = (\d+)")),
            "EXPOSE": image["expose"][0],
            "haproxy.cfg": int(re.search(rf" {service}:(\d+) ", " ".join(repo.haproxy(f"backend {service}"))).group(1)),
            "the ECS container": container["PortMappings"][0]["ContainerPort"],
            "PORT of the ECS container": int(environment(container)["PORT"]),
            "the ECS service": balancing["ContainerPort"],
            "the target group": repo.resources("balancer", "AWS::ElasticLoadBalancingV2::TargetGroup")[f"{Service}Targets"]["Port"],
            "the pod": named["http"],
            "PORT of the pod": int(environment(pod)["PORT"]),
            "the Kubernetes service": repo.kinds(f"eks/base/{service}.yaml")["Service"]["spec"]["ports"][0]["port"],
        }.items():
            if found != port:
                yield f"{service}: {place} is {found}, the image says {port}"
        if port not in [rule["FromPort"] for rule in groups] or any(rule["FromPort"] != rule["ToPort"] for rule in groups):
            yield f"{service}: TaskGroup does not admit just {port}"
        if port not in [rule["port"] for rule in policy]:
            yield f"{service}: the NetworkPolicy does not admit {port}"
        if management not in image["expose"] or management != named["management"]:
            yield f"{service}: the management port is not {management} everywhere"
        balancers = [repo.texts["balancer/haproxy.cfg"], *(str(repo.stacks[stack]) for stack in ("network", "balancer"))]
        if any(re.search(rf"\b{management}\b", text) for text in balancers):
            yield f"the management port {management} must not be reached through a balancer"


def paths(repo):
    """What is checked, and which paths go where."""
    for service, live in LIVE.items():
        target = repo.resources("balancer", "AWS::ElasticLoadBalancingV2::TargetGroup")[f"{service.capitalize()}Targets"]
        pod = repo.deployment(service)["containers"][0]
        note = {doc["metadata"]["name"]: doc for doc in repo.documents("eks/overlays/eks/health.yaml")}[service]
        for place, found in {
            "healthcheck": repo.first(f"{service}-service/src/main.rs", r'healthcheck::run\(.*"(.*)"\)'),
            "haproxy.cfg": repo.first("balancer/haproxy.cfg", rf"backend {service}\n(?:.*\n)*?    option httpchk GET (\S+)"),
            "the target group": target["HealthCheckPath"],
            "the ALB of EKS": note["metadata"]["annotations"]["alb.ingress.kubernetes.io/healthcheck-path"],
            **{probe: pod[probe]["httpGet"]["path"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")},
        }.items():
            if found != live:
                yield f"{service}: {place} asks {found}, not {live}"
    public = repo.haproxy("frontend public")
    if [line for line in public if "backend" in line] != ["use_backend api if { path_beg /api/ }", "default_backend home"]:
        yield "haproxy.cfg does not route by the two rules"
    for name, rule in repo.resources("balancer", "AWS::ElasticLoadBalancingV2::ListenerRule").items():
        if rule["Conditions"] != [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}}]:
            yield f"{name}: not /api/*"
        if rule["Actions"][-1]["TargetGroupArn"] != {"!Ref": "ApiTargets"}:
            yield f"{name}: does not lead to api"
    for name in ("Http", "Https"):
        listener = repo.resources("balancer", "AWS::ElasticLoadBalancingV2::Listener")[name]
        if listener["DefaultActions"][-1].get("TargetGroupArn") != {"!Ref": "HomeTargets"}:
            yield f"{name}: everything else does not lead to home"
    for overlay, expected in {"eks": [("/api/*", "api"), ("/*", "home")], "local": [("/api/", "api"), ("/", "home")]}.items():
        rules = repo.documents(f"eks/overlays/{overlay}/ingress.yaml")[0]["spec"]["rules"][0]["http"]["paths"]
        if [(rule["path"], rule["backend"]["service"]["name"]) for rule in rules] != expected:
            yield f"the Ingress of {overlay} does not route by the two rules"


def priorities(repo):
    """No two rules of a listener, and no two of the firewall, have the same priority."""
    seen = set()
    for name, rule in repo.resources("balancer", "AWS::ElasticLoadBalancingV2::ListenerRule").items():
        key = (str(rule["ListenerArn"]), rule["Priority"])
        if key in seen:
            yield f"{name}: priority {rule['Priority']} is taken"
        seen.add(key)
    walls = [rule["Priority"] for rule in repo.resources("balancer", "AWS::WAFv2::WebACL")["Wall"]["Rules"]]
    if len(set(walls)) != len(walls):
        yield "two rules of the firewall have the same priority"


def names(repo):
    """Containers, services, repositories, exports: what refers to a name finds it."""
    services = repo.resources("services", "AWS::ECS::Service")
    repositories = [item["RepositoryName"]["!Sub"] for item in repo.resources("registry", "AWS::ECR::Repository").values()]
    for service in SERVICES:
        Service = service.capitalize()
        container = repo.containers(service)[0]["Name"]
        if services[Service]["LoadBalancers"][0]["ContainerName"] != container:
            yield f"{service}: the ECS service balances to a container that is not there"
        if services[Service]["ServiceName"] != service:
            yield f"{service}: the ECS service is called otherwise"
        resource = repo.resources("scaling", "AWS::ApplicationAutoScaling::ScalableTarget")[f"{Service}Tasks"]["ResourceId"]
        if not resource["!Sub"][0].endswith(f"/{service}"):
            yield f"{service}: scaling.yaml scales another service"
        restart = repo.resources("rotation", "AWS::Scheduler::Schedule")[f"Restart{Service}"]["Target"]["Input"]["!Sub"]
        if f'"Service": "{service}"' not in restart or '"ForceNewDeployment": true' not in restart:
            yield f"{service}: rotation.yaml does not restart it"
        if repo.texts["ecs/alarms.yaml"].count(f'"ServiceName", "{service}"') != 2:
            yield f"{service}: CPU and memory are not on the dashboard"
        image = f"${{Name}}/{service}"
        if image not in repositories or f"/{image}:" not in repo.containers(service)[0]["Image"]["!Sub"][0]:
            yield f"{service}: its image is not in the registry"
        for kind in ("Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"):
            document = repo.kinds(f"eks/base/{service}.yaml")[kind]
            if document["metadata"]["name"] != service:
                yield f"{service}: the {kind} is called otherwise"
            selector = document["spec"].get("selector", {})
            labels = selector.get("matchLabels", selector)
            if kind != "HorizontalPodAutoscaler" and labels != {"app.kubernetes.io/name": service}:
                yield f"{service}: the {kind} selects other pods"
        if f"textmend/{service}, newName:" not in repo.texts["eks/deploy"]:
            yield f"{service}: eks/deploy puts in no image"
        if repo.compose["services"][service]["build"]["target"] != service or not repo.images.get(service):
            yield f"{service}: docker-compose.yml builds another image"
    if "${Name}/mysql" not in repositories:
        yield "there is no repository for the MySQL client"


def exports(repo):
    """Each import has an export of a stack that is deployed before; stacks are deleted in the opposite order."""
    order = re.findall(r'^(?:\[.*\|\| )?stack (\w+) ', repo.texts["ecs/deploy"], re.M)
    if sorted(order) != sorted(STACKS):
        yield f"ecs/deploy makes {order}"
        return
    deleted = repo.first("ecs/destroy", r"^for stack in (.*); do").split()
    if sorted(deleted) != sorted(order):
        yield "ecs/destroy forgets a stack"
    known, home = set(), {}
    for stack in order:
        for value in walk(repo.stacks[stack].get("Resources")):
            name = isinstance(value, dict) and (value.get("Fn::ImportValue") or value.get("!ImportValue"))
            name = name["!Sub"] if name else None
            if not name:
                continue
            if name not in known:
                yield f"{stack}: imports {name}, which no stack before it exports"
            elif deleted.index(stack) > deleted.index(home[name]):
                yield f"ecs/destroy deletes {home[name]} before {stack}, which uses it"
        for output in (repo.stacks[stack].get("Outputs") or {}).values():
            if "Export" in output:
                known.add(output["Export"]["Name"]["!Sub"])
                home[output["Export"]["Name"]["!Sub"]] = stack
    for path in ("ecs/deploy", "ecs/destroy", "ecs/push", "eks/deploy"):
        for stack, key in re.findall(r"\boutput (\w+) (\w+)", repo.texts[path]):
            if key not in (repo.stacks[stack].get("Outputs") or {}):
                yield f"{path}: {stack} has no output {key}"


def secrets(repo):
    """Passwords come by reference only, and the user together with the password."""
    for service in SERVICES:
        container = repo.containers(service)[0]
        given = {item["Name"]: item["ValueFrom"]["!Sub"] for item in container["Secrets"]}
        for variable, member in (("DATABASE_USER", "username"), ("DATABASE_PASSWORD", "password")):
            text, values = given.get(variable, ("", {}))
            if text != f"${{Secret}}:{member}::" or values != {"Secret": {"Fn::ImportValue": {"!Sub": "${Name}-AppSecret"}}}:
                yield f"{service}: {variable} of the ECS container is not the secret's {member}"
        pod = {item["name"]: item for item in repo.deployment(service)["containers"][0]["env"]}
        for variable, key in (("HOST", "host"), ("PORT", "port"), ("USER", "username"), ("PASSWORD", "password")):
            reference = pod.get(f"DATABASE_{variable}", {}).get("valueFrom", {}).get("secretKeyRef")
            if reference != {"name": "database", "key": key}:
                yield f"{service}: DATABASE_{variable} of the pod is not the secret's {key}"
        compose = repo.compose["services"][service]
        file = compose["environment"].get("DATABASE_PASSWORD_FILE")
        if file != f"/run/secrets/{(compose.get('secrets') or [''])[0]}":
            yield f"{service}: docker-compose.yml names a password file that is not mounted"
        for place, variables in (("ECS", environment(container)), ("compose", compose["environment"])):
            if {"DATABASE_PASSWORD", "DATABASE_URL"} & set(variables):
                yield f"{service}: a password in the open ({place})"
    database = repo.compose["services"]["database"]
    client = repo.compose["services"]["home"]["environment"]
    if database["environment"]["MYSQL_PASSWORD_FILE"] != client["DATABASE_PASSWORD_FILE"] or set(database["secrets"]) - set(repo.compose["secrets"]):
        yield "compose: database and services have different passwords"
    if (database["environment"]["MYSQL_DATABASE"], database["environment"]["MYSQL_USER"]) != (client["DATABASE_NAME"], client["DATABASE_USER"]):
        yield "compose: database and services differ in name or user"
    role = repo.resources("services", "AWS::IAM::Role")["ExecutionRole"]["Policies"][0]["PolicyDocument"]["Statement"][0]
    if role["Resource"] != {"Fn::ImportValue": {"!Sub": "${Name}-AppSecret"}}:
        yield "the execution role may read other secrets, or not this one"
    copied = repo.documents("eks/overlays/eks/secret.yaml")[1]
    if copied["spec"]["target"]["name"] != "database" or copied["spec"]["dataFrom"] != [{"extract": {"key": "SECRET"}}]:
        yield "the ExternalSecret does not make the secret `database`"
    user = repo.resources("database", "AWS::SecretsManager::Secret")["AppSecret"]["GenerateSecretString"]["SecretStringTemplate"]["!Sub"]
    if '"username": "textmend"' not in user or '"masterarn": "${MasterSecret.Id}"' not in user:
        yield "the rotation needs user and master in the application's secret"
    parameters = {name: value["Default"] for name, value in repo.stacks["rotation"]["Parameters"].items()}
    if parameters["RestartHour"] <= parameters["RotationHour"]:
        yield "tasks are restarted before the password is rotated"
    hours = {item["ScheduleExpression"]["!Sub"] for item in repo.resources("rotation", "AWS::Scheduler::Schedule").values()}
    rotation = repo.resources("rotation", "AWS::SecretsManager::RotationSchedule")["Rotation"]
    if rotation["RotationRules"]["ScheduleExpression"]["!Sub"] != "cron(0 ${RotationHour} 1 * ? *)" or hours != {"cron(0 ${RestartHour} 1 * ? *)"}:
        yield "rotation and restart are not on the same days"
    if rotation["HostedRotationLambda"]["RotationType"] != "MySQLMultiUser":
        yield "with one user the rotation makes a password stale that tasks still use"
    if repo.resources("database", "AWS::RDS::DBParameterGroup")["Settings"]["Parameters"]["require_secure_transport"] != "1":
        yield "the database accepts connections without TLS"


def times(repo):
    """Who waits for whom, and for how long."""
    keep_alive = seconds(repo.first("shared/web/src/server.rs", r"KEEP_ALIVE: Duration = Duration::from_secs\((\d+)\)"))
    leaving = seconds(repo.first("shared/web/src/server.rs", r"DRAIN_DELAY: Duration = Duration::from_secs\((\d+)\)"))
    shutdown = leaving + seconds(repo.first("shared/web/src/server.rs", r"SHUTDOWN_SECONDS: u64 = (\d+)"))
    haproxy = dict(re.findall(r"timeout ([\w-]+) (\w+)", "\n".join(repo.haproxy("defaults"))))
    check = re.search(r"default-server check inter (\w+) fall (\d+)", "\n".join(repo.haproxy("defaults")))
    if seconds(check.group(1)) * int(check.group(2)) >= leaving:
        yield f"HAProxy notices later than {leaving} s that an instance leaves"
    attributes = repo.resources("balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer")["Balancer"]["LoadBalancerAttributes"]
    idle = int({item["Key"]: item["Value"] for item in attributes}["idle_timeout.timeout_seconds"])
    notes = repo.documents("eks/overlays/eks/ingress.yaml")[0]["metadata"]["annotations"]
    notes = {key.split("/")[1]: value for key, value in notes.items()}
    eks_idle = int(re.search(r"idle_timeout.timeout_seconds=(\d+)", notes["load-balancer-attributes"]).group(1))
    eks_delay = int(re.search(r"deregistration_delay.timeout_seconds=(\d+)", notes["target-group-attributes"]).group(1))
    for place, found in {"HAProxy": seconds(haproxy["server"]), "the ALB": idle, "the ALB of EKS": eks_idle}.items():
        if keep_alive <= found:
            yield f"the services close idle connections after {keep_alive} s, before {place} does ({found} s): clients would meet 502"
    if seconds(haproxy["client"]) != idle or seconds(haproxy["http-keep-alive"]) != idle or eks_idle != idle:
        yield "the balancers differ in their idle time-outs"
    for service in SERVICES:
        container = repo.containers(service)[0]
        if not shutdown < container["StopTimeout"] <= 120:
            yield f"{service}: stopTimeout {container['StopTimeout']} s does not leave {shutdown} s for what is in flight, or Fargate refuses it"
        if seconds(repo.compose["services"][service]["stop_grace_period"]) <= shutdown:
            yield f"{service}: compose kills it while it finishes what is in flight"
        target = repo.resources("balancer", "AWS::ElasticLoadBalancingV2::TargetGroup")[f"{service.capitalize()}Targets"]
        delay = int({item["Key"]: item["Value"] for item in target["TargetGroupAttributes"]}["deregistration_delay.timeout_seconds"])
        if delay < shutdown or delay != eks_delay:
            yield f"{service}: a deregistration delay of {delay} s (EKS: {eks_delay} s) cuts off what the service would finish in {shutdown} s"
        if target["HealthCheckTimeoutSeconds"] >= target["HealthCheckIntervalSeconds"]:
            yield f"{service}: a check of the target group lasts longer than the time between two"
        if str(target["HealthCheckIntervalSeconds"]) != notes["healthcheck-interval-seconds"]:
            yield f"{service}: ECS and EKS check at different times"
        if container["HealthCheck"]["Timeout"] >= container["HealthCheck"]["Interval"]:
            yield f"{service}: a check of the container lasts longer than the time between two"
        pod = repo.deployment(service)
        pause = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
        if pause < eks_delay:
            yield f"{service}: the pod is told to stop after {pause} s, while the ALB still sends it requests ({eks_delay} s)"
        if pod["terminationGracePeriodSeconds"] <= pause + shutdown:
            yield f"{service}: the pod is killed while it finishes what is in flight"
        grace = repo.resources("services", "AWS::ECS::Service")[service.capitalize()]["HealthCheckGracePeriodSeconds"]
        if grace < target["HealthCheckIntervalSeconds"] * target["HealthyThresholdCount"]:
            yield f"{service}: tasks are replaced before the balancer can have found them well"


def memory(repo):
    """A container has as much memory wherever it runs, and beside its models as much as requests may take."""
    home = mebibytes(repo.first("docs/operations.md", r"`home` needs (\d+ MiB)"))
    beside_models = mebibytes(repo.first("docs/operations.md", r"`api` `MODELS_MEMORY` and (\d+ GiB)"))
    for service in SERVICES:
        pod = repo.deployment(service)["containers"][0]
        compose = repo.compose["services"][service]
        name = f"{service.capitalize()}Memory"
        default = repo.stacks["services"]["Parameters"][name]["Default"]
        found = {
            "compose": (compose["mem_limit"], compose["environment"].get("MODELS_MEMORY")),
            "ECS": (default, repo.stacks["services"]["Parameters"]["ModelsMemory"]["Default"]),
            "EKS": (pod["resources"]["limits"]["memory"], environment(pod).get("MODELS_MEMORY")),
        }
        sizes = {mebibytes(has) for has, _ in found.values()}
        if len(sizes) != 1:
            yield f"{service}: it has {sorted(sizes)} MiB in different places"
        for path, text in repo.texts.items():
            if path.startswith("ecs/sizes/"):
                size = dict(re.findall(r"^(\w+)=(\w+)", text, re.M))
                found[path] = (size.get(name, default), size.get("ModelsMemory", found["ECS"][1]))
        for place, (has, models) in found.items():
            wants = home if service == "home" else beside_models + mebibytes(models)
            if mebibytes(has) < wants:
                yield f"{service}: {has} in {place} is less than the {wants} MiB that docs/operations.md names"


def images(repo):
    """What runs in a container: by whom, by which path, on a file system that nobody writes to."""
    for service in SERVICES:
        image, container, pod = repo.images[service], repo.containers(service)[0], repo.deployment(service)
        if image["check"] != [*image["entry"], "healthcheck"]:
            yield f"{service}: the image's check is not its own program"
        if container["HealthCheck"]["Command"] != ["CMD", *image["check"]]:
            yield f"{service}: the ECS check is not the image's"
        if (repo.images["runtime"]["user"], container["User"]) != (f"{USER}:{USER}",) * 2 or pod["securityContext"]["runAsUser"] != USER:
            yield f"{service}: not run by {USER} everywhere"
        inside = pod["containers"][0]["securityContext"]
        if not (container["ReadonlyRootFilesystem"] and inside["readOnlyRootFilesystem"] and repo.compose["services"][service]["read_only"]):
            yield f"{service}: its root file system can be written to"
        if container["LinuxParameters"]["Capabilities"]["Drop"] != ["ALL"] or inside["capabilities"]["drop"] != ["ALL"] or repo.compose["services"][service]["cap_drop"] != ["ALL"]:
            yield f"{service}: keeps rights that it does not need"
    mount = repo.compose["services"]["balancer"]["volumes"][0]
    if mount != "./balancer/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro":
        yield "compose: the balancer runs another configuration"
    if not repo.compose["services"]["balancer"]["ports"][0].endswith(repo.haproxy("frontend public")[0].removeprefix("bind ")):
        yield "compose: the balancer listens on another port"
    if repo.documents("eks/base/namespace.yaml")[0]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] != "restricted":
        yield "the namespace admits pods with more rights"


def context(repo):
    """Docker is given every member of the workspace: cargo reads none without all of them."""
    given = re.findall(r"^!(\S+)", repo.texts[".dockerignore"], re.M)
    members = re.search(r"^members = \[(.*?)\]", repo.texts["Cargo.toml"], re.M | re.S).group(1)
    for member in re.findall(r'"([^"]+)"', members):
        if not any(member == path or member.startswith(f"{path}/") for path in given):
            yield f"{member}: a member of the workspace that .dockerignore keeps out"


def groups(repo):
    """Balancer, tasks, database: each security group admits only the one before it."""
    found = repo.resources("network", "AWS::EC2::SecurityGroup")
    expected = {"TaskGroup": {"BalancerGroup"}, "DatabaseGroup": {"TaskGroup", "RotationGroup"}, "RotationGroup": set()}
    for group, sources in expected.items():
        given = [rule.get("SourceSecurityGroupId", {}).get("!Ref") for rule in found[group].get("SecurityGroupIngress", [])]
        if set(given) != sources:
            yield f"{group} admits {given}"
    database = repo.resources("database", "AWS::RDS::DBInstance")["Database"]
    if database["PubliclyAccessible"] or not database["StorageEncrypted"]:
        yield "the database is public or not encrypted"
    attached = repo.documents("eks/cluster.yaml")[0]["managedNodeGroups"][0]["securityGroups"]["attachIDs"]
    if attached != ["TASK_GROUP"]:
        yield "the nodes of EKS are not in the group that the database admits"


def settings(repo):
    """Sizes, variables and words to be filled in exist where they are used."""
    parameters = {name for stack in repo.stacks.values() for name in stack["Parameters"]}
    for path, text in repo.texts.items():
        for key in re.findall(r"^(\w+)=", text, re.M) if path.startswith("ecs/sizes/") else ():
            if key not in parameters:
                yield f"{path}: no template has a parameter {key}"
    known = {"RUST_LOG"}
    for path in ("shared/web/src/config.rs", "shared/web/src/access/mod.rs", "shared/web/src/telemetry/mod.rs", "api-service/src/args.rs"):
        known |= {name.upper() for name in re.findall(r"#\[arg\([^)]*\benv\b[^\]]*\]\s*pub (\w+):", repo.texts[path])}
    for service in SERVICES:
        kustomized = repo.documents("eks/base/kustomization.yaml")[0]["configMapGenerator"][0]["literals"]
        container = repo.containers(service)[0]
        used = {
            *repo.images["runtime"]["env"], *repo.images[service]["env"], *repo.compose["services"][service]["environment"],
            *environment(container), *(item["Name"] for item in container["Secrets"]),
            *(item["name"] for item in repo.deployment(service)["containers"][0]["env"]), *(text.split("=")[0] for text in kustomized),
        }  # fmt: skip
        for name in sorted(used - known):
            yield f"{service}: no program reads {name}"
    offered = dict(re.findall(r"^(\w+)=(.*)", repo.texts[".env.example"], re.M))
    wanted = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", repo.texts["docker-compose.yml"]))
    if offered != wanted:
        yield f".env.example and docker-compose.yml differ: {sorted(set(offered.items()) ^ set(wanted.items()))}"
    for name, default in re.findall(r"^ARG (\w+_IMAGE)=(\S+)", repo.texts["Dockerfile"], re.M):
        if wanted.get(name) != default:
            yield f"{name}: Dockerfile and docker-compose.yml differ"
    words = set(re.findall(r"\b[A-Z]{3,}(?:_[A-Z]+)*\b", re.sub(r"(#.*|API\b)", "", repo.texts["eks/cluster.yaml"])))
    filled = set(re.findall(r"\\b(\w+)\\b", repo.texts["eks/deploy"]))
    if words != filled:
        yield f"eks/cluster.yaml has {sorted(words)}, eks/deploy fills in {sorted(filled)}"
    version = repo.documents("eks/overlays/local/mysql.yaml")[0]["spec"]["template"]["spec"]["containers"][0]["image"]
    if version != wanted["MYSQL_IMAGE"] or f"mysql_image={version}" not in repo.texts["ecs/push"]:
        yield "MySQL's versions differ"
    if not repo.stacks["database"]["Parameters"]["DatabaseVersion"]["Default"].startswith(version.split(":")[1]):
        yield "RDS runs another version of MySQL"
    overlays = {name: repo.documents(f"eks/overlays/{name}/kustomization.yaml")[0] for name in ("eks", "local")}
    if any("../../base" not in overlay["resources"] or overlay["namespace"] != "textmend" for overlay in overlays.values()):
        yield "an overlay is not one of the base"


def environment(container):
    """The variables of a container, ECS's or Kubernetes's, that are given as values."""
    pairs = container.get("Environment") or [{"Name": item["name"], "Value": item.get("value")} for item in container["env"]]
    return {item["Name"]: item["Value"] for item in pairs}


RULES = (ports, paths, priorities, names, exports, secrets, times, memory, images, context, groups, settings)
