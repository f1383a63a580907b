"""What a person types: the prompts, and the completion of the ids that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kurosai.cases.desk import Desk
    from kurosai.serving.server import Server


def add(server: Server, desk: Desk) -> None:
    """Add the prompts to `server`."""

    @server.prompts
    def investigate_alert(alert: str = "") -> str:
        """Investigate an alert from the first log line to a checked report.

        Args:
            alert: The alert as it arrived; leave it out and paste it after the prompt instead.
        """
        from kurosai.cases import prompts

        return prompts.investigate_alert(desk.language(), alert)

    @server.prompts
    def answer_inquiry(inquiry: str = "") -> str:
        """Answer a user's question about a job or the platform, with the true cause.

        Args:
            inquiry: The question as it arrived; leave it out and paste it after the prompt instead.
        """
        from kurosai.cases import prompts

        return prompts.answer_inquiry(desk.language(), inquiry)

    @server.prompts
    def hand_over(case: str = "") -> str:
        """Hand an open or pending case to the next shift: what is known, not seen, due.

        Args:
            case: The case's id; leave it out for all cases that are not done.
        """
        from kurosai.cases import prompts

        return prompts.hand_over_case(desk, case)

    @server.prompts
    def grade(case: str = "") -> str:
        """Let a person grade the report of a case: accuracy, clarity, completeness.

        Args:
            case: The case's id; leave it out to choose among the newest.
        """
        from kurosai.cases import prompts

        return prompts.grade(desk, case)

    @server.prompts
    def write_runbook(case: str = "") -> str:
        """Draft a runbook entry from what a case did, checked before it is shown.

        Args:
            case: The case's id; leave it out to choose among the newest.
        """
        from kurosai.cases import prompts

        return prompts.write_runbook(desk, case)

    @server.prompts
    def handle_request(request: str = "") -> str:
        """List what has to be done for a routine request, by its page. Nothing is changed.

        Args:
            request: The request as it arrived; leave it out and paste it after the prompt instead.
        """
        from kurosai.cases import prompts

        return prompts.handle_request(desk.language(), request)

    @server.prompts
    def make_change(request: str = "") -> str:
        """Plan a small change of code or parameters, with its places. Nothing is changed.

        Args:
            request: What is wanted; leave it out and paste it after the prompt instead.
        """
        from kurosai.cases import prompts

        return prompts.make_change(desk.language(), request)

    def undone(typed: str) -> Iterable[str]:
        from kurosai.cases import roll

        return roll.begun(desk, roll.UNDONE)(typed)

    def concluded(typed: str) -> Iterable[str]:
        from kurosai.cases import roll

        return roll.begun(desk, roll.CONCLUDED)(typed)

    server.completes("hand-over", "case", undone)
    for name in ("grade", "write-runbook"):
        server.completes(name, "case", concluded)
