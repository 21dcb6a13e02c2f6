//! The rules of the distribution specification against the store on disk, in process and served.

mod support;

use chartroom_embedded_registry::{Registry, conformance};
use chartroom_server::store::DiskStore;
use support::{Folder, Http, Server};

#[test]
fn the_store_on_disk_conforms() {
    let folder = Folder::new();
    let (store, inspection) = DiskStore::open(folder.path()).expect("a store");
    assert!(inspection.notices.is_empty());
    let registry = Registry::new(store);
    conformance::run(&|request| registry.answer(request), "disk");
    drop(registry);
    // What was left is sound, whatever the cases did.
    let (_, inspection) = DiskStore::open(folder.path()).expect("a store");
    assert_eq!(inspection.notices, Vec::<String>::new());
    for empty in ["uploads", "temporary"] {
        let left = std::fs::read_dir(folder.path().join(empty))
            .expect("a folder")
            .count();
        // Cases that leave an upload open are the only ones that leave a file.
        assert!(
            empty == "uploads" || left == 0,
            "{empty} holds {left} files"
        );
    }
}

#[test]
fn the_running_server_conforms() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    conformance::run(&|request| http.send(request), "served");
}
