//! `GET /monitor`, `/monitor/events` and `/monitor.json`.

use std::convert::Infallible;

use actix_web::{HttpResponse, http::header, web};
use askama::Template;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use web_common::{
    Instance, Problem,
    page::{Frame, Site},
};

use super::{
    History, Point, SECONDS,
    chart::{self, Level},
    event,
    fleet::{Fleet, Member},
    sampler::Sample,
};
use crate::{
    HomeState,
    history::html,
    live::{event_stream, follow},
};

/// The whole arc of a gauge, in the units of its drawing.
const ARC: f32 = 100.0;

#[derive(Template)]
#[template(path = "monitor.html")]
struct MonitorPage {
    frame: Frame,
    /// Addresses of the library that draws the charts.
    uplot: String,
    uplot_style: String,
    host: String,
    service: &'static str,
    at: String,
    gauges: Vec<Gauge>,
    cores: Vec<(usize, f32)>,
    network: Option<NetworkChart>,
    load: String,
    swap: String,
    process: String,
    disks: Vec<(String, Gauge)>,
    fleet: Vec<Member>,
    total: Option<Member>,
}

/// A share of something, drawn.
struct Gauge {
    key: &'static str,
    label: &'static str,
    percent: f32,
    /// What there is, in words.
    note: String,
    /// The line of the last two minutes.
    line: String,
}

/// Bytes in and out over two minutes.
struct NetworkChart {
    received: String,
    sent: String,
    received_line: String,
    sent_line: String,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    instance: Whose<'a>,
    #[serde(flatten)]
    sample: &'a Option<Sample>,
    fleet: &'a [Member],
}

#[derive(Serialize)]
struct Whose<'a> {
    id: uuid::Uuid,
    service: &'a str,
    host: &'a str,
}

impl<'a> From<&'a Instance> for Whose<'a> {
    fn from(instance: &'a Instance) -> Self {
        Self {
            id: instance.id(),
            service: instance.service(),
            host: instance.host(),
        }
    }
}

impl Gauge {
    fn level(&self) -> &'static str {
        Level::of(self.percent).word()
    }

    /// The part of the arc that is filled, as a dash pattern.
    fn dash(&self) -> String {
        format!("{:.1} {ARC}", self.percent.clamp(0.0, 100.0) / 100.0 * ARC)
    }

    fn rounded(&self) -> String {
        format!("{:.0}", self.percent)
    }
}

/// The page, with everything that is known already in it.
pub async fn page(
    state: web::Data<HomeState>,
    site: Site,
    instance: web::Data<Instance>,
) -> Result<HttpResponse, Problem> {
    let mut frame = site.frame("/monitor", "Monitor");
    frame.scripts.push(site.href("/", "monitor.js"));
    let page = {
        let known = state.monitor.known();
        let sample = known.latest.as_ref();
        MonitorPage {
            frame,
            uplot: site.href("/", "uplot/uPlot.js"),
            uplot_style: site.href("/", "uplot/uPlot.css"),
            host: instance.host().to_owned(),
            service: instance.service(),
            at: sample
                .map(|sample| sample.at.format("%H:%M:%S UTC").to_string())
                .unwrap_or_default(),
            gauges: sample
                .map(|sample| gauges(sample, &known.history))
                .unwrap_or_default(),
            cores: sample
                .map(|sample| sample.cpu.cores.iter().copied().enumerate().collect())
                .unwrap_or_default(),
            network: sample.map(|sample| network(sample, &known.history)),
            load: sample
                .map(|sample| sample.load.map(|load| format!("{load:.2}")).join(" · "))
                .unwrap_or_default(),
            swap: sample.map(swap).unwrap_or_default(),
            process: sample.map(process).unwrap_or_default(),
            disks: sample.map(disks).unwrap_or_default(),
            total: Member::total(&known.fleet),
            fleet: known.fleet.clone(),
        }
    };
    html(&page)
}

