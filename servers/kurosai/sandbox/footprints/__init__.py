"""What jobs leave behind on AWS: Step Functions executions, ECS tasks, their logs, images.

Everything follows from the jobs of a world, when it is asked for; a scenario writes only what
differs (`ecs` of a task, `repositories`). Nothing after the world's `now` is shown.
"""
