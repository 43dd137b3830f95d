#!/bin/sh
# Writes docs/law.md to standard output: each check's doc comment from src/checks, and its paragraphs from grammars/law. `make docs` keeps the
# result, `make lint` compares it.
set -eu
cd "$(dirname "$0")/.."

# The checks in the order in which verdicts come.
checks=$(sed -n '/^    CheckKind {/,/^    }/s/.*= "\([a-z_0-9]*\)".*/\1/p' src/checks/model.rs)
[ -n "$checks" ] || { echo 'no checks found in src/checks/model.rs' >&2; exit 1; }

cat <<'END'
# Kontrollerne og deres paragraffer

*Skrevet af `make docs` ud fra `src/checks/*.rs` og `grammars/law/*.toml`; ret dér, ikke her.*

Hver kontrol ser på én sags tidslinje og giver et **forslag** til vurdering, som et menneske skal tage stilling til. Udfaldet er ét af fire:
`overholdt`, `ikke_overholdt`, `ikke_relevant` og `uoplyst`. `uoplyst` bruges kun, hvor akterne lader det stå åbent. Der ses alene på akterne:
Det, der ikke står i dem, regnes for ikke gjort, og vurderingen siger, hvad der er søgt i. Hvor loven eller akterne efterlader en tvivl, står
den som en bemærkning. Overholder en sag en kontrol efter én læsning af akterne og ikke efter en anden (en anden akts dato, en uge uden dag,
ukendt samtykke), siger en bemærkning det.

Afgørelsen er sagens sidste `afgoerelse_truffet`. Måneder regnes til samme dag i måneden. Serviceloven gælder til og med
31. december 2023, barnets lov fra 1. januar 2024, efter afgørelsens dag, hvor kontrollen ikke siger, at skridtets egen dag tæller.

*English: every check reads one case's timeline and suggests one of four outcomes, with its reason, its dates, the paragraph in force and its
evidence; a person decides. The texts below are the checks' own doc comments.*

END

for check in $checks; do
    code="src/checks/$check.rs" law="grammars/law/$check.toml"
    { [ -f "$code" ] && [ -f "$law" ]; } || { echo "$check: $code or $law is missing" >&2; exit 1; }
    # The first line is the heading, the headings below go one step down.
    sed -n 's|^//! \{0,1\}||p' "$code" | awk -v check="$check" '
        NR == 1 { sub(/\.$/, ""); print "## " $0; print ""; print "`" check "`"; next }
        /^# / { print "##" $0; print ""; next }
        { print }
    '
    printf '\n### Paragraffer i programmet\n\n| paragraf | i kraft | gælder | frist |\n|---|---|---|---|\n'
    awk '
        function flush() {
            if (paragraph == "") return
            time = from == "" ? "til og med " to : to == "" ? "fra " from : from " – " to
            if (from == "" && to == "") time = "altid"
            for_whom = placed == "true" ? "anbringelser" : placed == "false" ? "anden støtte" : ""
            with = consent == "true" ? "med samtykke" : consent == "false" ? "uden samtykke" : ""
            whom = for_whom != "" && with != "" ? for_whom " " with : for_whom with
            if (whom == "") whom = "alle"
            if (optional == "true") whom = whom "; planen er frivillig"
            limit = months != "" ? months " måneder" : hours != "" ? hours " timer" : weeks != "" ? weeks " uger" : "–"
            if (hverdage != "") limit = hverdage " hverdage"
            if (days != "") limit = days " dage, startdagen medregnet"
            if (per_year != "") limit = per_year " gange om året"
            print "| " paragraph " | " time " | " whom " | " limit " |"
            text = exact == "true" ? "»" wording "«" : "(gengivet) " wording
            notes = notes "\n- **" paragraph "**: " text " *Start:* " begins " *Slut:* " ends " *Undtagelser:* " exceptions
            notes = notes "\n  *English (retold):* " wording_en " *Starts:* " begins_en " *Ends:* " ends_en " *Exceptions:* " exceptions_en
            paragraph = from = to = placed = consent = months = hours = weeks = hverdage = days = per_year = optional = ""
            exact = wording = begins = ends = exceptions = wording_en = begins_en = ends_en = exceptions_en = ""
        }
        /^\[\[provision\]\]/ { flush(); inside = 1; next }
        /^\[/ { flush(); inside = 0 }
        inside && / = / {
            key = $1; value = $0; sub(/^[a-z_]+ = /, "", value); sub(/ +#.*$/, "", value); gsub(/"/, "", value)
            if (key == "paragraph") paragraph = value
            else if (key == "from") from = value
            else if (key == "to") to = value
            else if (key == "placed") placed = value
            else if (key == "consent") consent = value
            else if (key == "months") months = value
            else if (key == "hours") hours = value
            else if (key == "weeks") weeks = value
            else if (key == "hverdage") hverdage = value
            else if (key == "days") days = value
            else if (key == "per_year") per_year = value
            else if (key == "optional") optional = value
            else if (key == "exact") exact = value
            else if (key == "wording") wording = value
            else if (key == "begins") begins = value
            else if (key == "ends") ends = value
            else if (key == "exceptions") exceptions = value
            else if (key == "wording_en") wording_en = value
            else if (key == "begins_en") begins_en = value
            else if (key == "ends_en") ends_en = value
            else if (key == "exceptions_en") exceptions_en = value
            else if (key != "law") { print "unknown key " key > "/dev/stderr"; exit 1 }
        }
        END { flush(); print notes }
    ' "$law"
    echo
done
