//! From bytes to nodes: go-yaml's composer, which works while it parses, so that the first mistake
//! of either kind is the one reported.

use std::cell::Cell;
use std::collections::BTreeMap;

use libyaml_safer::{ErrorKind as Origin, Event, EventData, Parser};

use crate::error::{Error, ErrorKind};
use crate::reader::Portions;

/// How deep collections may be nested. go-yaml allows 10,000; a browser's stack does not.
pub const MAX_DEPTH: usize = 1000;

/// Index of a node in its [`Document`].
pub(crate) type NodeId = u32;

pub(crate) struct Node {
    pub(crate) line: u32,
    pub(crate) tag: String,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Scalar { text: String, plain: bool },
    Alias { name: String, target: NodeId },
    Sequence(Vec<NodeId>),
    Mapping(Vec<(NodeId, NodeId)>),
}

/// The first document of a stream.
pub(crate) struct Document {
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: NodeId,
    /// Whether any node has an anchor, and so may be needed twice.
    pub(crate) has_anchors: bool,
}

/// Parses the first document; none if the stream is empty.
pub(crate) fn compose(bytes: &[u8]) -> Result<Option<Document>, Error> {
    let problem = Cell::new(None);
    let mut parser = Parser::new();
    parser.set_input(Portions::new(bytes, &problem));
    let mut composer = Composer {
        parser,
        problem: &problem,
        nodes: Vec::new(),
        anchors: BTreeMap::new(),
        depth: 0,
    };
    composer.next()?;
    match composer.next()?.data {
        EventData::StreamEnd => Ok(None),
        EventData::DocumentStart {
            version_directive, ..
        } => {
            if version_directive.is_some_and(|v| (v.major, v.minor) != (1, 1)) {
                return Err(Error::yaml(
                    ErrorKind::Syntax,
                    0,
                    "found incompatible YAML document",
                ));
            }
            let first = composer.next()?;
            let root = composer.node(first)?;
            composer.next()?;
            Ok(Some(Document {
                nodes: composer.nodes,
                root,
                has_anchors: !composer.anchors.is_empty(),
            }))
        }
        _ => Ok(None),
    }
}

struct Composer<'a> {
    parser: Parser<Portions<'a>>,
    problem: &'a Cell<Option<&'static str>>,
    nodes: Vec<Node>,
    anchors: BTreeMap<String, NodeId>,
    depth: usize,
}

impl Composer<'_> {
    fn next(&mut self) -> Result<Event, Error> {
        self.parser
            .parse()
            .map_err(|error| go_error(&error, self.problem.get()))
    }

    fn add(
        &mut self,
        line: u64,
        anchor: Option<String>,
        tag: Option<String>,
        content: Content,
    ) -> NodeId {
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node {
            line: line as u32,
            tag: tag.unwrap_or_default(),
            content,
        });
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        id
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::yaml(
                ErrorKind::Limit,
                0,
                "exceeded max depth of 1000",
            ));
        }
        Ok(())
    }

    fn node(&mut self, event: Event) -> Result<NodeId, Error> {
        let line = event.start_mark.line;
        match event.data {
            EventData::Alias { anchor } => {
                let Some(&target) = self.anchors.get(&anchor) else {
                    let problem = ["unknown anchor '", &anchor, "' referenced"].concat();
                    return Err(Error::yaml(ErrorKind::Value, 0, &problem));
                };
                let content = Content::Alias {
                    name: anchor,
                    target,
                };
                Ok(self.add(line, None, None, content))
            }
            EventData::Scalar {
                anchor,
                tag,
                value,
                plain_implicit,
                ..
            } => {
                let content = Content::Scalar {
                    text: value,
                    plain: plain_implicit,
                };
                Ok(self.add(line, anchor, tag, content))
            }
            EventData::SequenceStart { anchor, tag, .. } => {
                self.enter()?;
                let id = self.add(line, anchor, tag, Content::Sequence(Vec::new()));
                let mut items = Vec::new();
                loop {
                    let event = self.next()?;
                    if matches!(event.data, EventData::SequenceEnd) {
                        break;
                    }
                    items.push(self.node(event)?);
                }
                self.nodes[id as usize].content = Content::Sequence(items);
                self.depth -= 1;
                Ok(id)
            }
            EventData::MappingStart { anchor, tag, .. } => {
                self.enter()?;
                let id = self.add(line, anchor, tag, Content::Mapping(Vec::new()));
                let mut entries = Vec::new();
                loop {
                    let event = self.next()?;
                    if matches!(event.data, EventData::MappingEnd) {
                        break;
                    }
                    let key = self.node(event)?;
                    let event = self.next()?;
                    entries.push((key, self.node(event)?));
                }
                self.nodes[id as usize].content = Content::Mapping(entries);
                self.depth -= 1;
                Ok(id)
            }
            _ => Err(Error::yaml(
                ErrorKind::Syntax,
                line,
                "unknown problem parsing YAML content",
            )),
        }
    }
}

/// go-yaml's text for a parser's error: it names the line of the problem, or of its context.
fn go_error(error: &libyaml_safer::Error, problem: Option<&'static str>) -> Error {
    if error.kind() == Origin::Io || error.kind() == Origin::Reader {
        return Error::yaml(ErrorKind::Encoding, 0, problem.unwrap_or(error.problem()));
    }
    let line_of = |mark: Option<libyaml_safer::Mark>| mark.map_or(0, |mark| mark.line);
    let line = match line_of(error.problem_mark()) {
        0 => line_of(error.context_mark()),
        // The scanner's marks count from 0, as do the parser's, but only these are corrected.
        line if error.kind() == Origin::Scanner => line + 1,
        line => line,
    };
    Error::yaml(ErrorKind::Syntax, line, error.problem())
}
