//! What somebody may have meant by a path that leads nowhere.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::config::nearest;

/// The path that exists and is nearest to one that does not: its first wrong part, put right.
pub(super) fn nearest_path(path: &Path) -> Option<PathBuf> {
    let folder = path.ancestors().skip(1).find(|folder| folder.as_os_str().is_empty() || folder.is_dir())?;
    let wrong = path.strip_prefix(folder).ok()?.components().next()?.as_os_str().to_string_lossy().into_owned();
    let list = if folder.as_os_str().is_empty() { std::fs::read_dir(".") } else { std::fs::read_dir(folder) };
    let names: Vec<String> = list.ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let near = nearest(&wrong, lower.iter().map(String::as_str))?;
    let at = lower.iter().position(|name| *name == near)?;
    let rest = path.strip_prefix(folder.join(OsStr::new(&wrong))).ok();
    let put_right = folder.join(&names[at]);
    let whole = rest.filter(|rest| !rest.as_os_str().is_empty()).map(|rest| put_right.join(rest));
    Some(whole.filter(|whole| whole.exists()).unwrap_or(put_right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_path_is_one_that_exists() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("Northwind-Freight/deep")).unwrap();
        std::fs::create_dir_all(at("brightwater")).unwrap();
        assert_eq!(nearest_path(&at("northwind-freigt")), Some(at("Northwind-Freight")));
        assert_eq!(nearest_path(&at("northwind-freigt/deep")), Some(at("Northwind-Freight/deep")));
        assert_eq!(nearest_path(&at("brigthwater/nowhere")), Some(at("brightwater")));
        assert_eq!(nearest_path(&at("qqq")), None);
    }
}
