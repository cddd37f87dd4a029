//! What the machine, or the container, is doing: read once a second.

use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sysinfo::{
    CpuRefreshKind, DiskRefreshKind, Disks, MemoryRefreshKind, Networks, Pid, ProcessRefreshKind,
    ProcessesToUpdate, System,
};

use super::cgroup::Cgroup;

/// File systems fill slowly, and asking a remote one takes time.
const DISKS_EVERY: Duration = Duration::from_secs(10);
/// The most file systems that are told.
const MAX_DISKS: usize = 8;

/// One reading.
#[derive(Debug, Clone, Serialize)]
pub struct Sample {
    /// When.
    pub at: DateTime<Utc>,
    /// Processor.
    pub cpu: Cpu,
    /// Memory: the container's where it is limited, else the machine's.
    pub memory: Usage,
    /// Swap of the machine.
    pub swap: Usage,
    /// Processes that run or wait, on average over 1, 5 and 15 minutes.
    pub load: [f64; 3],
    /// File systems, the fullest first.
    pub disks: Vec<Disk>,
    /// All interfaces but loopback.
    pub network: Network,
    /// This process alone.
    pub process: ProcessUse,
}

/// Processor time, in percent of what may be used.
#[derive(Debug, Clone, Serialize)]
pub struct Cpu {
    /// Of the container's limit where there is one, else of all cores.
    pub percent: f32,
    /// Of each core of the machine.
    pub cores: Vec<f32>,
    /// The container's limit, in cores.
    pub limit: Option<f32>,
}

/// How much of something is used, in bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Usage {
    /// Used.
    pub used: u64,
    /// There is.
    pub total: u64,
    /// Used, in percent; 0 where there is none.
    pub percent: f32,
}

/// A file system.
#[derive(Debug, Clone, Serialize)]
pub struct Disk {
    /// Where it is mounted.
    pub mount: String,
    /// How full it is.
    #[serde(flatten)]
    pub usage: Usage,
}

/// Bytes a second.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Network {
    /// Coming in.
    pub received: f64,
    /// Going out.
    pub sent: f64,
}

/// What this process takes.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct ProcessUse {
    /// Processor time, in percent of one core.
    pub cpu_percent: f32,
    /// Resident memory, in bytes.
    pub memory: u64,
}

/// Reads the counters and remembers the last reading, since rates are differences.
pub struct Sampler {
    system: System,
    disks: Disks,
    networks: Networks,
    cgroup: Cgroup,
    pid: Option<Pid>,
    last: Instant,
    last_disks: Option<Instant>,
    last_cpu_time: Option<Duration>,
    last_process_time: Duration,
}

impl Sampler {
    /// The first sample comes out right some time after this.
    ///
    /// # Errors
    /// This system has none of the counters.
    pub fn new() -> Result<Self, sysinfo::Error> {
        let mut system = System::new()?;
        system.refresh_cpu_specifics(CpuRefreshKind::nothing().with_usage());
        let cgroup = Cgroup::own();
        Ok(Self {
            disks: Disks::new()?,
            networks: Networks::new_with_refreshed_list()?,
            pid: sysinfo::get_current_pid().ok(),
            last: Instant::now(),
            last_disks: None,
            last_cpu_time: cgroup.cpu_time(),
            last_process_time: process_time(),
            cgroup,
            system,
        })
    }

    /// Reads everything.
    pub fn sample(&mut self) -> Sample {
        let now = Instant::now();
        let elapsed = now.duration_since(self.last).as_secs_f64().max(0.001);
        self.last = now;
        self.system
            .refresh_cpu_specifics(CpuRefreshKind::nothing().with_usage());
        self.system
            .refresh_memory_specifics(MemoryRefreshKind::everything());
        self.networks.refresh(true);
        if self
            .last_disks
            .is_none_or(|last| now.duration_since(last) >= DISKS_EVERY)
        {
            self.disks
                .refresh_specifics(true, DiskRefreshKind::nothing().with_storage());
            self.last_disks = Some(now);
        }
        let load =
            System::load_average().map_or([0.0; 3], |load| [load.one, load.five, load.fifteen]);
        Sample {
            at: Utc::now(),
            cpu: self.cpu(elapsed),
            memory: self.memory(),
            swap: Usage::new(self.system.used_swap(), self.system.total_swap()),
            load,
            disks: self.file_systems(),
            network: self.network(elapsed),
            process: self.process(elapsed),
        }
    }

