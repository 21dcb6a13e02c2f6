//! The app: files built into the server, or read from a folder during development.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::payload::Payload;
use crate::respond::{Reply, error, set};

/// A file as `build.rs` writes it down.
struct Embedded {
    name: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// What is shown when no site was built in.
const UNBUILT: &str = include_str!("unbuilt.html");

/// The files of the app.
#[derive(Clone, Debug)]
pub struct Site {
    assets: Arc<HashMap<String, Asset>>,
    folder: Option<PathBuf>,
}

/// One file with what is sent along.
#[derive(Clone, Debug)]
struct Asset {
    plain: Bytes,
    br: Option<Bytes>,
    gz: Option<Bytes>,
    tag: String,
    policy: String,
}

impl Asset {
    fn new(name: &str, plain: Bytes, br: Option<Bytes>, gz: Option<Bytes>) -> Self {
        let sum = Sha256::digest(&plain);
        let tag = sum
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        // A worker runs under the policy of its own script, so every file carries one.
        let page = if is_page(name) {
            String::from_utf8_lossy(&plain)
        } else {
            Cow::Borrowed("")
        };
        let policy = policy(&page);
        Self {
            plain,
            br,
            gz,
            tag,
            policy,
        }
    }
}

impl Site {
    /// The site built into this program.
    #[must_use]
    pub fn embedded() -> Self {
        let mut assets: HashMap<String, Asset> = EMBEDDED
            .iter()
            .map(|file| {
                let asset = Asset::new(
                    file.name,
                    Bytes::from_static(file.plain),
                    file.br.map(Bytes::from_static),
                    file.gz.map(Bytes::from_static),
                );
                (file.name.to_owned(), asset)
            })
            .collect();
        assets.entry("index.html".to_owned()).or_insert_with(|| {
            Asset::new(
                "index.html",
                Bytes::from_static(UNBUILT.as_bytes()),
                None,
                None,
            )
        });
        Self {
            assets: Arc::new(assets),
            folder: None,
        }
    }

    /// A folder that is read again for every request.
    #[must_use]
    pub fn folder(folder: PathBuf) -> Self {
        Self {
            assets: Arc::default(),
            folder: Some(folder),
        }
    }

    /// Answers a request for a file; a path that is none gives the app's page, which finds the
    /// view itself.
    pub async fn serve<B>(&self, request: &Request<B>) -> Reply {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            let mut reply = error(
                StatusCode::METHOD_NOT_ALLOWED,
                "UNSUPPORTED",
                "the app only takes GET and HEAD",
            );
            reply
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return reply;
        }
        let path = request.uri().path();
        let name = path.trim_start_matches('/');
        let name = if name.is_empty() { "index.html" } else { name };
        let (name, asset) = match self.find(name).await {
            Some(asset) => (name, asset),
            None if wants_page(path, request.headers()) => match self.find("index.html").await {
                Some(asset) => ("index.html", asset),
                None => {
                    return error(
                        StatusCode::NOT_FOUND,
                        "NOT_FOUND",
                        "the site folder has no index.html",
                    );
                }
            },
            None => return error(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such file"),
        };
        respond(name, &asset, request)
    }

    async fn find(&self, name: &str) -> Option<Cow<'_, Asset>> {
        let Some(folder) = &self.folder else {
            return self.assets.get(name).map(Cow::Borrowed);
        };
        let plain = name.split('/').all(|part| {
            !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '%', '\0'])
        });
        if !plain {
            return None;
        }
        let path = folder.join(name);
        let content = tokio::fs::read(&path).await.ok()?;
        let sibling = async |extension: &str| {
            let mut other = path.clone().into_os_string();
            other.push(extension);
            tokio::fs::read(other).await.ok().map(Bytes::from)
        };
        Some(Cow::Owned(Asset::new(
            name,
            content.into(),
            sibling(".br").await,
            sibling(".gz").await,
        )))
    }
}

