//! What both services share: configuration, telemetry, health, problem answers, page frame.
