//! Where files, time and randomness come from: an object the caller gives.

use chartroom_chart::ArchiveFile;
use chartroom_gotemplate::{Limits, Options as Engine};
use chartroom_render::command::{Found, Host};
use chartroom_render::folder::{Folder, Look};
use chartroom_render::gotime::Moment;
use chartroom_render::modules::Modules;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What a render is told about the world.
    pub type World;

    /// The bytes of a file of values. Throws a text of Helm's.
    #[wasm_bindgen(method, catch)]
    fn read(this: &World, path: &str) -> Result<Uint8Array, JsValue>;

    /// Throws a text of Helm's where nothing can be done.
    #[wasm_bindgen(method, catch)]
    fn prepare(this: &World) -> Result<(), JsValue>;

    /// Lines that were logged since this was asked last.
    #[wasm_bindgen(method)]
    fn log(this: &World) -> Vec<String>;

    /// A chart: the bytes of an archive, the files of a folder, names and contents in turn, or a
    /// [`Listing`]. Throws a text of Helm's.
    #[wasm_bindgen(method, catch)]
    fn chart(this: &World, path: &str) -> Result<JsValue, JsValue>;

    /// The whole path of a folder.
    #[wasm_bindgen(method)]
    fn absolute(this: &World, path: &str) -> String;

    /// Milliseconds since 1970.
    #[wasm_bindgen(method, getter)]
    fn now(this: &World) -> f64;

    /// For how many milliseconds the program had run then.
    #[wasm_bindgen(method, getter)]
    fn running(this: &World) -> f64;

    /// 32 bytes.
    #[wasm_bindgen(method, getter)]
    fn seed(this: &World) -> Vec<u8>;

    /// The namespace where none is given.
    #[wasm_bindgen(method, getter)]
    fn namespace(this: &World) -> String;

    /// The most steps, bytes and levels of nesting; nothing for the usual.
    #[wasm_bindgen(method, getter)]
    fn limits(this: &World) -> Vec<f64>;

    /// Whether to find out where lines come from.
    #[wasm_bindgen(method, getter, js_name = lineMap)]
    pub fn line_map(this: &World) -> bool;

    /// Whether to stop. Asked every few thousand steps.
    #[wasm_bindgen(method)]
    pub fn stop(this: &World) -> bool;
}

#[wasm_bindgen]
extern "C" {
    /// A folder as it was read from a disk.
    pub type Listing;

    /// Names and contents in turn.
    #[wasm_bindgen(method, getter)]
    fn files(this: &Listing) -> Array;

    /// Lines of Helm's log.
    #[wasm_bindgen(method, getter)]
    fn log(this: &Listing) -> Vec<String>;

    /// Why not all files were read.
    #[wasm_bindgen(method, getter)]
    fn failure(this: &Listing) -> Option<String>;

    /// Names and what lies there in turn: bytes of a file, the text of an error, or null for a folder.
    #[wasm_bindgen(method, getter)]
    fn looks(this: &Listing) -> Array;
}

/// A [`World`] as the renderer wants it.
pub struct Around<'a> {
    world: &'a World,
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Around<'a> {
    /// Takes a world, and its own question whether to stop.
    pub fn new(world: &'a World, stop: &'a dyn Fn() -> bool) -> Self {
        Around { world, stop }
    }
}

/// The text that JavaScript threw.
fn text(thrown: &JsValue) -> String {
    thrown
        .as_string()
        .unwrap_or_else(|| "the host threw something that is no text".to_owned())
}

impl Host for Around<'_> {
    fn prepare(&self) -> Result<(), String> {
        self.world.prepare().map_err(|thrown| text(&thrown))
    }

    fn log(&self) -> Vec<String> {
        self.world.log()
    }

    fn chart(&self, path: &str) -> Result<Found, String> {
        let found = self.world.chart(path).map_err(|thrown| text(&thrown))?;
        match found.dyn_into::<Uint8Array>() {
            Ok(bytes) => Ok(Found::Archive(bytes.to_vec())),
            Err(found) => Ok(Found::Folder(match found.dyn_into::<Array>() {
                Ok(files) => folder(&files).into(),
                Err(listing) => listed(&listing.unchecked_into()),
            })),
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let bytes = self.world.read(path).map_err(|thrown| text(&thrown))?;
        Ok(bytes.to_vec())
    }

    fn absolute(&self, path: &str) -> String {
        self.world.absolute(path)
    }

    fn now(&self) -> Moment {
        let milliseconds = self.world.now();
        let seconds = (milliseconds / 1000.0).floor();
        Moment {
            seconds: seconds as i64,
            nanos: (milliseconds - seconds * 1000.0) as u32 * 1_000_000,
        }
    }

    fn running(&self) -> i64 {
        (self.world.running() * 1e6) as i64
    }

    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        let given = self.world.seed();
        let length = given.len().min(seed.len());
        seed[..length].copy_from_slice(&given[..length]);
        seed
    }

    fn modules(&self) -> Modules {
        crate::modules::modules()
    }

    fn engine(&self) -> Engine<'_> {
        let mut limits = Limits::default();
        if let [steps, bytes, nesting] = self.world.limits()[..] {
            limits.steps = steps as u64;
            limits.bytes = bytes as u64;
            // The stack is as large as it is.
            limits.nesting = limits.nesting.min(nesting as u32);
        }
        Engine {
            limits,
            cancelled: Some(self.stop),
            ..Engine::default()
        }
    }

    fn namespace(&self) -> String {
        self.world.namespace()
    }
}

/// What a host says of a folder.
fn listed(listing: &Listing) -> Folder {
    let pairs = listing.looks();
    let mut items = pairs.iter();
    let mut looks = Vec::new();
    while let (Some(name), Some(found)) = (items.next(), items.next()) {
        let look = match (found.as_string(), found.dyn_into::<Uint8Array>()) {
            (Some(fault), _) => Look::Fault(fault),
            (None, Ok(bytes)) => Look::File(bytes.to_vec()),
            (None, Err(_)) => Look::Folder,
        };
        looks.push((name.as_string().unwrap_or_default(), look));
    }
    Folder {
        files: folder(&listing.files()),
        log: listing.log(),
        failure: listing.failure(),
        looks: Some(looks),
    }
}

/// Files out of an array of names and contents in turn.
pub fn folder(files: &Array) -> Vec<ArchiveFile> {
    let mut items = files.iter();
    let mut folder = Vec::new();
    while let (Some(name), Some(bytes)) = (items.next(), items.next()) {
        let name = name.as_string().unwrap_or_default();
        folder.push(ArchiveFile::new(name, Uint8Array::new(&bytes).to_vec(), 0));
    }
    folder
}
