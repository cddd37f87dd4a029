# shellcheck shell=bash
# What the scripts in this folder add to ecs/lib.sh: the cluster's own kubeconfig, which touches nobody's other contexts.

# shellcheck source=ecs/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../ecs/lib.sh"

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export KUBECONFIG=$WORK/kubeconfig

need() {
    local command
    [ -z "$DRY_RUN" ] || return 0
    for command in "$@"; do
        command -v "$command" >/dev/null || stop "$command is missing (docs/deploy.md says where it comes from)"
    done
}

# Signs kubectl and helm in at the cluster.
sign_in() {
    run aws_ eks update-kubeconfig --name "$NAME" --kubeconfig "$KUBECONFIG" >&2
}

cluster_exists() {
    [ -n "$DRY_RUN" ] || aws_ eks describe-cluster --name "$NAME" >/dev/null 2>&1
}
