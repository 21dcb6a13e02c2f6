//! The command line and its environment.

use std::net::SocketAddr;
use std::path::PathBuf;

/// What `--help` prints.
pub const HELP: &str = "\
chartroom-server: the Chartroom app, an OCI registry and a proxy to public registries, in one

Usage: chartroom-server [options]

  --listen ADDRESS      where to listen (127.0.0.1:8750)
  --data FOLDER         where the registry keeps its content (./chartroom-data)
  --site FOLDER         serve the app from a folder instead of the one built in (for development)
  --proxy-allow HOST    also let the proxy reach this registry; repeatable
                        HOST, HOST:PORT, http://HOST:PORT, *.HOST; a single name or address given
                        here may be on this machine or in a private network
  --proxy-off           no proxy at all
  --allow-origin ORIGIN let pages of this origin use the registry and the proxy; repeatable
  --allow-host NAME     answer to this host name as well; repeatable
  --htpasswd FILE       ask for a user and a password at the registry (bcrypt: htpasswd -B)
  --max-blob BYTES      largest blob the registry takes (no limit)
  --open                open the app in a browser
  --help, --version

Each option can be given in the environment: CHARTROOM_LISTEN, CHARTROOM_DATA, CHARTROOM_SITE,
CHARTROOM_PROXY_ALLOW, CHARTROOM_PROXY_OFF, CHARTROOM_ALLOW_ORIGIN, CHARTROOM_ALLOW_HOST,
CHARTROOM_HTPASSWD, CHARTROOM_MAX_BLOB, CHARTROOM_OPEN. Lists are separated by commas there. The
command line wins.
";

/// What a server is told to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the registry keeps its content.
    pub data: PathBuf,
    /// A folder to serve the app from.
    pub site: Option<PathBuf>,
    /// Registries the proxy may reach besides the usual ones.
    pub proxy_allow: Vec<String>,
    /// No proxy at all.
    pub proxy_off: bool,
    /// Origins whose pages may use the registry and the proxy.
    pub allow_origin: Vec<String>,
    /// Host names the server answers to.
    pub allow_host: Vec<String>,
    /// The users of the registry.
    pub htpasswd: Option<PathBuf>,
    /// The largest blob the registry takes.
    pub max_blob: Option<u64>,
    /// Open the app in a browser.
    pub open: bool,
}

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Serve.
    Serve(Box<Options>),
    /// Print the help.
    Help,
    /// Print the version.
    Version,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8750)),
            data: PathBuf::from("chartroom-data"),
            site: None,
            proxy_allow: Vec::new(),
            proxy_off: false,
            allow_origin: Vec::new(),
            allow_host: Vec::new(),
            htpasswd: None,
            max_blob: None,
            open: false,
        }
    }
}

impl Command {
    /// Reads the command line (without the program's name) and the environment.
    ///
    /// # Errors
    /// A sentence that names the option that is wrong.
    pub fn parse(
        arguments: impl IntoIterator<Item = String>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let mut options = Options::default();
        for name in NAMES {
            let variable = format!("CHARTROOM_{}", name.to_ascii_uppercase().replace('-', "_"));
            let Some(value) = environment(&variable).filter(|value| !value.is_empty()) else {
                continue;
            };
            let taken = match *name {
                "open" | "proxy-off" if matches!(value.as_str(), "0" | "false" | "no") => Ok(()),
                "open" | "proxy-off" => options.set(name, String::new()),
                "proxy-allow" | "allow-origin" | "allow-host" => value
                    .split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                    .try_for_each(|item| options.set(name, item.to_owned())),
                _ => options.set(name, value),
            };
            taken.map_err(|problem| format!("{variable}: {problem}"))?;
        }
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--version" | "-V" => return Ok(Self::Version),
                _ => {}
            }
            let Some(rest) = argument.strip_prefix("--") else {
                return Err(format!("{argument:?} is not understood; see --help"));
            };
            let (name, attached) = match rest.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (rest, None),
            };
            if !NAMES.contains(&name) {
                return Err(format!("there is no option --{name}; see --help"));
            }
            let value = match (name, attached) {
                ("open" | "proxy-off", None) => String::new(),
                ("open" | "proxy-off", Some(_)) => return Err(format!("--{name} takes no value")),
                (_, Some(value)) => value,
                (_, None) => arguments
                    .next()
                    .ok_or_else(|| format!("--{name} needs a value"))?,
            };
            options
                .set(name, value)
                .map_err(|problem| format!("--{name}: {problem}"))?;
        }
        Ok(Self::Serve(Box::new(options)))
    }
}

