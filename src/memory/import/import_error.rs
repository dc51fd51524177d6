//! Why an import of an exchange file failed, and what of it is stored all the same.

use crate::memory::MemoryError;

/// Why an import did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// Its path, as it was given.
        path: std::path::PathBuf,
        /// The system's answer.
        #[source]
        error: std::io::Error,
    },
    /// The file is not sound TMX; nothing was stored.
    #[error("{}: {error}", path.display())]
    Tmx {
        /// Its path, as it was given.
        path: std::path::PathBuf,
        /// What is wrong, and on which line.
        #[source]
        error: tmx::Error,
    },
    /// The file is not sound TMX, and the batches before the fault are stored.
    #[error("{}: {error} (the {stored} units before it are stored; import the mended file to go on)", path.display())]
    TmxMidway {
        /// Its path, as it was given.
        path: std::path::PathBuf,
        /// What is wrong, and on which line.
        #[source]
        error: tmx::Error,
        /// Units of the file that the memory holds.
        stored: u64,
    },
    /// The memory refused in the middle of a large file, and the batches before are stored.
    #[error("{error} (the {stored} units before are stored; import the file again to go on)")]
    MemoryMidway {
        /// Why.
        #[source]
        error: MemoryError,
        /// Units of the file that the memory holds.
        stored: u64,
    },
    /// The memory refused.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl ImportError {
    /// Whether the memory holds units of the file all the same.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        match self {
            ImportError::TmxMidway { .. } | ImportError::MemoryMidway { .. } => true,
            ImportError::Memory(error) => error.is_stored(),
            ImportError::Unreadable { .. } | ImportError::Tmx { .. } => false,
        }
    }
}
