"""GitHub Enterprise Server of a local world: its REST API over real Git repositories in memory."""
