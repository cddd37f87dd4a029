//! People whom the load balancer has signed in.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use reqwest::Method;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::support::{Answer, Kind, TestApp, app::send, output};

const ARN: &str = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/t/5f";
/// What stands before the point of a public key of P-256 (RFC 5480, section 2).
const PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A balancer's key, and the server that has its public half.
struct Balancer {
    pair: EcdsaKeyPair,
    keys: MockServer,
}

impl Balancer {
    async fn new() -> Self {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pair.as_ref(), &random).unwrap();
        let key = STANDARD.encode([&PREFIX[..], pair.public_key().as_ref()].concat());
        let (first, second) = key.split_at(64);
        let pem =
            format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n");
        let keys = MockServer::start().await;
        Mock::given(matchers::path("/key-1"))
            .respond_with(ResponseTemplate::new(200).set_body_string(pem))
            .mount(&keys)
            .await;
        Self { pair, keys }
    }

    fn token(&self, email: &str) -> String {
        let exp = chrono::Utc::now().timestamp() + 60;
        let header = json!({"alg": "ES256", "kid": "key-1", "signer": ARN, "exp": exp});
        let claims = json!({"sub": "7", "email": email});
        let [header, claims] = [header, claims].map(|part| URL_SAFE.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = self
            .pair
            .sign(&SystemRandom::new(), signed.as_bytes())
            .unwrap();
        format!("{signed}.{}", URL_SAFE.encode(signature))
    }
}

async fn ask(app: &TestApp, token: &str) -> Answer {
    let body = json!({"text": "I havv a dog"});
    let request = app.request(Method::POST, "/api/spell").json(&body);
    send(request.header("x-amzn-oidc-data", token)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_balancer_has_signed_in_is_known_and_nobody_else() {
    let balancer = Balancer::new().await;
    let keys = balancer.keys.uri();
    let variables = |proxies| {
        [
            ("AUTH_ALB_ARN", ARN),
            ("AUTH_ALB_KEYS_URL", &*keys),
            ("TRUSTED_PROXIES", proxies),
        ]
    };
    let app = TestApp::spawn_with(Kind::MariaDb, &variables("127.0.0.1")).await;
    let token = balancer.token("ann@example.org");
    ask(&app, &token).await.json();
    ask(&app, &token).await.json();
    assert!(app.api.process.log().contains("user ann@example.org"));
    assert_eq!(app.open("/api/spell").await.status, 401);
    app.post("/api/spell", &json!({"text": "a dog"}))
        .await
        .problem(401, "unauthorized");
    app.open_home("/").await.page(401);

    let stranger = Balancer::new().await;
    ask(&app, &stranger.token("ann@example.org"))
        .await
        .problem(401, "unauthorized");
    ask(&app, "rubbish").await.problem(401, "unauthorized");
    // The same from an address that is no proxy of ours.
    let app = TestApp::spawn_with(Kind::Sqlite, &variables("192.0.2.1")).await;
    ask(&app, &token).await.problem(401, "unauthorized");
    let asked = balancer.keys.received_requests().await.unwrap();
    assert_eq!(asked.len(), 1, "a key is fetched once");
}

#[test]
fn a_balancer_that_is_not_trusted_is_a_wrong_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let run = |variables: &[(&str, &str)]| {
        let output = output(
            "textmend",
            folder.path(),
            &["serve", "--port", "0"],
            variables,
            b"",
        );
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let said = run(&[("AUTH_ALB_ARN", ARN)]);
    assert!(said.contains("TRUSTED_PROXIES"), "{said}");
    let said = run(&[
        ("AUTH_ALB_ARN", "my balancer"),
        ("TRUSTED_PROXIES", "10.0.0.0/8"),
    ]);
    assert!(
        said.contains("AUTH_ALB_ARN") && said.contains("loadbalancer/app/"),
        "{said}"
    );
}
