//! Private keys: making, reading, signing.

use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::pkcs8::DecodePrivateKey as _;
use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _, EncodeRsaPublicKey as _};
use rsa::traits::SignatureScheme as _;
use sha2_10::{Digest as _, Sha256};

use super::question::{Answer, Circumstances, Outcome, Question};
use super::sieve::Sieve;
use super::{Stream, der, pem, prime, unpem};

/// A private key.
pub(super) enum Key {
    Rsa(Box<rsa::RsaPrivateKey>),
    Ecdsa(Box<p256::SecretKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

/// `genPrivateKey`.
pub(super) fn generate(question: &Question, around: &mut Circumstances) -> Outcome {
    let mut stream = Stream(&mut around.random);
    let told = |text: String| Ok(Answer::Text(text.into_bytes()));
    let key = match question.bytes(0) {
        b"" | b"rsa" => Key::rsa::<{ prime::digits(2048) }>(&mut stream)?,
        b"ecdsa" => Key::Ecdsa(Box::new(p256::SecretKey::random(&mut stream))),
        b"ed25519" => Key::Ed25519(Box::new(ed25519_dalek::SigningKey::generate(&mut stream))),
        b"dsa" => {
            let reason = "DSA keys are no longer made; use ecdsa or ed25519";
            return told(format!("failed to generate private key: {reason}"));
        }
        _ => return told(format!("Unknown type {}", question.text(0))),
    };
    told(key.pem())
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const PRIME256V1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const NULL: [u8; 2] = [5, 0];

impl Key {
    /// A new key of two primes of so many digits each.
    pub(super) fn rsa<const N: usize>(stream: &mut Stream<'_>) -> Result<Key, String> {
        let sieve = Sieve::new();
        let first = prime::random::<N>(&sieve, stream);
        let mut second = prime::random::<N>(&sieve, stream);
        while second == first {
            second = prime::random::<N>(&sieve, stream);
        }
        let primes = [first, second].map(|prime| rsa::BigUint::from_bytes_be(&prime));
        rsa::RsaPrivateKey::from_primes(primes.to_vec(), prime::EXPONENT.into())
            .map(|key| Key::Rsa(Box::new(key)))
            .map_err(|error| format!("error generating rsa key: {error}"))
    }

    /// Reads a PEM block as Sprig does.
    ///
    /// # Errors
    /// Sprig's texts.
    pub(super) fn parse(text: &str) -> Result<Key, String> {
        let (kind, body) = unpem(text).ok_or("no PEM data in input")?;
        if kind == "PRIVATE KEY" {
            if let Ok(key) = rsa::RsaPrivateKey::from_pkcs8_der(&body) {
                return Ok(Key::Rsa(Box::new(key)));
            }
            if let Ok(key) = p256::SecretKey::from_pkcs8_der(&body) {
                return Ok(Key::Ecdsa(Box::new(key)));
            }
            return ed25519_dalek::SigningKey::from_pkcs8_der(&body)
                .map(|key| Key::Ed25519(Box::new(key)))
                .map_err(|error| format!("decoding PEM as PKCS#8: {error}"));
        }
        let Some(kind) = kind.strip_suffix(" PRIVATE KEY") else {
            return Err(format!("no private key data in PEM block of type {kind}"));
        };
        match kind {
            "RSA" => rsa::RsaPrivateKey::from_pkcs1_der(&body)
                .map(|key| Key::Rsa(Box::new(key)))
                .map_err(|error| format!("parsing RSA private key from PEM: {error}")),
            "EC" => p256::SecretKey::from_sec1_der(&body)
                .map(|key| Key::Ecdsa(Box::new(key)))
                .map_err(|error| format!("parsing EC private key from PEM: {error}")),
            _ => Err(format!("invalid private key type {kind}")),
        }
    }

    /// The key as Go's tools write it.
    pub(super) fn pem(&self) -> String {
        match self {
            Key::Rsa(key) => {
                let der = key
                    .to_pkcs1_der()
                    .map(|der| der.as_bytes().to_vec())
                    .unwrap_or_default();
                pem("RSA PRIVATE KEY", &der)
            }
            Key::Ecdsa(key) => {
                let scalar = key.to_bytes();
                let point = key.public_key().to_encoded_point(false);
                pem(
                    "EC PRIVATE KEY",
                    &der::group(
                        der::SEQUENCE,
                        &[
                            der::unsigned(&[1]),
                            der::element(der::OCTET_STRING, &scalar),
                            der::element(0xa0, &der::object(PRIME256V1)),
                            der::element(0xa1, &der::bits(point.as_bytes())),
                        ],
                    ),
                )
            }
            Key::Ed25519(key) => pem(
                "PRIVATE KEY",
                &der::group(
                    der::SEQUENCE,
                    &[
                        der::unsigned(&[0]),
                        der::group(der::SEQUENCE, &[der::object(ED25519)]),
                        der::element(
                            der::OCTET_STRING,
                            &der::element(der::OCTET_STRING, key.as_bytes()),
                        ),
                    ],
                ),
            ),
        }
    }

    /// The bits of the public key, without the algorithm around them.
    pub(super) fn public_bits(&self) -> Vec<u8> {
        match self {
            Key::Rsa(key) => {
                let public = key.to_public_key().to_pkcs1_der();
                public
                    .map(|der| der.as_bytes().to_vec())
                    .unwrap_or_default()
            }
            Key::Ecdsa(key) => key.public_key().to_encoded_point(false).as_bytes().to_vec(),
            Key::Ed25519(key) => key.verifying_key().as_bytes().to_vec(),
        }
    }

    /// `SubjectPublicKeyInfo`.
    pub(super) fn public_info(&self) -> Vec<u8> {
        let algorithm = match self {
            Key::Rsa(_) => der::group(der::SEQUENCE, &[der::object(RSA), NULL.to_vec()]),
            Key::Ecdsa(_) => der::group(
                der::SEQUENCE,
                &[der::object(EC_PUBLIC_KEY), der::object(PRIME256V1)],
            ),
            Key::Ed25519(_) => der::group(der::SEQUENCE, &[der::object(ED25519)]),
        };
        der::group(der::SEQUENCE, &[algorithm, der::bits(&self.public_bits())])
    }

    /// The algorithm of [`sign`](Key::sign).
    pub(super) fn signature_algorithm(&self) -> Vec<u8> {
        match self {
            Key::Rsa(_) => der::group(
                der::SEQUENCE,
                &[der::object(SHA256_WITH_RSA), NULL.to_vec()],
            ),
            Key::Ecdsa(_) => der::group(der::SEQUENCE, &[der::object(ECDSA_WITH_SHA256)]),
            Key::Ed25519(_) => der::group(der::SEQUENCE, &[der::object(ED25519)]),
        }
    }

    /// Signs a message.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        let told = |error: &dyn std::fmt::Display| format!("error creating certificate: {error}");
        match self {
            Key::Rsa(key) => {
                let scheme = rsa::pkcs1v15::Pkcs1v15Sign::new::<Sha256>();
                let none = None::<&mut Stream<'_>>;
                scheme
                    .sign(none, key, &Sha256::digest(message))
                    .map_err(|e| told(&e))
            }
            Key::Ecdsa(key) => {
                use p256::ecdsa::signature::Signer as _;
                let signer = p256::ecdsa::SigningKey::from(&**key);
                let signature: p256::ecdsa::Signature =
                    signer.try_sign(message).map_err(|e| told(&e))?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
            Key::Ed25519(key) => {
                use ed25519_dalek::Signer as _;
                Ok(key
                    .try_sign(message)
                    .map_err(|e| told(&e))?
                    .to_bytes()
                    .to_vec())
            }
        }
    }
}
