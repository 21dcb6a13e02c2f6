//! `derivePassword`: the algorithm of Master Password, version 3.

use hmac::{Hmac, Mac as _};
use sha2_10::Sha256;

use chartroom_gotemplate::{Context, Error, Value};

use super::text;

const SEED: &[u8] = b"com.lyndir.masterpassword";

const VOWELS: (&str, &str) = ("AEIOU", "aeiou");
const CONSONANTS: (&str, &str) = ("BCDFGHJKLMNPQRSTVWXYZ", "bcdfghjklmnpqrstvwxyz");

/// The characters that a letter of a pattern stands for.
fn characters(letter: u8) -> String {
    let ((big_v, v), (big_c, c)) = (VOWELS, CONSONANTS);
    match letter {
        b'V' => big_v.to_owned(),
        b'C' => big_c.to_owned(),
        b'v' => v.to_owned(),
        b'c' => c.to_owned(),
        b'A' => [big_v, big_c].concat(),
        b'a' => [big_v, v, big_c, c].concat(),
        b'n' => "0123456789".to_owned(),
        b'o' => "@&%?,=[]_:-+*$#!'^~;()/.".to_owned(),
        _ => [big_v, v, big_c, c, "0123456789!@#$%^&*()"].concat(),
    }
}

fn patterns(kind: &[u8]) -> Option<&'static [&'static str]> {
    Some(match kind {
        b"maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        b"long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        b"medium" => &["CvcnoCvc", "CvcCvcno"],
        b"short" => &["Cvcn"],
        b"basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        b"pin" => &["nnnn"],
        _ => return None,
    })
}

pub(super) fn derive(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let counter = match args[0].basic() {
        Value::Uint(_, n) => *n as u32,
        Value::Int(_, n) => *n as u32,
        _ => 0,
    };
    let kind = text(args, 1);
    let Some(patterns) = patterns(&kind) else {
        return Ok(Value::from(format!(
            "cannot find password template {}",
            kind.to_text()
        )));
    };
    let (password, user, site) = (text(args, 2), text(args, 3), text(args, 4));
    let with_length = |s: &[u8]| [&(s.len() as u32).to_be_bytes()[..], s].concat();
    let salt = [SEED, &with_length(&user)].concat();
    let mut key = [0; 64];
    scrypt::Params::new(15, 8, 2, 64)
        .map_err(|error| error.to_string())
        .and_then(|params| {
            scrypt::scrypt(&password, &salt, &params, &mut key).map_err(|error| error.to_string())
        })
        .map_err(|error| Error::new(format!("failed to derive password: {error}")))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key)
        .map_err(|error| Error::new(format!("failed to derive password: {error}")))?;
    mac.update(SEED);
    mac.update(&with_length(&site));
    mac.update(&counter.to_be_bytes());
    let seed = mac.finalize().into_bytes();
    let pattern = patterns[usize::from(seed[0]) % patterns.len()];
    let letters = pattern.bytes().zip(&seed[1..]).map(|(letter, byte)| {
        let from = characters(letter);
        char::from(from.as_bytes()[usize::from(*byte) % from.len()])
    });
    Ok(Value::from(letters.collect::<String>()))
}
