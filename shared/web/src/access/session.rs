//! People who may sign in, and the session cookie: the user's name and the session's end, signed. Any instance
//! with the same secret can verify it, so sessions are not stored.

use std::{fmt, str::FromStr};

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use chrono::Utc;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::hex;

/// How long a session lasts.
pub const LIFETIME_SECONDS: i64 = 12 * 60 * 60;
const SHORTEST_SECRET: usize = 32;
const MAX_NAME_LENGTH: usize = 64;

/// Who may sign in: names with the hashes of their passwords.
#[derive(Clone, Default)]
pub struct Users(Vec<(String, String)>);

impl fmt::Debug for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Users({})", self.0.len())
    }
}

impl FromStr for Users {
    type Err = String;

    /// `name:hash` with spaces, line breaks, semicolons or commas between.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut entries: Vec<String> = Vec::new();
        for word in text.split([' ', '\n', '\r', '\t', ';']) {
            for piece in word.split(',').filter(|piece| !piece.is_empty()) {
                match entries.last_mut() {
                    // A hash has commas in it, but no colon.
                    Some(hash) if !piece.contains(':') => {
                        hash.push(',');
                        hash.push_str(piece);
                    }
                    _ => entries.push(piece.to_owned()),
                }
            }
        }
        let users = entries.iter().map(|entry| {
            let accepted = || {
                "accepted: name:hash with spaces between, the hash as $argon2id$…; in a .env file \
                 within single quotes"
                    .to_owned()
            };
            let (name, hash) = entry.split_once(':').ok_or_else(accepted)?;
            let plain = |c: char| c.is_ascii_alphanumeric() || "._@-".contains(c);
            let named = (1..=MAX_NAME_LENGTH).contains(&name.len()) && name.chars().all(plain);
            let hashed = hash.starts_with("$argon2") && PasswordHash::new(hash).is_ok();
            if named && hashed {
                Ok((name.to_owned(), hash.to_owned()))
            } else {
                Err(accepted())
            }
        });
        users.collect::<Result<_, _>>().map(Self)
    }
}

impl Users {
    /// Whether nobody may sign in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn hash(&self, name: &str) -> Option<&str> {
        let user = self.0.iter().find(|(known, _)| known == name);
        user.map(|(_, hash)| hash.as_str())
    }

    /// Whether this is the user's password. Deliberately takes some 10 ms of a core, for an unknown user too.
    pub fn verify(&self, name: &str, password: &str) -> bool {
        let known = self.hash(name);
        let any = self.0.first().map(|(_, hash)| hash.as_str());
        let Some(hash) = known.or(any).and_then(|hash| PasswordHash::new(hash).ok()) else {
            return false;
        };
        let right = Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok();
        right && known.is_some()
    }
}

/// Signs and verifies session cookies.
pub struct Sessions {
    secret: SecretString,
    users: Users,
}

impl Sessions {
    /// Sessions for these users.
    ///
    /// # Errors
    /// A sentence, if the secret is missing or too short.
    pub fn new(users: Users, secret: Option<&SecretString>) -> Result<Self, String> {
        let secret = secret.filter(|secret| secret.expose_secret().len() >= SHORTEST_SECRET);
        let secret = secret.ok_or(
            "SESSION_SECRET must have at least 32 characters where AUTH_USERS is set, the same for all \
             instances: `openssl rand -hex 32` makes one",
        )?;
        Ok(Self {
            secret: secret.clone(),
            users,
        })
    }

    /// Who may sign in.
    pub fn users(&self) -> &Users {
        &self.users
    }

    /// The cookie's value for a session of this user that starts now.
    pub fn open(&self, name: &str) -> String {
        self.signed(name, Utc::now().timestamp() + LIFETIME_SECONDS)
    }

    fn signed(&self, name: &str, end: i64) -> String {
        format!(
            "{name}|{end}|{}",
            hex(&self.mac(name, end).finalize().into_bytes())
        )
    }

    /// The user of a cookie, if it is genuine and has not expired.
    pub fn user(&self, cookie: &str) -> Option<String> {
        let mut parts = cookie.split('|');
        let (name, end, mac) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        if parts.next().is_some() || end <= Utc::now().timestamp() || mac.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(mac.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        // In constant time. A user who has been removed from the list has no session either.
        self.mac(name, end).verify_slice(&bytes).ok()?;
        self.users.hash(name).map(|_| name.to_owned())
    }

    /// Includes the hash of the password, so that a new password ends old sessions.
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, name: &str, end: i64) -> Hmac<Sha256> {
        let secret = self.secret.expose_secret().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
        let hash = self.users.hash(name).unwrap_or_default();
        mac.update(format!("{name}|{end}|{hash}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{PasswordHasher, password_hash::SaltString};

    fn users(password: &str) -> Users {
        let salt = SaltString::from_b64("c29tZXNhbHQ").unwrap();
        let cheap = argon2::Params::new(64, 1, 1, None).unwrap();
        let argon = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, cheap);
        let hash = argon.hash_password(password.as_bytes(), &salt).unwrap();
        format!("ann:{hash}\nbob@x.org:{hash}").parse().unwrap()
    }

    fn sessions(users: &Users, secret: &str) -> Sessions {
        Sessions::new(users.clone(), Some(&secret.to_owned().into())).unwrap()
    }

    #[test]
    fn a_password_is_right_for_its_user_only() {
        let users = users("s3cret");
        assert!(users.verify("ann", "s3cret") && users.verify("bob@x.org", "s3cret"));
        assert!(!users.verify("ann", "S3cret"));
        assert!(!users.verify("eve", "s3cret"));
        assert!(!Users::default().verify("ann", "s3cret"));
        assert!(!format!("{users:?}").contains("argon2"));
    }

    #[test]
    fn a_session_is_read_by_whoever_has_the_secret_and_by_nobody_else() {
        let people = users("s3cret");
        let (secret, other) = ("a".repeat(32), "b".repeat(32));
        let sessions_here = sessions(&people, &secret);
        let cookie = sessions_here.open("ann");
        assert_eq!(
            sessions(&people, &secret).user(&cookie).as_deref(),
            Some("ann")
        );
        assert_eq!(sessions(&people, &other).user(&cookie), None);
        assert_eq!(sessions(&users("new"), &secret).user(&cookie), None);
        assert_eq!(
            sessions_here.user(&cookie.replace("ann", "bob@x.org")),
            None
        );
        let over = sessions_here.signed("ann", Utc::now().timestamp() - 1);
        assert_eq!(sessions_here.user(&over), None);
        for rubbish in [
            "",
            "ann",
            "ann|9999999999|",
            "ann|9999999999|é".repeat(9).as_str(),
        ] {
            assert_eq!(sessions_here.user(rubbish), None);
        }
    }

    #[test]
    fn what_is_no_list_of_users_is_refused() {
        for wrong in [
            "ann",
            "ann:secret",
            ":$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$aGFzaA",
            "a b:c",
        ] {
            assert!(wrong.parse::<Users>().is_err(), "{wrong}");
        }
        assert!(" ; ".parse::<Users>().unwrap().is_empty());
        assert!(Sessions::new(users("x"), None).is_err());
        assert!(Sessions::new(users("x"), Some(&"short".to_owned().into())).is_err());
    }
}
