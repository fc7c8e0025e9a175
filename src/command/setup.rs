//! What a session is set up with, wherever it is shown: who reviews, the looks, the keys. The command line
//! comes before the configuration, the configuration before what the surroundings say.

use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Failure, actor};
use crate::audit::identity::{Given, Who};
use crate::config::{self, Config, Fault, Faults, GlyphsChoice, KeymapName, ThemeChoice};
use crate::packet::Packet;
use crate::review::Actor;
use crate::review::hidden::Reveal;
use crate::workbench::key::{BUILT_IN, Keymap};
use crate::workbench::state::Choices;
use crate::workbench::theme::{self, Glyphs, Palette, Surroundings, Theme};

/// Options that come before the configuration.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Setup {
    /// Who is reviewing: "Dana Ruiz", or "Dana Ruiz <dana@example.com>"
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// In which capacity: csm, ae, manager, implementation, support, sponsor, revops
    #[arg(long)]
    pub role: Option<String>,
    /// Which colours
    #[arg(long, value_enum)]
    pub theme: Option<ThemeChoice>,
    /// Which marks are drawn
    #[arg(long, value_enum)]
    pub glyphs: Option<GlyphsChoice>,
    /// Which keys: `default`, `vim`, `emacs`, or a file that is merged over your keymap
    #[arg(long, value_name = "NAME|FILE")]
    pub keymap: Option<String>,
    /// When the drafter's own opinion is shown
    #[arg(long, value_enum)]
    pub reveal: Option<Reveal>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    pub no_mouse: bool,
}

macro_rules! value_enum {
    ($($kind:ty),+) => {$(
        impl ValueEnum for $kind {
            fn value_variants<'a>() -> &'a [Self] {
                Self::ALL
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(PossibleValue::new(self.word()))
            }
        }
    )+};
}

value_enum!(ThemeChoice, GlyphsChoice, Reveal);

/// What a session is set up with.
#[derive(Debug)]
pub struct Chosen {
    /// The configuration, with what the command line said put over it.
    pub config: Config,
    /// The keys.
    pub keymap: Arc<Keymap>,
    /// Name and role as the command line gave them.
    given: Given,
}

impl Setup {
    /// Puts everything together.
    ///
    /// # Errors
    /// Every fault of the configuration and of the keymaps.
    pub fn choose(&self) -> Result<Chosen, Failure> {
        let mut config = config::load()?.config;
        config.looks.theme = self.theme.unwrap_or(config.looks.theme);
        config.looks.glyphs = self.glyphs.unwrap_or(config.looks.glyphs);
        config.looks.mouse &= !self.no_mouse;
        config.review.reveal = self.reveal.unwrap_or(config.review.reveal);
        let keymap = Arc::new(keymap(&config, self.keymap.as_deref())?);
        let given = actor::flags(self.name.as_ref(), self.role.as_ref());
        Ok(Chosen { config, keymap, given })
    }
}

impl Chosen {
    /// What the workbench is told of the choices.
    pub fn choices(&self) -> Choices {
        Choices { reveal: self.config.review.reveal, advance: self.config.review.advance }
    }

    /// The looks on a terminal. Asks the terminal for its background where nobody chose, so it must be
    /// called before anything else happens there.
    pub fn theme(&self) -> Theme {
        let surroundings = Surroundings::of_process();
        let palette = match self.config.looks.theme {
            ThemeChoice::Auto => theme::ask(&surroundings).palette(),
            ThemeChoice::Dark => Palette::Dark,
            ThemeChoice::Light => Palette::Light,
            ThemeChoice::HighContrast => Palette::HighContrast,
            ThemeChoice::Plain => Palette::Plain,
        };
        Theme::new(palette, surroundings.colors(), self.glyphs(surroundings.glyphs))
    }

