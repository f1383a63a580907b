"""A local world behind real endpoints, fed from scenario files."""
