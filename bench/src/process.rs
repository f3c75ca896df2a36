use std::{fs, time::Duration};

/// A process, as /proc shows it.
#[derive(Clone, Copy, Debug)]
pub struct Process(pub u32);

/// A tick of the kernel's accounts of processor time (`getconf CLK_TCK`).
const TICK: Duration = Duration::from_millis(10);

impl Process {
    /// Processor time since its start, of all its threads.
    pub fn cpu(self) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).ok()?;
        // The name, in brackets, may hold spaces.
        let (_, fields) = stat.rsplit_once(") ")?;
        let ticks = fields
            .split(' ')
            .skip(11)
            .take(2)
            .map(|field| field.parse::<u32>().ok());
        Some(TICK * ticks.sum::<Option<u32>>()?)
    }

    /// Memory that it has now, in MiB.
    pub fn resident(self) -> Option<f64> {
        self.memory("VmRSS:")
    }

    /// The most memory that it has had, in MiB.
    pub fn peak(self) -> Option<f64> {
        self.memory("VmHWM:")
    }

    fn memory(self, name: &str) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let value = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: f64 = value.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kibibytes / 1024.0)
    }
}