fn respond<B>(name: &str, asset: &Asset, request: &Request<B>) -> Reply {
    let (content, encoding) = choose(asset, request.headers());
    let tag = format!(
        "\"{}{}\"",
        asset.tag,
        encoding.map(|name| format!("-{name}")).unwrap_or_default()
    );
    let mut reply = Reply::new(Payload::empty());
    let headers = reply.headers_mut();
    set(headers, header::ETAG, &tag);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    // A name with a hash never changes its content; everything else is asked for again.
    let caching = if is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    protect(headers);
    set(headers, header::CONTENT_SECURITY_POLICY, &asset.policy);
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if known.is_some_and(|list| {
        list.split(',')
            .any(|item| matches!(item.trim(), "*") || item.trim().trim_start_matches("W/") == tag)
    }) {
        *reply.status_mut() = StatusCode::NOT_MODIFIED;
        return reply;
    }
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(content.len()));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if request.method() == Method::GET {
        *reply.body_mut() = Payload::Bytes(content);
    }
    reply
}

/// Chooses the smallest form the client takes.
fn choose(asset: &Asset, headers: &HeaderMap) -> (Bytes, Option<&'static str>) {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let takes = |name: &str| {
        accepted.split(',').any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let refused = |part: &str| {
                part.strip_prefix("q=")
                    .is_some_and(|weight| weight.parse::<f32>().is_ok_and(|weight| weight == 0.0))
            };
            parts
                .next()
                .is_some_and(|coding| coding.eq_ignore_ascii_case(name))
                && !parts.any(refused)
        })
    };
    match (&asset.br, &asset.gz) {
        (Some(bytes), _) if takes("br") => (bytes.clone(), Some("br")),
        (_, Some(bytes)) if takes("gzip") => (bytes.clone(), Some("gzip")),
        _ => (asset.plain.clone(), None),
    }
}

/// The headers every file of the app carries.
fn protect(headers: &mut HeaderMap) {
    let fixed = HeaderValue::from_static;
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(header::REFERRER_POLICY, fixed("no-referrer"));
    headers.insert("cross-origin-opener-policy", fixed("same-origin"));
    headers.insert("cross-origin-resource-policy", fixed("same-origin"));
    headers.insert("permissions-policy", fixed("camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), display-capture=()"));
}

/// The policy of a page. Scripts and styles come from files; what the page itself holds inline is
/// allowed by its hash, so that nothing put in later runs.
fn policy(page: &str) -> String {
    let scripts = inline_hashes(page, "script");
    let styles = inline_hashes(page, "style");
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
         connect-src 'self' https: http://localhost:* http://127.0.0.1:*; img-src 'self' data: https:; font-src 'self'; \
         worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
    )
}

/// The CSP hashes of the inline elements of one name.
fn inline_hashes(page: &str, element: &str) -> String {
    let mut hashes = String::new();
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut rest = page;
    while let Some(start) = rest.find(&open) {
        rest = &rest[start + open.len()..];
        let Some(end) = rest.find('>') else { break };
        let attributes = &rest[..end];
        rest = &rest[end + 1..];
        let Some(length) = rest.find(&close) else {
            break;
        };
        let content = &rest[..length];
        rest = &rest[length + close.len()..];
        let is_file = attributes
            .split_ascii_whitespace()
            .any(|attribute| attribute.starts_with("src="));
        if !is_file && !content.is_empty() {
            hashes.push_str(&format!(
                " 'sha256-{}'",
                STANDARD.encode(Sha256::digest(content))
            ));
        }
    }
    hashes
}

/// Extensions of the app's own files: where one is missing, the app's page is no answer.
const FILES: [&str; 16] = [
    "js",
    "mjs",
    "css",
    "wasm",
    "map",
    "woff2",
    "svg",
    "png",
    "jpg",
    "webp",
    "ico",
    "webmanifest",
    "txt",
    "xml",
    "br",
    "gz",
];

/// Tells whether a path that is no file should give the app's page: a browser that shows a page
/// says so; otherwise a path that does not end like a file.
fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    match text("sec-fetch-dest") {
        "document" => return true,
        "" | "empty" => {}
        _ => return false,
    }
    if text("accept").contains("text/html") {
        return true;
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    !last
        .rsplit_once('.')
        .is_some_and(|(_, extension)| FILES.contains(&extension))
}

fn is_page(name: &str) -> bool {
    name.ends_with(".html")
}

/// Tells whether a file's name holds a hash of its content, as Trunk writes it: `name-<16 hex>.js`,
/// `name-<16 hex>_bg.wasm`.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    !is_page(file)
        && file.split('-').skip(1).any(|part| {
            let digits = part
                .bytes()
                .take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
                .count();
            digits >= 8 && matches!(part.as_bytes().get(digits), Some(b'.' | b'_'))
        })
}

fn kind(name: &str) -> &'static str {
    match Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "tgz" | "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
