//! Opening a chart: any bytes give a chart or an error, within the limits; a
//! chart that was opened gives the same config twice.
#![no_main]

use chartroom_chart::{Archive, Chart, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = Archive::open(data, &Limits::default());
    if let Ok(chart) = Chart::open(data) {
        assert_eq!(chart.metadata.config_json(), chart.metadata.config_json());
    }
});
