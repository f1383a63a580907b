"""The Logging API of the local world, as Google's own client meets it: gRPC over TLS."""
