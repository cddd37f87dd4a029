"""Runs checkov over the templates: nothing fails, and each exception written into a template is one that it would need."""

import json
import subprocess
import sys

from repository import STACKS, Repository

command = ["checkov", "--skip-download", "--compact", "--framework", "cloudformation", "--output", "json", "-d", "ecs"]
run = subprocess.run(command, capture_output=True, text=True, check=False)
results = json.loads(run.stdout)["results"]
wrong = [f"{item['file_path']}: {item['resource']}: {item['check_id']} {item['check_name']}" for item in results["failed_checks"]]
needed = {(item["file_path"].strip("/").split("/")[-1], item["check_id"], item["resource"].split(".")[-1]) for item in results["skipped_checks"]}
stacks = Repository().stacks
for stack in STACKS:
    for name, resource in stacks[stack]["Resources"].items():
        for exception in resource.get("Metadata", {}).get("checkov", {}).get("skip", []):
            if not exception.get("comment"):
                wrong.append(f"{stack}: {name}: {exception['id']} gives no reason")
            if (f"{stack}.yaml", exception["id"], name) not in needed:
                wrong.append(f"{stack}: {name}: {exception['id']} is not needed")
print(*wrong, f"{len(results['passed_checks'])} passed, {len(needed)} exceptions", sep="\n")
sys.exit(bool(wrong))
