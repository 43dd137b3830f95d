//! The steps of a reading in words: each step becomes a [`Note`] with its place on a page, for the terminal and for the HTML page alike.

use std::collections::BTreeMap;
use std::ops::Range;

use aktspor::events::{DateFrom, EventKind, NoValue, Status, Step, Stop, Telling, What};
use aktspor::lang::Lang;
use aktspor::text::ActText;

use crate::cli::table::{cut, day, readable};

/// What a note is about, in the order in which notes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// The act's type or own date.
    Act,
    /// An event with this status.
    Event(Status),
    /// Something that came near to be an event.
    Near,
    /// A date with a value.
    Date,
    /// A date without.
    NoDate,
    /// Words of a rule, alone: most are nothing.
    Word,
}

/// One thing to tell.
pub struct Note {
    /// What it is about.
    pub sort: Sort,
    /// Its page, from 1; 0 where it has no place of its own.
    pub page: u32,
    /// Bytes in that page's text.
    pub span: Range<usize>,
    /// The words it is about.
    pub quote: String,
    /// What it is, in a line.
    pub headline: String,
    /// Why, a line each.
    pub details: Vec<String>,
}

/// All notes of an act: by page, and there by sort and place.
pub fn notes(steps: &[Step], act: &ActText, lang: Lang) -> Vec<Note> {
    let teller = Teller { steps, act, lang };
    let mut notes: Vec<Note> = steps.iter().filter_map(|step| teller.alone(step)).collect();
    notes.extend(teller.stopped());
    notes.sort_by_key(|note| (note.page, note.sort, note.span.start));
    notes
}

struct Teller<'a> {
    steps: &'a [Step],
    act: &'a ActText,
    lang: Lang,
}

