//! The order in which Helm installs kinds of objects.
//!
//! Facts: `templates.md` 4.8, `helm/helm:pkg/release/v1/util/kind_sorter.go`.

use std::cmp::Ordering;

/// Kinds in the order of installation. Everything else comes after them.
pub const INSTALL_ORDER: [&str; 38] = [
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// Compares two kinds as Helm sorts them: listed kinds by the list, others after them by name.
///
/// Use it in a stable sort: objects of one kind keep their order.
pub fn compare(a: &str, b: &str) -> Ordering {
    match (place(a), place(b)) {
        (None, None) => a.cmp(b),
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => a.cmp(&b),
    }
}

fn place(kind: &str) -> Option<usize> {
    INSTALL_ORDER.iter().position(|listed| *listed == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_kinds_come_last_by_name() {
        let mut kinds = [
            "Zebra",
            "Deployment",
            "ValidatingWebhookConfiguration",
            "Apple",
            "Namespace",
            "Ingress",
        ];
        kinds.sort_by(|a, b| compare(a, b));
        assert_eq!(
            kinds,
            [
                "Namespace",
                "Deployment",
                "Ingress",
                "ValidatingWebhookConfiguration",
                "Apple",
                "Zebra"
            ]
        );
    }
}
