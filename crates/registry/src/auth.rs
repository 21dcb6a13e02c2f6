//! Proving who asks: Basic, and tokens from a token server.
//!
//! Sources: distribution `docs/spec/auth/{token,oauth}.md`; oras-go `registry/remote/auth`;
//! `helm.md` 4.3, `registries.md` B.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use chartroom_gotext::base64;
use chartroom_oci::go_decode::{self, Decode, DecodeError, Place};

use crate::challenge::{Challenge, parse_challenges};
use crate::client::{Answer, Client};
use crate::credential::Credential;
use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::lock::Lock;
use crate::message::{Headers, Method, Request, Response, header, is_header_value};
use crate::options::{Redirects, SendOptions};
use crate::scope::ScopeSet;
use crate::transport::Transport;
use crate::url::{Origin, Query, resolve_url, without_query};

/// The longest answer of a token server that is read (oras: 128 KiB).
const MAX_TOKEN_RESPONSE: u64 = 128 * 1024;

/// The most tokens fetched for one request: one by what is known beforehand, one by what the refusal
/// of that says. A registry that wants another scope each time is not followed further.
const MAX_TOKENS: usize = 2;

/// How this client names itself to token servers.
const CLIENT_ID: &str = "chartroom";

/// What is known about how a registry wants to be asked.
#[derive(Default)]
pub(crate) struct Auth {
    known: Mutex<Known>,
    /// Held by the first request of all, so that others wait for what it learns instead of
    /// running into the same 401.
    pub(crate) first: Lock,
    /// Held while a token is fetched, so that it is fetched once.
    fetching: Lock,
}

#[derive(Default)]
struct Known {
    answered: bool,
    basic: bool,
    tokens: Vec<(ScopeSet, String)>,
}

/// What a request showed.
#[derive(Clone, PartialEq)]
pub(crate) enum Shown {
    Nothing,
    Basic,
    Token(String),
}

impl Auth {
    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing that can panic happens under the lock.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether some request was answered already.
    pub(crate) fn is_answered(&self) -> bool {
        self.known().answered
    }

    /// Some request was answered.
    pub(crate) fn set_answered(&self) {
        self.known().answered = true;
    }

    /// What to show with a request for `scopes` by what is known so far.
    pub(crate) fn first_show(&self, credential: &Credential, scopes: &ScopeSet) -> Shown {
        let known = self.known();
        if known.basic {
            return Shown::Basic;
        }
        match credential {
            Credential::Bearer(token) => Shown::Token(token.clone()),
            _ => known.token(scopes).map_or(Shown::Nothing, Shown::Token),
        }
    }
}

impl Known {
    fn token(&self, scopes: &ScopeSet) -> Option<String> {
        // The newest first.
        self.tokens
            .iter()
            .rev()
            .find(|(own, _)| own.covers(scopes))
            .map(|(_, token)| token.clone())
    }
}

/// The value of `Authorization`, marked as one that must not be printed.
pub(crate) fn authorization(shown: &Shown, credential: &Credential) -> Option<String> {
    let text = match (shown, credential) {
        (Shown::Token(token), _) => format!("Bearer {token}"),
        (Shown::Basic, Credential::Basic { username, password }) => basic(username, password),
        _ => return None,
    };
    is_header_value(&text).then_some(text)
}

fn basic(username: &str, password: &str) -> String {
    format!(
        "Basic {}",
        base64(format!("{username}:{password}").as_bytes())
    )
}

/// The challenges of an answer, from all header lines.
pub(crate) fn challenges(answer: &Answer) -> Vec<Challenge> {
    answer
        .response
        .headers
        .all(header::WWW_AUTHENTICATE)
        .filter(|value| value.is_ascii())
        .flat_map(parse_challenges)
        .collect()
}

/// Whether the answer asks for something else to be shown.
pub(crate) fn asks(answer: &Answer) -> bool {
    match answer.response.status {
        401 => true,
        // Distribution says so with 401, others with 403.
        403 => lacks_scope(answer),
        _ => false,
    }
}

