"""A world with at least one of every kind of AWS resource, for what holds of all of them."""

from __future__ import annotations

WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    roles:
      crois-task:
        trusts: { Statement: { Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com },
                               Action: "sts:AssumeRole" } }
        inline: { own: { Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" } } }
        attached: [crois-read]
        boundary: crois-read
        description: d
        used: { at: 2026-11-12T02:00:00Z }
    policies:
      crois-read:
        description: d
        versions:
          2026-01-01T00:00:00Z: { Statement: { Effect: Allow, Action: "*", Resource: "*" } }
          2026-11-01T00:00:00Z: { Statement: { Effect: Deny, Action: "*", Resource: "*" } }
"""
