//! What a browser makes of a document, by the parser of one.

use html5ever::{ParseOpts, parse_document, tendril::TendrilSink, tree_builder::TreeBuilderOpts};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Attributes that lead somewhere or load something.
const ADDRESSES: [&str; 11] = [
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "srcdoc",
    "background",
    "ping",
    "content",
];

/// A document without its texts and values.
#[derive(Default)]
pub struct Skeleton {
    /// The elements in their order, each with its depth and the names of its attributes, and all that a script or a style sheet in it
    /// says.
    pub elements: Vec<String>,
    /// What runs something or leads away from us: an event handler, or an address that is neither ours nor mail nor a telephone.
    pub dangers: Vec<String>,
}

impl Skeleton {
    pub fn of(html: &str) -> Self {
        let mut skeleton = Self::default();
        skeleton.add(&parse(html).document, 0);
        skeleton
    }

    fn add(&mut self, node: &Handle, depth: usize) {
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let attrs = attrs.borrow();
                let mut names: Vec<&str> = attrs.iter().map(|attr| &*attr.name.local).collect();
                names.sort_unstable();
                self.elements
                    .push(format!("{depth} {} {}", name.local, names.join(" ")));
                if ["script", "style"].contains(&&*name.local) {
                    self.elements.push(text_of(node));
                }
                for attr in attrs.iter() {
                    let (attribute, value) = (&*attr.name.local, attr.value.trim_start());
                    let is_address = ADDRESSES.contains(&attribute) && &*name.local != "meta";
                    if attribute.starts_with("on") || (is_address && !is_ours(value)) {
                        self.dangers.push(format!("<{} {attribute}=\"{value}\">", name.local));
                    }
                }
            }
            NodeData::Comment { .. } => self.elements.push(format!("{depth} a comment")),
            _ => {}
        }
        for child in node.children.borrow().iter() {
            self.add(child, depth + 1);
        }
        if let NodeData::Element { template_contents, .. } = &node.data
            && let Some(contents) = template_contents.borrow().as_ref()
        {
            self.add(contents, depth + 1);
        }
    }
}

fn is_ours(address: &str) -> bool {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    let starts = [
        "#",
        "?",
        "https://clinic.example/",
        // Where a place is.
        "https://www.openstreetmap.org/search?",
        "mailto:",
        "tel:",
    ];
    // The last is that there is no icon.
    is_path
        || ["", "https://clinic.example", "data:,"].contains(&address)
        || starts.iter().any(|start| address.starts_with(start))
}

/// As with JavaScript.
fn parse(html: &str) -> RcDom {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: true,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    parse_document(RcDom::default(), options).one(html)
}

fn text_of(node: &Handle) -> String {
    let children = node.children.borrow();
    let texts = children.iter().filter_map(|child| match &child.data {
        NodeData::Text { contents } => Some(contents.borrow().to_string()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn what_gets_out_of_its_place_is_seen() {
    let elements = |text: &str| {
        let page = format!("<!DOCTYPE html><title>x</title><p title=\"{text}\">{text}</p><textarea>{text}</textarea>");
        Skeleton::of(&page).elements
    };
    let innocent = elements("x");
    assert_eq!(innocent, elements("&lt;b&gt; &quot; plain"));
    for hostile in ["<b>", "\" x=\"", "</textarea><i>", "<!-- -->", "<script>x</script>"] {
        assert_ne!(innocent, elements(hostile), "{hostile}");
    }
    let dangers = |html: &str| Skeleton::of(html).dangers.len();
    assert_eq!(
        dangers("<a href=/x>x</a><form action='/y'></form><a href='tel:+44'>x</a>"),
        0
    );
    for hostile in [
        "<a href=javascript:x>",
        "<a href=' data:x'>",
        "<img src=//evil.example>",
        "<b onclick=x>",
        "<form action=https://clinic.example.evil.example>",
    ] {
        assert_eq!(dangers(hostile), 1, "{hostile}");
    }
}
