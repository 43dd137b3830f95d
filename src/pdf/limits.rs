//! What one document may cost. Every loop over outside data ends at one of these.

/// Bounds on reading one document. The defaults let through every honest case act.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Largest file read, in bytes; a larger one is unreadable.
    pub file_bytes: usize,
    /// Most pages read; the rest is left out with a notice.
    pub pages: usize,
    /// Largest size a single stream may inflate to, in bytes; what is above is cut.
    pub stream_bytes: usize,
    /// Most content bytes interpreted for one page, forms counted each time they are painted.
    pub page_content_bytes: usize,
    /// Deepest nesting of forms in forms.
    pub form_depth: usize,
    /// Most words kept for one page.
    pub page_words: usize,
    /// Most ruled lines kept for one page.
    pub page_rules: usize,
    /// Most files taken out of a document; the rest is left in it.
    pub attachments: usize,
    /// Most bytes of files taken out of a document.
    pub attached_bytes: usize,
    /// Largest file given to the second opinion, in bytes (it builds everything in memory).
    pub second_opinion_bytes: usize,
    /// How long the second opinion may take, in seconds; zero switches it off.
    pub second_opinion_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 << 20,
            pages: 20_000,
            stream_bytes: 128 << 20,
            page_content_bytes: 256 << 20,
            form_depth: 24,
            page_words: 200_000,
            page_rules: 20_000,
            attachments: 1000,
            attached_bytes: 256 << 20,
            second_opinion_bytes: 16 << 20,
            second_opinion_seconds: 10,
        }
    }
}
