//! From bytes to nodes: go-yaml's composer, which works while it parses, so that the first mistake
//! of either kind is the one reported.

use chartroom_gotext::{Index, join};
use std::borrow::Cow;

use crate::error::Error;
use crate::events::{EventKind, Parser, Properties};
use crate::input::from_utf16;

/// How deep collections may be nested. go-yaml allows 10,000; a browser's stack does not.
pub const MAX_DEPTH: usize = 1000;

/// Index of a node in its [`Document`].
pub(crate) type NodeId = u32;

pub(crate) struct Node<'a> {
    pub(crate) line: u32,
    pub(crate) tag: String,
    pub(crate) content: Content<'a>,
}

pub(crate) enum Content<'a> {
    Scalar { text: Cow<'a, str>, plain: bool },
    Alias { name: &'a str, target: NodeId },
    Sequence(Vec<NodeId>),
    Mapping(Vec<(NodeId, NodeId)>),
}

/// The first document of a stream.
pub(crate) struct Document<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) root: NodeId,
}

/// Composes the first document and hands it to `with`; nothing is handed over if the stream is empty.
pub(crate) fn compose<T>(
    bytes: &[u8],
    with: impl FnOnce(Option<Document<'_>>) -> Result<T, Error>,
) -> Result<T, Error> {
    let transcoded = from_utf16(bytes);
    let composer = match &transcoded {
        Some((text, problem)) => Composer::new(text, *problem),
        None => Composer::new(bytes, None),
    };
    with(composer.document()?)
}

struct Composer<'a> {
    parser: Parser<'a>,
    nodes: Vec<Node<'a>>,
    anchors: Index,
}

/// A collection whose end has not come yet.
enum Open {
    Sequence(NodeId, Vec<NodeId>),
    Mapping {
        id: NodeId,
        entries: Vec<(NodeId, NodeId)>,
        key: Option<NodeId>,
    },
}

impl<'a> Composer<'a> {
    fn new(bytes: &'a [u8], problem: Option<&'static str>) -> Self {
        Self {
            parser: Parser::new(bytes, problem),
            nodes: Vec::new(),
            anchors: Index::new(),
        }
    }

    fn document(mut self) -> Result<Option<Document<'a>>, Error> {
        self.parser.next()?;
        if !matches!(self.parser.next()?.kind, EventKind::DocumentStart) {
            return Ok(None);
        }
        let root = self.root()?;
        // The document's end is looked at, and so is the token behind it.
        self.parser.next()?;
        Ok(Some(Document {
            nodes: self.nodes,
            root,
        }))
    }

    fn add(&mut self, line: u32, properties: Properties<'a>, content: Content<'a>) -> NodeId {
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node {
            line,
            tag: properties.tag,
            content,
        });
        if let Some(anchor) = properties.anchor {
            self.anchors.insert(anchor.to_owned(), id as usize);
        }
        id
    }

    /// Builds the root and all below it, without recursion: the text decides how deep it gets.
    fn root(&mut self) -> Result<NodeId, Error> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let event = self.parser.next()?;
            let line = event.line;
            let done = match event.kind {
                EventKind::SequenceStart(properties) => {
                    let id = self.add(line, properties, Content::Sequence(Vec::new()));
                    open.push(Open::Sequence(id, Vec::new()));
                    None
                }
                EventKind::MappingStart(properties) => {
                    let id = self.add(line, properties, Content::Mapping(Vec::new()));
                    open.push(Open::Mapping {
                        id,
                        entries: Vec::new(),
                        key: None,
                    });
                    None
                }
                EventKind::SequenceEnd | EventKind::MappingEnd => {
                    let is_sequence = matches!(event.kind, EventKind::SequenceEnd);
                    let (id, content) = match open.pop() {
                        Some(Open::Sequence(id, items)) if is_sequence => {
                            (id, Content::Sequence(items))
                        }
                        Some(Open::Mapping {
                            id,
                            entries,
                            key: None,
                        }) if !is_sequence => (id, Content::Mapping(entries)),
                        _ => return Err(unexpected(line)),
                    };
                    self.nodes[id as usize].content = content;
                    Some(id)
                }
                kind => Some(self.leaf(line, kind)?),
            };
            if open.len() > MAX_DEPTH {
                return Err(too_deep());
            }
            let Some(done) = done else { continue };
            match open.last_mut() {
                None => return Ok(done),
                Some(Open::Sequence(_, items)) => items.push(done),
                Some(Open::Mapping { entries, key, .. }) => match key.take() {
                    None => *key = Some(done),
                    Some(key) => entries.push((key, done)),
                },
            }
        }
    }

    fn leaf(&mut self, line: u32, kind: EventKind<'a>) -> Result<NodeId, Error> {
        match kind {
            EventKind::Scalar {
                properties,
                text,
                plain,
            } => Ok(self.add(line, properties, Content::Scalar { text, plain })),
            EventKind::Alias(name) => {
                let Some(target) = self.anchors.get(name) else {
                    let problem = join(&["unknown anchor '", name, "' referenced"], "");
                    return Err(Error::yaml(0, &problem));
                };
                let target = *target as NodeId;
                let content = Content::Alias { name, target };
                Ok(self.add(line, Properties::default(), content))
            }
            _ => Err(unexpected(line)),
        }
    }
}

/// go-yaml's parser gets here, and panics, only for malformed flow collections.
#[cold]
fn unexpected(line: u32) -> Error {
    let problem = "attempted to parse unknown event";
    Error::yaml(line, problem)
}

#[cold]
pub(crate) fn too_deep() -> Error {
    Error::yaml(0, "exceeded max depth of 1000")
}
