#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
//! Reports of every form against docs/report.schema.json, by a validator that is not ours: no field without its place in the schema, and none in the schema
//! that no report fills.

use std::collections::{BTreeMap, BTreeSet};

use boon::{Compiler, Schemas};
use serde_json::Value;

use super::input::{Outcome, StepDates};
use super::tests::case;
use super::*;
use crate::export::EvidenceRef;
use crate::lang::Said;

/// Cases of all measures: one municipality far below any limit, one about it, one above, one too small; every outcome at every check; one case without a decision.
fn cases() -> Vec<Case> {
    let checks: BTreeSet<String> =
        BUNDLED.iter().flat_map(|(name, _)| Study::bundled(name).unwrap().points).flat_map(|point| point.checks).collect();
    let mut out = Vec::new();
    for (place, number, kept) in [("Aarhus", 20, 13), ("Odense", 20, 20), ("Vejle", 20, 2), ("Læsø", 2, 1)] {
        for n in 0..number {
            let outcome = |at: usize, check: &str| match ((n + 3 * at) % 10, check) {
                (_, "undersoegelse_foreligger") if n < kept => Outcome::Kept,
                (_, "undersoegelse_foreligger") | (7, _) => Outcome::Breached,
                (8, _) => Outcome::Open,
                (9, _) => Outcome::NotRelevant,
                _ => Outcome::Kept,
            };
            let verdicts: Vec<(&str, Outcome)> =
                checks.iter().enumerate().map(|(at, check)| (check.as_str(), outcome(at, check))).collect();
            let measure = ["anbringelse", "familiebehandling", "anbringelse", "aflastning"][n % 4];
            let mut made = case(&format!("{place}-{n}"), &format!("{place} Kommune"), measure, &verdicts);
            for verdict in made.verdicts.values_mut() {
                verdict.overturned = (n % 2 == 0).then_some(n % 4 == 0);
                verdict.remarks = vec![Said::new("En tvivl.", "A doubt.")];
                verdict.reason = Said::new("Derfor.", "Therefore.");
                verdict.evidence = vec![EvidenceRef { act: "01.pdf".to_owned(), page: 1, quote: "skrevet".to_owned() }];
            }
            let day = |text: &str| text.parse().unwrap();
            made.steps = Some(StepDates { application: day("2022-01-03"), informed: Some(day("2022-02-01")), decision: day("2022-03-01") });
            out.push(made);
        }
    }
    out.push(Case { decision: None, ..case("uden", "Odense Kommune", "anbringelse", &[]) });
    out
}

/// A report of each study that comes with the program, one with everything known beside it, and one for publication.
fn reports() -> Vec<Value> {
    let cases = cases();
    let versions =
        Versions { program: "1".into(), grammar: vec!["a".into()], law: "b".into(), study: String::new(), read: Some("2026-11-23".into()) };
    let studies: Vec<Study> = BUNDLED.iter().map(|(name, _)| Study::bundled(name).unwrap()).collect();
    let asked = |study| Request { limit: Some(75.0), ..Request::new(study, &cases, &versions) };
    let mut out: Vec<Report> = studies.iter().map(|study| report(&asked(study)).unwrap()).collect();

    let Population::List(list) = Population::of(&cases) else { return Vec::new() };
    let day = |text: &str| text.parse().ok();
    let ask = Ask {
        source: "sager.csv".into(),
        size: 62,
        by_municipality: true,
        by_case_type: true,
        municipalities: ["Aarhus", "Odense", "Vejle", "Læsø"].map(str::to_owned).to_vec(),
        case_types: ["anbringelse", "familiebehandling", "aflastning"].map(str::to_owned).to_vec(),
        from: day("2022-01-01"),
        to: day("2022-12-31"),
        ..Ask::default()
    };
    let mut sample = draw(&list, &ask).unwrap();
    sample.cases[0].acts = Some(4);
    sample.cases[0].act_names = ["01_a.pdf", "02_b.pdf", "04_d.pdf"].map(str::to_owned).to_vec();
    let acts = ["01_a.pdf", "04_d.pdf"].map(str::to_owned).to_vec();
    let sent = BTreeMap::from([(sample.cases[0].case.clone(), acts.clone()), ("uventet".to_owned(), acts)]);
    let received = compare(&sample.cases, &sent);
    let earlier = out[0].clone();
    for public in [false, true] {
        let known = Request { sample: Some(&sample), received: Some(&received), earlier: Some(&earlier), public, ..asked(&studies[0]) };
        out.push(report(&known).unwrap());
    }
    out.iter().map(|report| serde_json::to_value(report).unwrap()).collect()
}

