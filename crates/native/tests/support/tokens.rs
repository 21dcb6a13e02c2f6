//! A token server on loopback: distribution `docs/spec/auth/token.md` (GET) and `oauth.md` (POST).
//!
//! Who may do what:
//! - `me` (password `secret`): everything;
//! - `reader` (password `secret`): pull;
//! - `team` (password `secret`): everything in `team/…`, nothing elsewhere;
//! - nobody: pull in `public/…`.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};

/// Distribution takes tokens this many seconds after they expired.
pub const LEEWAY: i64 = 60;

/// The refresh token of `me`.
pub const REFRESH_TOKEN: &str = "refresh/of me";

const ISSUER: &str = "chartroom tests";
const SERVICE: &str = "registry under test";

/// A running token server. Its thread ends with the process.
pub struct TokenServer {
    state: Arc<State>,
    port: u16,
}

struct State {
    key: EcdsaKeyPair,
    random: SystemRandom,
    asked: Mutex<Vec<String>>,
    /// Seconds until a token expires; may be negative.
    lifetime: AtomicI64,
}

impl TokenServer {
    /// Starts one with a key of its own.
    pub fn start() -> TokenServer {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        let state = Arc::new(State {
            key,
            random,
            asked: Mutex::default(),
            lifetime: AtomicI64::new(300),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // One after the other: what they ask for is to be in order.
                let _ = shared.serve(&stream.unwrap());
            }
        });
        TokenServer { state, port }
    }

    /// What Distribution needs to know to trust it.
    pub fn configuration(&self, directory: &std::path::Path) -> String {
        let point = self.state.key.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|half| URL_SAFE_NO_PAD.encode(half));
        let file = directory.join("jwks.json");
        let keys = format!(
            r#"{{"keys":[{{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"k","x":"{x}","y":"{y}"}}]}}"#
        );
        std::fs::write(&file, keys).unwrap();
        format!(
            "auth:\n  token:\n    realm: http://127.0.0.1:{}/token\n    service: {SERVICE}\n    issuer: {ISSUER}\n    jwks: {}\n",
            self.port,
            file.display()
        )
    }

    /// How many seconds from now on tokens are to live.
    pub fn set_lifetime(&self, seconds: i64) {
        self.state.lifetime.store(seconds, Ordering::SeqCst);
    }

    /// What was asked since the last time: `METHOD user scope scope`, with `-` for nobody.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.asked.lock().unwrap())
    }
}

impl State {
    fn serve(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let (mut length, mut basic) = (0, None);
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let Some((name, value)) = header.trim().split_once(": ") else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "authorization" => basic = value.strip_prefix("Basic ").map(str::to_owned),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let body = String::from_utf8(body).unwrap();
        let form = match method {
            "POST" => body.as_str(),
            _ => target.split_once('?').map_or("", |(_, query)| query),
        };
        let (status, answer) = self.answer(method, &pairs(form), basic.as_deref());
        write!(
            stream,
            "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        )
    }

    fn answer(
        &self,
        method: &str,
        form: &[(String, String)],
        basic: Option<&str>,
    ) -> (u16, String) {
        let of = |key: &str| {
            let mut all = form.iter().filter(|(name, _)| name == key);
            all.next().map(|(_, value)| value.as_str())
        };
        let shown = match (method, of("grant_type")) {
            ("GET", _) => basic.map(|text| {
                let text = String::from_utf8(STANDARD.decode(text).unwrap()).unwrap();
                let (user, password) = text.split_once(':').unwrap();
                (user.to_owned(), password == "secret")
            }),
            ("POST", Some("password")) => Some((
                of("username").unwrap_or_default().to_owned(),
                of("password") == Some("secret"),
            )),
            ("POST", Some("refresh_token")) => {
                Some(("me".to_owned(), of("refresh_token") == Some(REFRESH_TOKEN)))
            }
            _ => return (405, "{}".to_owned()),
        };
        let scopes: Vec<String> = form
            .iter()
            .filter(|(name, _)| name == "scope")
            .flat_map(|(_, value)| value.split(' ').map(str::to_owned))
            .collect();
        let name = shown.as_ref().map_or("-", |(user, _)| user);
        let line = format!("{method} {name} {}", scopes.join(" "));
        self.asked.lock().unwrap().push(line.trim_end().to_owned());
        let known = |user: &str| matches!(user, "me" | "reader" | "team");
        if shown
            .as_ref()
            .is_some_and(|(user, right)| !right || !known(user))
        {
            // In the words of Docker Hub's.
            let text = r#"{"details":"incorrect username or password"}"#;
            return (401, text.to_owned());
        }
        if of("service") != Some(SERVICE) {
            return (400, "{}".to_owned());
        }
        let lifetime = self.lifetime.load(Ordering::SeqCst);
        let token = self.token(name, &scopes, lifetime);
        let key = if method == "POST" {
            "access_token"
        } else {
            "token"
        };
        (
            200,
            format!(r#"{{"{key}":"{token}","expires_in":{}}}"#, lifetime.max(1)),
        )
    }

    /// A token for what of `scopes` this user may do: less than asked for, or nothing, but a token.
    fn token(&self, user: &str, scopes: &[String], lifetime: i64) -> String {
        let mut access = BTreeMap::<(&str, &str), Vec<&str>>::new();
        for scope in scopes {
            let Some((resource, actions)) = scope.rsplit_once(':') else {
                continue;
            };
            let (kind, name) = resource.split_once(':').unwrap();
            let may = |action: &str| match user {
                "me" => true,
                "reader" => action == "pull",
                "team" => name.starts_with("team/"),
                _ => action == "pull" && name.starts_with("public/"),
            };
            let granted = actions.split(',').filter(|action| may(action));
            access.entry((kind, name)).or_default().extend(granted);
        }
        let access: Vec<String> = access
            .into_iter()
            .map(|((kind, name), actions)| {
                format!(r#"{{"type":"{kind}","name":"{name}","actions":{actions:?}}}"#)
            })
            .collect();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = i64::try_from(now.as_secs()).unwrap();
        let claims = format!(
            r#"{{"iss":"{ISSUER}","sub":"{user}","aud":"{SERVICE}","exp":{},"nbf":{},"iat":{now},"access":[{}]}}"#,
            now + lifetime,
            now - 600,
            access.join(",")
        );
        let header = r#"{"typ":"JWT","alg":"ES256","kid":"k"}"#;
        let text = [header, &claims]
            .map(|part| URL_SAFE_NO_PAD.encode(part))
            .join(".");
        let signature = self.key.sign(&self.random, text.as_bytes()).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The pairs of a query or a form.
fn pairs(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let mut out = Vec::new();
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            out.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let two = [bytes.next().unwrap(), bytes.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&two).unwrap(), 16).unwrap()
                }
                byte => byte,
            });
        }
        String::from_utf8(out).unwrap()
    };
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}
