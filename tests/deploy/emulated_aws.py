"""ministack, an emulator of AWS, with what it lacks for our templates:

- Of a task definition that CloudFormation makes, it loses the secrets and the health check, since it translates their names on
  the outermost level only.
- Parameters that are numbers reach a service as text, with which it cannot count.
- It makes secrets with punctuation, whatever the template says.
- A database that CloudFormation makes is a note without a server: here it is a container on the bridge that tasks are on too.
"""

import socket
import string
import time

import docker
from ministack.app import main
from ministack.services import rds
from ministack.services.cloudformation import provisioners

IMAGE = "textmend-test/mysql"
outermost, generate = provisioners._normalize_container_defs, provisioners._sm_secret_string
create, delete = provisioners._rds_db_instance_create, provisioners._rds_db_instance_delete


def lower(value):
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: lower(inner) for key, inner in value.items()}
    return [lower(inner) for inner in value] if isinstance(value, list) else value


def whole(definitions):
    result = outermost(definitions)
    for container in result:
        for key in ("secrets", "healthCheck"):
            if key in container:
                container[key] = lower(container[key])
    return result


def counting(function):
    def inner(*arguments):
        numbers = {"DesiredCount", "HealthCheckGracePeriodSeconds"}
        return function(
            *(
                {key: int(value) if key in numbers else value for key, value in argument.items()} if isinstance(argument, dict) else argument
                for argument in arguments
            )
        )

    return inner


def without_punctuation(properties):
    wanted = properties.get("GenerateSecretString") or {}
    if wanted.get("ExcludePunctuation"):
        properties = {**properties, "GenerateSecretString": {**wanted, "ExcludeCharacters": string.punctuation}}
    return generate(properties)


def with_server(logical_id, properties, stack_name):
    name, _ = create(logical_id, properties, stack_name)
    instance = rds._instances[name]
    server = docker.from_env().containers.run(
        IMAGE,
        ["--require-secure-transport=1"],
        detach=True,
        name=name,
        environment={
            "MYSQL_DATABASE": instance["DBName"],
            "MYSQL_USER": instance["MasterUsername"],
            "MYSQL_PASSWORD": instance["_MasterUserPassword"],
            "MYSQL_ROOT_PASSWORD": instance["_MasterUserPassword"],
        },
    )
    server.reload()
    address = instance["Endpoint"]["Address"] = server.attrs["NetworkSettings"]["IPAddress"]
    for _ in range(60):
        try:
            socket.create_connection((address, 3306), timeout=1).close()
            break
        except OSError:
            time.sleep(1)
    return name, provisioners._rds_db_instance_attrs(instance)


def without_server(name, properties):
    delete(name, properties)
    docker.from_env().containers.get(name).remove(force=True, v=True)


provisioners._normalize_container_defs = whole
provisioners._sm_secret_string = without_punctuation
provisioners._RESOURCE_HANDLERS["AWS::RDS::DBInstance"].update(create=with_server, delete=without_server)
service = provisioners._RESOURCE_HANDLERS["AWS::ECS::Service"]
service.update(create=counting(service["create"]), update=counting(service["update"]))
main()
