"""The resources, one file a group. Each is a router that `app` mounts under /api/v1."""
