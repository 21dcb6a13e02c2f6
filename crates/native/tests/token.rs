//! The client against Distribution 3 behind a token server: who may do what, how many tokens it
//! takes, and what is said when it may not.

mod support;

use std::time::Duration;

use bytes::Bytes;
use chartroom_registry::{Client, Credential, ErrorKind, PushOutcome, TransferOptions};
use support::place::{Place, Watched, parts, pull, push};
use support::tokens::{LEEWAY, REFRESH_TOKEN};

#[tokio::test(flavor = "multi_thread")]
async fn one_token_for_each_scope() {
    let Some(place) = Place::start() else { return };
    let parts = parts("archive");
    let client = place.user("me");
    client.ping().await.unwrap();
    assert_eq!(place.tokens.asked(), ["GET me"]);
    client.transport().log();

    let writer = client.repository("team/demo").for_push();
    let outcomes = push(&writer, &parts, "1.0.0").await.unwrap();
    assert_eq!(outcomes, [PushOutcome::Uploaded; 2]);
    assert_eq!(
        place.tokens.asked(),
        ["GET me repository:team/demo:pull,push"]
    );
    let log = client.transport().log();
    let refused = log.iter().filter(|line| line.ends_with(" 401")).count();
    // The first two go out before anybody knows that the token of the ping is not enough.
    assert!(refused <= 2, "{log:?}");
    assert_eq!(log.len() - refused, 7, "{log:?}");

    // A token to push is also good to pull.
    let reader = client.repository("team/demo");
    pull(&reader, &parts).await.unwrap();
    assert_eq!(reader.tags().await.unwrap(), ["1.0.0"]);
    assert_eq!(place.tokens.asked(), [""; 0]);
    assert_eq!(client.catalog().await.unwrap(), ["team/demo"]);
    assert_eq!(place.tokens.asked(), ["GET me registry:catalog:*"]);

    // Who only reads asks for no more.
    let client = place.user("reader");
    let reader = client.repository("team/demo");
    pull(&reader, &parts).await.unwrap();
    reader.tags().await.unwrap();
    assert_eq!(
        place.tokens.asked(),
        ["GET reader repository:team/demo:pull"]
    );
    let refused = |line: &&String| line.ends_with(" 401");
    assert_eq!(client.transport().log().iter().filter(refused).count(), 1);

    // Deleting takes another right, and the token for it is asked for by that name.
    let client = place.user("me");
    client
        .repository("team/demo")
        .delete_manifest("1.0.0")
        .await
        .unwrap();
    assert_eq!(place.tokens.asked(), ["GET me repository:team/demo:delete"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password() {
    let Some(place) = Place::start() else { return };
    let client = place.client(Credential::basic("me", "hunter2"));
    let repository = client.repository("team/demo");
    let errors = [
        client.ping().await.unwrap_err(),
        repository.tags().await.unwrap_err(),
        push(&repository, &parts("archive"), "1.0.0")
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), "UNAUTHORIZED", "{error}");
        assert_eq!(error.http_status(), Some(401));
        let url = error.url().unwrap();
        assert!(url.ends_with("/token"), "{url}");
        let text = format!("{error}\n{error:?}");
        assert!(!text.contains("hunter2"), "{text}");
    }
    // Each was refused once and not asked again; of the two blobs the first refusal ends both.
    let asked = place.tokens.asked();
    assert!((3..=4).contains(&asked.len()), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_allowed() {
    let Some(place) = Place::start() else { return };
    let parts = parts("archive");
    for repository in ["public/demo", "team/demo"] {
        let client = place.user("me");
        push(&client.repository(repository).for_push(), &parts, "1.0.0")
            .await
            .unwrap();
    }
    place.tokens.asked();

    // Signed in, but only to read.
    let client = place.user("reader");
    let error = push(&client.repository("team/demo").for_push(), &parts, "2.0.0")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
    assert_eq!(error.registry_code(), Some("UNAUTHORIZED"));
    assert!(
        error
            .to_string()
            .contains("response status code 401: unauthorized: authentication required"),
        "{error}"
    );
    assert_eq!(place.tokens.asked().len(), 2);

    // Nobody may pull what is public …
    let nobody = place.client(Credential::Anonymous);
    assert!(nobody.ping().await.unwrap().challenged);
    assert_eq!(place.tokens.asked(), [""; 0]);
    let public = nobody.repository("public/demo");
    pull(&public, &parts).await.unwrap();
    assert_eq!(public.tags().await.unwrap(), ["1.0.0"]);
    assert_eq!(place.tokens.asked(), ["GET - repository:public/demo:pull"]);
    // … but not push there, or read elsewhere: signing in would help.
    let error = push(&public.clone().for_push(), &self::parts("other"), "2.0.0")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error}");
    let error = nobody.repository("team/demo").tags().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error}");
    assert_eq!(public.tags().await.unwrap(), ["1.0.0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mount_asks_for_both_repositories() {
    let Some(place) = Place::start() else { return };
    let parts = parts("archive");
    let transfer = TransferOptions::default();
    let client = place.user("me");
    for repository in ["team/demo", "secret/demo"] {
        push(&client.repository(repository).for_push(), &parts, "1.0.0")
            .await
            .unwrap();
    }
    place.tokens.asked();
    let mount = async |client: &Client<Watched>, from: &str| {
        let (bytes, layer) = (parts.archive.clone(), &parts.layer);
        let copy = client.repository(format!("team/copy/{from}")).for_push();
        copy.push_blob(&layer.digest, bytes, Some(from), &transfer)
            .await
            .unwrap()
    };
    let team = place.user("team");
    assert_eq!(mount(&team, "team/demo").await, PushOutcome::Mounted);
    assert_eq!(
        place.tokens.asked(),
        [
            "GET team repository:team/copy/team/demo:pull,push",
            "GET team repository:team/copy/team/demo:pull,push repository:team/demo:pull"
        ]
    );
    // From where one may not read nothing is taken over, but the push goes on.
    assert_eq!(mount(&team, "secret/demo").await, PushOutcome::Uploaded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_under_way() {
    let Some(place) = Place::start() else { return };
    let parts = parts("archive");
    let client = place.user("me");
    let repository = client.repository("team/demo").for_push();
    place.tokens.set_lifetime(5 - LEEWAY);
    let digest = &parts.layer.digest;
    assert!(!repository.has_blob(digest).await.unwrap());
    assert_eq!(place.tokens.asked().len(), 1);
    tokio::time::sleep(Duration::from_secs(6)).await;

    place.tokens.set_lifetime(300);
    client.transport().log();
    push(&repository, &parts, "1.0.0").await.unwrap();
    assert_eq!(
        place.tokens.asked(),
        ["GET me repository:team/demo:pull,push"]
    );
    let log = client.transport().log();
    let refused = log.iter().filter(|line| line.ends_with(" 401")).count();
    // Both blobs may have been asked for with the old one; nobody else was.
    assert!((1..=2).contains(&refused), "{log:?}");
    pull(&repository, &parts).await.unwrap();
}

/// The registry refuses after the first bytes of an upload that is larger than it cares to read.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_just_before_the_bytes() {
    let Some(place) = Place::start() else { return };
    let client = place.user("me");
    let repository = client.repository("team/demo").for_push();
    let bytes: Bytes = (0..8_000_000_u32)
        .map(|n| (n.wrapping_mul(n) >> 7) as u8)
        .collect();
    let digest = chartroom_oci::Digest::sha256(&bytes);
    place.tokens.set_lifetime(5 - LEEWAY);
    repository.has_blob(&digest).await.unwrap();
    *client.transport().delay.lock().unwrap() = Duration::from_secs(6);
    place.tokens.set_lifetime(300);
    let transfer = TransferOptions::default();
    let outcome = repository.push_blob(&digest, bytes, None, &transfer).await;
    assert_eq!(outcome.unwrap(), PushOutcome::Uploaded);
    assert_eq!(place.tokens.asked().len(), 2);
    let log = client.transport().log();
    let (last, before) = log.split_last().unwrap();
    assert!(
        last.starts_with("PUT ") && last.ends_with(" 201"),
        "{log:?}"
    );
    assert!(before.iter().all(|line| !line.ends_with(" 201")), "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_other_kinds() {
    let Some(place) = Place::start() else { return };
    let parts = parts("archive");
    let client = place.client(Credential::IdentityToken(REFRESH_TOKEN.to_owned()));
    let repository = client.repository("team/demo").for_push();
    push(&repository, &parts, "1.0.0").await.unwrap();
    assert_eq!(
        place.tokens.asked(),
        ["POST me repository:team/demo:pull,push"]
    );
    let client = place.client(Credential::IdentityToken("worn out".to_owned()));
    let error = client.repository("team/demo").tags().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(!format!("{error:?}").contains("worn out"));

    // A token that is none: told once, and no password is looked for.
    let client = place.client(Credential::Bearer("nonsense".to_owned()));
    let error = client.repository("team/demo").tags().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(!format!("{error:?}").contains("nonsense"));
}

#[tokio::test(flavor = "multi_thread")]
async fn helm_pulls_what_was_pushed() {
    let Some(place) = Place::start() else { return };
    let Some(program) = support::program("CHARTROOM_HELM", "helm") else {
        return;
    };
    let home = place.registry.directory().to_owned();
    let helm = |arguments: &[&str]| {
        let output = std::process::Command::new(&program)
            .args(arguments)
            .current_dir(&home)
            .env("HOME", &home)
            .env("HELM_CACHE_HOME", &home)
            .env("HELM_CONFIG_HOME", &home)
            .env("HELM_DATA_HOME", &home)
            .env("HELM_REGISTRY_CONFIG", home.join("sign-ins.json"))
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), text)
    };
    let works = |arguments: &[&str]| {
        let (success, text) = helm(arguments);
        assert!(success, "{arguments:?}: {text}");
        text
    };
    std::fs::create_dir(home.join("demo")).unwrap();
    std::fs::write(
        home.join("demo/Chart.yaml"),
        "apiVersion: v2\nname: demo\nversion: 1.0.0\n",
    )
    .unwrap();
    works(&["package", "demo"]);
    let archive = std::fs::read(home.join("demo-1.0.0.tgz")).unwrap();
    std::fs::remove_file(home.join("demo-1.0.0.tgz")).unwrap();
    let parts = parts(archive);
    let client = place.user("me");
    push(&client.repository("team/demo").for_push(), &parts, "1.0.0")
        .await
        .unwrap();

    let address = &place.registry.address;
    let chart = format!("oci://{address}/team/demo");
    let pull_it = ["pull", &chart, "--version", "1.0.0", "--plain-http"];
    let (success, text) = helm(&pull_it);
    assert!(!success && text.contains("401"), "{text}");
    let sign_in = |password: &str| {
        helm(&[
            "registry",
            "login",
            address,
            "-u",
            "reader",
            "-p",
            password,
            "--plain-http",
        ])
    };
    assert!(!sign_in("wrong").0);
    let (success, text) = sign_in("secret");
    assert!(success && text.contains("Login Succeeded"), "{text}");
    let text = works(&pull_it);
    assert!(
        text.contains(
            chartroom_oci::Digest::sha256(&parts.manifest)
                .to_string()
                .as_str()
        ),
        "{text}"
    );
    assert_eq!(
        std::fs::read(home.join("demo-1.0.0.tgz")).unwrap(),
        parts.archive
    );
    // Where Helm may not push, neither may we, and both are told the same.
    let (success, said) = helm(&[
        "push",
        "demo-1.0.0.tgz",
        &format!("oci://{address}/other"),
        "--plain-http",
    ]);
    assert!(!success, "{said}");
    let client = place.user("reader");
    let error = push(&client.repository("other/demo").for_push(), &parts, "1.0.0")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Denied);
    assert!(said.contains(&error.message()), "{said}\n{error}");
}
