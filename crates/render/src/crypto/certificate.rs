//! X.509 certificates as Sprig's templates describe them.

use std::net::IpAddr;

use sha1::{Digest as _, Sha1};

use super::key::Key;
use super::question::{Answer, Circumstances, Outcome, Question, address};
use super::{Stream, der, pem, prime, unpem};
use crate::gotime::Moment;

const DAY: i64 = 86_400;

/// What a certificate says besides keys.
struct Subject {
    name: String,
    addresses: Vec<IpAddr>,
    names: Vec<String>,
    days: i64,
    authority: bool,
}

/// The one who signs: name and key identifier as they stand in its certificate.
struct Issuer {
    name: Vec<u8>,
    key_id: Option<Vec<u8>>,
    key: Key,
}

fn subject(question: &Question, authority: bool) -> Result<Subject, String> {
    let addresses = question.addresses.iter().map(|text| address(text));
    Ok(Subject {
        name: String::from_utf8_lossy(question.bytes(0)).into_owned(),
        addresses: addresses.collect::<Result<_, _>>()?,
        names: question.names.clone(),
        days: question.number,
        authority,
    })
}

fn given_key(question: &Question, n: usize) -> Result<Key, String> {
    Key::parse(&question.text(n)).map_err(|error| format!("parsing private key: {error}"))
}

/// A certificate of the kind that the functions `gen…` make: an authority's or another's, with a
/// new key or the one that is given, signed by itself or by the one that is given.
pub(super) fn generate(question: &Question, around: &mut Circumstances) -> Outcome {
    let function = question.function.as_str();
    let signed = function.starts_with("genSignedCert");
    let key = if function.ends_with("WithKey") {
        // Behind the name, and behind the signer's certificate and key.
        given_key(question, if signed { 3 } else { 1 })?
    } else {
        Key::rsa::<{ prime::digits(1024) }>(&mut Stream(&mut around.random))?
    };
    let issuer = if signed {
        Some(issuer(question)?)
    } else {
        None
    };
    let subject = subject(question, function.starts_with("genCA"))?;
    issue(around, &subject, &key, issuer.as_ref())
}

/// `buildCustomCert`.
pub(super) fn custom(question: &Question) -> Outcome {
    let decode = |n, what: &str| {
        crate::sprig::decode_64(question.bytes(n))
            .map_err(|_| format!("unable to decode base64 {what}"))
    };
    let certificate = String::from_utf8_lossy(&decode(0, "certificate")?).into_owned();
    let key = String::from_utf8_lossy(&decode(1, "private key")?).into_owned();
    let (_, body) = unpem(&certificate).ok_or("unable to decode certificate")?;
    parts(&body)
        .ok_or("error parsing certificate: decodedCert.Bytes: x509: malformed certificate")?;
    Key::parse(&key).map_err(|error| format!("error parsing private key: {error}"))?;
    Ok(Answer::Certificate(certificate, key))
}

fn issuer(question: &Question) -> Result<Issuer, String> {
    let (_, body) = unpem(&question.text(1)).ok_or("unable to decode certificate")?;
    let (name, key_id) = parts(&body)
        .ok_or("error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate")?;
    let key = Key::parse(&question.text(2))
        .map_err(|error| format!("error parsing private key: {error}"))?;
    Ok(Issuer { name, key_id, key })
}

/// Subject name and subject key identifier of a certificate.
fn parts(certificate: &[u8]) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
    let (_, outer, _) = der::read(certificate)?;
    let (_, mut body, _) = der::read(outer)?;
    if body.first() == Some(&0xa0) {
        body = der::split(body)?.1;
    }
    // Serial number, algorithm, issuer, validity.
    for _ in 0..4 {
        body = der::split(body)?.1;
    }
    let (name, rest) = der::split(body)?;
    let (_, mut rest) = der::split(rest)?;
    let mut key_id = None;
    while let Some((tag, content, after)) = der::read(rest) {
        if tag == 0xa3 {
            let (_, mut list, _) = der::read(content)?;
            while let Some((_, extension, after)) = der::read(list) {
                list = after;
                let (_, object, value) = der::read(extension)?;
                if object == SUBJECT_KEY_ID {
                    let (_, octets, _) = der::read(value)?;
                    key_id = der::read(octets).map(|(_, id, _)| id.to_vec());
                }
            }
        }
        rest = after;
    }
    Some((name.to_vec(), key_id))
}

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];
const EXT_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const SERVER_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
const CLIENT_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

