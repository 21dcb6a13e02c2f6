//! A client for OCI registries, generic over a transport.
