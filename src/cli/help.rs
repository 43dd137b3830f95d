//! The help in both languages. English stands beside the arguments ([`super::args`]); Danish, the default, is laid over it here, with the examples.

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches};

use crate::cli::args::Cli;

/// A command's words: name, what it does, examples in Danish, examples in English.
type Words = (&'static str, &'static str, &'static str, &'static str);

const TOP_DA: &str = "Læser sagsakter, laver en tidslinje for hver sag og holder den op mod dagens lov.";
const TOP_EXAMPLES: (&str, &str) = (
    "Eksempler:
  aktspor demo                                   se, hvad programmet gør
  aktspor ingest aarhus.zip                      indlæs en kommunes arkiv
  aktspor search \"samtale med barnet\"            søg i alle sider
  aktspor export checks --format xlsx --out vurderinger.xlsx

Slutkoder: 0 gjort · 2 forkert brug, eller filen er intet arkiv · 3 gjort, men akter kunne ikke læses (--strict) ·
4 lageret er i brug, nyere eller beskadiget · 5 maskinen svigtede (disk, rettigheder); det gemte gælder",
    "Examples:
  aktspor demo                                   see what the program does
  aktspor ingest aarhus.zip                      read a municipality's archive
  aktspor search \"samtale med barnet\"            search all pages
  aktspor export checks --format xlsx --out verdicts.xlsx

Exit codes: 0 done · 2 wrong use, or no archive · 3 done, but acts could not be read (--strict) ·
4 the store is in use, newer or damaged · 5 the machine failed (disk, permissions); what was kept is valid",
);

