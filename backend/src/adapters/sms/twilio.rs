use std::{sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{OutgoingSms, SendFault, SmsGateway};

/// How the gateway is reached.
#[derive(Clone, Debug)]
pub struct TwilioSettings {
    /// "https://api.twilio.com", or another gateway that speaks as Twilio does.
    pub url: Url,
    /// "AC…"
    pub account: String,
    pub token: SecretString,
    /// A number of the clinic, or a name where the country allows it.
    pub from: String,
}

/// For the whole of a request.
const TIMEOUT: Duration = Duration::from_secs(20);
/// More of an answer is not read.
const LONGEST_ANSWER: usize = 256 * 1024;
/// How many messages to one number are looked through.
const LOOKED_THROUGH: &str = "50";

/// Sends through Twilio's Messages resource, version 2010-04-01.
pub struct TwilioGateway {
    client: Client,
    messages: Url,
    settings: TwilioSettings,
}

/// Of a message that was taken; the rest of it is ours.
#[derive(Deserialize)]
struct Taken {
    sid: String,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Deserialize)]
struct List {
    messages: Vec<Taken>,
}

/// Of a refusal. What it says in words holds the number that was dialled.
#[derive(Deserialize)]
struct Refusal {
    code: Option<u32>,
}

impl TwilioGateway {
    /// Connects with the first message, not yet.
    ///
    /// # Errors
    /// When the address or the account cannot be used.
    pub fn new(settings: TwilioSettings) -> Result<Self, SendFault> {
        let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| SendFault::Unwritable(error.into()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            // Who redirects is not who was configured.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .map_err(unreachable)?;
        let mut messages = settings.url.clone();
        messages
            .path_segments_mut()
            .map_err(|()| SendFault::Unwritable("the gateway's address has no path".into()))?
            .pop_if_empty()
            .extend(["2010-04-01", "Accounts", &settings.account, "Messages.json"]);
        Ok(Self {
            client,
            messages,
            settings,
        })
    }

    /// The answer, or why there is none.
    async fn ask<T: for<'a> Deserialize<'a>>(&self, request: RequestBuilder) -> Result<T, SendFault> {
        let token = self.settings.token.expose_secret();
        let request = request.basic_auth(&self.settings.account, Some(token));
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let body = read(response).await?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| SendFault::Refused {
                code: status.as_u16().into(),
                for_good: false,
            });
        }
        let code = serde_json::from_slice(&body)
            .ok()
            .and_then(|refusal: Refusal| refusal.code);
        Err(SendFault::Refused {
            code: code.unwrap_or_else(|| status.as_u16().into()),
            for_good: status == StatusCode::BAD_REQUEST,
        })
    }
}

#[async_trait::async_trait]
impl SmsGateway for TwilioGateway {
    async fn send(&self, sms: &OutgoingSms) -> Result<String, SendFault> {
        let form = [
            ("To", sms.to.as_str()),
            ("From", &self.settings.from),
            ("Body", &sms.text),
        ];
        let taken: Taken = self.ask(self.client.post(self.messages.clone()).form(&form)).await?;
        Ok(taken.sid)
    }

    async fn find(&self, sms: &OutgoingSms) -> Result<Option<String>, SendFault> {
        let mut url = self.messages.clone();
        // The day it was written, by Greenwich; Twilio knows no finer question.
        let day = jiff::Timestamp::try_from(sms.date).unwrap_or(jiff::Timestamp::MIN);
        url.query_pairs_mut()
            .append_pair("To", &sms.to)
            .append_pair("DateSent>", &day.strftime("%Y-%m-%d").to_string())
            .append_pair("PageSize", LOOKED_THROUGH);
        let list: List = self.ask(self.client.get(url)).await?;
        let same = list
            .messages
            .into_iter()
            .find(|taken| taken.body.as_ref() == Some(&sms.text));
        Ok(same.map(|taken| taken.sid))
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, SendFault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            break;
        }
    }
    Ok(body)
}

fn unreachable(error: reqwest::Error) -> SendFault {
    if error.is_timeout() {
        return SendFault::TimedOut;
    }
    // The address of a look-up holds a phone number.
    SendFault::Unreachable(error.without_url().into())
}