const NAMES: &[&str] = &[
    "listen",
    "data",
    "site",
    "proxy-allow",
    "proxy-off",
    "allow-origin",
    "allow-host",
    "htpasswd",
    "max-blob",
    "open",
];

impl Options {
    fn set(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "listen" => self.listen = address(&value)?,
            "data" => self.data = PathBuf::from(value),
            "site" => self.site = Some(PathBuf::from(value)),
            "proxy-allow" => self.proxy_allow.push(value),
            "proxy-off" => self.proxy_off = true,
            "allow-origin" => self.allow_origin.push(origin(value)?),
            "allow-host" => self.allow_host.push(value),
            "htpasswd" => self.htpasswd = Some(PathBuf::from(value)),
            "max-blob" => {
                self.max_blob = Some(
                    value
                        .parse()
                        .map_err(|_| format!("{value:?} is not a number of bytes"))?,
                )
            }
            "open" => self.open = true,
            _ => return Err("there is no such option".to_owned()),
        }
        Ok(())
    }
}

/// Reads an address to listen at: `127.0.0.1:8750`, `[::1]:8750`, `localhost:8750`, `:8750`, `8750`.
fn address(text: &str) -> Result<SocketAddr, String> {
    let spelled = text.replacen("localhost", "127.0.0.1", 1);
    let (host, port) = spelled.rsplit_once(':').unwrap_or(("", spelled.as_str()));
    let whole = if host.is_empty() {
        format!("127.0.0.1:{port}")
    } else {
        spelled.clone()
    };
    whole
        .parse()
        .map_err(|_| format!("{text:?} is not an address such as 127.0.0.1:8750"))
}

fn origin(text: String) -> Result<String, String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest)
            if !rest.is_empty()
                && !rest
                    .trim_end_matches('/')
                    .contains(['/', '*', '@', '?', '#']) =>
        {
            Ok(text)
        }
        _ => Err(format!(
            "{text:?} is not an origin such as https://charts.example"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        match Command::parse(line.split_whitespace().map(String::from), |_| None)? {
            Command::Serve(options) => Ok(*options),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn reads_options() {
        let options = parse("--listen [::1]:99 --data=x --proxy-allow a --proxy-allow b --open")
            .expect("options");
        assert_eq!(options.listen.to_string(), "[::1]:99");
        assert_eq!(options.data, PathBuf::from("x"));
        assert_eq!(options.proxy_allow, ["a", "b"]);
        assert!(options.open);
        assert_eq!(
            parse("--listen 9000").expect("options").listen.to_string(),
            "127.0.0.1:9000"
        );
        assert_eq!(
            parse("--listen localhost:9000")
                .expect("options")
                .listen
                .to_string(),
            "127.0.0.1:9000"
        );
    }

    #[test]
    fn names_what_is_wrong() {
        for (line, part) in [
            ("--nope", "--nope"),
            ("serve", "serve"),
            ("--data", "needs a value"),
            ("--listen nowhere", "nowhere"),
            ("--listen 127.0.0.1:99999", "99999"),
            ("--allow-origin *", "origin"),
            ("--allow-origin https://a.example/path", "origin"),
            ("--max-blob 1G", "1G"),
            ("--open=1", "no value"),
        ] {
            let problem = parse(line).expect_err(line);
            assert!(problem.contains(part), "{line}: {problem}");
        }
    }

    #[test]
    fn the_environment_comes_first_and_the_command_line_wins() {
        let environment = |name: &str| match name {
            "CHARTROOM_LISTEN" => Some("127.0.0.1:1".to_owned()),
            "CHARTROOM_PROXY_ALLOW" => Some("a, b".to_owned()),
            "CHARTROOM_DATA" => Some("d".to_owned()),
            _ => None,
        };
        let command = Command::parse(
            ["--listen".to_owned(), "127.0.0.1:2".to_owned()],
            environment,
        )
        .expect("a command");
        let Command::Serve(options) = command else {
            panic!("serve")
        };
        assert_eq!(options.listen.port(), 2);
        assert_eq!(options.proxy_allow, ["a", "b"]);
        assert_eq!(options.data, PathBuf::from("d"));
    }
}
