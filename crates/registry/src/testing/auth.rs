//! Signing in: every flow, and every way a server can abuse it.

use base64::Engine;
use bytes::Bytes;
use futures::executor::block_on;
use futures::future::join_all;
use http::Request;

use super::{answer, answered_by, client, client_as};
use crate::{Credential, ErrorKind, TransferOptions};

const CHALLENGE: (&str, &str) = (
    "WWW-Authenticate",
    r#"Bearer realm="https://auth/token?x=1",service="svc",scope="repository:a:pull""#,
);

fn shown(request: &Request<Bytes>) -> Option<&str> {
    request
        .headers()
        .get("authorization")
        .map(|value| value.to_str().unwrap())
}

fn is_token_server(request: &Request<Bytes>) -> bool {
    request.uri().host() == Some("auth")
}

#[test]
fn anonymous_token() {
    let client = client(|request, _| match shown(request) {
        None if is_token_server(request) => answer(200, &[], r#"{"token":"T"}"#),
        Some("Bearer T") => answer(200, &[], r#"{"tags":[]}"#),
        _ => answer(401, &[CHALLENGE], ""),
    });
    block_on(client.repository("a").tags()).unwrap();
    block_on(client.repository("a").tags()).unwrap();
    assert_eq!(
        client.transport().log(),
        [
            "GET /v2/a/tags/list",
            "GET auth/token?scope=repository%3Aa%3Apull&service=svc&x=1",
            "GET /v2/a/tags/list",
            "GET /v2/a/tags/list",
        ]
    );
}

#[test]
fn password_and_one_token_for_a_whole_push() {
    let client = client_as(Credential::basic("me", "pw"), |request, _| {
        match shown(request) {
            Some(basic) if is_token_server(request) => {
                assert_eq!(
                    basic,
                    format!(
                        "Basic {}",
                        base64::engine::general_purpose::STANDARD.encode("me:pw")
                    )
                );
                answer(200, &[], r#"{"access_token":"A","token":"T"}"#)
            }
            Some("Bearer A") => match request.method().as_str() {
                "HEAD" => answer(404, &[], ""),
                "POST" => answer(202, &[("Location", "/up")], ""),
                _ => answer(201, &[], ""),
            },
            _ => answer(401, &[CHALLENGE], ""),
        }
    });
    let repository = client.repository("a");
    // Three at once: the first is refused and fetches the token, the others wait for it.
    let pushes = ["x", "y", "z"].map(|body| {
        let repository = &repository;
        async move {
            let digest = chartroom_oci::Digest::sha256(body.as_bytes());
            repository
                .push_blob(&digest, body.into(), None, &TransferOptions::default())
                .await
        }
    });
    for result in block_on(join_all(pushes)) {
        result.unwrap();
    }
    block_on(repository.put_manifest("t", "{}".into(), "a/b")).unwrap();
    let log = client.transport().log();
    assert_eq!(
        log.iter()
            .filter(|line| line.contains("auth/token"))
            .count(),
        1,
        "{log:?}"
    );
    assert_eq!(
        log[1],
        "GET auth/token?scope=repository%3Aa%3Apull%2Cpush&service=svc&x=1"
    );
    // One refusal, one token, three times HEAD, POST, PUT, and the manifest.
    assert_eq!(log.len(), 2 + 9 + 1);
    assert!(
        client
            .transport()
            .most_flying
            .load(std::sync::atomic::Ordering::SeqCst)
            > 1
    );
}

#[test]
fn identity_token_by_form() {
    let client = client_as(
        Credential::IdentityToken("refresh me".into()),
        |request, _| {
            if is_token_server(request) {
                assert_eq!(request.method(), "POST");
                assert_eq!(
                    request.body(),
                    "client_id=chartroom&grant_type=refresh_token&refresh_token=refresh+me&scope=repository%3Aa%3Apull&service=svc"
                );
                assert_eq!(shown(request), None);
                return answer(200, &[], r#"{"access_token":"A"}"#);
            }
            match shown(request) {
                Some("Bearer A") => answer(200, &[], r#"{"tags":[]}"#),
                _ => answer(401, &[CHALLENGE], ""),
            }
        },
    );
    block_on(client.repository("a").tags()).unwrap();
}

#[test]
fn basic_is_learnt_once() {
    let client = client_as(Credential::basic("me", "pw"), |request, _| {
        match shown(request) {
            Some(_) => answer(200, &[], r#"{"tags":[]}"#),
            None => answer(401, &[("WWW-Authenticate", "Negotiate, Basic realm=x")], ""),
        }
    });
    block_on(client.repository("a").tags()).unwrap();
    block_on(client.repository("b").tags()).unwrap();
    assert_eq!(client.transport().log().len(), 3);
}

#[test]
fn a_hidden_challenge_means_basic() {
    let client = client_as(Credential::basic("me", "pw"), |request, _| {
        match shown(request) {
            Some(_) => answer(200, &[], r#"{"tags":[]}"#),
            None => answer(401, &[], ""),
        }
    });
    block_on(client.repository("a").tags()).unwrap();
}

#[test]
fn refusals_end() {
    // A server that refuses whatever it is shown: how many requests until we give up?
    let refused = |credential: Credential, header: &'static str| {
        let client = client_as(credential, move |request, _| {
            match is_token_server(request) {
                true => answer(200, &[], r#"{"token":"T"}"#),
                false => answer(401, &[("WWW-Authenticate", header)], ""),
            }
        });
        let error = block_on(client.repository("a").tags()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        client.transport().log().len()
    };
    let bearer = r#"Bearer realm="https://auth/token",scope="repository:a:pull""#;
    assert_eq!(refused(Credential::Anonymous, bearer), 3);
    assert_eq!(refused(Credential::basic("me", "pw"), bearer), 3);
    assert_eq!(refused(Credential::Bearer("own".into()), bearer), 1);
    assert_eq!(refused(Credential::basic("me", "pw"), "Basic realm=x"), 2);
    assert_eq!(refused(Credential::basic("me", ""), "Basic realm=x"), 1);
    assert_eq!(refused(Credential::Anonymous, "Basic realm=x"), 1);
    // Harbor, when a project does not exist.
    assert_eq!(refused(Credential::basic("me", "pw"), ""), 1);
    assert_eq!(
        refused(Credential::basic("me", "pw"), "Digest realm=x, nonsense"),
        1
    );
}

#[test]
fn scopes_that_grow_for_ever_end() {
    let client = client(|request, n| match is_token_server(request) {
        true => answer(200, &[], format!(r#"{{"token":"T{n}"}}"#)),
        false => answer(
            401,
            &[(
                "WWW-Authenticate",
                &format!(r#"Bearer realm="https://auth/token",scope="repository:a{n}:pull""#),
            )],
            "",
        ),
    });
    let error = block_on(client.repository("a").tags()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(
        client.transport().log().len() <= 7,
        "{:?}",
        client.transport().log()
    );
}

#[test]
fn a_token_that_expired_is_replaced() {
    let client = client(|request, n| match is_token_server(request) {
        true => answer(200, &[], format!(r#"{{"token":"T{n}"}}"#)),
        // T1 serves until the fourth request.
        false => match shown(request) {
            Some("Bearer T1") if n < 4 => answer(200, &[], r#"{"tags":[]}"#),
            Some("Bearer T5") => answer(200, &[], r#"{"tags":[]}"#),
            _ => answer(401, &[CHALLENGE], ""),
        },
    });
    for _ in 0..4 {
        block_on(client.repository("a").tags()).unwrap();
    }
    assert_eq!(
        client
            .transport()
            .log()
            .iter()
            .filter(|line| line.contains("auth"))
            .count(),
        2
    );
}

#[test]
fn too_small_a_scope_is_widened_once() {
    let client = client(|request, n| match is_token_server(request) {
        true => answer(200, &[], format!(r#"{{"token":"T{n}"}}"#)),
        false => match shown(request) {
            None => answer(401, &[CHALLENGE], ""),
            Some("Bearer T3") => answer(202, &[], ""),
            Some(_) => answer(
                403,
                &[(
                    "WWW-Authenticate",
                    r#"Bearer realm="https://auth/token",scope="repository:a:*",error="insufficient_scope""#,
                )],
                "",
            ),
        },
    });
    block_on(client.repository("a").delete_manifest("t")).unwrap();
}

/// Everybody may read, so nobody is asked before the first write.
#[test]
fn a_push_to_what_is_public() {
    for basic in [false, true] {
        let client = client_as(Credential::basic("me", "pw"), move |request, _| {
            if is_token_server(request) {
                return answer(200, &[], r#"{"token":"T"}"#);
            }
            let scheme = if basic { "Basic " } else { "Bearer " };
            let known = shown(request).is_some_and(|shown| shown.starts_with(scheme));
            match request.method().as_str() {
                "HEAD" => answer(404, &[], ""),
                _ if !known && basic => answer(401, &[("WWW-Authenticate", "Basic realm=x")], ""),
                _ if !known => answer(401, &[CHALLENGE], ""),
                "POST" => answer(202, &[("Location", "/up")], ""),
                _ => answer(201, &[], ""),
            }
        });
        let repository = client.repository("a").for_push();
        let digest = chartroom_oci::Digest::sha256(b"x");
        let transfer = TransferOptions::default();
        block_on(repository.push_blob(&digest, "x".into(), None, &transfer)).unwrap();
        block_on(repository.put_manifest("t", "{}".into(), "a/b")).unwrap();
        let methods: Vec<_> = client
            .transport()
            .log()
            .iter()
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect();
        // The bytes go out once.
        match basic {
            true => assert_eq!(methods, ["HEAD", "POST", "POST", "PUT", "PUT"]),
            false => assert_eq!(methods, ["HEAD", "POST", "GET", "POST", "PUT", "PUT"]),
        }
    }
}

#[test]
fn known_but_not_allowed() {
    let refused = |credential: Credential, error: &'static str, body: &'static str| {
        let client = client_as(credential, move |request, _| {
            if is_token_server(request) {
                return answer(200, &[], r#"{"token":"T"}"#);
            }
            let challenge = format!(r#"Bearer realm="https://auth/token",error="{error}""#);
            answer(401, &[("WWW-Authenticate", &challenge)], body)
        });
        block_on(client.repository("a").tags()).unwrap_err().kind()
    };
    let me = || Credential::basic("me", "pw");
    assert_eq!(refused(me(), "insufficient_scope", ""), ErrorKind::Denied);
    assert_eq!(
        refused(me(), "invalid_token", r#"{"errors":[{"code":"DENIED"}]}"#),
        ErrorKind::Denied
    );
    assert_eq!(refused(me(), "invalid_token", ""), ErrorKind::Unauthorized);
    // Whom nobody knows may sign in.
    let nobody = Credential::Anonymous;
    assert_eq!(
        refused(nobody, "insufficient_scope", ""),
        ErrorKind::Unauthorized
    );
}

#[test]
fn secrets_go_nowhere_else() {
    // A redirect led elsewhere, and there somebody asks for a password.
    let client = client_as(Credential::basic("me", "pw"), |_, _| {
        answered_by(
            "https://storage/x",
            answer(401, &[("WWW-Authenticate", "Basic realm=x")], ""),
        )
    });
    assert!(block_on(client.repository("a").tags()).is_err());
    assert_eq!(client.transport().log().len(), 1);

    for realm in [
        "http://auth/token",
        "https://169.254.169.254/token",
        "https://localhost/token",
        "file:///etc",
        "https://",
    ] {
        let client = client_as(Credential::basic("me", "pw"), move |_, _| {
            answer(
                401,
                &[("WWW-Authenticate", &format!("Bearer realm=\"{realm}\""))],
                "",
            )
        });
        let error = block_on(client.repository("a").tags()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TokenRealmRefused, "{realm}");
        assert_eq!(client.transport().log().len(), 1);
    }

    // A page's address kept from somewhere.
    let client = client_as(Credential::Bearer("own".into()), |_, _| {
        answer(200, &[], r#"{"tags":[]}"#)
    });
    block_on(client.repository("a").tags_page(Some("https://evil/v2/"))).unwrap();
    assert_eq!(shown(&client.transport().asked.lock().unwrap()[0]), None);
}

#[test]
fn token_servers_that_fail() {
    let fetch = |status: u16, body: &'static str| {
        let client = client(move |request, _| match is_token_server(request) {
            true => answer(status, &[], body),
            false => answer(401, &[CHALLENGE], ""),
        });
        block_on(client.repository("a").tags()).unwrap_err()
    };
    assert_eq!(fetch(200, "{}").kind(), ErrorKind::TokenInvalid);
    assert_eq!(
        fetch(200, r#"{"token":""}"#).kind(),
        ErrorKind::TokenInvalid
    );
    assert_eq!(
        fetch(200, "{\"token\":\"a\\nb\"}").kind(),
        ErrorKind::TokenInvalid
    );
    assert_eq!(fetch(200, "<html>").kind(), ErrorKind::TokenInvalid);
    assert_eq!(fetch(204, "").kind(), ErrorKind::UnexpectedStatus);
    let error = fetch(
        401,
        r#"{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username or password"}]}"#,
    );
    assert_eq!(
        error.to_string(),
        r#"GET "https://auth/token": response status code 401: unauthorized: incorrect username or password"#
    );
}
