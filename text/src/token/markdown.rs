//! Markdown: code, link targets, autolinks, inline HTML and front matter, as `CommonMark` reads them.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Protected::{Code, Markup};
use super::Token;
use super::html;
use super::mask::{disjoint, protect};

/// A link or picture that is open: where it starts, how it is written, and where what it holds ends.
struct Link {
    range: Range<usize>,
    kind: LinkType,
    content: usize,
}

/// Protected spans of a document.
pub(super) fn spans(text: &str) -> Vec<Token> {
    let start = front_matter(text);
    let mut out = Vec::new();
    if start > 0 {
        out.push(protect(0, start, Markup));
    }
    let mut found = Found {
        text: &text[start..],
        spans: Vec::new(),
        links: Vec::new(),
        code: None,
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    // A part of a document is read without its end, where labels are defined.
    let undefined = |link: BrokenLink<'_>| {
        (link.link_type == LinkType::Reference).then_some((CowStr::from(""), CowStr::from("")))
    };
    let parser = Parser::new_with_broken_link_callback(found.text, options, Some(undefined));
    let mut events = parser.into_offset_iter();
    for (event, range) in events.by_ref() {
        found.add(&event, range);
    }
    let definitions = events.reference_definitions().iter();
    found
        .spans
        .extend(definitions.map(|(_, known)| protect(known.span.start, known.span.end, Markup)));
    let spans = disjoint(found.spans).into_iter();
    out.extend(spans.map(|span| span.moved(start)));
    out
}

/// Spans so far, in the order of the parser: one may be inside another.
struct Found<'a> {
    text: &'a str,
    spans: Vec<Token>,
    links: Vec<Link>,
    /// The inline HTML element whose content is not prose, and where that starts.
    code: Option<(String, usize)>,
}

impl Found<'_> {
    fn add(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => self.protect(range.clone(), Code),
            Event::Start(Tag::HtmlBlock) => {
                let inside = html::spans(&self.text[range.clone()]);
                let moved = |span: Token| span.moved(range.start);
                self.spans.extend(inside.into_iter().map(moved));
            }
            Event::InlineHtml(_) => self.inline_html(range.clone()),
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                let is_image = matches!(event, Event::Start(Tag::Image { .. }));
                let content = range.start + 1 + usize::from(is_image);
                if is_image {
                    self.protect(range.start..content, Markup);
                }
                self.links.push(Link {
                    range,
                    kind: *link_type,
                    content,
                });
                return;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.close_link(),
            Event::FootnoteReference(_) => self.protect(range.clone(), Markup),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                let label = self.text[range.clone()].find("]:").map_or(0, |n| n + 2);
                self.protect(range.start..range.start + label, Markup);
                return;
            }
            Event::Start(_) => return,
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_),
            ) => {
                self.code = None;
            }
            _ => {}
        }
        if let Some(link) = self.links.last_mut() {
            link.content = link.content.max(range.end.min(link.range.end));
        }
    }

    fn protect(&mut self, range: Range<usize>, kind: super::Protected) {
        self.spans.push(protect(range.start, range.end, kind));
    }

    /// Protects what stands behind the text of a link, but for the bracket; where the text is the label, all of it.
    fn close_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        let is_label = matches!(
            link.kind,
            LinkType::Autolink | LinkType::Email | LinkType::Shortcut | LinkType::Collapsed
        );
        if is_label {
            self.protect(link.range, Markup);
        } else if let Some(n) = self.text[link.content..link.range.end].find(']') {
            let behind = link.content + n + 1;
            let end = attributes(self.text, link.range.end);
            self.protect(behind..end, Markup);
        }
    }

    fn inline_html(&mut self, range: Range<usize>) {
        let tag = &self.text[range.clone()];
        if let Some((name, start)) = &self.code {
            let closes = tag
                .strip_prefix("</")
                .and_then(|rest| rest.get(..name.len()))
                .is_some_and(|closing| closing.eq_ignore_ascii_case(name));
            if closes {
                self.spans.push(protect(*start, range.start, Code));
                self.code = None;
            }
        } else {
            self.code = html::opens_code(tag).map(|name| (name, range.end));
        }
        self.protect(range, Markup);
    }
}

/// Where the YAML or TOML front matter ends; 0 where there is none.
fn front_matter(text: &str) -> usize {
    let Some(mark) = ["---\n", "+++\n", "---\r\n", "+++\r\n"]
        .iter()
        .find(|m| text.starts_with(**m))
    else {
        return 0;
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if at > mark.len() && line.trim_end() == mark.trim_end() {
            return at;
        }
    }
    0
}

/// Where the attributes `{.name #id}` end that some writers put behind a target; `at` where there are none.
fn attributes(text: &str, at: usize) -> usize {
    if !text[at..].starts_with('{') {
        return at;
    }
    let close = text[at..]
        .bytes()
        .take(512)
        .position(|b| b == b'}' || b == b'\n');
    close
        .filter(|close| text.as_bytes()[at + close] == b'}')
        .map_or(at, |close| at + close + 1)
}
