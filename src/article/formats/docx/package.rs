//! The package around a DOCX file's text: which parts it has, and what it says of itself.

use crate::article::draft::Metadata;
use crate::article::formats::container::Container;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::xml;
use crate::article::formats::xml::{Node, Part, Space};

/// The relations of a part: what it is related to, by kind (ECMA-376 part 2, 6.5).
pub(crate) struct Relations(Vec<(String, String)>);

impl Relations {
    /// The relations of the part `of`, or of the whole package when it is empty.
    pub(crate) fn of(container: &mut Container<'_>, of: &str) -> Result<Relations, DocumentError> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let name = format!("{prefix}_rels/{file}.rels");
        let Some(bytes) = container.part(&name)? else {
            return Ok(Relations(Vec::new()));
        };
        let text = xml::decode(bytes, DocumentFormat::Docx, &name)?;
        let mut part = Part::new(&text, DocumentFormat::Docx, &name);
        let mut relations = Vec::new();
        while let Some(node) = part.next()? {
            let Node::Start(element) = node else { continue };
            if element.attribute("TargetMode").as_deref() == Some("External") {
                continue;
            }
            if let (Some(kind), Some(target)) = (element.attribute("Type"), element.attribute("Target")) {
                let target = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("{prefix}{target}"),
                };
                relations.push((kind, target));
            }
        }
        Ok(Relations(relations))
    }

    /// The first part that it has a relation of this kind to.
    pub(crate) fn first(&self, kind: &str) -> Option<String> {
        let found = self.0.iter().find(|(found, _)| found.ends_with(kind));
        found.map(|(_, target)| target.clone())
    }
}

/// The title, language and date in the package's properties (ECMA-376 part 2, 8).
pub(crate) fn properties(container: &mut Container<'_>, name: &str) -> Result<Metadata, DocumentError> {
    let mut metadata = Metadata::default();
    let Some(bytes) = container.part(name)? else {
        return Ok(metadata);
    };
    let text = xml::decode(bytes, DocumentFormat::Docx, name)?;
    let mut part = Part::new(&text, DocumentFormat::Docx, name);
    while let Some(node) = part.next()? {
        let Node::Start(element) = node else { continue };
        if element.space != Space::Dublin {
            continue;
        }
        match element.name() {
            "title" => metadata.title = Some(part.text()?),
            "language" => metadata.lang = Some(part.text()?),
            "created" => metadata.date = Some(part.text()?),
            "modified" if metadata.date.is_none() => metadata.date = Some(part.text()?),
            _ => {}
        }
    }
    Ok(metadata)
}