/// What the page shows, for programs.
pub async fn json(state: web::Data<HomeState>, instance: web::Data<Instance>) -> HttpResponse {
    let known = state.monitor.known();
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Snapshot {
            instance: Whose::from(instance.as_ref()),
            sample: &known.latest,
            fleet: &known.fleet,
        })
}

/// A stream of samples, one a second, and of the fleet, every five; whose they are and their past
/// come first.
pub async fn events(state: web::Data<HomeState>, instance: web::Data<Instance>) -> HttpResponse {
    let receiver = state.monitor.events.subscribe();
    let first = {
        let known = state.monitor.known();
        [
            event("instance", &Whose::from(instance.as_ref())),
            event("history", &known.history),
            event("fleet", &Fleet::new(&known.fleet)),
        ]
    };
    let lifecycle = state.lifecycle.clone();
    let body = stream::iter(first.into_iter().flatten())
        .chain(follow(receiver, Some))
        .take_until(async move { lifecycle.drained().await })
        .map(Ok::<_, Infallible>);
    event_stream(body)
}

fn line(history: &History, value: fn(&Point) -> f32, top: f32) -> String {
    let values: Vec<f32> = history.seconds.iter().map(value).collect();
    chart::line(&values, SECONDS, top)
}

fn gauges(sample: &Sample, history: &History) -> Vec<Gauge> {
    let of = |used: u64, total: u64| {
        format!(
            "{} of {}",
            chart::bytes(used as f64),
            chart::bytes(total as f64)
        )
    };
    let cores = sample.cpu.cores.len();
    let mut gauges = vec![
        Gauge {
            key: "cpu",
            label: "CPU",
            percent: sample.cpu.percent,
            note: sample.cpu.limit.map_or_else(
                || format!("of {cores} cores"),
                |limit| format!("of {limit} cores allowed"),
            ),
            line: line(history, |point| point.cpu, 100.0),
        },
        Gauge {
            key: "memory",
            label: "Memory",
            percent: sample.memory.percent,
            note: of(sample.memory.used, sample.memory.total),
            line: line(history, |point| point.memory, 100.0),
        },
    ];
    if let Some(disk) = sample.disks.first() {
        gauges.push(Gauge {
            key: "disk",
            label: "Fullest disk",
            percent: disk.usage.percent,
            note: format!("{}, {}", disk.mount, of(disk.usage.used, disk.usage.total)),
            line: String::new(),
        });
    }
    gauges
}

fn network(sample: &Sample, history: &History) -> NetworkChart {
    let top = history
        .seconds
        .iter()
        .map(|point| point.received.max(point.sent))
        .fold(1024.0, f32::max);
    NetworkChart {
        received: chart::bytes(sample.network.received),
        sent: chart::bytes(sample.network.sent),
        received_line: line(history, |point| point.received, top),
        sent_line: line(history, |point| point.sent, top),
    }
}

fn swap(sample: &Sample) -> String {
    if sample.swap.total == 0 {
        return "none".into();
    }
    format!(
        "{} of {}",
        chart::bytes(sample.swap.used as f64),
        chart::bytes(sample.swap.total as f64)
    )
}

fn process(sample: &Sample) -> String {
    let memory = chart::bytes(sample.process.memory as f64);
    format!("{:.0} % of a core, {memory}", sample.process.cpu_percent)
}

fn disks(sample: &Sample) -> Vec<(String, Gauge)> {
    let gauge = |disk: &super::sampler::Disk| Gauge {
        key: "disk",
        label: "Disk",
        percent: disk.usage.percent,
        note: format!(
            "{} of {}",
            chart::bytes(disk.usage.used as f64),
            chart::bytes(disk.usage.total as f64)
        ),
        line: String::new(),
    };
    sample
        .disks
        .iter()
        .map(|disk| (disk.mount.clone(), gauge(disk)))
        .collect()
}