const COMMANDS: &[Words] = &[
    (
        "ingest",
        "Indlæser ZIP-arkiver, mapper og enkelte akter i lageret, hele vejen til vurderingerne",
        "Eksempler:
  aktspor ingest aarhus.zip vejle.zip
  aktspor ingest ./sager --store ./lager --jobs 4
  aktspor ingest nyt-brev.pdf --strict

Kan afbrydes og gentages: det, der er læst, læses ikke igen, og nye akter i en kendt sag laver kun den sag om.",
        "Examples:
  aktspor ingest aarhus.zip vejle.zip
  aktspor ingest ./cases --store ./store --jobs 4
  aktspor ingest new-letter.pdf --strict

Can be ended and repeated: what was read is not read again, and new acts in a known case make only that case anew.",
    ),
    (
        "export",
        "Skriver en tabel: events, timeline, checks, acts, cases",
        "Eksempler:
  aktspor export checks --format xlsx --out vurderinger.xlsx
  aktspor export events | jq -r .kind | sort | uniq -c",
        "Examples:
  aktspor export checks --format xlsx --out verdicts.xlsx
  aktspor export events | jq -r .kind | sort | uniq -c",
    ),
    (
        "search",
        "Søger i alle sider",
        "Eksempler:
  aktspor search børnesamtale
  aktspor search '\"samtale med barnet\" -skole'
  aktspor search '3. marts 2021' --limit 5 --format ndjson
  aktspor search 'hændelse:samtale kommune:lyngå år:2022' --facets
  aktspor search --batch spoergsmaal.txt --format xlsx --out traef.xlsx",
        "Examples:
  aktspor search børnesamtale
  aktspor search '\"samtale med barnet\" -skole'
  aktspor search '3. marts 2021' --limit 5 --format ndjson
  aktspor search 'event:samtale municipality:lyngå year:2022' --facets
  aktspor search --batch questions.txt --format xlsx --out hits.xlsx",
    ),
    (
        "text",
        "Udskriver teksten i én akt, side for side",
        "Eksempler:
  aktspor text afgoerelse.pdf
  aktspor text scanning.pdf --format ndjson",
        "Examples:
  aktspor text decision.pdf
  aktspor text scan.pdf --format ndjson",
    ),
    (
        "dates",
        "Finder datoerne i linjer fra standardinput",
        "Eksempel:
  echo 'mødet den 3. marts kl. 14' | aktspor dates --reference 2025-01-01",
        "Example:
  echo 'mødet den 3. marts kl. 14' | aktspor dates --reference 2025-01-01",
    ),
    (
        "demo",
        "Viser hovedopgaven på de sager, der følger med programmet",
        "Eksempel:
  aktspor demo
  aktspor demo --corpus corpus/pdf --store ./demo-lager",
        "Example:
  aktspor demo
  aktspor demo --corpus corpus/pdf --store ./demo-store",
    ),
    (
        "grammar",
        "Kontrollerer grammatikkerne, og viser hvad en ændring af dem gør",
        "Eksempler:
  aktspor grammar check --grammars ./grammars
  aktspor grammar check --grammars ./grammars -v --corpus ./lager     også hvad hver regel koster
  aktspor grammar diff - ./grammars ./lager --gold corpus/cases       - er de indbyggede

check: slutkode 2, når noget skal rettes. diff: slutkode 0 uden forskel, 1 med.",
        "Examples:
  aktspor grammar check --grammars ./grammars
  aktspor grammar check --grammars ./grammars -v --corpus ./store     also what each rule costs
  aktspor grammar diff - ./grammars ./store --gold corpus/cases       - are those built in

check: exit code 2 when something must be mended. diff: exit code 0 without a difference, 1 with one.",
    ),
    (
        "explain",
        "Viser, hvordan en akt blev læst: hvad der blev fundet, og hvad der blev prøvet og standset",
        "Eksempler:
  aktspor explain afgoerelse.pdf
  aktspor explain sag-12/03_journal.pdf --store ./lager --page 2 -v
  aktspor explain sag-12/03_journal.pdf --store ./lager --html akt.html

I lageret læses akten med sin sags navne og datoer; en enkelt fil læses alene. -v viser også ord, der ikke blev til noget.",
        "Examples:
  aktspor explain decision.pdf
  aktspor explain case-12/03_journal.pdf --store ./store --page 2 -v
  aktspor explain case-12/03_journal.pdf --store ./store --html act.html

In a store the act is read with its case's names and dates; a single file is read alone. -v also shows words that came to nothing.",
    ),
    (
        "completions",
        "Skriver udfyldning af kommandoer til en skal",
        "Eksempel:
  aktspor completions bash > ~/.local/share/bash-completion/completions/aktspor",
        "Example:
  aktspor completions bash > ~/.local/share/bash-completion/completions/aktspor",
    ),
    (
        "report",
        "Skriver en rapport: en undersøgelses tal med nævnere og intervaller, eller én sags måleskema",
        "Eksempler:
  aktspor report --out rapport.html                                  Børnesagsbarometret, til skærm og papir
  aktspor report --out rapport.xlsx --population sager.csv           til statistikeren, med kendt population
  aktspor report --study praksis-2011 --out praksis.html
  aktspor report --study tilsyn --limit 75 --earlier 2022.json --out tilsyn.html
  aktspor report --case sag-12 --out sag-12.html                     måleskemaet, udfyldt med citater
  aktspor report --schema > rapport.schema.json                      JSON Schema for rapporter i .json

En undersøgelse kan rettes: kopiér den fra grammars/studies, og giv filen med --study. docs/barometer.md beskriver metoden.",
        "Examples:
  aktspor report --out report.html                                   the barometer, for screen and paper
  aktspor report --out report.xlsx --population cases.csv            for the statistician, the population known
  aktspor report --study praksis-2011 --out practice.html
  aktspor report --study tilsyn --limit 75 --earlier 2022.json --out supervision.html
  aktspor report --case case-12 --out case-12.html                   the form, filled with quotes
  aktspor report --schema > report.schema.json                       JSON Schema of .json reports

A study can be changed: copy it from grammars/studies and give the file with --study. docs/barometer.md has the method.",
    ),
    (
        "sample",
        "Udtrækker sager, og ser efter, om det, der er sendt, svarer til udtrækket",
        "Eksempler:
  aktspor sample draw --population sager.csv --size 700 --seed 2022 --by municipality,case_type --out udtraek.json
  aktspor sample check udtraek.json
  aktspor report --sample udtraek.json --out rapport.html",
        "Examples:
  aktspor sample draw --population cases.csv --size 700 --seed 2022 --by municipality,case_type --out sample.json
  aktspor sample check sample.json
  aktspor report --sample sample.json --out report.html",
    ),
    (
        "serve",
        "Viser gennemsynssiderne i en browser på denne maskine, eller for brugere, der logger ind",
        "Eksempler:
  aktspor serve                                  på denne maskine, uden brugere
  aktspor serve --addr 0.0.0.0:8420 --host aktspor.kommune.dk --https     bag en proxy med HTTPS, når der er brugere",
        "Examples:
  aktspor serve                                  on this machine, without users
  aktspor serve --addr 0.0.0.0:8420 --host aktspor.example.dk --https     behind a proxy with HTTPS, once there are users",
    ),
    (
        "user",
        "Bestemmer, hvem der kan logge ind på gennemsynssiderne",
        "Eksempler:
  read -rs K && echo \"$K\" | aktspor user add anne --role lead
  read -rs K && echo \"$K\" | aktspor user add bo --municipality \"Lyngå Kommune\"
  aktspor user list
  aktspor user disable bo

Fra den første bruger på skal alle logge ind.",
        "Examples:
  read -rs K && echo \"$K\" | aktspor user add anne --role lead
  read -rs K && echo \"$K\" | aktspor user add bo --municipality \"Lyngå Kommune\"
  aktspor user list
  aktspor user disable bo

From the first user on everyone has to log in.",
    ),
    (
        "log",
        "Viser eller efterprøver loggen over opslag, søgninger, udtræk, afgørelser og log-ind",
        "Eksempler:
  aktspor log show --only lyngaa-01
  aktspor log verify",
        "Examples:
  aktspor log show --only lyngaa-01
  aktspor log verify",
    ),
    (
        "eval",
        "Måler mod sager med facit",
        "Eksempel:
  aktspor eval corpus/cases --store ./aktspor-store",
        "Example:
  aktspor eval corpus/cases --store ./aktspor-store",
    ),
];