fn extension(object: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![der::object(object)];
    if critical {
        parts.push(der::element(der::BOOLEAN, &[0xff]));
    }
    parts.push(der::element(der::OCTET_STRING, value));
    der::group(der::SEQUENCE, &parts)
}

/// A name that holds nothing but a common name; without one it is empty.
fn name(common: &str) -> Vec<u8> {
    if common.is_empty() {
        return der::group(der::SEQUENCE, &[]);
    }
    // Go writes a PrintableString where it can.
    let printable = common
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b));
    let value = der::element(if printable { 0x13 } else { 0x0c }, common.as_bytes());
    let attribute = der::group(der::SEQUENCE, &[der::object(COMMON_NAME), value]);
    der::group(der::SEQUENCE, &[der::group(der::SET, &[attribute])])
}

fn issue(
    around: &mut Circumstances,
    subject: &Subject,
    key: &Key,
    issuer: Option<&Issuer>,
) -> Outcome {
    let now = around.now;
    let mut serial = [0; 16];
    around.random.fill(&mut serial);
    let own_name = name(&subject.name);
    let key_id = Sha1::digest(key.public_bits()).to_vec();
    let signer = issuer.map_or(key, |issuer| &issuer.key);

    let usage: u8 = if subject.authority {
        0b1010_0100
    } else {
        0b1010_0000
    };
    let unused = usage.trailing_zeros() as u8;
    let mut extensions = vec![
        extension(
            KEY_USAGE,
            true,
            &der::element(der::BIT_STRING, &[unused, usage]),
        ),
        extension(
            EXT_KEY_USAGE,
            false,
            &der::group(
                der::SEQUENCE,
                &[der::object(SERVER_AUTH), der::object(CLIENT_AUTH)],
            ),
        ),
        extension(
            BASIC_CONSTRAINTS,
            true,
            &if subject.authority {
                der::group(der::SEQUENCE, &[der::element(der::BOOLEAN, &[0xff])])
            } else {
                der::group(der::SEQUENCE, &[])
            },
        ),
    ];
    if subject.authority {
        extensions.push(extension(
            SUBJECT_KEY_ID,
            false,
            &der::element(der::OCTET_STRING, &key_id),
        ));
    }
    if let Some(id) = issuer.and_then(|issuer| issuer.key_id.as_ref()) {
        let id = der::group(der::SEQUENCE, &[der::element(0x80, id)]);
        extensions.push(extension(AUTHORITY_KEY_ID, false, &id));
    }
    if !subject.names.is_empty() || !subject.addresses.is_empty() {
        let names = subject
            .names
            .iter()
            .map(|name| der::element(0x82, name.as_bytes()));
        let addresses = subject.addresses.iter().map(|address| match address {
            IpAddr::V4(v4) => der::element(0x87, &v4.octets()),
            IpAddr::V6(v6) => der::element(0x87, &v6.octets()),
        });
        let all: Vec<Vec<u8>> = names.chain(addresses).collect();
        extensions.push(extension(
            SUBJECT_ALT_NAME,
            false,
            &der::group(der::SEQUENCE, &all),
        ));
    }
    let end = Moment {
        seconds: now.seconds + subject.days * DAY,
        nanos: now.nanos,
    };
    let body = der::group(
        der::SEQUENCE,
        &[
            der::element(0xa0, &der::unsigned(&[2])),
            der::unsigned(&serial),
            signer.signature_algorithm(),
            issuer.map_or_else(|| own_name.clone(), |issuer| issuer.name.clone()),
            der::group(der::SEQUENCE, &[der::time(now), der::time(end)]),
            own_name.clone(),
            key.public_info(),
            der::element(0xa3, &der::group(der::SEQUENCE, &extensions)),
        ],
    );
    let signature = signer.sign(&body)?;
    let certificate = der::group(
        der::SEQUENCE,
        &[body, signer.signature_algorithm(), der::bits(&signature)],
    );
    Ok(Answer::Certificate(
        pem("CERTIFICATE", &certificate),
        key.pem(),
    ))
}
