"""Kinds of AWS resources that a scenario tells outright: each file holds one.

A kind is its shape in the file, what in it cannot be (`misfits`), and the service that answers
for it (`service`). A new one is a file here, a field in `schema_aws.Aws`, a line in
`kinds_of_aws.KINDS`.
"""
