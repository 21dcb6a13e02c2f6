//! What Helm does with charts and registries: plans, push, pull, show, versions.
