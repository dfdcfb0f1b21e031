//! XML of a part, element by element, within limits and without what could say anything: document
//! types and entities of its own.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::archive::wrong;
use crate::error::Error;

/// How deep elements may stand within each other. A table within a table within a box has some fifty.
const DEPTH_MAX: usize = 256;

/// Something that begins, ends, or is said.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    /// An element begins: its name without prefix, and itself.
    Open(&'a str, &'a BytesStart<'a>),
    /// The element of this name ends.
    Close(&'a str),
    /// Words.
    Text(&'a str),
}

/// Shows `visit` the nodes of `xml`, which is the part called `name`, in order.
pub(super) fn scan(
    xml: &[u8],
    name: &str,
    visit: &mut dyn FnMut(Node<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let broken = |why: String| wrong(format!("its part {name} is broken: {why}"));
    let text = std::str::from_utf8(xml)
        .map_err(|error| broken(format!("it is no text in UTF-8 ({error})")))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0;
    loop {
        let event = reader.read_event().map_err(|error| broken(error.to_string()))?;
        match event {
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(broken("it ends too early".to_owned())),
            Event::DocType(_) => return Err(broken("it declares a document type".to_owned())),
            Event::Start(element) => {
                depth += 1;
                if DEPTH_MAX < depth {
                    return Err(broken("its elements are too deep within each other".to_owned()));
                }
                visit(Node::Open(&local(element.local_name().as_ref()), &element))?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(&local(element.local_name().as_ref())))?;
            }
            Event::Text(it) => {
                let text = it.decode().map_err(|error| broken(error.to_string()))?;
                visit(Node::Text(&text))?;
            }
            Event::CData(it) => {
                let text = it.decode().map_err(|error| broken(error.to_string()))?;
                visit(Node::Text(&text))?;
            }
            Event::GeneralRef(it) => {
                let c = it.resolve_char_ref().map_err(|error| broken(error.to_string()))?;
                let entity = local(&it);
                match (c, resolve_predefined_entity(&entity)) {
                    (Some(c), _) => visit(Node::Text(&c.to_string()))?,
                    (None, Some(text)) => visit(Node::Text(text))?,
                    (None, None) => return Err(broken(format!("nobody knows &{entity};"))),
                }
            }
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// The attribute called `name`, whatever its prefix; none when it is not there or broken.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .filter_map(Result::ok)
        .find(|it| it.key.local_name().as_ref() == name.as_bytes())?;
    found.unescape_value().ok().map(std::borrow::Cow::into_owned)
}

fn local(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