    fn cpu(&mut self, elapsed: f64) -> Cpu {
        let limit = self.cgroup.cores();
        let time = self.cgroup.cpu_time();
        let used = time
            .zip(self.last_cpu_time)
            .map(|(now, before)| now.saturating_sub(before));
        self.last_cpu_time = time;
        let percent = match (limit, used) {
            (Some(cores), Some(used)) => {
                (used.as_secs_f64() / elapsed / f64::from(cores) * 100.0) as f32
            }
            _ => self.system.global_cpu_usage(),
        };
        Cpu {
            percent: percent.clamp(0.0, 100.0),
            cores: self
                .system
                .cpus()
                .iter()
                .map(|cpu| cpu.usage().clamp(0.0, 100.0))
                .collect(),
            limit,
        }
    }

    fn memory(&self) -> Usage {
        let total = self.system.total_memory();
        match self.cgroup.memory() {
            Some((used, limit)) if limit < total => Usage::new(used, limit),
            _ => Usage::new(total.saturating_sub(self.system.available_memory()), total),
        }
    }

    fn file_systems(&self) -> Vec<Disk> {
        // One device may be mounted in many places; the first is the one that people know.
        let mut seen = BTreeSet::new();
        let mut disks: Vec<Disk> = self
            .disks
            .iter()
            .filter(|disk| disk.total_space() > 0 && seen.insert(disk.name().to_owned()))
            .filter_map(|disk| {
                let usage = Usage::of_file_system(disk.mount_point())?;
                Some(Disk {
                    mount: disk.mount_point().to_string_lossy().into_owned(),
                    usage,
                })
            })
            .collect();
        disks.sort_by(|a, b| b.usage.percent.total_cmp(&a.usage.percent));
        disks.truncate(MAX_DISKS);
        disks
    }

    fn network(&self, elapsed: f64) -> Network {
        let mut network = Network::default();
        for (name, counters) in &self.networks {
            if name != "lo" {
                network.received += counters.received() as f64 / elapsed;
                network.sent += counters.transmitted() as f64 / elapsed;
            }
        }
        network
    }

    fn process(&mut self, elapsed: f64) -> ProcessUse {
        let time = process_time();
        let used = time.saturating_sub(self.last_process_time);
        self.last_process_time = time;
        ProcessUse {
            cpu_percent: (used.as_secs_f64() / elapsed * 100.0) as f32,
            memory: self.process_memory().unwrap_or_default(),
        }
    }

    fn process_memory(&mut self) -> Option<u64> {
        let pid = self.pid?;
        let what = ProcessRefreshKind::nothing().with_memory().without_tasks();
        self.system
            .refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, what);
        Some(self.system.process(pid)?.memory())
    }
}

/// Processor time that this process has taken, by the kernel's own clock: `/proc` counts in hundredths
/// of a second, and not in every sandbox.
fn process_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

impl Usage {
    fn new(used: u64, total: u64) -> Self {
        let percent = if total == 0 {
            0.0
        } else {
            used as f64 / total as f64 * 100.0
        };
        Self {
            used,
            total,
            percent: percent as f32,
        }
    }

    /// As `df` has it: what is kept back for the administrator counts neither as used nor as there.
    fn of_file_system(mount: &Path) -> Option<Self> {
        let stat = rustix::fs::statvfs(mount).ok()?;
        let used = stat.f_blocks.saturating_sub(stat.f_bfree) * stat.f_frsize;
        Some(Self::new(used, used + stat.f_bavail * stat.f_frsize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_thread_shows_in_the_process_and_the_numbers_are_possible() {
        let mut sampler = Sampler::new().unwrap();
        sampler.sample();
        let until = Instant::now() + Duration::from_millis(700);
        let mut spins = 0_u64;
        while Instant::now() < until {
            spins = std::hint::black_box(spins.wrapping_add(1));
        }
        let sample = sampler.sample();
        assert!(sample.process.cpu_percent > 1.0, "{:?}", sample.process);
        assert!(sample.process.memory > 1 << 20);
        assert!(sample.memory.used > 0 && sample.memory.used <= sample.memory.total);
        assert!(!sample.cpu.cores.is_empty());
        assert!((0.0..=100.0).contains(&sample.cpu.percent));
    }
}