/// Whether the answer says that the token shown is good, but not for this.
pub(crate) fn lacks_scope(answer: &Answer) -> bool {
    challenges(answer)
        .iter()
        .any(|c| c.param("error") == Some("insufficient_scope"))
}

impl<T: Transport> Client<T> {
    /// What to show instead of `shown`, after `answer` refused that. `fetched` remembers the scopes
    /// a token was already fetched for during this request: the same is never asked for twice.
    pub(crate) async fn show_instead(
        &self,
        answer: &Answer,
        shown: &Shown,
        scopes: &ScopeSet,
        fetched: &mut Vec<ScopeSet>,
    ) -> Result<Option<Shown>, RegistryError> {
        let credential = &self.options().credential;
        let challenges = challenges(answer);
        let named = |scheme: &str| challenges.iter().find(|c| c.scheme == scheme);
        if let Some(challenge) = named("bearer")
            && let Some(realm) = challenge.param("realm")
        {
            if matches!(credential, Credential::Bearer(_)) {
                return Ok(None);
            }
            let mut wanted = scopes.clone();
            if let Some(scope) = challenge.param("scope") {
                wanted.extend_from_text(scope);
            }
            if fetched.len() >= MAX_TOKENS || fetched.iter().any(|own| own.covers(&wanted)) {
                return Ok(None);
            }
            let _one_at_a_time = self.auth().fetching.lock().await;
            // Somebody else may have fetched it while we waited.
            let newer = self.auth().known().token(&wanted).map(Shown::Token);
            if let Some(newer) = newer.filter(|newer| newer != shown) {
                return Ok(Some(newer));
            }
            let token = self
                .fetch_token(answer, realm, challenge.param("service"), &wanted)
                .await?;
            fetched.push(wanted.clone());
            let mut known = self.auth().known();
            known.basic = false;
            // What the new one covers is of no more use.
            known.tokens.retain(|(own, _)| !wanted.covers(own));
            known.tokens.push((wanted, token.clone()));
            return Ok(Some(Shown::Token(token)));
        }
        // A page may not read the header when the registry does not expose it; then a name and a
        // password can only mean Basic.
        let hidden = !answer.response.headers.contains(header::WWW_AUTHENTICATE);
        if (hidden || named("basic").is_some())
            && *shown != Shown::Basic
            && matches!(credential, Credential::Basic { username, password } if !username.is_empty() && !password.is_empty())
        {
            self.auth().known().basic = true;
            return Ok(Some(Shown::Basic));
        }
        Ok(None)
    }

    async fn fetch_token(
        &self,
        answer: &Answer,
        realm: &str,
        service: Option<&str>,
        scopes: &ScopeSet,
    ) -> Result<String, RegistryError> {
        let credential = &self.options().credential;
        let request = token_request(credential, &answer.url, realm, service, scopes)?;
        let (method, url) = (request.method, request.url.clone());
        let options = SendOptions {
            max_response: MAX_TOKEN_RESPONSE,
            redirects: Redirects::Follow,
            ..SendOptions::default()
        };
        let answer = self.send_retrying(request, &options, true).await?;
        read_token(method, without_query(&url), &answer.response)
    }
}

