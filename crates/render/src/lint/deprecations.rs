//! Kinds of objects that Kubernetes gives up, and what takes their place.
//!
//! Facts: the lifecycle of the types in client-go 0.36.1 with `apiserver`'s own messages, as
//! `tests/oracle/deprecations` prints them.

/// Group version, minor version (of 1) that deprecates it, the one that lacks it (0: none yet),
/// what to use instead, and the kinds; a plus stands for a list of them too.
type Row = (&'static str, u32, u32, &'static str, &'static str);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("admissionregistration.k8s.io/v1alpha1", 35, 38, "", "MutatingAdmissionPolicy+ MutatingAdmissionPolicyBinding+"),
    ("admissionregistration.k8s.io/v1alpha1", 29, 32, "", "ValidatingAdmissionPolicy+ ValidatingAdmissionPolicyBinding+"),
    ("admissionregistration.k8s.io/v1beta1", 37, 40, "admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy+ MutatingAdmissionPolicyBinding+"),
    ("admissionregistration.k8s.io/v1beta1", 16, 22, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration+ ValidatingWebhookConfiguration+"),
    ("admissionregistration.k8s.io/v1beta1", 31, 34, "", "ValidatingAdmissionPolicy+ ValidatingAdmissionPolicyBinding+"),
    ("apps/v1beta1", 8, 16, "apps/v1", "ControllerRevision+ Deployment+ DeploymentRollback StatefulSet+"),
    ("apps/v1beta1", 8, 16, "autoscaling/v1", "Scale"),
    ("apps/v1beta2", 9, 16, "apps/v1", "ControllerRevision+ DaemonSet+ Deployment+ ReplicaSet+ StatefulSet+"),
    ("apps/v1beta2", 9, 16, "autoscaling/v1", "Scale"),
    ("authentication.k8s.io/v1alpha1", 29, 32, "", "SelfSubjectReview"),
    ("authentication.k8s.io/v1beta1", 30, 33, "", "SelfSubjectReview"),
    ("authentication.k8s.io/v1beta1", 19, 22, "authentication.k8s.io/v1", "TokenReview"),
    ("authorization.k8s.io/v1beta1", 19, 22, "authorization.k8s.io/v1", "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview"),
    ("batch/v1beta1", 21, 25, "batch/v1", "CronJob+"),
    ("certificates.k8s.io/v1alpha1", 34, 37, "", "ClusterTrustBundle+"),
    ("certificates.k8s.io/v1beta1", 19, 22, "certificates.k8s.io/v1", "CertificateSigningRequest+"),
    ("certificates.k8s.io/v1beta1", 37, 40, "", "ClusterTrustBundle+"),
    ("certificates.k8s.io/v1beta1", 38, 41, "", "PodCertificateRequest+"),
    ("coordination.k8s.io/v1alpha2", 35, 38, "", "LeaseCandidate+"),
    ("coordination.k8s.io/v1beta1", 36, 39, "", "LeaseCandidate+"),
    ("coordination.k8s.io/v1beta1", 19, 22, "coordination.k8s.io/v1", "Lease+"),
    ("discovery.k8s.io/v1beta1", 21, 25, "discovery.k8s.io/v1 EndpointSlice", "EndpointSliceList"),
    ("discovery.k8s.io/v1beta1", 21, 25, "discovery.k8s.io/v1", "EndpointSlice"),
    ("events.k8s.io/v1beta1", 22, 25, "", "Event+"),
    ("extensions/v1beta1", 8, 16, "apps/v1", "DaemonSet+ Deployment+ ReplicaSet+"),
    ("extensions/v1beta1", 8, 16, "", "DeploymentRollback"),
    ("extensions/v1beta1", 14, 22, "networking.k8s.io/v1", "Ingress+"),
    ("extensions/v1beta1", 9, 16, "networking.k8s.io/v1", "NetworkPolicy+"),
    ("extensions/v1beta1", 2, 16, "", "Scale"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", 23, 26, "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema+ PriorityLevelConfiguration+"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", 26, 29, "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema+ PriorityLevelConfiguration+"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", 29, 32, "flowcontrol.apiserver.k8s.io/v1", "FlowSchema+ PriorityLevelConfiguration+"),
    ("networking.k8s.io/v1beta1", 34, 37, "", "IPAddress+ ServiceCIDR+"),
    ("networking.k8s.io/v1beta1", 19, 22, "networking.k8s.io/v1", "Ingress+ IngressClassList"),
    ("networking.k8s.io/v1beta1", 19, 22, "networking.k8s.io/v1 IngressClassList", "IngressClass"),
    ("node.k8s.io/v1beta1", 22, 25, "", "RuntimeClass+"),
    ("policy/v1beta1", 22, 25, "", "Eviction"),
    ("policy/v1beta1", 21, 25, "policy/v1", "PodDisruptionBudget+"),
    ("rbac.authorization.k8s.io/v1beta1", 17, 22, "rbac.authorization.k8s.io/v1", "ClusterRole+ ClusterRoleBinding+ Role+ RoleBinding+"),
    ("resource.k8s.io/v1alpha3", 36, 39, "", "DeviceTaintRule+"),
    ("resource.k8s.io/v1alpha3", 39, 42, "", "ResourcePoolStatusRequest+"),
    ("resource.k8s.io/v1beta1", 35, 38, "", "DeviceClass+ ResourceClaim+ ResourceClaimTemplate+ ResourceSlice+"),
    ("resource.k8s.io/v1beta2", 36, 39, "", "DeviceClass+ ResourceClaim+ ResourceClaimTemplate+ ResourceSlice+"),
    ("resource.k8s.io/v1beta2", 39, 42, "", "DeviceTaintRule+"),
    ("scheduling.k8s.io/v1beta1", 14, 22, "scheduling.k8s.io/v1", "PriorityClass+"),
    ("storage.k8s.io/v1alpha1", 21, 24, "storage.k8s.io/v1beta1", "CSIStorageCapacity+"),
    ("storage.k8s.io/v1alpha1", 21, 24, "storage.k8s.io/v1", "VolumeAttachment+"),
    ("storage.k8s.io/v1alpha1", 32, 35, "storage.k8s.io/v1", "VolumeAttributesClass+"),
    ("storage.k8s.io/v1beta1", 19, 22, "storage.k8s.io/v1", "CSIDriver+ StorageClass+ VolumeAttachment+"),
    ("storage.k8s.io/v1beta1", 17, 22, "storage.k8s.io/v1 CSINode", "CSINodeList"),
    ("storage.k8s.io/v1beta1", 17, 22, "storage.k8s.io/v1", "CSINode"),
    ("storage.k8s.io/v1beta1", 24, 27, "storage.k8s.io/v1", "CSIStorageCapacity+"),
    ("storage.k8s.io/v1beta1", 34, 37, "storage.k8s.io/v1", "VolumeAttributesClass+"),
    ("storagemigration.k8s.io/v1beta1", 38, 41, "", "StorageVersionMigration+"),
    ("v1", 19, 0, "", "ComponentStatus+"),
    ("v1", 33, 0, "discovery.k8s.io/v1 EndpointSliceList", "EndpointsList"),
    ("v1", 33, 0, "discovery.k8s.io/v1 EndpointSlice", "Endpoints"),
];

/// What Helm says about an object of that kind on a cluster of that version; nothing where the
/// kind is not deprecated there.
pub fn warning(api_version: &str, kind: &str, (major, minor): (u64, u64)) -> Option<String> {
    let (_, since, removed, instead, _) = TABLE.iter().find(|row| {
        row.0 == api_version
            && row.4.split(' ').any(|known| match known.strip_suffix('+') {
                Some(known) => kind.strip_suffix("List").unwrap_or(kind) == known,
                None => kind == known,
            })
    })?;
    if (major, minor) < (1, u64::from(*since)) {
        return None;
    }
    let mut text = format!("{api_version} {kind} is deprecated in v1.{since}+");
    if *removed > 0 {
        text.push_str(&format!(", unavailable in v1.{removed}+"));
    }
    if instead.contains(' ') {
        text.push_str(&format!("; use {instead}"));
    } else if !instead.is_empty() {
        text.push_str(&format!("; use {instead} {kind}"));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All kinds that Helm knows, printed by `tests/oracle/deprecations` from its own libraries.
    const KINDS: &str = include_str!("../../tests/data/deprecations.tsv");

    #[test]
    fn every_kind_is_told_as_kubernetes_tells_it() {
        let (mut count, mut old) = (0, 0);
        for line in KINDS.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let (version, kind) = (cells[0], cells[1]);
            count += 1;
            let Some(since) = cells.get(2) else {
                assert_eq!(warning(version, kind, (1, 9999)), None, "{line}");
                continue;
            };
            old += 1;
            let since: u64 = since.parse().unwrap();
            for minor in [since, 9999] {
                let told = warning(version, kind, (1, minor));
                assert_eq!(told.as_deref(), Some(cells[4]), "{line}");
            }
            assert_eq!(warning(version, kind, (1, since - 1)), None, "{line}");
        }
        assert!(count > 600 && old > 150, "{old} of {count} kinds");
    }

    #[test]
    fn old_kinds_are_told_with_their_successors() {
        assert_eq!(
            warning("extensions/v1beta1", "Ingress", (1, 36)).as_deref(),
            Some(
                "extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; \
                 use networking.k8s.io/v1 Ingress"
            )
        );
        assert_eq!(
            warning("v1", "Endpoints", (1, 36)).as_deref(),
            Some("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
        );
        assert_eq!(warning("v1", "Endpoints", (1, 32)), None);
        assert_eq!(warning("apps/v1", "Deployment", (1, 36)), None);
        assert!(warning("apps/v1beta1", "DeploymentList", (1, 36)).is_some());
    }
}
