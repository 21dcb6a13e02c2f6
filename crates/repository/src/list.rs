//! `repositories.yaml`: which repositories a person has added.

use chartroom_yaml::{Error, Field, GoType, Json, StructType, to_json};

const fn text(json: &'static str) -> Field {
    Field {
        json,
        ty: GoType::String,
    }
}

const fn switch(json: &'static str) -> Field {
    Field {
        json,
        ty: GoType::Bool,
    }
}

static ENTRY: GoType = GoType::Pointer(&GoType::Struct(&StructType {
    name: "repo.Entry",
    fields: &[
        text("name"),
        text("url"),
        text("username"),
        text("password"),
        text("certFile"),
        text("keyFile"),
        text("caFile"),
        switch("insecure_skip_tls_verify"),
        switch("pass_credentials_all"),
    ],
}));

static FILE: GoType = GoType::Struct(&StructType {
    name: "repo.File",
    fields: &[
        text("apiVersion"),
        Field {
            json: "generated",
            ty: GoType::Time,
        },
        Field {
            json: "repositories",
            ty: GoType::Slice(&ENTRY),
        },
    ],
});

/// The repositories of a `repositories.yaml`, in its order, as objects with the names of the file.
///
/// # Errors
/// Helm's text, for what is no such file.
pub fn repositories(yaml: &[u8]) -> Result<Vec<Json>, Error> {
    let mut file = to_json(yaml, &FILE)?;
    let Json::Object(members) = &mut file else {
        return Ok(Vec::new());
    };
    match members.get_mut("repositories").map(std::mem::take) {
        Some(Json::Array(entries)) => Ok(entries),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_helm_reads_it() {
        let file = b"apiVersion: ''\nrepositories:\n- {name: a, url: 'https://a', pass_credentials_all: true}\n- name: b\n";
        let list = repositories(file).unwrap();
        assert_eq!(list[0].get("url").and_then(Json::as_str), Some("https://a"));
        assert_eq!(list[0].get("pass_credentials_all"), Some(&Json::Bool(true)));
        assert_eq!(list[1].get("name").and_then(Json::as_str), Some("b"));
        assert!(repositories(b"").unwrap().is_empty());
        assert_eq!(
            repositories(b"repositories: 1\n").unwrap_err().to_string(),
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field File.repositories of type []*repo.Entry"
        );
    }
}