/// Danish for the arguments: command (empty: all), argument, words.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("", "lang", "Sprog i det, mennesker læser; maskinoutput er altid det samme"),
    ("", "jobs", "Hvor mange akter der læses ad gangen [standard: processorens kerner]"),
    ("", "store", "Lagerets mappe"),
    ("", "verbose", "Fortæller mere på standardfejl; to gange: meget mere"),
    ("ingest", "paths", "ZIP-arkiver, mapper eller enkelte PDF'er"),
    ("ingest", "strict", "Slutter med kode 3, når en akt ikke kunne læses"),
    ("ingest", "retry", "Prøver igen med akter, der ikke kunne læses før"),
    ("ingest", "no_ocr", "Læser ikke scannede sider"),
    ("ingest", "grammars", "Mappe med grammatikker i stedet for de indbyggede"),
    ("ingest", "frister", "Kommunernes egne sagsbehandlingsfrister, TOML eller CSV"),
    ("export", "table", "Hvilken tabel"),
    ("export", "format", "Filformat"),
    ("export", "out", "Fil, der skrives, i stedet for standardoutput"),
    ("search", "query", "Ord, \"udtryk\", -uønsket, ELLER, datoer, CPR-numre, §-henvisninger"),
    ("search", "format", "text for mennesker, ndjson for programmer, csv, csv-da (dansk Excel) eller xlsx"),
    ("search", "out", "Fil, der skrives, i stedet for standardoutput"),
    ("search", "limit", "Højst så mange sider vises"),
    ("search", "offset", "Så mange sider springes over"),
    ("search", "facets", "Tæller det fundne efter kommune, sag, type, år, hændelse og kilde"),
    ("search", "copies", "Viser hver kopi af en side for sig"),
    ("search", "batch", "Kører søgningerne i en fil, én pr. linje: NAVN, tabulator, SPØRGSMÅL"),
    ("search", "save", "Gemmer søgningen under et navn"),
    ("search", "saved", "Kører en gemt søgning"),
    ("search", "list", "Viser de gemte søgninger"),
    ("text", "file", "Akten"),
    ("text", "format", "text har et sideskift (form feed) mellem siderne"),
    ("text", "no_ocr", "Læser ikke scannede sider"),
    ("dates", "reference", "Hvornår linjerne er skrevet, ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM-DDTHH:MM [standard: nu]"),
    ("dates", "format", "Outputformat"),
    ("eval", "gold", "Mappe med annoterede sager"),
    ("eval", "errors", "Nævner de første N fejl før tallene"),
    ("eval", "json", "Fil, som tallene skrives i som JSON"),
    ("demo", "corpus", "Mappe med de sager, der vises"),
    ("explain", "act", "En PDF, eller SAG/AKT i lageret"),
    ("explain", "page", "Kun denne side"),
    ("explain", "html", "Fil, som en side med teksten og dens mærker skrives i"),
    ("explain", "grammars", "Mappe med grammatikker i stedet for de indbyggede"),
    ("completions", "shell", "Skallen"),
    (
        "report",
        "out",
        "Fil, der skrives: .html, .xlsx, .json, .parquet, .csv, .da.csv (til et dansk regneark) eller .ndjson (med --case: .html)",
    ),
    (
        "report",
        "study",
        "Undersøgelse ved navn, eller en fil: boernesagsbarometer, pilot-2019, praksis-2011, tilsyn, sagsbehandlingsfrister",
    ),
    ("report", "schema", "Skriver i stedet JSON Schema for rapporter i .json: hvert felt med dets enhed"),
    ("report", "population", "CSV med populationen: en liste over sager, eller hvor mange af hver kommune og foranstaltning"),
    ("report", "sample", "Udtræk fra aktspor sample draw: andre sager udelades, og det, der mangler, nævnes"),
    ("report", "earlier", "Tidligere rapport som JSON: viser, hvad der har ændret sig"),
    ("report", "limit", "Procent, som et punkt skal nå (undersøgelsen tilsyn kræver den)"),
    ("report", "from", "Kun afgørelser fra denne dag"),
    ("report", "to", "Kun afgørelser til og med denne dag"),
    ("report", "public", "Udelader alt, der nævner en sag, til offentliggørelse"),
    ("report", "both", "Engelsk ved siden af det danske"),
    ("report", "case", "Udfylder i stedet undersøgelsens skema for denne sag"),
    ("serve", "addr", "Adresse, der lyttes på; andre end denne maskines kun, når der er brugere"),
    ("serve", "host", "Navn, siderne må kaldes ved, ud over adressen; kan gentages"),
    ("serve", "frister", "Kommunernes egne sagsbehandlingsfrister, TOML eller CSV"),
    ("serve", "oidc", "Indstillinger for en identitetsudbyder (OpenID Connect), hvor brugere kan logge ind"),
    ("serve", "https", "Siderne nås med HTTPS, gennem en proxy foran"),
    (
        "demo",
        "no_serve",
        "Slutter efter opsummeringen uden at vise gennemsynssiderne; det sker også, når standardoutput ikke er en terminal",
    ),
];

