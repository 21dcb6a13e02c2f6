//! Dates in named zones, and what Helm 4.2.4 printed of them.

use std::rc::Rc;

use chartroom_chart::{ArchiveFile, Chart};
use chartroom_render::template::{Options, render};

const TEMPLATE: &str = r#"a: {{ dateInZone "2006-01-02 15:04:05 MST -0700" 1700000000 "Europe/Berlin" }}
b: {{ date_in_zone "Mon 15:04 MST Z07:00" 1720000000 "America/New_York" }}
c: {{ dateInZone "15:04 MST" 1720000000 "Asia/Kathmandu" }}
d: {{ dateInZone "15:04 MST" 1720000000 "America/Sao_Paulo" }}
e: {{ htmlDateInZone 1719990000 "Pacific/Auckland" }} {{ htmlDateInZone 1719990000 "UTC" }}
f: {{ dateInZone "15:04 MST" (toDate "2006-01-02" "1850-06-01") "Europe/Amsterdam" }}
g: {{ dateInZone "15:04 MST" 1720000000 "Nowhere/Land" }} {{ dateInZone "15:04 MST" 1720000000 "europe/berlin" }} {{ dateInZone "15:04 MST" 1720000000 "" }} {{ dateInZone "15:04 MST" 1720000000 "../UTC" }}
h: {{ dateInZone "2006 15:04 MST" 7000000000 "Africa/Casablanca" }} {{ dateInZone "2006 15:04 MST" 7000000000 "Australia/Lord_Howe" }}
i: {{ dateInZone "15:04:05.000 MST" (toDate "2006-01-02T15:04:05.999Z07:00" "2024-01-01T00:00:00.25+05:30") "Europe/Dublin" }}
j: {{ dateInZone "15:04 MST" 1720000000 "Etc/GMT+5" }} {{ dateInZone "15:04 MST" 1720000000 "EST5EDT" }} {{ dateInZone "15:04 MST" 1720000000 "Local" }}
"#;

const PRINTED: &str = "\
---
# Source: zc/templates/x.yaml
a: 2023-11-14 23:13:20 CET +0100
b: Wed 05:46 EDT -04:00
c: 15:31 +0545
d: 06:46 -03
e: 2024-07-03 2024-07-03
f: 00:19 AMT
g: 09:46 UTC 09:46 UTC 09:46 UTC 09:46 UTC
h: 2191 13:26 +01 2191 23:26 +11
i: 18:30:00.250 GMT
j: 04:46 -05 05:46 EDT 09:46 UTC
";

#[test]
fn dates_in_zones_are_printed_as_helm_prints_them() {
    let file = |name: &str, text: &str| ArchiveFile::new(name, text.as_bytes().to_vec(), 0);
    let files = vec![
        file("Chart.yaml", "apiVersion: v2\nname: zc\nversion: 1.0.0\n"),
        file("templates/x.yaml", TEMPLATE),
    ];
    let chart = Rc::new(Chart::from_files(files).expect("a chart"));
    let options = Options::default();
    let rendered = render(&chart, &options, &Default::default()).expect("a text");
    assert_eq!(rendered.text(&options), PRINTED);
}
