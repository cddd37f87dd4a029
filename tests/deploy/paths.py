"""Which service answers which path: what an ALB's rule `/api/*` means, for every balancer.

An ALB compares the path as it was sent: case counts, nothing is decoded, the query is not part of it, and `*` stands for
nothing or more (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html).
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
    ("/api%2Fspell", "home"),
    ("/%61pi/spell", "home"),
    ("//api/spell", "home"),
    ("/api/", "api"),
    ("/api/spell", "api"),
    ("/api/records?limit=1", "api"),
    ("/api/%2e%2e/monitor", "api"),
    ("/api//spell", "api"),
)
