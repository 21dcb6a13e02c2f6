//! Kinds of types and widths of numbers.

/// The signed integer types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IntKind {
    /// `int` (64 bits).
    Int,
    /// `int8`.
    Int8,
    /// `int16`.
    Int16,
    /// `int32`, also `rune`.
    Int32,
    /// `int64`.
    Int64,
}

/// The unsigned integer types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UintKind {
    /// `uint` (64 bits).
    Uint,
    /// `uint8`, also `byte`.
    Uint8,
    /// `uint16`.
    Uint16,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
    /// `uintptr`.
    Uintptr,
}

/// The widths of floating-point and complex types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FloatKind {
    /// `float32`, and the halves of `complex64`.
    Float32,
    /// `float64`, and the halves of `complex128`.
    Float64,
}

/// Go's `reflect.Kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No value at all.
    Invalid,
    /// `bool`.
    Bool,
    /// Any signed integer.
    Int(IntKind),
    /// Any unsigned integer.
    Uint(UintKind),
    /// Either float.
    Float(FloatKind),
    /// Either complex.
    Complex(FloatKind),
    /// `string`.
    String,
    /// A slice.
    Slice,
    /// An array.
    Array,
    /// A map.
    Map,
    /// A pointer.
    Pointer,
    /// A struct.
    Struct,
    /// A function.
    Func,
    /// An interface.
    Interface,
}

impl Kind {
    /// The word Go prints for the kind: `invalid`, `int64`, `map`, `ptr` …
    pub fn name(self) -> &'static str {
        match self {
            Kind::Invalid => "invalid",
            Kind::Bool => "bool",
            Kind::Int(k) => k.name(),
            Kind::Uint(k) => k.name(),
            Kind::Float(FloatKind::Float32) => "float32",
            Kind::Float(FloatKind::Float64) => "float64",
            Kind::Complex(FloatKind::Float32) => "complex64",
            Kind::Complex(FloatKind::Float64) => "complex128",
            Kind::String => "string",
            Kind::Slice => "slice",
            Kind::Array => "array",
            Kind::Map => "map",
            Kind::Pointer => "ptr",
            Kind::Struct => "struct",
            Kind::Func => "func",
            Kind::Interface => "interface",
        }
    }
}

impl IntKind {
    /// The type's name.
    pub fn name(self) -> &'static str {
        match self {
            IntKind::Int => "int",
            IntKind::Int8 => "int8",
            IntKind::Int16 => "int16",
            IntKind::Int32 => "int32",
            IntKind::Int64 => "int64",
        }
    }

    /// The value cut to the type's width, as a Go conversion does.
    pub fn wrap(self, n: i64) -> i64 {
        match self {
            IntKind::Int8 => n as i8 as i64,
            IntKind::Int16 => n as i16 as i64,
            IntKind::Int32 => n as i32 as i64,
            IntKind::Int | IntKind::Int64 => n,
        }
    }
}

impl UintKind {
    /// The type's name.
    pub fn name(self) -> &'static str {
        match self {
            UintKind::Uint => "uint",
            UintKind::Uint8 => "uint8",
            UintKind::Uint16 => "uint16",
            UintKind::Uint32 => "uint32",
            UintKind::Uint64 => "uint64",
            UintKind::Uintptr => "uintptr",
        }
    }

    /// The value cut to the type's width, as a Go conversion does.
    pub fn wrap(self, n: u64) -> u64 {
        match self {
            UintKind::Uint8 => n as u8 as u64,
            UintKind::Uint16 => n as u16 as u64,
            UintKind::Uint32 => n as u32 as u64,
            UintKind::Uint | UintKind::Uint64 | UintKind::Uintptr => n,
        }
    }
}