/// Danish for what a command can be told to do: command, action, argument (none: the action itself), words.
const ACTIONS: &[(&str, &str, &str, &str)] = &[
    ("grammar", "check", "", "Melder fejl med fil og linje; med -v også, hvad hver regel koster"),
    ("grammar", "check", "grammars", "Mappe med grammatikker i stedet for de indbyggede"),
    ("grammar", "check", "strict", "Regner bemærkninger for fejl"),
    ("grammar", "check", "corpus", "Lager, arkiv eller mappe med PDF'er, som prisen måles på [standard: grammatikkernes egne eksempler]"),
    ("grammar", "diff", "", "Viser, hvad der ændrer sig, når én mappe med grammatikker afløser en anden; slutkode 1, når noget gør"),
    ("grammar", "diff", "old", "Grammatikkerne før; - for de indbyggede"),
    ("grammar", "diff", "new", "Grammatikkerne efter; - for de indbyggede"),
    ("grammar", "diff", "corpus", "Lager (dets læsninger bruges igen), arkiv eller mappe med PDF'er"),
    ("grammar", "diff", "gold", "Mappe med annoterede sager: siger om hver ændring, om den blev rigtig eller forkert"),
    ("grammar", "diff", "limit", "Højst så mange ændringer nævnes af hver tabel"),
    ("sample", "draw", "", "Udtrækker sager af en liste eller af lageret"),
    ("sample", "draw", "population", "CSV med de sager, der er [standard: lagerets]"),
    ("sample", "draw", "size", "Hvor mange sager"),
    ("sample", "draw", "seed", "Frø: samme frø og liste giver de samme sager"),
    ("sample", "draw", "by", "Strata: der udtrækkes af hvert for sig"),
    ("sample", "draw", "allocation", "Hvordan antallet fordeles på strata"),
    ("sample", "draw", "municipality", "Kun denne kommune; kan gentages"),
    ("sample", "draw", "case_type", "Kun denne foranstaltning; kan gentages"),
    ("sample", "draw", "from", "Kun afgørelser fra denne dag"),
    ("sample", "draw", "to", "Kun afgørelser til og med denne dag"),
    ("sample", "draw", "out", "Fil, der skrives: .json med alt, hvad rapporten behøver, eller .csv med sagerne alene"),
    ("sample", "check", "", "Siger, hvilke sager og akter af et udtræk lageret mangler; slutkode 1, når noget mangler"),
    ("sample", "check", "sample", "Udtræk fra sample draw"),
    ("sample", "check", "format", "text for mennesker, ndjson for programmer"),
    ("user", "add", "", "Opretter en bruger; adgangskoden læses fra standardinput, én linje"),
    ("user", "add", "name", "Brugernavn"),
    ("user", "add", "role", "Hvad brugeren må"),
    ("user", "add", "cases", "En sag, brugeren må se; kan gentages"),
    ("user", "add", "municipalities", "En kommune, hvis sager brugeren må se; kan gentages"),
    ("user", "add", "all_cases", "Brugeren må se alle sager, som ledere og administratorer må"),
    ("user", "list", "", "Viser brugerne"),
    ("user", "passwd", "", "Giver en bruger en ny adgangskode, læst fra standardinput, og afslutter brugerens sessioner"),
    ("user", "passwd", "name", "Brugernavn"),
    ("user", "disable", "", "Spærrer en bruger straks; det, brugeren har afgjort, står ved magt"),
    ("user", "disable", "name", "Brugernavn"),
    ("log", "show", "", "Udskriver linjer, den nyeste sidst"),
    ("log", "show", "limit", "Højst så mange linjer, de nyeste"),
    ("log", "show", "only", "Kun linjer med denne tekst"),
    ("log", "show", "format", "text for mennesker, ndjson for programmer"),
    ("log", "verify", "", "Regner alle kontrolsummer efter; slutkode 4, når en linje ikke er, hvad der blev skrevet"),
];

