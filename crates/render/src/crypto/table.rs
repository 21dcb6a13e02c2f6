//! The functions as templates see them: arguments checked here, the work done by whoever has it.

use chartroom_gotemplate::value::{INT, LIST, Named, Record, STRING, Type, UINT32};
use chartroom_gotemplate::{Context, Definition, Error, Value};

use super::question::{Answer, Circumstances, Question, address};
use crate::engine::Host;

/// The functions of this module.
pub const TABLE: &[Definition] = &[
    Definition::new("bcrypt", &[STRING], STRING, |cx, a| call(cx, "bcrypt", a)),
    Definition::new("htpasswd", &[STRING, STRING], STRING, |cx, a| {
        call(cx, "htpasswd", a)
    }),
    Definition::new("encryptAES", &[STRING, STRING], STRING, |cx, a| {
        call(cx, "encryptAES", a)
    }),
    Definition::new("decryptAES", &[STRING, STRING], STRING, |cx, a| {
        call(cx, "decryptAES", a)
    }),
    Definition::new(
        "derivePassword",
        &[UINT32, STRING, STRING, STRING, STRING],
        STRING,
        |cx, a| call(cx, "derivePassword", a),
    ),
    Definition::new("genPrivateKey", &[STRING], STRING, |cx, a| {
        call(cx, "genPrivateKey", a)
    }),
    Definition::new("genCA", &[STRING, INT], CERTIFICATE, |cx, a| {
        call(cx, "genCA", a)
    }),
    Definition::new(
        "genCAWithKey",
        &[STRING, INT, STRING],
        CERTIFICATE,
        |cx, a| call(cx, "genCAWithKey", a),
    ),
    Definition::new(
        "genSelfSignedCert",
        &[STRING, LIST, LIST, INT],
        CERTIFICATE,
        |cx, a| call(cx, "genSelfSignedCert", a),
    ),
    Definition::new(
        "genSelfSignedCertWithKey",
        &[STRING, LIST, LIST, INT, STRING],
        CERTIFICATE,
        |cx, a| call(cx, "genSelfSignedCertWithKey", a),
    ),
    Definition::new(
        "genSignedCert",
        &[STRING, LIST, LIST, INT, CERTIFICATE],
        CERTIFICATE,
        |cx, a| call(cx, "genSignedCert", a),
    ),
    Definition::new(
        "genSignedCertWithKey",
        &[STRING, LIST, LIST, INT, CERTIFICATE, STRING],
        CERTIFICATE,
        |cx, a| call(cx, "genSignedCertWithKey", a),
    ),
    Definition::new(
        "buildCustomCert",
        &[STRING, STRING],
        CERTIFICATE,
        |cx, a| call(cx, "buildCustomCert", a),
    ),
];

/// Sprig's `certificate`: PEM of a certificate and of its key.
const CERTIFICATE: &Type = &Type::Named(&Named {
    name: "sprig.certificate",
    underlying: &Type::Struct(&[("Cert", STRING), ("Key", STRING)]),
    methods: &[],
    text: None,
});

fn call(cx: &mut Context<'_>, function: &str, args: &[Value]) -> Result<Value, Error> {
    let mut question = Question {
        function: function.to_owned(),
        ..Question::default()
    };
    for (n, arg) in args.iter().enumerate() {
        match arg.basic() {
            Value::List(_) | Value::Null(_) if n == 1 => question.addresses = addresses(arg)?,
            Value::List(_) | Value::Null(_) => question.names = names(arg)?,
            Value::Int(_, n) => question.number = *n,
            Value::Uint(_, n) => question.number = *n as i64,
            Value::String(text) => question.texts.push(text.to_vec()),
            other => {
                for name in ["Cert", "Key"] {
                    question.texts.push(field(other, name));
                }
            }
        }
    }
    let host = cx
        .host::<Host>()
        .ok_or_else(|| Error::new("no randomness outside of a render"))?;
    let mut around = Circumstances {
        random: host.random.clone(),
        now: host.now,
    };
    let outcome = super::ask(&question, &mut around, &host.modules);
    host.random = around.random;
    match outcome.map_err(Error::new)? {
        Answer::Text(text) => Ok(Value::from(text)),
        Answer::Certificate(certificate, key) => Ok(Value::object(Record::new(
            CERTIFICATE,
            vec![Value::from(certificate), Value::from(key)],
        ))),
    }
}

fn field(value: &Value, name: &str) -> Vec<u8> {
    let field = match value.indirect() {
        Value::Struct(object) => object.field(name.as_bytes()),
        _ => None,
    };
    let text = field.as_ref().and_then(Value::as_str);
    text.map(|text| text.to_vec()).unwrap_or_default()
}

/// The strings of a list; what is none is complained about in those words.
fn strings(
    list: &Value,
    complaint: &str,
    check: fn(&str) -> Result<(), String>,
) -> Result<Vec<String>, Error> {
    let items = list.as_list().map(|list| list.to_vec()).unwrap_or_default();
    items
        .iter()
        .map(|item| match item {
            Value::String(text) => {
                let text = text.to_text().into_owned();
                check(&text).map_err(Error::new)?;
                Ok(text)
            }
            other => {
                let shown = crate::sprig::strval(other);
                Err(Error::new(format!(
                    "{complaint}: {} is not a string",
                    shown.to_text()
                )))
            }
        })
        .collect()
}

fn addresses(list: &Value) -> Result<Vec<String>, Error> {
    strings(list, "error parsing ip", |text| address(text).map(drop))
}

fn names(list: &Value) -> Result<Vec<String>, Error> {
    strings(list, "error processing alternate dns name", |_| Ok(()))
}
