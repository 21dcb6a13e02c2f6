//! Helm provenance files: the clear-signed frame and the sums inside it.
//!
//! A `.prov` file is an OpenPGP clear-signed message whose text ends in the digests of archives.
//! This crate takes the frame apart and compares digests. **It does not verify signatures**: what
//! it says is which archive a provenance file is about, not who wrote it.
//!
//! Sources: Helm 4.2.4, `pkg/provenance/sign.go`; ProtonMail go-crypto 1.4.1, `openpgp/clearsign`.

mod error;
mod frame;
mod sums;

use chartroom_oci::{Digest, go_quote};

pub use error::ProvenanceError;
pub use frame::ClearSigned;
pub use sums::Sums;

/// Whether a provenance file is about an archive: it names the file and its SHA-256.
///
/// The name is the base name of the file as it would be verified, such as `demo-1.2.3.tgz`. The
/// signature is not looked at.
///
/// # Errors
/// In Helm's words: no clear-signed block, a text without sums, the file not named, another digest.
pub fn belongs_to(prov: &[u8], file_name: &str, digest: &Digest) -> Result<(), ProvenanceError> {
    let signed = ClearSigned::parse(prov)?;
    let sums = Sums::parse(&signed.text)?;
    let actual = digest.to_string();
    match sums.get(file_name) {
        None => Err(ProvenanceError::NotNamed(format!(
            "provenance does not contain a SHA for a file named {}",
            go_quote(file_name)
        ))),
        Some(claimed) if claimed != actual => Err(ProvenanceError::Mismatch(format!(
            "sha256 sum does not match for {file_name}: {} != {}",
            go_quote(claimed),
            go_quote(&actual)
        ))),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prov(text: &str) -> Vec<u8> {
        format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{text}\n-----BEGIN PGP SIGNATURE-----\n\nwsBc\n-----END PGP SIGNATURE-----"
        )
        .into_bytes()
    }

    #[test]
    fn names_and_digests_are_compared() {
        let digest = Digest::sha256(b"archive");
        let own =
            format!("name: demo\nversion: 1.2.3\n\n...\nfiles:\n  demo-1.2.3.tgz: {digest}\n");
        assert_eq!(belongs_to(&prov(&own), "demo-1.2.3.tgz", &digest), Ok(()));
        assert_eq!(
            belongs_to(&prov(&own), "other.tgz", &digest)
                .unwrap_err()
                .to_string(),
            r#"provenance does not contain a SHA for a file named "other.tgz""#
        );
        let other = Digest::sha256(b"changed");
        assert_eq!(
            belongs_to(&prov(&own), "demo-1.2.3.tgz", &other)
                .unwrap_err()
                .to_string(),
            format!("sha256 sum does not match for demo-1.2.3.tgz: \"{digest}\" != \"{other}\"")
        );
    }

    #[test]
    fn what_is_no_provenance_is_refused() {
        let digest = Digest::sha256(b"");
        for (bytes, text) in [
            (b"nothing".to_vec(), "signature block not found"),
            (
                prov("only one part"),
                "message block must have at least two parts",
            ),
            (
                prov("a: 1\n\n...\nfiles: [x\n"),
                "error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'",
            ),
        ] {
            let error = belongs_to(&bytes, "a.tgz", &digest).unwrap_err();
            assert_eq!(error.to_string(), text);
        }
    }
}
