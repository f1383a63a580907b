"""The world of a merged change with tags, releases, deployments and owners over it."""

from __future__ import annotations

from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.world import World, build

CORE = "crois/core-v2"
TOLD = """
world:
  github:
    repositories:
      crois/core-v2:
        tags:
          v2.40.0: { at: 2025-10-20T02:00:00Z }
          v2.41.0: { at: 2025-11-04T16:07:00Z, of: 412, by: m-abe, message: Read camelCase times }
        releases:
          v2.40.0: { at: 2025-10-20T02:05:00Z, by: k-ito, name: October }
          v2.41.0: { at: 2025-11-04T16:08:00Z, by: m-abe, body: "#412", prerelease: true }
        deployments:
          - at: 2025-10-20T02:10:00Z
            by: k-ito
            ref: v2.40.0
            statuses:
              - { at: 2025-10-20T02:11:00Z, state: in_progress }
              - { at: 2025-10-20T02:14:00Z, state: success }
          - at: 2025-11-04T16:10:00Z
            by: m-abe
            ref: v2.41.0
            description: nightly window
            statuses:
              - { at: 2025-11-04T16:10:20Z, state: in_progress }
              - { at: 2025-11-04T16:12:30Z, state: success, log_url: "https://ci.example.co.jp/9" }
          - { at: 2025-11-04T16:11:00Z, by: m-abe, ref: main, environment: staging, statuses: [{ at: 2025-11-04T16:12:00Z, state: failure }] }
"""  # noqa: E501


def deployed(told: str = TOLD) -> World:
    """The world with an overlay."""
    return build(alter(bundled("h01-merged-change"), told))