    /// The looks of a frame that is printed as text: no colours, and Unicode unless somebody said otherwise.
    pub fn printed(&self) -> Theme {
        Theme::new(Palette::Plain, theme::Depth::None, self.glyphs(Glyphs::Unicode))
    }

    fn glyphs(&self, found: Glyphs) -> Glyphs {
        match self.config.looks.glyphs {
            GlyphsChoice::Auto => found,
            GlyphsChoice::Unicode => Glyphs::Unicode,
            GlyphsChoice::Ascii => Glyphs::Ascii,
        }
    }

    /// Whether a name that is asked for on the screen is kept: not that of a guest, named with `--as`.
    pub fn is_own(&self) -> bool {
        self.given.name.is_none()
    }

    /// Who is reviewing, or what is known of them: the screen asks for the rest before the first decision.
    /// A role that nobody named is taken from the deal, where the packet names the person as its AE or CSM.
    ///
    /// # Errors
    /// A name, address or role that can't stand in a trail.
    pub fn reviewer(&self, packet: &Packet) -> Result<Who, Failure> {
        Ok(actor::seated(self.who()?, packet))
    }

    /// The same without asking git, which takes longer than a first frame may.
    ///
    /// # Errors
    /// As [`Chosen::reviewer`].
    pub fn reviewer_at_once(&self, packet: &Packet) -> Result<Who, Failure> {
        Ok(actor::seated(actor::who_at_once(&self.given, &self.config.reviewer)?, packet))
    }

    /// Whether [`Chosen::reviewer`] may know more than [`Chosen::reviewer_at_once`].
    pub fn git_matters(&self) -> bool {
        actor::git_matters(&self.given, &self.config.reviewer)
    }

    /// Who is reviewing, where there is no single packet that could say in which capacity.
    ///
    /// # Errors
    /// As [`Chosen::reviewer`].
    pub fn actor(&self) -> Result<Option<Actor>, Failure> {
        Ok(match self.who()? {
            Who::Known(actor) => Some(actor),
            Who::Ask { .. } => None,
        })
    }

    fn who(&self) -> Result<Who, Failure> {
        actor::who(&self.given, &self.config.reviewer)
    }
}

/// The keys of a configuration: the keymap that it names, with the person's own file merged over it. A
/// name on the command line stands for the configured one; a file is merged over all of them.
///
/// # Errors
/// Every fault of the files, or one that was named is not there.
pub fn keymap(config: &Config, named: Option<&str>) -> Result<Keymap, Faults> {
    let mut name = config.keys.keymap;
    let mut files = Vec::new();
    match (&config.keys.file, config::folders::keymap_file()) {
        (Some(file), _) => files.push((file.display().to_string(), own(file, "keys.file")?)),
        (None, Some(file)) => {
            files.extend(config::text_of(&file)?.map(|text| (file.display().to_string(), text)));
        }
        (None, None) => {}
    }
    if let Some(named) = named {
        match KeymapName::of(named) {
            Some(known) => name = known,
            None => files.push((named.to_owned(), own(Path::new(named), "--keymap")?)),
        }
    }
    let mut layers: Vec<(&str, &str)> =
        BUILT_IN.iter().filter(|(known, _)| name != KeymapName::DEFAULT && *known == name.word()).copied().collect();
    layers.extend(files.iter().map(|(file, text)| (file.as_str(), text.as_str())));
    Keymap::load(&layers).map_err(Faults)
}

/// The text of a keymap file that somebody named.
fn own(file: &Path, place: &str) -> Result<String, Faults> {
    config::text_of(file)?.ok_or_else(|| {
        let names: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        let name = file.display().to_string();
        Faults(vec![Fault {
            nearest: config::nearest(&name, names.iter().copied()),
            file: name,
            line: 0,
            path: place.to_owned(),
            found: "no such file".to_owned(),
            expected: format!(
                "a keymap file, or the name of a keymap that comes with the program: {}",
                names.join(", ")
            ),
            hint: None,
        }])
    })
}
