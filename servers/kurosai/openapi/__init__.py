"""An OpenAPI document as operations, and arguments as requests that fit it."""
