//! `uchastok user`: an account with a one-time password.

use super::database::Database;
use super::report;
use crate::domain::MunicipalityId;
use crate::store::{Change, NewUser, Role, Store, User, password};
use clap::{Args, ValueEnum};
use std::process::ExitCode;

/// Arguments of `uchastok user`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  uchastok user anna --role manager --name \"Анна Петрова\"\n  \
                        uchastok user oleg --role worker --municipality vagay --site 3"
)]
pub(super) struct Arguments {
    /// Login; an account of this login gets a new password and loses its sessions
    login: String,
    /// What the account may do
    #[arg(long, value_enum)]
    role: RoleName,
    /// Name for the head of the page
    #[arg(long, default_value = "")]
    name: String,
    /// The only municipality that the account may see
    #[arg(long)]
    municipality: Option<String>,
    /// Site of a site worker
    #[arg(long)]
    site: Option<u32>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    /// Draws, submits and approves plans; imports
    Manager,
    /// Sees the site's week
    Worker,
    /// Plans schedules and vehicles
    Planner,
}

/// Stores the account and prints its password.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let user = User {
        login: arguments.login.clone(),
        name: if arguments.name.is_empty() {
            arguments.login.clone()
        } else {
            arguments.name.clone()
        },
        role: match arguments.role {
            RoleName::Manager => Role::Manager,
            RoleName::Worker => Role::Worker,
            RoleName::Planner => Role::Planner,
        },
        municipality: arguments.municipality.as_deref().map(MunicipalityId::new),
        site: arguments.site,
    };
    let secret = give_password(&store, user).await?;
    report::line(format_args!("{}  {secret}", arguments.login))?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Stores the account with a one-time password and returns it.
pub(super) async fn give_password(store: &Store, user: User) -> anyhow::Result<String> {
    let secret = password::one_time()?;
    store
        .put_user(
            &NewUser {
                user,
                password: secret.clone(),
            },
            &Change::by("cli"),
        )
        .await?;
    Ok(secret)
}
