//! YAML as Helm reads and writes it: go-yaml v2 and sigs.k8s.io/yaml over libyaml events.