/// What to ask a token server.
fn token_request(
    credential: &Credential,
    registry: &str,
    realm: &str,
    service: Option<&str>,
    scopes: &ScopeSet,
) -> Result<Request, RegistryError> {
    let realm = check_realm(registry, realm)?;
    let bare = without_query(&realm).to_owned();
    let mut headers = Headers::new();
    let (method, url, body) = match credential {
        Credential::IdentityToken(refresh_token) => {
            let mut form = Query::default();
            form.add("client_id", CLIENT_ID);
            form.add("grant_type", "refresh_token");
            form.add("refresh_token", refresh_token);
            if let Some(service) = service {
                form.add("service", service);
            }
            if !scopes.is_empty() {
                form.add("scope", &scopes.to_string());
            }
            headers.append(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            (Method::Post, realm, Bytes::from(form.encode()))
        }
        credential => {
            let query = realm.get(bare.len() + 1..).unwrap_or_default();
            let mut query = Query::parse(query);
            if let Some(service) = service {
                query.set("service", service);
            }
            for scope in scopes.iter() {
                query.add("scope", &scope);
            }
            let query = query.encode();
            let url = if query.is_empty() {
                bare.clone()
            } else {
                format!("{bare}?{query}")
            };
            if let Some(value) = authorization(&Shown::Basic, credential) {
                headers.append(header::AUTHORIZATION, &value);
            }
            (Method::Get, url, Bytes::new())
        }
    };
    let Some(request) = Request::new(method, &url) else {
        return Err(RegistryError::new(
            ErrorKind::TokenRealmRefused,
            "uri too long",
        ));
    };
    Ok(Request {
        headers,
        body,
        ..request
    })
}

/// The token in an answer.
fn read_token(method: Method, url: &str, response: &Response) -> Result<String, RegistryError> {
    if response.status != 200 {
        return Err(RegistryError::status(
            method,
            url,
            response,
            ErrorKind::TokenInvalid,
        ));
    }
    let invalid = |text: &str| {
        RegistryError::new(ErrorKind::TokenInvalid, text)
            .at(method, url)
            .with_status(response.status)
    };
    let parsed: Token = go_decode::from_slice(&response.body)
        .map_err(|error| invalid("no token in the answer").because(error))?;
    let usable = |token: &String| !token.is_empty() && is_header_value(token);
    parsed
        .access_token
        .filter(usable)
        .or(parsed.token)
        .filter(usable)
        .ok_or_else(|| invalid("empty token returned"))
}

/// What a token server answers.
struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

impl Decode for Token {
    const GO: &'static str = "struct";

    fn decode(place: &Place<'_>) -> Result<Token, DecodeError> {
        let fields = place.object::<Token>()?;
        Ok(Token {
            token: fields.get("token").some_text("string")?,
            access_token: fields.get("access_token").some_text("string")?,
        })
    }
}

/// The address of the token server, if it is one that may be asked: http(s), not http for a
/// registry on https, and not an address in a private network unless the registry is there too.
fn check_realm(registry: &str, realm: &str) -> Result<String, RegistryError> {
    let refused = |text: String| {
        RegistryError::new(ErrorKind::TokenRealmRefused, text).at(Method::Get, registry)
    };
    let url = resolve_url(registry, realm)
        .ok_or_else(|| refused(format!("invalid realm {}", chartroom_oci::go_quote(realm))))?;
    let shown = without_query(&url);
    let (Some(own), Some(other)) = (Origin::of(registry), Origin::of(&url)) else {
        return Err(refused(format!(
            "unsupported realm {}",
            chartroom_oci::go_quote(shown)
        )));
    };
    if own.scheme == "https" && other.scheme != "https" {
        return Err(refused(format!(
            "realm {} is less secure than the registry",
            chartroom_oci::go_quote(shown)
        )));
    }
    if other.is_private_literal() && other.host != own.host && !own.is_private_literal() {
        return Err(refused(format!(
            "realm {} is in a private network",
            chartroom_oci::go_quote(shown)
        )));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn realms() {
        let ok = |registry: &str, realm: &str| check_realm(registry, realm).is_ok();
        assert!(ok(
            "https://registry-1.docker.io/v2/",
            "https://auth.docker.io/token"
        ));
        assert!(ok(
            "http://localhost:5000/v2/",
            "http://127.0.0.1:5001/token"
        ));
        assert!(ok("https://h/v2/", "/token"));
        assert!(ok("https://10.0.0.1/v2/", "https://10.0.0.1:5001/token"));
        assert!(!ok("https://h/v2/", "http://h/token"));
        assert!(!ok("https://h/v2/", "https://169.254.169.254/latest"));
        assert!(!ok("https://h/v2/", "https://localhost/token"));
        assert!(!ok("https://h/v2/", "ftp://h/token"));
        assert!(!ok("https://h/v2/", "https://"));
    }
}
