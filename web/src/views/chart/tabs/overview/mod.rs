//! Overview: the README, and around it what the chart says about itself.

pub mod annotations;
mod dependencies;
mod readme;

use std::sync::Arc;

use leptos::prelude::*;

use crate::state::Opened;
use crate::views::chart::{Sheet, margin};

/// The overview of a chart.
pub fn overview(sheet: Sheet, chart: Arc<Opened>) -> AnyView {
    view! {
        <div class="chart-body">
            <div>
                {annotations::changes(&chart)}
                {readme::readme(&chart)}
                {dependencies::dependencies(&chart)}
                {annotations::images(&chart)}
                {annotations::definitions(&chart)}
                {annotations::all(&chart)}
            </div>
            {margin::margin(sheet, chart)}
        </div>
    }
    .into_any()
}
