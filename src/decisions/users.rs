//! Who may log in, and the slowing down of those who guess.

use rusqlite::{OptionalExtension, Row, params};

use super::desk::{from_json, named, to_json};
use super::log::Occasion;
use super::password::{self, Salt};
use super::{Access, Desk, DeskError, Moment, Refusal, Role, User};

/// Wrong passwords that cost nothing: people mistype.
const FREE_FAILURES: i64 = 4;
/// The wait after the first one past those, in seconds; it doubles with each.
const FIRST_WAIT: i64 = 15;
/// The longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;

impl Desk {
    /// Whether anyone can log in at all; without users the pages serve the local machine only.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn has_users(&self) -> Result<bool, DeskError> {
        self.connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM users)")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(self.failed())
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`Refusal::NameUnfit`], [`Refusal::NameTaken`], [`Refusal::PasswordUnfit`]; what the file gives.
    pub fn add_user(&mut self, by: &str, user: &User, password: &str, salt: Salt) -> Result<(), DeskError> {
        let is_name = (2..=40).contains(&user.name.len())
            && user.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        // The name under which decisions stand that were taken before there were users.
        if !is_name || user.name == super::sessions::LOCAL {
            return Err(Refusal::NameUnfit.into());
        }
        let hash = password::hashed(password, salt)?;
        let detail = format!("{} {}", user.name, user.role);
        let occasion = Occasion { who: by, what: "user.add", case: None, detail: &detail };
        self.write(Some((&occasion, user.created)), |transaction| {
            let access = to_json(&user.access)?;
            let added = transaction.execute(
                "INSERT OR IGNORE INTO users (name, role, access, password, disabled, created) VALUES (?1, ?2, ?3, ?4, 0, ?5)",
                params![user.name, user.role.name(), access, hash, user.created.0],
            )?;
            if added == 0 { Err(Refusal::NameTaken.into()) } else { Ok(()) }
        })
    }

    /// Gives a user a new password and ends their sessions.
    ///
    /// # Errors
    /// [`Refusal::NoSuchUser`], [`Refusal::PasswordUnfit`]; what the file gives.
    pub fn set_password(&mut self, by: &str, name: &str, password: &str, salt: Salt, at: Moment) -> Result<(), DeskError> {
        let hash = password::hashed(password, salt)?;
        let occasion = Occasion { who: by, what: "user.password", case: None, detail: name };
        self.write(Some((&occasion, at)), |transaction| {
            let changed = transaction.execute("UPDATE users SET password = ?2 WHERE name = ?1", params![name, hash])?;
            if changed == 0 {
                return Err(Refusal::NoSuchUser.into());
            }
            transaction.execute("DELETE FROM sessions WHERE reader = ?1", [name])?;
            transaction.execute("DELETE FROM attempts WHERE name = ?1", [name])?;
            Ok(())
        })
    }

    /// Shuts a user out and ends their sessions. What they decided stands.
    ///
    /// # Errors
    /// [`Refusal::NoSuchUser`], [`Refusal::LastAdministrator`]; what the file gives.
    pub fn disable_user(&mut self, by: &str, name: &str, at: Moment) -> Result<(), DeskError> {
        let occasion = Occasion { who: by, what: "user.disable", case: None, detail: name };
        self.write(Some((&occasion, at)), |transaction| {
            let role: Option<String> =
                transaction.query_row("SELECT role FROM users WHERE name = ?1", [name], |row| row.get(0)).optional()?;
            let others: i64 = transaction.query_row(
                "SELECT count(*) FROM users WHERE role = ?1 AND disabled = 0 AND name <> ?2",
                [Role::Administrator.name(), name],
                |row| row.get(0),
            )?;
            match role {
                None => return Err(Refusal::NoSuchUser.into()),
                Some(role) if role == Role::Administrator.name() && others == 0 => return Err(Refusal::LastAdministrator.into()),
                Some(_) => {}
            }
            transaction.execute("UPDATE users SET disabled = 1 WHERE name = ?1", [name])?;
            transaction.execute("DELETE FROM sessions WHERE reader = ?1", [name])?;
            Ok(())
        })
    }

    /// All users, by name.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn users(&self) -> Result<Vec<User>, DeskError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, role, access, disabled, created FROM users ORDER BY name")
            .map_err(self.failed())?;
        let users = statement.query_map([], user_row).map_err(self.failed())?;
        users.collect::<Result<_, _>>().map_err(self.failed())
    }

    /// A user by name; none for an unknown or disabled one.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn user(&self, name: &str) -> Result<Option<User>, DeskError> {
        self.connection
            .prepare_cached("SELECT name, role, access, disabled, created FROM users WHERE name = ?1 AND disabled = 0")
            .and_then(|mut statement| statement.query_row([name], user_row).optional())
            .map_err(self.failed())
    }

    /// Seconds until this name may be tried again; 0 when it may be now. Names that do not exist are slowed down alike.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn wait(&self, name: &str, now: Moment) -> Result<i64, DeskError> {
        let found: Option<(i64, i64)> = self
            .connection
            .prepare_cached("SELECT failures, last FROM attempts WHERE name = ?1")
            .and_then(|mut statement| statement.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .map_err(self.failed())?;
        Ok(found.map_or(0, |(failures, last)| (last + penalty(failures) - now.0).max(0)))
    }

    /// Whether name and password belong together. Costs as much for unknown names; counts a failure against the name.
    ///
    /// # Errors
    /// What the file gives.
    pub fn check_password(&mut self, name: &str, password: &str, now: Moment) -> Result<Option<User>, DeskError> {
        let hash: Option<String> = self
            .connection
            .query_row("SELECT password FROM users WHERE name = ?1 AND disabled = 0", [name], |row| row.get(0))
            .optional()
            .map_err(self.failed())?;
        if password::fits(password, hash.as_deref()) {
            self.write(None, |transaction| Ok(transaction.execute("DELETE FROM attempts WHERE name = ?1", [name])?))?;
            return self.user(name);
        }
        let occasion = Occasion { who: name, what: "login.failed", case: None, detail: "" };
        self.write(Some((&occasion, now)), |transaction| {
            transaction.execute(
                "INSERT INTO attempts (name, failures, last) VALUES (?1, 1, ?2)
                 ON CONFLICT (name) DO UPDATE SET failures = failures + 1, last = ?2",
                params![name, now.0],
            )?;
            // Names that were tried a day ago and not since are forgotten, so that guessing names does not fill the file.
            Ok(transaction.execute("DELETE FROM attempts WHERE last < ?1", [now.0 - 24 * 3600])?)
        })?;
        Ok(None)
    }
}

/// Seconds to wait after so many failures in a row.
fn penalty(failures: i64) -> i64 {
    let past = failures - FREE_FAILURES;
    if past <= 0 { 0 } else { FIRST_WAIT.saturating_mul(1 << (past - 1).min(20)).min(LONGEST_WAIT) }
}

fn user_row(row: &Row<'_>) -> rusqlite::Result<User> {
    let role: Role = named(1, &row.get::<_, String>(1)?)?;
    let access: Access = from_json(2, &row.get::<_, String>(2)?)?;
    Ok(User {
        name: row.get(0)?,
        role,
        access: if role == Role::Reviewer { access } else { Access::everything() },
        disabled: row.get(3)?,
        created: Moment(row.get(4)?),
    })
}

#[cfg(test)]
mod tests {
    use super::penalty;

    #[test]
    fn waits_double_to_a_quarter_of_an_hour() {
        assert_eq!([0, 4, 5, 6, 7, 20, 90].map(penalty), [0, 0, 15, 30, 60, 900, 900]);
    }
}
