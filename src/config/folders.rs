//! Where the user's own files lie. The XDG variables are honoured on every platform, because people who
//! set them mean it; else it is where the platform keeps such things.
//!
//! `HANDOFF_CONFIG` names another configuration file; `keymap.toml` is looked for beside that one then.

use std::path::PathBuf;

use directories::ProjectDirs;

const NAME: &str = "handoff";

/// A variable that names a whole path; relative ones are ignored, as XDG asks.
fn set(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

fn of(variable: &str, platform: impl FnOnce(&ProjectDirs) -> PathBuf) -> Option<PathBuf> {
    match set(variable) {
        Some(folder) => Some(folder.join(NAME)),
        None => ProjectDirs::from("", "", NAME).map(|dirs| platform(&dirs)),
    }
}

/// The configuration file; `None` where the user has no home.
pub fn config_file() -> Option<PathBuf> {
    match std::env::var_os("HANDOFF_CONFIG").filter(|path| !path.is_empty()) {
        Some(path) => Some(PathBuf::from(path)),
        None => of("XDG_CONFIG_HOME", |dirs| dirs.config_dir().to_owned()).map(|folder| folder.join("config.toml")),
    }
}

/// The person's own keys, beside the configuration file.
pub fn keymap_file() -> Option<PathBuf> {
    config_file().map(|file| file.with_file_name("keymap.toml"))
}

/// What is remembered between sessions; `None` where the user has no home.
pub fn state() -> Option<PathBuf> {
    of("XDG_STATE_HOME", |dirs| dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned())
}

/// What can be made again at any time; `None` where the user has no home.
pub fn cache() -> Option<PathBuf> {
    of("XDG_CACHE_HOME", |dirs| dirs.cache_dir().to_owned())
}

/// What the user gave the program to keep: templates, word lists; `None` where the user has no home.
pub fn data() -> Option<PathBuf> {
    of("XDG_DATA_HOME", |dirs| dirs.data_dir().to_owned())
}
