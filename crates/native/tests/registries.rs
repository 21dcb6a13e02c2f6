//! The client against real registries on loopback: Debian's docker-registry 2.8 and Distribution 3,
//! open and behind a password. What is not installed is skipped, and said so.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use chartroom_native::NativeTransport;
use chartroom_oci::{Descriptor, Digest, go_json, media_type};
use chartroom_registry::{
    Client, Credential, ErrorKind, Options, ProgressSink, PushOutcome, TransferOptions,
};

fn client(address: &str, credential: Credential) -> Client<NativeTransport> {
    let options = Options {
        plain_http: true,
        credential,
        ..Options::new(address)
    };
    Client::new(NativeTransport::default(), options)
}

/// A body that does not compress into one packet.
fn noise(length: usize) -> Bytes {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn open_registries() {
    for program in support::programs() {
        let registry = support::start(&program, false);
        let client = client(&registry.address, Credential::Anonymous);
        assert!(!client.ping().await.unwrap().challenged);
        whole_life(&client).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn registries_with_a_password() {
    for program in support::programs() {
        let registry = support::start(&program, true);
        let anonymous = client(&registry.address, Credential::Anonymous);
        assert!(anonymous.ping().await.unwrap().challenged);
        let error = anonymous.repository("a").tags().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        assert_eq!(error.registry_code(), Some("UNAUTHORIZED"));

        let wrong = client(&registry.address, Credential::basic("me", "wrong"));
        let error = wrong.ping().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.http_status()),
            (ErrorKind::Unauthorized, Some(401))
        );
        assert!(!format!("{error:?}").contains("wrong"));

        let right = client(&registry.address, Credential::basic("me", "secret"));
        right.ping().await.unwrap();
        whole_life(&right).await;
    }
}

/// Push, look, pull, list, mount, delete.
async fn whole_life(client: &Client<NativeTransport>) {
    let repository = client.repository("charts/demo").for_push();
    let sent = Arc::new(AtomicU64::new(0));
    let seen = sent.clone();
    let transfer = TransferOptions {
        progress: Some(ProgressSink::new(move |p| {
            seen.fetch_max(p.sent.max(p.received), Ordering::SeqCst);
        })),
        ..TransferOptions::default()
    };
    let chart = noise(3_000_000);
    let config = Bytes::from_static(b"{\"name\":\"demo\"}");
    let layer = Descriptor::of(media_type::HELM_CHART, &chart);
    let config_descriptor = Descriptor::of(media_type::HELM_CONFIG, &config);

    let outcome = repository
        .push_blob(&layer.digest, chart.clone(), None, &transfer)
        .await
        .unwrap();
    assert_eq!(outcome, PushOutcome::Uploaded);
    assert_eq!(sent.load(Ordering::SeqCst), 3_000_000);
    let quiet = TransferOptions::default();
    let again = repository
        .push_blob(&layer.digest, chart.clone(), None, &quiet)
        .await
        .unwrap();
    assert_eq!(again, PushOutcome::AlreadyPresent);
    repository
        .push_blob(&config_descriptor.digest, config.clone(), None, &quiet)
        .await
        .unwrap();

    // Bytes that are not what the digest says are refused by the registry.
    let lie = Digest::sha256(b"something else");
    let error = repository
        .push_blob(&lie, config.clone(), None, &quiet)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UploadInvalid);
    assert_eq!(error.registry_code(), Some("DIGEST_INVALID"));

    let manifest = chartroom_oci::ImageManifest {
        schema_version: 2,
        media_type: None,
        artifact_type: None,
        config: config_descriptor,
        layers: vec![layer.clone()],
        subject: None,
        annotations: [("a", "b")].into_iter().collect(),
    };
    let bytes = Bytes::from(go_json::to_vec(&manifest));
    let mut incomplete = manifest.clone();
    incomplete
        .layers
        .push(Descriptor::of(media_type::HELM_PROVENANCE, b"never pushed"));
    let error = repository
        .put_manifest(
            "1.0.0",
            go_json::to_vec(&incomplete).into(),
            media_type::IMAGE_MANIFEST,
        )
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ManifestBlobUnknown, "{error}");
    let digest = repository
        .put_manifest("1.0.0", bytes.clone(), media_type::IMAGE_MANIFEST)
        .await
        .unwrap();
    repository
        .put_manifest("1.0.1", bytes.clone(), media_type::IMAGE_MANIFEST)
        .await
        .unwrap();

    let reader = client.repository("charts/demo");
    let info = reader.head_manifest("1.0.0").await.unwrap();
    assert_eq!(info.digest.as_ref(), Some(&digest));
    assert_eq!(
        (info.media_type.as_str(), info.size),
        (media_type::IMAGE_MANIFEST, Some(bytes.len() as u64))
    );
    for reference in ["1.0.0".to_owned(), digest.to_string()] {
        let raw = reader.manifest(&reference).await.unwrap();
        assert_eq!((&raw.bytes, &raw.digest), (&bytes, &digest));
    }
    assert_eq!(reader.blob(&layer, &quiet).await.unwrap(), chart);
    let mut short = layer.clone();
    short.size -= 1;
    let error = reader.blob(&short, &quiet).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::SizeMismatch | ErrorKind::TooLarge),
        "{error}"
    );
    let small = TransferOptions {
        max_size: 1_000_000,
        ..TransferOptions::default()
    };
    assert_eq!(
        reader.blob(&layer, &small).await.unwrap_err().kind(),
        ErrorKind::TooLarge
    );

    let mut tags = reader.tags().await.unwrap();
    tags.sort();
    assert_eq!(tags, ["1.0.0", "1.0.1"]);
    assert_eq!(client.catalog().await.unwrap(), ["charts/demo"]);
    assert_eq!(reader.referrers(&digest, None).await.unwrap(), []);

    let error = reader.manifest("9.9.9").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ManifestUnknown);
    assert!(
        error.to_string().contains(
            "/v2/charts/demo/manifests/9.9.9\": response status code 404: manifest unknown: "
        ),
        "{error}"
    );
    assert_eq!(
        reader.head_manifest("9.9.9").await.unwrap_err().kind(),
        ErrorKind::ManifestUnknown
    );
    assert_eq!(
        client
            .repository("no/such")
            .tags()
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::NameUnknown
    );
    let missing = Descriptor::of("a/b", b"missing");
    assert_eq!(
        reader.blob(&missing, &quiet).await.unwrap_err().kind(),
        ErrorKind::BlobUnknown
    );

    let other = client.repository("charts/copy");
    let mounted = other
        .push_blob(&layer.digest, chart.clone(), Some("charts/demo"), &quiet)
        .await
        .unwrap();
    assert_eq!(mounted, PushOutcome::Mounted);

    reader.delete_manifest(&digest.to_string()).await.unwrap();
    assert_eq!(
        reader
            .manifest(&digest.to_string())
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::ManifestUnknown
    );
    other.delete_blob(&layer.digest).await.unwrap();
    assert!(!other.has_blob(&layer.digest).await.unwrap());
}

