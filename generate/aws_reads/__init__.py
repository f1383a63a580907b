"""Makes the table of AWS operations that `call_aws` may call. See docs/allow-table.md."""
