//! What a push and a pull cost: requests, and how many of them at once.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chartroom_helm::{Provenance, PullOptions, PushOptions, pull, push};
use chartroom_registry::{
    Client, Method, Options, Request, Response, SendOptions, Transport, TransportError,
};
use common::{Memory, plan, provenance, reference, run, small};

/// A registry that takes its time, so that requests overlap.
#[derive(Clone)]
struct Slow {
    memory: Memory,
    flying: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Transport for Slow {
    async fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> Result<Response, TransportError> {
        let flying = self.flying.fetch_add(1, Ordering::SeqCst) + 1;
        // A request that only asks is soon over; uploads are what a line is busy with.
        if request.method == Method::Put {
            self.most.fetch_max(flying, Ordering::SeqCst);
        }
        for _ in 0..8 {
            let mut waited = false;
            std::future::poll_fn(|context| {
                if std::mem::replace(&mut waited, true) {
                    return std::task::Poll::Ready(());
                }
                context.waker().wake_by_ref();
                std::task::Poll::Pending
            })
            .await;
        }
        let answer = self.memory.send(request, options).await;
        self.flying.fetch_sub(1, Ordering::SeqCst);
        answer
    }

    async fn sleep(&self, _duration: Duration) {}
}

#[test]
fn requests_of_a_push_and_a_pull() {
    let memory = Memory::new();
    let slow = Slow {
        memory: memory.clone(),
        flying: Arc::default(),
        most: Arc::default(),
    };
    let client = Client::new(slow.clone(), Options::new("registry.test"));
    let archive = small("demo", "1.0.0");
    let prov = provenance("demo-1.0.0.tgz", &archive);
    let plan = plan(&archive, Some(&prov));
    run(push(&client, &plan, PushOptions::default())).unwrap();
    // Helm asks for the manifest, HEAD POST PUT for each of three blobs, puts the manifest by its
    // digest, reads it back and puts it by its tag: 13. The two in the middle are not needed.
    let requests = memory.requests();
    assert_eq!(requests.len(), 11, "{requests:#?}");
    // Three, as with Helm.
    assert_eq!(slow.most.load(Ordering::SeqCst), 3);

    // Again: Helm takes three.
    run(push(&client, &plan, PushOptions::default())).unwrap();
    let requests = memory.requests();
    let digest = &plan.manifest_digest;
    assert_eq!(
        requests,
        [
            format!("HEAD /v2/charts/demo/manifests/{digest}"),
            "PUT /v2/charts/demo/manifests/1.0.0".to_owned()
        ]
    );

    // The manifest and three blobs. Helm pulls twice for a provenance file: six.
    let options = PullOptions {
        provenance: Provenance::Required,
        ..PullOptions::default()
    };
    run(pull(&client, &reference("demo:1.0.0"), options)).unwrap();
    let requests = memory.requests();
    assert_eq!(requests.len(), 4, "{requests:#?}");
    assert_eq!(requests[0], "GET /v2/charts/demo/manifests/1.0.0");
}
