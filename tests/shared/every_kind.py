"""A world with one of each kind of AWS resource that answers only where it is told."""

from __future__ import annotations

KINDS = """
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
    rules:
      one:
        pattern: {}
        bus: crois
        description: d
        targets:
          t: { arn: "arn:aws:sqs:ap-northeast-1:111122223333:q", group: g, retries: 1, input: i }
      two: { schedule: rate(1 hour), enabled: false }
    schedules:
      one: { expression: rate(1 hour), description: d, window: 5m, start: 2026-01-01T00:00:00Z,
             target: { arn: "arn:aws:sqs:ap-northeast-1:111122223333:q", input: i } }
      two: { expression: rate(1 hour), target: { arn: "arn:aws:sns:x:111122223333:t" } }
    file_systems:
      fs-0a1b2c3d:
        name: n
        policy: { Statement: { Effect: Allow, Principal: "*", Action: "*" } }
        mount_targets: { ap-northeast-1a: { security_groups: [sg-0a1b2c3d] } }
        access_points: { fsap-0a1b2c3d: { name: n, uid: 1, gid: 2 } }
      fs-1a1b2c3d: {}
    security_groups:
      sg-0a1b2c3d:
        name: n
        ingress:
          - { port: 2049, peers: [10.0.0.0/8, sg-0a1b2c3d], description: d }
          - { protocol: icmp, peers: [10.0.0.0/8] }
    interfaces:
      - { zone: ap-northeast-1a, description: d, groups: [sg-0a1b2c3d], requester: amazon-elb,
          at: 2026-11-12T01:00:00Z }
      - { zone: ap-northeast-1c, description: d, status: available }
    keys:
      0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1:
        aliases: [crois/jobs]
        state: PendingDeletion
        deletes: 2026-11-20T00:00:00Z
        rotates: true
        grants:
          - { to: "arn:aws:iam::111122223333:role/r", operations: [Decrypt], name: n,
              retiring: "arn:aws:iam::111122223333:role/r" }
      1f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1: { aliases: [other] }
    maintenance_windows:
      mw-0a1b2c3d4e5f60718:
        name: patches
        description: d
        schedule: rate(7 days)
        timezone: Asia/Tokyo
        next: 2026-11-18T16:00:00Z
        runs:
          - { at: 2026-11-12T01:00:00Z, until: 2026-11-12T02:00:00Z, details: d }
          - { at: 2026-11-12T02:00:00Z }
    registry_policy: { Statement: { Effect: Allow, Principal: "*", Action: "ecr:*" } }
    repositories:
      policed:
        registry: "111122223333"
        policy: { Statement: { Effect: Allow, Principal: "*", Action: "ecr:*" } }
        lifecycle:
          rules:
            - { rulePriority: 1, action: { type: expire }, description: d, selection: {
                  tagStatus: any, countType: imageCountMoreThan, countNumber: 9 } }
"""

WORLD = f"now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n{KINDS}"
