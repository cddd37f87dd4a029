//! The frame of every page: its title, navigation and files. Templates extend `base.html`.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};

use crate::{access, assets::Assets, config::HttpArgs};

/// What a process knows about the site that its pages belong to.
#[derive(Clone, Default)]
pub struct Site {
    home_url: String,
    api_url: String,
    home: Option<Arc<Assets>>,
    api: Option<Arc<Assets>>,
    signed_in: Option<String>,
}

/// What the frame of one page shows.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The page's own title.
    pub title: String,
    /// The main navigation.
    pub nav: Vec<NavItem>,
    /// Address of the history page.
    pub home: String,
    /// Prefix of every address of the home service; empty behind a balancer.
    pub home_url: String,
    /// Prefix of every address of the api service; empty behind a balancer.
    pub api_url: String,
    /// Address of the style sheet.
    pub style: String,
    /// Addresses of the scripts (modules) that improve this page: `page.js`, and what it adds.
    pub scripts: Vec<String>,
    /// Who is signed in.
    pub signed_in: Option<String>,
    /// Where signing out is.
    pub logout: &'static str,
}

/// One entry of the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: &'static str,
    /// Whether it is the page shown.
    pub current: bool,
}

/// Path, label; the api service's paths start with `/api`.
const NAV: [(&str, &str); 7] = [
    ("/", "History"),
    ("/api/spell", "Spelling"),
    ("/api/space", "Spacing"),
    ("/api/translate", "Translate"),
    ("/api/clean", "Clean up"),
    ("/monitor", "Monitor"),
    ("/api/docs", "API"),
];

impl Site {
    /// A site with the link prefixes of this configuration.
    pub fn new(args: &HttpArgs) -> Self {
        Self {
            home_url: args.home_url.clone(),
            api_url: args.api_url.clone(),
            ..Self::default()
        }
    }

    /// Adds the home service's files.
    #[must_use]
    pub fn with_home(mut self, assets: Arc<Assets>) -> Self {
        self.home = Some(assets);
        self
    }

    /// Adds the api service's files.
    #[must_use]
    pub fn with_api(mut self, assets: Arc<Assets>) -> Self {
        self.api = Some(assets);
        self
    }

    /// The site that a request was made to, as whoever made it sees it.
    pub fn of(request: &HttpRequest) -> Self {
        let site = request.app_data::<web::Data<Self>>();
        Self {
            signed_in: access::signed_in(request),
            ..site.map(|site| Self::clone(site)).unwrap_or_default()
        }
    }

    /// The frame of the page at `path`.
    pub fn frame(&self, path: &str, title: impl Into<String>) -> Frame {
        let nav = NAV
            .iter()
            .map(|&(to, label)| {
                let prefix = if to.starts_with("/api") {
                    &self.api_url
                } else {
                    &self.home_url
                };
                NavItem {
                    href: format!("{prefix}{to}"),
                    label,
                    current: to == path,
                }
            })
            .collect();
        let assets = self.assets(path);
        Frame {
            title: title.into(),
            nav,
            home: format!("{}/", self.home_url),
            home_url: self.home_url.clone(),
            api_url: self.api_url.clone(),
            style: assets
                .map(|assets| assets.href("style.css"))
                .unwrap_or_default(),
            scripts: assets
                .map(|assets| assets.href("page.js"))
                .into_iter()
                .collect(),
            signed_in: self.signed_in.clone(),
            logout: access::logout_beside(path),
        }
    }

    fn assets(&self, path: &str) -> Option<&Assets> {
        let (first, second) = if path.starts_with("/api/") {
            (&self.api, &self.home)
        } else {
            (&self.home, &self.api)
        };
        first.as_ref().or(second.as_ref()).map(AsRef::as_ref)
    }

    /// The address of a file of the service that serves `path`.
    pub fn href(&self, path: &str, name: &str) -> String {
        self.assets(path)
            .map(|assets| assets.href(name))
            .unwrap_or_default()
    }
}

impl FromRequest for Site {
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
