//! Keeps the linker's relocations in the module: `npm/build/unused.mjs` reads from them which data refers to which.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let wasm = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if wasm {
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    }
}
