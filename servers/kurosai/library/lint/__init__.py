"""What a runbook page lacks, and how to mend it: `check.check` over a folder."""
