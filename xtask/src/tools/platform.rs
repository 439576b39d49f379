//! The platforms that tools are published for.

/// An operating system and processor that ready-made programs exist for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Platform {
    LinuxX64,
    LinuxArm64,
    MacX64,
    MacArm64,
    WindowsX64,
}

impl Platform {
    /// The platform we run on, if ready-made programs exist for it.
    pub(crate) fn current() -> Option<Self> {
        Self::of(std::env::consts::OS, std::env::consts::ARCH)
    }

    fn of(os: &str, arch: &str) -> Option<Self> {
        match (os, arch) {
            ("linux", "x86_64") => Some(Self::LinuxX64),
            ("linux", "aarch64") => Some(Self::LinuxArm64),
            ("macos", "x86_64") => Some(Self::MacX64),
            ("macos", "aarch64") => Some(Self::MacArm64),
            ("windows", "x86_64") => Some(Self::WindowsX64),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_and_unknown_platforms() {
        assert_eq!(Platform::of("linux", "x86_64"), Some(Platform::LinuxX64));
        assert_eq!(Platform::of("macos", "aarch64"), Some(Platform::MacArm64));
        assert_eq!(Platform::of("freebsd", "x86_64"), None);
        assert_eq!(Platform::of("linux", "riscv64"), None);
    }
}
