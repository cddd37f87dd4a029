//! The addresses of a service: each with the methods that it serves, and each method with the right that it requires.
//!
//! A service adds its addresses to [`Routes`] and nowhere else, so none can be without a right.

use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, Route, guard,
    http::{Method, header},
    web::{self, ServiceConfig},
};

use crate::{
    Code, Problem,
    access::{Right, guarded},
};

/// Where a service adds its addresses.
pub struct Routes<'a>(&'a mut ServiceConfig);

impl<'a> Routes<'a> {
    pub(crate) fn new(config: &'a mut ServiceConfig) -> Self {
        Self(config)
    }

    /// Adds an address.
    pub fn add(&mut self, address: Address) -> &mut Self {
        self.0.service(address.into_resource());
        self
    }

    /// Adds what is added elsewhere.
    pub fn configure(&mut self, add: impl FnOnce(&mut Routes<'_>)) -> &mut Self {
        add(self);
        self
    }

    /// Adds something for the handlers.
    pub fn data<T: 'static>(&mut self, data: web::Data<T>) -> &mut Self {
        self.0.app_data(data);
        self
    }
}

/// An address, or several with the same handlers.
pub struct Address {
    resource: Resource,
    methods: Vec<&'static str>,
    /// What its other methods require.
    others: Right,
}

/// The address with this path.
pub fn at(path: impl Into<String>) -> Address {
    at_each([path.into()])
}

/// The addresses with these paths, which have the same handlers.
pub fn at_each<P: AsRef<str>>(paths: impl IntoIterator<Item = P>) -> Address {
    Address {
        resource: web::resource(paths.into_iter().collect::<Vec<_>>()),
        methods: Vec::new(),
        others: Right::USUAL,
    }
}

impl Address {
    /// Serves `GET` and `HEAD` alike: whoever may read may ask for the headers alone.
    #[must_use]
    pub fn get<F, Args>(self, right: Right, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let route = web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
        self.serve("GET, HEAD", right, route.to(handler))
    }

    /// Serves `POST`.
    #[must_use]
    pub fn post<F, Args>(self, right: Right, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.serve("POST", right, web::post().to(handler))
    }

    /// Serves `DELETE`.
    #[must_use]
    pub fn delete<F, Args>(self, right: Right, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.serve("DELETE", right, web::delete().to(handler))
    }

    fn serve(mut self, methods: &'static str, right: Right, route: Route) -> Self {
        self.methods.push(methods);
        // What anyone may ask about is no secret.
        if matches!(right, Right::Open | Right::Uncounted) {
            self.others = right;
        }
        self.resource = self.resource.route(guarded(route, right));
        self
    }

    /// `OPTIONS` lists the methods, any other gets 405 with `Allow`.
    fn into_resource(self) -> Resource {
        let allowed = self.methods.join(", ");
        let other = move |request: HttpRequest| {
            let allowed = allowed.clone();
            async move {
                if request.method() == Method::OPTIONS {
                    return Ok(HttpResponse::NoContent()
                        .insert_header((header::ALLOW, allowed))
                        .finish());
                }
                let detail = format!("Use one of: {allowed}.");
                Err(Problem::new(Code::MethodNotAllowed, detail).allow(allowed))
            }
        };
        let other = guarded(web::route().to(other), self.others);
        self.resource.default_service(other)
    }
}
