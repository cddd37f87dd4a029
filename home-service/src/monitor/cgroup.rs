//! The limits that a container runtime sets through control groups, which the usual counters of the
//! machine know nothing about (<https://docs.kernel.org/admin-guide/cgroup-v2.html>).

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const ROOT: &str = "/sys/fs/cgroup";

/// The control group of this process.
#[derive(Debug, Clone)]
pub struct Cgroup {
    /// Its folder (version 2), or the root of the controllers (version 1).
    folder: PathBuf,
}

impl Cgroup {
    /// The group that this process is in; inside a container, the container's.
    pub fn own() -> Self {
        let membership = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
        Self::find(Path::new(ROOT), &membership)
    }

    fn find(root: &Path, membership: &str) -> Self {
        let nested = membership
            .lines()
            .find_map(|line| line.strip_prefix("0::/"))
            .map(|path| root.join(path))
            .filter(|folder| folder.join("cpu.stat").exists());
        Self {
            folder: nested.unwrap_or_else(|| root.to_owned()),
        }
    }

    /// How many cores' time the group may use, if that is limited.
    pub fn cores(&self) -> Option<f32> {
        let (quota, period) = match self.text("cpu.max") {
            Some(limit) => {
                let (quota, period) = limit.split_once(' ')?;
                (
                    quota.parse::<f32>().ok()?,
                    period.trim().parse::<f32>().ok()?,
                )
            }
            None => (
                self.number("cpu/cpu.cfs_quota_us")?,
                self.number("cpu/cpu.cfs_period_us")?,
            ),
        };
        (quota > 0.0 && period > 0.0).then_some(quota / period)
    }

    /// The processor time that the group has used.
    pub fn cpu_time(&self) -> Option<Duration> {
        if let Some(stat) = self.text("cpu.stat")
            && let Some(micros) = field(&stat, "usage_usec")
        {
            return Some(Duration::from_micros(micros));
        }
        self.number("cpuacct/cpuacct.usage")
            .map(Duration::from_nanos)
    }

    /// Memory used and allowed, in bytes, if it is limited. File pages that the kernel would give up
    /// at once are not counted as used.
    pub fn memory(&self) -> Option<(u64, u64)> {
        if let Some(limit) = self.text("memory.max") {
            let limit = limit.parse().ok()?;
            let cache = field(&self.text("memory.stat")?, "inactive_file").unwrap_or(0);
            let current: u64 = self.number("memory.current")?;
            return Some((current.saturating_sub(cache), limit));
        }
        let limit: u64 = self.number("memory/memory.limit_in_bytes")?;
        // Version 1 writes "no limit" as nearly 2^63.
        let limit = Some(limit).filter(|limit| *limit < 1 << 60)?;
        let cache = field(&self.text("memory/memory.stat")?, "total_inactive_file").unwrap_or(0);
        let usage: u64 = self.number("memory/memory.usage_in_bytes")?;
        Some((usage.saturating_sub(cache), limit))
    }

    fn text(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file))
            .ok()
            .map(|text| text.trim().to_owned())
    }

    fn number<T: std::str::FromStr>(&self, file: &str) -> Option<T> {
        self.text(file)?.parse().ok()
    }
}

/// A line `name value` of a statistics file.
fn field(stat: &str, name: &str) -> Option<u64> {
    stat.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(files: &[(&str, &str)]) -> (tempfile::TempDir, Cgroup) {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{text}\n")).unwrap();
        }
        let group = Cgroup {
            folder: root.path().to_owned(),
        };
        (root, group)
    }

    #[test]
    fn limits_of_version_2() {
        let (_root, group) = group(&[
            ("cpu.max", "150000 100000"),
            ("cpu.stat", "usage_usec 2500000\nuser_usec 1"),
            ("memory.max", "1073741824"),
            ("memory.current", "600"),
            ("memory.stat", "anon 3\ninactive_file 100"),
        ]);
        assert_eq!(group.cores(), Some(1.5));
        assert_eq!(group.cpu_time(), Some(Duration::from_millis(2500)));
        assert_eq!(group.memory(), Some((500, 1 << 30)));
    }

    #[test]
    fn limits_of_version_1() {
        let (_root, group) = group(&[
            ("cpu/cpu.cfs_quota_us", "50000"),
            ("cpu/cpu.cfs_period_us", "100000"),
            ("cpuacct/cpuacct.usage", "3000000000"),
            ("memory/memory.limit_in_bytes", "2048"),
            ("memory/memory.usage_in_bytes", "1024"),
            ("memory/memory.stat", "total_inactive_file 24"),
        ]);
        assert_eq!(group.cores(), Some(0.5));
        assert_eq!(group.cpu_time(), Some(Duration::from_secs(3)));
        assert_eq!(group.memory(), Some((1000, 2048)));
    }

    #[test]
    fn no_limit_is_no_limit() {
        let (_root, group) = group(&[("cpu.max", "max 100000"), ("memory.max", "max")]);
        assert_eq!((group.cores(), group.memory()), (None, None));
        let (_root, group) = self::group(&[
            ("cpu/cpu.cfs_quota_us", "-1"),
            ("cpu/cpu.cfs_period_us", "100000"),
            ("memory/memory.limit_in_bytes", "9223372036854771712"),
        ]);
        assert_eq!((group.cores(), group.memory()), (None, None));
    }

    #[test]
    fn a_process_is_looked_for_in_its_own_group_first() {
        let (root, _) = group(&[("system.slice/textmend.service/cpu.stat", "usage_usec 1")]);
        let nested = Cgroup::find(root.path(), "0::/system.slice/textmend.service\n");
        assert_eq!(nested.cpu_time(), Some(Duration::from_micros(1)));
        assert_eq!(Cgroup::find(root.path(), "0::/other\n").folder, root.path());
    }
}
