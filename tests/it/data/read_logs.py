"""Prints the events of an XES log and of an OCEL 2.0 log as pm4py reads them: format, case, kind, Danish clock time."""

import sys
import warnings

warnings.filterwarnings("ignore")

import pm4py

ZONE = "Europe/Copenhagen"


def clock(moment):
    return moment.tz_convert(ZONE).strftime("%Y-%m-%dT%H:%M") if moment.tzinfo else moment.strftime("%Y-%m-%dT%H:%M")


xes = pm4py.convert_to_dataframe(pm4py.read_xes(sys.argv[1]))
for _, row in xes.iterrows():
    print("xes", row["case:concept:name"], row["concept:name"], clock(row["time:timestamp"]))

ocel = pm4py.read_ocel2_json(sys.argv[2])
cases = ocel.relations[ocel.relations["ocel:type"] == "sag"]
for _, row in cases.iterrows():
    moment = row["ocel:timestamp"]
    moment = moment if moment.tzinfo else moment.tz_localize("UTC")
    print("ocel", row["ocel:oid"].removeprefix("sag:"), row["ocel:activity"], clock(moment))
known = set(ocel.objects["ocel:oid"])
assert set(ocel.relations["ocel:oid"]) <= known, "an event names an object that is not there"
