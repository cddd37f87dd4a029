"""Which service answers which path: what an ALB's rule `/api/*` means, for every balancer.

Case counts, the query is not part of the path, and `*` stands for nothing or more
(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html).
"""

MATRIX = (
    ("/", "home"),
    ("/?q=speling", "home"),
    ("/?q=/api/spell", "home"),
    ("/records/0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e55", "home"),
    ("/monitor", "home"),
    ("/api", "home"),
    ("/api?x=/api/", "home"),
    ("/apix", "home"),
    ("/API/spell", "home"),
    ("//api/spell", "home"),
    ("/api/", "api"),
    ("/api/spell", "api"),
    ("/api/records?limit=1", "api"),
    ("/api/%2e%2e/monitor", "api"),
    ("/api//spell", "api"),
)

# Of these the documentation says nothing. HAProxy compares what was sent; the emulator of an ALB decodes first. Nothing of
# ours is reached by such an address, so it is only which service says so that differs.
ENCODED = (
    ("/api%2Fspell", "home"),
    ("/%61pi/spell", "home"),
)