/// Cancelling an upload in the middle closes the connection: the server sees the end of it.
#[tokio::test(flavor = "multi_thread")]
async fn cancelling_stops_the_request() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let transfer = TransferOptions::default();
    let cancel = transfer.cancel.clone();
    let server = tokio::spawn(async move {
        let mut taken = 0;
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 64 * 1024];
            loop {
                let n = socket.read(&mut buffer).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&buffer[..n.min(4)]).into_owned();
                let answer = match head.as_str() {
                    "HEAD" => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                    "POST" => {
                        "HTTP/1.1 202 Accepted\r\nLocation: /put\r\nContent-Length: 0\r\n\r\n"
                    }
                    _ if n == 0 => break,
                    // The upload: take a little, slowly, and never answer. Now nobody wants it.
                    _ => {
                        taken += n;
                        cancel.cancel();
                        loop {
                            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                            match socket.read(&mut buffer).await {
                                Ok(0) | Err(_) => return taken,
                                Ok(n) => taken += n,
                            }
                        }
                    }
                };
                socket.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    });
    let client = client(&address, Credential::Anonymous);
    let bytes = noise(64_000_000);
    let error = client
        .repository("a")
        .push_blob(&Digest::sha256(&bytes), bytes.clone(), None, &transfer)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Aborted);
    let taken = tokio::time::timeout(std::time::Duration::from_secs(60), server)
        .await
        .unwrap()
        .unwrap();
    assert!(taken < bytes.len(), "the server got all {taken} bytes");
}
