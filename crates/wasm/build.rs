//! Keeps the linker's relocations in the module: `npm/build/unused.mjs` reads from them which data refers to which.

/// Where functions that are called through the table begin. `unused.mjs` puts them back to the start of
/// the table; until then their numbers differ from all other numbers of the code.
const TABLE_BASE: u32 = 2_775_642;

/// Bytes of stack. Data comes after it, and below 2²⁰ its addresses are a byte shorter in code.
const STACK: u32 = (1 << 20) - (1 << 16);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let wasm = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    if wasm {
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
        println!("cargo::rustc-link-arg-cdylib=--table-base={TABLE_BASE}");
        println!("cargo::rustc-link-arg-cdylib=-zstack-size={STACK}");
    }
}