/// The part of the schema that a value is held against: where it refers to, and that one's name.
fn part_of<'s>(schema: &'s Value, node: &'s Value, name: &str) -> (&'s Value, String) {
    let referring = node["anyOf"].as_array().and_then(|any| any.iter().find(|one| one.get("$ref").is_some())).unwrap_or(node);
    match referring["$ref"].as_str().and_then(|to| to.strip_prefix("#/$defs/")) {
        Some(to) => (&schema["$defs"][to], to.to_owned()),
        None => (node, name.to_owned()),
    }
}

/// Notes each property of the schema that a value fills.
fn fill(schema: &Value, node: &Value, name: &str, value: &Value, filled: &mut BTreeSet<String>) {
    let (node, name) = part_of(schema, node, name);
    match value {
        Value::Object(fields) => {
            for (key, value) in
                fields.iter().filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty()))
            {
                let own = format!("{name}.{key}");
                fill(schema, &node["properties"][key], &own, value, filled);
                filled.insert(own);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                fill(schema, node.get("items").unwrap_or(&node["prefixItems"][at]), &name, item, filled);
            }
        }
        _ => {}
    }
}

/// Every object of the schema: its name and itself.
fn objects(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    std::iter::once(("Report", schema)).chain(schema["$defs"].as_object().unwrap().iter().map(|(name, node)| (name.as_str(), node)))
}

#[test]
fn reports_are_as_the_schema_says() {
    let schema: Value = serde_json::from_str(JSON_SCHEMA).unwrap();
    let mut compiler = Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("urn:aktspor:report:1", schema.clone()).unwrap();
    let mut schemas = Schemas::new();
    let index = compiler.compile("urn:aktspor:report:1", &mut schemas).unwrap();
    let mut filled = BTreeSet::new();
    for report in reports() {
        let found = schemas.validate(&report, index);
        assert!(found.is_ok(), "{}: {:#}", report["study"]["name"], found.unwrap_err());
        fill(&schema, &schema, "Report", &report, &mut filled);
        // What the schema must refuse: a field more, a field less, another type, a percent above 100.
        let spoilt: [fn(&mut Value); 4] = [
            |r| r["figures"][0]["mere"] = Value::from(1),
            |r| _ = r["versions"].as_object_mut().unwrap().remove("law"),
            |r| r["included"]["cases"] = Value::from("7"),
            |r| r["figures"][0]["percent"] = Value::from(101),
        ];
        for (at, spoil) in spoilt.into_iter().enumerate() {
            let mut other = report.clone();
            spoil(&mut other);
            assert!(schemas.validate(&other, index).is_err(), "{}: spoilt {at} was let through", report["study"]["name"]);
        }
    }
    let all: BTreeSet<String> = objects(&schema)
        .flat_map(|(name, node)| node["properties"].as_object().unwrap().keys().map(move |key| format!("{name}.{key}")))
        .collect();
    assert_eq!(all.difference(&filled).collect::<Vec<_>>(), Vec::<&String>::new(), "in the schema, and in no report");
}

#[test]
fn the_schema_is_strict_and_describes_every_field() {
    let schema: Value = serde_json::from_str(JSON_SCHEMA).unwrap();
    for (name, node) in objects(&schema) {
        let fields = node["properties"].as_object().unwrap();
        assert_eq!(node["additionalProperties"], false, "{name}");
        assert_eq!(
            node["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect::<Vec<_>>(),
            fields.keys().collect::<Vec<_>>(),
            "{name}"
        );
        let of_tuples = |field: &Value| {
            [&field["prefixItems"], &field["items"]["prefixItems"]]
                .into_iter()
                .flat_map(|items| items.as_array().cloned().unwrap_or_default())
                .collect::<Vec<_>>()
        };
        for (key, field) in fields {
            for described in std::iter::once(field.clone()).chain(of_tuples(field)) {
                assert!(described["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}.{key} is not described");
            }
        }
    }
}
