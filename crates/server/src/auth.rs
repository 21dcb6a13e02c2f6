//! Passwords for `/v2/`, from an htpasswd file.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::respond::{Reply, error};

/// Passwords remembered as right, so that bcrypt runs once and not for every blob of a push.
const REMEMBERED: usize = 1000;

/// Password checks at once; more wait, so that guessing cannot take the whole machine.
const CHECKS: usize = 2;

/// The users of an htpasswd file.
pub struct Users {
    hashes: HashMap<String, String>,
    known: Mutex<HashSet<[u8; 32]>>,
    /// Keyed so that the remembered digests are worth nothing outside this process.
    key: [u8; 32],
    checks: Arc<Semaphore>,
}

/// Why an htpasswd file is not usable; displays as one sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct UsersError(String);

impl fmt::Display for UsersError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UsersError {}

impl fmt::Debug for Users {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Users({})", self.hashes.len())
    }
}

impl Users {
    /// Reads an htpasswd file; only bcrypt hashes (`htpasswd -B`) are taken.
    ///
    /// # Errors
    /// Which line is not usable, or that there is none.
    pub fn parse(text: &str) -> Result<Self, UsersError> {
        let mut hashes = HashMap::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((user, hash)) = line.split_once(':') else {
                return Err(UsersError(format!(
                    "line {} of the htpasswd file is not user:hash",
                    number + 1
                )));
            };
            let hash = hash.split(':').next().unwrap_or_default();
            if !["$2y$", "$2a$", "$2b$"]
                .iter()
                .any(|kind| hash.starts_with(kind))
            {
                return Err(UsersError(format!(
                    "line {} of the htpasswd file has no bcrypt hash; make it with htpasswd -B",
                    number + 1
                )));
            }
            hashes.insert(user.to_owned(), hash.to_owned());
        }
        if hashes.is_empty() {
            return Err(UsersError("the htpasswd file has no users".to_owned()));
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key)
            .map_err(|error| UsersError(format!("the system gives no random numbers: {error}")))?;
        Ok(Self {
            hashes,
            known: Mutex::default(),
            key,
            checks: Arc::new(Semaphore::new(CHECKS)),
        })
    }

    /// Checks the `Authorization` of a request.
    ///
    /// # Errors
    /// The 401 to send.
    pub async fn check(self: &Arc<Self>, headers: &HeaderMap) -> Result<(), Box<Reply>> {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Err(unauthorized(
                "this registry wants a user name and a password",
            ));
        };
        let Some((user, password)) = basic(value) else {
            return Err(unauthorized("this registry takes Basic authorization only"));
        };
        let mark: [u8; 32] = Sha256::new()
            .chain_update(self.key)
            .chain_update((user.len() as u64).to_le_bytes())
            .chain_update(&user)
            .chain_update(&password)
            .finalize()
            .into();
        if self.remembered().contains(&mark) {
            return Ok(());
        }
        let permit = Arc::clone(&self.checks).acquire_owned().await;
        let users = Arc::clone(self);
        let right = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            // Somebody else's hash takes as long for an unknown user as an own one would.
            let known = users.hashes.get(&user);
            let hash = known.or_else(|| users.hashes.values().next());
            let fits = hash.is_some_and(|hash| bcrypt::verify(password, hash).unwrap_or(false));
            fits && known.is_some()
        })
        .await
        .unwrap_or(false);
        if !right {
            return Err(unauthorized("the user name or the password is wrong"));
        }
        let mut known = self.remembered();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(mark);
        Ok(())
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, HashSet<[u8; 32]>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(token.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn unauthorized(message: &str) -> Box<Reply> {
    let mut reply = error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message);
    reply.headers_mut().insert(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Basic realm=\"Chartroom\""),
    );
    Box::new(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn status(users: &Arc<Users>, value: Option<&str>) -> u16 {
        let mut headers = HeaderMap::new();
        if let Some(value) = value {
            headers.insert(header::AUTHORIZATION, value.parse().expect("a value"));
        }
        match users.check(&headers).await {
            Ok(()) => 200,
            Err(reply) => reply.status().as_u16(),
        }
    }

    #[tokio::test]
    async fn checks_passwords() {
        let hash = bcrypt::hash("s3:cret", 4).expect("a hash");
        let users = Arc::new(Users::parse(&format!("# people\n\nann:{hash}\n")).expect("users"));
        let token = |text: &str| format!("Basic {}", STANDARD.encode(text));
        for _ in 0..2 {
            assert_eq!(status(&users, Some(&token("ann:s3:cret"))).await, 200);
        }
        assert_eq!(
            status(
                &users,
                Some(&token("ann:s3:cret").replace("Basic", "basic"))
            )
            .await,
            200
        );
        for wrong in ["ann:wrong", "bob:s3:cret", "ann", "", "anns:3:cret"] {
            assert_eq!(status(&users, Some(&token(wrong))).await, 401, "{wrong}");
        }
        assert_eq!(status(&users, None).await, 401);
        assert_eq!(status(&users, Some("Bearer x")).await, 401);
        assert_eq!(status(&users, Some("Basic %%%")).await, 401);
    }

    #[test]
    fn says_which_line() {
        let problem = |text: &str| Users::parse(text).expect_err("a problem").to_string();
        assert!(problem("a:$2y$05$x\nann:{SHA}abc").contains("line 2"));
        assert!(problem("ann").contains("line 1"));
        assert!(problem("# nobody").contains("no users"));
    }
}
