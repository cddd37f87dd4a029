"""What the description of the API cannot say to a maker of requests."""

import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that is used again belongs to the same request, so that a valid one must be new."""
    headers = case.headers or {}
    if case.meta is None or case.meta.generation.mode.is_positive:
        for name in headers:
            if name.lower() == "idempotency-key":
                headers[name] = str(uuid.uuid4())
