//! Reading files somebody dropped, chose or pasted.

use bytes::Bytes;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList};

/// The files of a list, in its order.
pub fn of_list(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length())
        .filter_map(|index| list.item(index))
        .collect()
}

/// The files of a drop or a paste.
pub fn of_transfer(transfer: Option<DataTransfer>) -> Vec<File> {
    transfer
        .map(|transfer| of_list(transfer.files()))
        .unwrap_or_default()
}

/// How many files are being dragged; the browser hides their names until they are dropped.
pub fn dragged(transfer: Option<DataTransfer>) -> usize {
    let Some(items) = transfer.map(|transfer| transfer.items()) else {
        return 0;
    };
    (0..items.length())
        .filter_map(|index| items.get(index))
        .filter(|item| item.kind() == "file")
        .count()
}

/// The whole content of `file`, or the browser's reason for not giving it.
pub async fn read(file: &File) -> Result<Bytes, String> {
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => Ok(Bytes::from(Uint8Array::new(&buffer).to_vec())),
        Err(reason) => Err(reason
            .dyn_ref::<js_sys::Error>()
            .and_then(|error| error.message().as_string())
            .unwrap_or_default()),
    }
}
