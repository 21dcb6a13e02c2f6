//! Hashed passwords and the little cipher of Sprig.

use aes::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyIvInit as _, block_padding};
use base64::Engine as _;
use base64::engine::general_purpose::{NO_PAD, STANDARD};
use base64::{alphabet, engine::GeneralPurpose};

use super::question::{Answer, Circumstances, Outcome, Question};
use crate::sprig::decode_64;

/// The base 64 that hashes of bcrypt are written in.
const BCRYPT_64: GeneralPurpose = GeneralPurpose::new(&alphabet::BCRYPT, NO_PAD);

/// What Sprig calls with: Go's default.
const COST: u32 = 10;

/// Go refuses what the algorithm would not look at.
const LONGEST: usize = 72;

fn hash(around: &mut Circumstances, password: &[u8]) -> String {
    let failed = |why: &str| format!("failed to encrypt string with bcrypt: {why}");
    if password.len() > LONGEST {
        return failed("bcrypt: password length exceeds 72 bytes");
    }
    let mut salt = [0; 16];
    around.random.fill(&mut salt);
    // The algorithm reads a password up to its closing zero byte.
    let mut terminated = password.to_vec();
    terminated.push(0);
    terminated.truncate(LONGEST);
    let raw = bcrypt::bcrypt(COST, salt, &terminated);
    // 23 of the 24 bytes are written; nobody ever wrote the last one.
    format!(
        "$2a${COST:02}${}{}",
        BCRYPT_64.encode(salt),
        BCRYPT_64.encode(&raw[..23])
    )
}

fn told(text: impl Into<Vec<u8>>) -> Outcome {
    Ok(Answer::Text(text.into()))
}

pub(super) fn bcrypt(question: &Question, around: &mut Circumstances) -> Outcome {
    told(hash(around, question.bytes(0)))
}

pub(super) fn htpasswd(question: &Question, around: &mut Circumstances) -> Outcome {
    let (user, password) = (question.bytes(0), question.bytes(1));
    if user.contains(&b':') {
        return told(format!("invalid username: {}", question.text(0)));
    }
    let hash = hash(around, password);
    told([user, b":", hash.as_bytes()].concat())
}

/// The password itself is the key, filled with zeros or cut.
fn key(password: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    let size = password.len().min(32);
    key[..size].copy_from_slice(&password[..size]);
    key
}

pub(super) fn encrypt(question: &Question, around: &mut Circumstances) -> Outcome {
    let (password, plain) = (question.bytes(0), question.bytes(1));
    if plain.is_empty() {
        return told("");
    }
    let mut iv = [0; 16];
    around.random.fill(&mut iv);
    let cipher = cbc::Encryptor::<aes::Aes256>::new(&key(password).into(), &iv.into());
    let hidden = cipher.encrypt_padded_vec_mut::<block_padding::Pkcs7>(plain);
    told(STANDARD.encode([&iv[..], &hidden].concat()))
}

pub(super) fn decrypt(question: &Question) -> Outcome {
    let (password, hidden) = (question.bytes(0), question.bytes(1));
    if hidden.is_empty() {
        return told("");
    }
    // What the length promises at most.
    let capacity = hidden.len() / 4 * 3;
    let hidden =
        decode_64(hidden).map_err(|at| format!("illegal base64 data at input byte {at}"))?;
    let Some((iv, body)) = hidden.split_at_checked(16) else {
        let range = match capacity {
            16.. => format!("[16:{}]", hidden.len()),
            _ => format!("[:16] with capacity {capacity}"),
        };
        return Err(format!("runtime error: slice bounds out of range {range}"));
    };
    if body.len() % 16 != 0 {
        return Err("crypto/cipher: input not full blocks".to_owned());
    }
    let mut block = [0; 16];
    block.copy_from_slice(iv);
    let cipher = cbc::Decryptor::<aes::Aes256>::new(&key(password).into(), &block.into());
    let plain = cipher
        .decrypt_padded_vec_mut::<block_padding::NoPadding>(body)
        .map_err(|_| "crypto/cipher: input not full blocks".to_owned())?;
    let Some(last) = plain.last() else {
        return Err("runtime error: index out of range [-1]".to_owned());
    };
    let kept = plain.len().checked_sub(usize::from(*last)).ok_or_else(|| {
        let over = plain.len() as i64 - i64::from(*last);
        format!("runtime error: slice bounds out of range [:{over}]")
    })?;
    told(&plain[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_other_programs() {
        // The vector `U*U` of the original C implementation, at cost 5.
        let salt: [u8; 16] = BCRYPT_64
            .decode("CCCCCCCCCCCCCCCCCCCCC.")
            .unwrap()
            .try_into()
            .unwrap();
        let raw = bcrypt::bcrypt(5, salt, b"U*U\0");
        assert_eq!(
            BCRYPT_64.encode(&raw[..23]),
            "E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
        );
    }
}
