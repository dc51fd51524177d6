//! Rows → one self-contained page with a table, to read and to print.

use std::io::{self, Write};

use crate::exchange::row::Row;
use crate::exchange::sink::{RowSink, WriteOptions};

/// Writes a page; it loads nothing from elsewhere and runs no script.
pub(super) struct HtmlSink<W: Write> {
    output: W,
    from: String,
    to: String,
    row: u64,
}

const STYLE: &str = "body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;\
color:#1a1a1a;background:#fff}h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}\
th,td{border-bottom:1px solid #ccc;padding:.45rem .6rem;text-align:left;vertical-align:top}td.text{white-space:pre-wrap}\
td.number,td.about{color:#595959;font-size:.85rem;white-space:nowrap}td.about{white-space:normal;width:14rem}\
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}th,td{border-color:#444}\
td.number,td.about{color:#aaa}}";

impl<W: Write> HtmlSink<W> {
    pub(super) fn begin(mut output: W, options: &WriteOptions) -> io::Result<HtmlSink<W>> {
        let (from, to) = (escaped(options.from.as_str()), escaped(options.to.as_str()));
        let title = escaped(&options.title);
        write!(
            output,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
             <body>\n<h1>{title}</h1>\n<table>\n<thead><tr><th scope=\"col\">#</th><th scope=\"col\">{from}</th>\
             <th scope=\"col\">{to}</th><th scope=\"col\">About</th></tr></thead>\n<tbody>\n"
        )?;
        Ok(HtmlSink {
            output,
            from,
            to,
            row: 0,
        })
    }
}

impl<W: Write> RowSink for HtmlSink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        self.row += 1;
        let lang = |own: &Option<crate::text::lang::Lang>, default: &str| {
            own.as_ref()
                .map_or_else(|| default.to_owned(), |lang| escaped(lang.as_str()))
        };
        let mut about: Vec<String> = Vec::new();
        about.extend(row.status.map(|status| status.to_string()));
        about.extend(row.score.map(|score| format!("match {score:.1}")));
        about.extend(row.confidence.map(|confidence| format!("confidence {confidence:.2}")));
        about.extend(
            [&row.origin, &row.context, &row.note]
                .into_iter()
                .flatten()
                .map(|text| escaped(text)),
        );
        writeln!(
            self.output,
            "<tr><td class=\"number\">{}</td><td class=\"text\" lang=\"{}\">{}</td><td class=\"text\" lang=\"{}\">{}</td>\
             <td class=\"about\">{}</td></tr>",
            self.row,
            lang(&row.source_lang, &self.from),
            escaped(&row.source),
            lang(&row.target_lang, &self.to),
            escaped(row.target.as_deref().unwrap_or_default()),
            about.join("<br>")
        )
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.output.write_all(b"</tbody>\n</table>\n</body>\n</html>\n")?;
        self.output.flush()
    }
}

/// Text for HTML content and attribute values.
pub(crate) fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
