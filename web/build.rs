//! Keeps the linker's relocations in the page's wasm: `web/post-build.mjs` cuts the module into the part that the first
//! view needs and the parts that are loaded later, and reads from them what calls what.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let wasm = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if wasm {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
