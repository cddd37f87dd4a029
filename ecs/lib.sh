# shellcheck shell=bash
# What push, deploy, look and destroy share, here and in eks/: arguments, the aws command, stacks.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
NAME=textmend SIZE=small REGION='' PROFILE='' ENDPOINT='' DRY_RUN='' YES='' WITHOUT=, SETTINGS=()

stop() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

say() {
    printf '\n== %s\n' "$*" >&2
}

# The comment at the head of the script is its help.
usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    cat <<'HELP'
Always:
  --region REGION --profile PROFILE   where, and as whom: nothing is taken from the environment
And:
  --name NAME           another deployment beside `textmend` in the same account
  --dry-run             show the commands, run none
  --endpoint-url URL    an emulator in place of AWS
HELP
    exit "${1:-0}"
}

# common_option "$@": takes one option that every script has; sets SHIFT to how many words it was, 0 if it is another's.
# shellcheck disable=SC2034 # SHIFT is the scripts'
common_option() {
    SHIFT=2
    case $1 in
        --region) REGION=${2:?} ;;
        --profile) PROFILE=${2:?} ;;
        --name) NAME=${2:?} ;;
        --endpoint-url) ENDPOINT=${2:?} ;;
        --dry-run) DRY_RUN=1 SHIFT=1 ;;
        --help | -h) usage ;;
        *) SHIFT=0 ;;
    esac
}

# To be called when the options are read.
ready() {
    [ -n "$REGION" ] && [ -n "$PROFILE" ] || stop "say where and as whom: --region REGION --profile PROFILE (--help for more)"
    [[ $NAME =~ ^[a-z][a-z0-9-]{1,20}$ ]] || stop "--name $NAME: lower-case letters, digits and -, at most 21"
    # Whatever the environment says, the options win.
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    export AWS_PROFILE=$PROFILE AWS_REGION=$REGION AWS_DEFAULT_REGION=$REGION AWS_PAGER=''
}

# run COMMAND…: what changes something; shown only in a dry run.
run() {
    if [ -n "$DRY_RUN" ]; then
        [ "$1" != aws_ ] || set -- aws ${ENDPOINT:+--endpoint-url "$ENDPOINT"} "${@:2}"
        printf '%q ' "$@"
        echo
    else
        "$@"
    fi
}

# Some of aws's commands ignore AWS_ENDPOINT_URL, so it is said each time.
aws_() {
    aws ${ENDPOINT:+--endpoint-url "$ENDPOINT"} "$@"
}

# ask COMMAND…: what only reads; in a dry run it answers the placeholder in $PLACEHOLDER.
ask() {
    if [ -n "$DRY_RUN" ]; then
        echo "${PLACEHOLDER:-}"
    else
        aws_ "$@" --output text
    fi
}

# output STACK KEY: an output of one of our stacks.
output() {
    PLACEHOLDER="<$1.$2>" ask cloudformation describe-stacks --stack-name "$NAME-$1" \
        --query "Stacks[0].Outputs[?OutputKey=='$2'].OutputValue"
}

revision() {
    git -C "$ROOT" rev-parse --short=12 HEAD
}

# settings: the values of the size, then those of --set, which win.
read_settings() {
    [ -f "$ROOT/ecs/sizes/$SIZE" ] || stop "--size $SIZE: there are $(cd "$ROOT/ecs/sizes" && echo *)"
    local line from_size=()
    while IFS= read -r line; do
        [[ $line =~ ^[A-Za-z0-9]+= ]] && from_size+=("$line")
    done <"$ROOT/ecs/sizes/$SIZE"
    SETTINGS=("${from_size[@]}" "${SETTINGS[@]}")
}

# setting KEY DEFAULT: the last value given.
setting() {
    local value=$2 line
    for line in "${SETTINGS[@]}"; do
        [ "${line%%=*}" != "$1" ] || value=${line#*=}
    done
    echo "$value"
}

# stack NAME TEMPLATE [KEY=VALUE…]: makes or updates a stack with those of the settings that its template knows.
stack() {
    local short=$1 template=$2 known line parameters=("Name=$NAME")
    shift 2
    [[ $WITHOUT != *,$short,* ]] || return 0
    say "stack $NAME-$short"
    known=$(awk '/^Parameters:/ { on = 1; next } /^[A-Z]/ { on = 0 } on && /^  [A-Za-z0-9]+:/ { sub(":.*", ""); print $1 }' "$template")
    for line in "${SETTINGS[@]}" "$@"; do
        grep -qx "${line%%=*}" <<<"$known" && parameters+=("$line")
    done
    run aws_ cloudformation deploy --stack-name "$NAME-$short" --template-file "$template" --no-fail-on-empty-changeset \
        --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --tags "app=$NAME" --parameter-overrides "${parameters[@]}" ||
        {
            why "$short" >&2
            stop "stack $NAME-$short failed"
        }
}

# why STACK: what went wrong, the first cause first.
why() {
    aws_ cloudformation describe-stack-events --stack-name "$NAME-$1" --output table \
        --query "reverse(StackEvents[?contains(ResourceStatus, 'FAILED')].[LogicalResourceId, ResourceStatusReason])" || true
}

# need_images TAG: stops unless both images are in ECR.
need_images() {
    local service
    [ -z "$DRY_RUN" ] || return 0
    for service in home api; do
        [ -n "$(ask ecr describe-images --repository-name "$NAME/$service" --image-ids "imageTag=$1" --query 'imageDetails[].imageDigest' 2>/dev/null)" ] ||
            stop "there is no image $NAME/$service:$1 in ECR: run push first, or name another with --tag"
    done
}

# Runs the task that makes the services' database user, and waits for it.
make_user() {
    say "database user"
    local task network code
    network="awsvpcConfiguration={subnets=[$(output network PrivateSubnets)],securityGroups=[$(output network TaskGroup)]}"
    if [ -n "$DRY_RUN" ]; then
        run aws_ ecs run-task --cluster "$NAME" --launch-type FARGATE --task-definition "$(output database UserTask)" \
            --network-configuration "$network"
        return
    fi
    task=$(ask ecs run-task --cluster "$NAME" --launch-type FARGATE --task-definition "$(output database UserTask)" \
        --network-configuration "$network" --query 'tasks[0].taskArn')
    aws_ ecs wait tasks-stopped --cluster "$NAME" --tasks "$task"
    code=$(ask ecs describe-tasks --cluster "$NAME" --tasks "$task" --query 'tasks[0].containers[0].exitCode')
    [ "$code" = 0 ] || stop "the task that makes the database user ended with $code: see the log group /$NAME/database-user"
}

# delete_stack STACK
delete_stack() {
    say "deleting stack $NAME-$1"
    run aws_ cloudformation delete-stack --stack-name "$NAME-$1"
    run aws_ cloudformation wait stack-delete-complete --stack-name "$NAME-$1" || {
        why "$1" >&2
        stop "stack $NAME-$1 could not be deleted"
    }
}

# confirm QUESTION: needs the name typed, or --yes.
confirm() {
    [ -z "$YES$DRY_RUN" ] || return 0
    local answer
    read -r -p "$1 Type $NAME to go on: " answer </dev/tty || stop "nobody to ask: --yes says yes"
    [ "$answer" = "$NAME" ] || stop "nothing was done"
}
