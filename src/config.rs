//! Settings of a server: flags, or environment variables of the same meaning.

use crate::domain::RegionId;
use crate::store::DEFAULT_REGION;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Settings of `uchastok serve`.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Database: sqlite://<file> (made when missing) or postgres://<user>:<password>@<server>/<name>
    #[arg(
        long,
        env = "UCHASTOK_DATABASE_URL",
        default_value = "sqlite://uchastok.sqlite",
        hide_env_values = true
    )]
    pub database_url: String,

    /// Address and port to listen on; port 0 takes a free one and prints it
    #[arg(long, env = "UCHASTOK_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Jobs worked on at once; 0 only serves pages and leaves the jobs to other servers on the same database
    #[arg(long, env = "UCHASTOK_WORKERS", default_value_t = 1)]
    pub workers: usize,

    /// Folder with norms/*.toml and profiles/visits/*.toml of the region, beside those that come with the program
    #[arg(long, env = "UCHASTOK_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// Code of the region inside the database
    #[arg(long, env = "UCHASTOK_REGION", default_value = DEFAULT_REGION)]
    pub region: String,

    /// TLS is in front of the server: cookies are Secure and browsers are told to stay on https
    #[arg(long, env = "UCHASTOK_SECURE", default_value_t = false)]
    pub secure: bool,

    /// A reverse proxy is in front: the last address of X-Forwarded-For is the client's
    #[arg(long, env = "UCHASTOK_BEHIND_PROXY", default_value_t = false)]
    pub behind_proxy: bool,
}

impl Config {
    /// The region's code.
    #[must_use]
    pub fn region(&self) -> RegionId {
        RegionId::new(self.region.as_str())
    }
}

impl Default for Config {
    /// The settings without any flag.
    fn default() -> Self {
        Self {
            database_url: "sqlite://uchastok.sqlite".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            workers: 1,
            data_dir: None,
            region: DEFAULT_REGION.into(),
            secure: false,
            behind_proxy: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Config;
    use clap::{Args, Command, FromArgMatches};

    #[test]
    fn the_flags_and_the_defaults_agree() {
        let parsed = Config::augment_args(Command::new("serve")).get_matches_from(["serve"]);
        let parsed = Config::from_arg_matches(&parsed).unwrap();
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Config::default()));
    }
}
