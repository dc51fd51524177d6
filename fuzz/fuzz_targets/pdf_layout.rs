//! Any text as what `pdftotext -bbox-layout` says of a PDF → its blocks are in order and whole.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(article) = interligne::article::read_pdf_layout(text) {
        interligne_fuzz::check(&article);
    }
});