impl Teller<'_> {
    fn say<'t>(&self, danish: &'t str, english: &'t str) -> &'t str {
        self.lang.pick(danish, english)
    }

    fn note(&self, sort: Sort, span: &Range<usize>, headline: String, details: Vec<String>) -> Note {
        let (page, on_page) = self.act.to_page_span(span.clone(), Some(span.start)).unwrap_or((0, 0..0));
        Note { sort, page, span: on_page, quote: self.quote(span), headline, details }
    }

    fn quote(&self, span: &Range<usize>) -> String {
        let raw = self.act.text.get(span.clone()).unwrap_or_default();
        cut(&raw.split_whitespace().collect::<Vec<_>>().join(" "), 100)
    }

    /// Steps that are told one by one.
    fn alone(&self, step: &Step) -> Option<Note> {
        match &step.what {
            What::Doctype(name, telling) => {
                let headline = format!("{}: {}", self.say("aktens type", "the act's type"), readable(name));
                Some(self.note(Sort::Act, &step.span, headline, vec![self.telling(*telling).to_owned()]))
            }
            What::OwnDate(date, telling) => {
                let headline = format!("{}: {}", self.say("aktens egen dato", "the act's own date"), day(&date.to_string(), self.lang));
                Some(self.note(Sort::Act, &step.span, headline, vec![self.telling(*telling).to_owned()]))
            }
            What::Date { value: Some(value), anchor, .. } => {
                let time = value.time().map(|time| time.format(" %H:%M").to_string()).unwrap_or_default();
                let headline = format!("{}{time}", day(&value.to_string(), self.lang));
                let anchor = format!("{} {}", self.say("regnet fra", "counted from"), day(&anchor.to_string(), self.lang));
                Some(self.note(Sort::Date, &step.span, headline, vec![anchor]))
            }
            What::Date { not, .. } => {
                let why = match not {
                    Some(NoValue::Born) => self.say("en fødselsdag", "a birth date"),
                    Some(NoValue::Label) => {
                        self.say("dens mærke siger, at den ikke er nogens hændelse", "its label says it is nobody's event")
                    }
                    Some(NoValue::TooCoarse) => self.say("et år, et kvartal eller en årstid", "a year, a quarter or a season"),
                    Some(NoValue::Unresolved) | None => self.say("ordene giver ingen dag her", "its words give no day here"),
                };
                Some(self.note(Sort::NoDate, &step.span, self.say("ingen dato", "no date").to_owned(), vec![why.to_owned()]))
            }
            What::Event { kind, date, status, cue } => {
                let time = date.time().map(|time| time.format(" %H:%M").to_string()).unwrap_or_default();
                let headline = format!("{} {}{time}: {status}", readable(kind.name()), day(&date.to_string(), self.lang));
                let mut details = vec![format!("{} {}", self.say("regel", "rule"), step.rule)];
                details.extend(self.link_of(step, *kind));
                details.push(self.status(*status, cue.as_deref()));
                Some(self.note(Sort::Event(*status), &step.span, headline, details))
            }
            What::Linked { .. } | What::Stopped(_) => None,
        }
    }

    /// How the event of a step got its date.
    fn link_of(&self, event: &Step, kind: EventKind) -> Vec<String> {
        let inside = |step: &&Step| step.rule == event.rule && event.span.start <= step.span.start && step.span.end <= event.span.end;
        let Some((step, date, cost, others)) = self.steps.iter().filter(inside).find_map(|step| match &step.what {
            What::Linked { date, cost, others } => Some((step, date, cost, others)),
            _ => None,
        }) else {
            let own = event.rule == format!("{kind}.akten_selv");
            let (danish, english) = match own {
                true => ("akten er selv hændelsen; dens egen dato gælder", "the act is the event itself; its own date counts"),
                false => ("kolonnens hoved fortæller, cellen daterer", "the column's head tells, the cell dates"),
            };
            return vec![self.say(danish, english).to_owned()];
        };
        let mut lines = vec![format!("{} »{}«", self.say("udløst af", "set off by"), self.quote(&step.span))];
        lines.push(match date {
            DateFrom::Text(span) => {
                let others: Vec<String> = others.iter().map(|(span, cost)| format!("»{}« {cost}", self.quote(span))).collect();
                let rivals =
                    if others.is_empty() { String::new() } else { format!("; {} {}", self.say("ellers", "else"), others.join(", ")) };
                format!("{} »{}«, {} {cost}{rivals}", self.say("dato", "date"), self.quote(span), self.say("afstand", "distance"))
            }
            DateFrom::Entry => {
                self.say("datoen er notatets, rækkens eller mailens", "the date is the entry's, row's or message's").to_owned()
            }
            DateFrom::Act => self.say("datoen er aktens egen", "the date is the act's own").to_owned(),
        });
        lines
    }

    fn status(&self, status: Status, cue: Option<&str>) -> String {
        let by = match cue {
            None => self.say("intet taler imod", "nothing speaks against it"),
            Some("afkrydsning") => self.say("feltet er ikke krydset af", "its box is not ticked"),
            Some("afsnit") => self.say("afsnittets overskrift", "the section's heading"),
            Some("dato") => self.say("dagen ligger efter skrivedagen", "the day lies after the day of writing"),
            Some("anden.navn") => self.say("et andet barn eller en anden kommune nævnes", "another child or municipality is named"),
            Some("anden.foer") => self.say("sætningen før handler om en anden", "the sentence before is about another"),
            Some(id) => return format!("{status}: {} {id}", self.say("ordene i", "the words of")),
        };
        format!("{status}: {by}")
    }

    /// Rules that stopped: one note for each place and reason, with all its rules.
    fn stopped(&self) -> Vec<Note> {
        let mut groups: BTreeMap<(usize, usize, String), (Sort, Vec<&str>)> = BTreeMap::new();
        for step in self.steps {
            let What::Stopped(stop) = &step.what else { continue };
            // Words that an event was made of are told with it.
            let used = self.steps.iter().any(|other| {
                matches!(other.what, What::Event { .. })
                    && other.rule == step.rule
                    && other.span.start <= step.span.start
                    && step.span.end <= other.span.end
            });
            if used {
                continue;
            }
            let (sort, why) = self.why(stop);
            let group = groups.entry((step.span.start, step.span.end, why)).or_insert_with(|| (sort, Vec::new()));
            if !group.1.contains(&step.rule.as_str()) {
                group.1.push(&step.rule);
            }
        }
        let tell = |((start, end, why), (sort, rules)): ((usize, usize, String), (Sort, Vec<&str>))| {
            self.note(sort, &(start..end), why, vec![rules.join(", ")])
        };
        groups.into_iter().map(tell).collect()
    }

    fn why(&self, stop: &Stop) -> (Sort, String) {
        let quoted = |words: &str, span: &Range<usize>| format!("{words} »{}«", self.quote(span));
        let say = |danish, english| self.say(danish, english).to_owned();
        match stop {
            Stop::Masked(span) => (Sort::Near, quoted(self.say("er en del af noget andet:", "is a part of something else:"), span)),
            Stop::Doctype => (Sort::Word, say("reglen gælder ikke akter af denne type", "the rule is not for acts of this type")),
            Stop::ActLacks => (Sort::Word, say("akten mangler ord, som reglen kræver", "the act lacks words that the rule needs")),
            Stop::ActHas => (Sort::Word, say("akten har ord, som reglen ikke tåler", "the act has words that the rule does not stand")),
            Stop::ClauseHas(span) => (Sort::Near, quoted(self.say("i samme led står", "in the same clause stands"), span)),
            Stop::SentenceHas(span) => (Sort::Near, quoted(self.say("i samme sætning står", "in the same sentence stands"), span)),
            Stop::SentenceLacks => {
                (Sort::Near, say("sætningen mangler ord, som reglen kræver", "the sentence lacks words that the rule needs"))
            }
            Stop::OtherThing(span) => (Sort::Word, quoted(self.say("hører til", "belongs to"), span)),
            Stop::TooFar(cost) => {
                (Sort::Near, format!("{} ({cost})", self.say("dets navneord står for langt væk", "its noun stands too far away")))
            }
            Stop::NothingSpokenOf => {
                (Sort::Word, say("sætningen har ingen ting, det kan høre til", "the sentence has no thing it can belong to"))
            }
            Stop::Taken(span) => (Sort::Word, quoted(self.say("er taget af", "is taken by"), span)),
            Stop::NoDateBeside => (Sort::Word, say("nævnt uden dato ved siden af", "named without a date beside it")),
            Stop::NoDate => (Sort::Near, say("ingen dato inden for rækkevidde", "no date in reach")),
            Stop::Begun => (Sort::Near, say("ordene fortæller, at en undersøgelse begyndte", "the words tell that an undersøgelse began")),
            Stop::InColumn => (Sort::Near, say("datoen hører til en kolonne eller en periode", "the date is that of a column or a period")),
            Stop::Waived => {
                (Sort::Near, say("samme sætning siger, at samtalen blev fravalgt", "the same sentence says that the talk was left out"))
            }
            Stop::ToldElsewhere => {
                (Sort::Near, say("akten fortæller det med en dato et andet sted", "the act tells it with a date elsewhere"))
            }
            Stop::Doubtful => (
                Sort::Near,
                say(
                    "kun denne akt fortæller det, og sagens andre akter taler imod; det tælles ikke med",
                    "this act alone tells it, and the case's others speak against it; it is not counted",
                ),
            ),
        }
    }

    fn telling(&self, telling: Telling) -> &'static str {
        let (danish, english) = match telling {
            Telling::MailHead => ("et mailhoved", "a mail's head"),
            Telling::Title => ("en titel", "a title"),
            Telling::RunningHead => ("en titel i sidehovedet", "a title in the running head"),
            Telling::Entries => ("mange linjer, der begynder med en dato", "many lines that begin with a date"),
            Telling::Text => ("ord i den løbende tekst", "words of the running text"),
            Telling::Opening => ("den sætning, akten begynder med", "the sentence that the act opens with"),
            Telling::Signs => ("dens plads i akten og det, der står ved den", "its place in the act and what stands beside it"),
            Telling::Latest => ("den seneste dato", "the latest date"),
            Telling::Neighbours => ("akterne omkring den; den har ingen selv", "the acts around it; it has none itself"),
            Telling::Nothing => ("intet kendetegn", "no mark of any type"),
        };
        self.lang.pick(danish, english)
    }
}
