use std::mem;

use chrono::NaiveDate;

/// The day of an act, from its first line; of a passage: what the acts around it would tell in a case.
pub fn day_of(html: &str) -> NaiveDate {
    html.split_once("date: ").unwrap().1[..10].parse().unwrap()
}

/// The text of an act's HTML fragment in the form that [`aktspor::text::plain`] takes: a block a line, `# ` before headings, `- ` before list items, the
/// cells of a table's row between tabs, an empty line after a paragraph. Marks, comments, and the letterhead and foot of a page are left out.
///
/// The passages close every tag that they open, which is what makes this short.
pub fn plain_text(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.words(&rest[..at]);
        let (tag, after) = match rest[at..].strip_prefix("<!--") {
            Some(comment) => ("", comment.split_once("-->").unwrap().1),
            None => rest[at + 1..].split_once('>').unwrap(),
        };
        text.tag(tag);
        rest = after;
    }
    text.words(rest);
    text.flush("");
    text.out
}

/// The text so far, and what is open.
#[derive(Default)]
struct Text {
    out: String,
    /// The open block's words, or those of the open cell.
    open: String,
    /// The heading, paragraph, item or row that is open: what is inside belongs to it.
    block: Option<String>,
    cells: Vec<String>,
    /// How many `div` are open inside the one that is left out, itself counted.
    left_out: usize,
}

impl Text {
    fn words(&mut self, raw: &str) {
        if self.left_out == 0 {
            let line: String = decoded(raw).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
            self.open.push_str(&line);
        }
    }

    fn tag(&mut self, tag: &str) {
        let (ends, tag) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        let name = tag.split([' ', '/']).next().unwrap();
        if self.left_out > 0 || (name == "div" && ["\"hoved", "\"fod"].iter().any(|class| tag.contains(class))) {
            match (name, ends) {
                ("div", false) => self.left_out += 1,
                ("div", true) => self.left_out -= 1,
                _ => {}
            }
            return;
        }
        match (self.block.as_deref(), name) {
            (_, "br" | "hr") => self.open.push('\n'),
            (Some("tr"), "td" | "th") => {
                let cell = mem::take(&mut self.open);
                if ends {
                    self.cells.push(folded(&cell));
                }
            }
            (Some(block), _) if block == name && ends => self.end(name),
            (None, "h1" | "h2" | "h3" | "p" | "li" | "tr") if !ends => {
                self.flush("");
                self.block = Some(name.to_owned());
            }
            (None, "ul" | "ol" | "table" | "thead" | "tbody" | "div") => self.flush(""),
            _ => {}
        }
    }

    /// Ends the open block.
    fn end(&mut self, name: &str) {
        self.block = None;
        match name {
            "tr" => {
                self.open.clear();
                self.out += &format!("{}\n", mem::take(&mut self.cells).join("\t"));
            }
            "li" => {
                self.open = folded(&self.open);
                self.flush("- ");
            }
            "p" => {
                self.flush("");
                self.out.push('\n');
            }
            _ => self.flush("# "),
        }
    }

    /// Writes the lines of `open` that hold anything, the first of them after `sign`.
    fn flush(&mut self, mut sign: &str) {
        for line in mem::take(&mut self.open).lines().map(folded).filter(|line| !line.is_empty()) {
            self.out += &format!("{sign}{line}\n");
            sign = "";
        }
    }
}

/// Runs of white space as one space, none at the ends.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without the entities that the acts use; another one is an error of the act's.
fn decoded(raw: &str) -> String {
    const ENTITIES: [(&str, &str); 6] = [("&nbsp;", " "), ("&ndash;", "–"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    let mut text = raw.to_owned();
    for (entity, letter) in ENTITIES {
        text = text.replace(entity, letter);
    }
    assert!(!text.contains("&#"), "a numeric entity");
    text
}

#[test]
fn a_fragment_becomes_lines() {
    let html = "<!-- render: chromium -->\n<div class=\"hoved\"><div>Brevhoved</div></div>\n<h2>Notat</h2>\n\
        <p>Født&nbsp;<b>i\nmaj</b><br>\n<ev k=\"x\" d=\"y\">5 &lt; 6</ev></p><ul><li>et<br>punkt</li></ul>\n\
        <table><tr><th>Dato</th> <td></td><td><p>3.\nmaj</p></td></tr></table>løst<hr>sidst";
    assert_eq!(plain_text(html), "# Notat\nFødt i maj\n5 < 6\n\n- et punkt\nDato\t\t3. maj\nløst\nsidst\n");
}