/// Reads what was typed; help is in the language that is asked for anywhere on the line.
pub fn parse(typed: &[OsString]) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let is_danish = !asks_for_english(typed);
    command = if is_danish { command.about(TOP_DA).after_help(TOP_EXAMPLES.0) } else { command.after_help(TOP_EXAMPLES.1) };
    let known: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for (name, about, danish, english) in COMMANDS.iter().filter(|words| known.iter().any(|name| name == words.0)) {
        command =
            command.mut_subcommand(name, |sub| if is_danish { sub.about(*about).after_help(*danish) } else { sub.after_help(*english) });
    }
    if is_danish {
        for (name, argument, words) in ARGUMENTS {
            command = match name.is_empty() {
                true => command.mut_arg(argument, |arg| arg.help(*words)),
                false => command.mut_subcommand(name, |sub| sub.mut_arg(argument, |arg| arg.help(*words))),
            };
        }
    }
    if is_danish {
        for (name, action, argument, words) in ACTIONS {
            let lay = |sub: clap::Command| match argument.is_empty() {
                true => sub.about(*words),
                false => sub.mut_arg(argument, |arg| arg.help(*words)),
            };
            command = command.mut_subcommand(name, |parent| parent.mut_subcommand(action, lay));
        }
    }
    Cli::from_arg_matches(&command.try_get_matches_from(typed)?)
}

/// True for `--lang en` and `--lang=en`.
fn asks_for_english(typed: &[OsString]) -> bool {
    let is = |word: &OsString, text: &str| word.to_str() == Some(text);
    typed.iter().any(|word| is(word, "--lang=en")) || typed.iter().zip(typed.iter().skip(1)).any(|(a, b)| is(a, "--lang") && is(b, "en"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_commands_are_well_formed_and_have_examples() {
        Cli::command().debug_assert();
        for sub in Cli::command().get_subcommands().filter(|sub| !sub.is_hide_set()) {
            assert!(COMMANDS.iter().any(|words| words.0 == sub.get_name()), "{}", sub.get_name());
        }
    }

    #[test]
    fn help_is_danish_unless_english_is_asked_for() {
        let help = |line: &[&str]| {
            let typed: Vec<OsString> = line.iter().map(OsString::from).collect();
            parse(&typed).unwrap_err().to_string()
        };
        assert!(help(&["aktspor", "--help"]).contains("tidslinje"));
        assert!(help(&["aktspor", "--lang", "en", "--help"]).contains("timeline per case"));
        assert!(help(&["aktspor", "ingest", "--help"]).contains("Eksempler"));
        assert!(help(&["aktspor", "ingest", "--help", "--lang=en"]).contains("Examples"));
    }
}
