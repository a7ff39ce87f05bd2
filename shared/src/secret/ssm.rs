//! The secret as a `SecureString` of AWS Systems Manager's parameter store.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_ssm::config::retry::RetryConfig;
use aws_sdk_ssm::config::timeout::TimeoutConfig;
use aws_sdk_ssm::config::{BehaviorVersion, Region};
use aws_sdk_ssm::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ssm::types::ParameterType;
use aws_sdk_ssm::{Client, config};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use zeroize::Zeroizing;

use super::source::{SecretError, SecretFuture, SecretSource};
use crate::config::SecretConfig;

/// Reads one parameter, decrypted.
#[derive(Debug)]
pub struct SsmSecret {
    client: Client,
    parameter: String,
    /// What is asked of whom, for the log.
    call: String,
}

// A person waits for the answer, and the function ends after ten seconds. The attempts are so many that the
// whole time is used where SSM throttles, as it does in a burst of cold starts; the pauses between them are
// jittered and exponential, so that the burst does not come back all at once.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);
const ATTEMPT_LIMIT: Duration = Duration::from_millis(1_500);
const WHOLE_LIMIT: Duration = Duration::from_secs(4);
const ATTEMPTS: u32 = 20;
const FIRST_BACKOFF: Duration = Duration::from_millis(250);
const LONGEST_BACKOFF: Duration = Duration::from_secs(1);

impl SsmSecret {
    /// A client for one parameter. Nothing is fetched yet. A root bundle that cannot be read is told by
    /// `warn`, and the system's roots serve instead.
    pub fn new(settings: &SecretConfig, warn: impl FnOnce(&str)) -> Self {
        let store = trust_store(settings.root_certificates.as_deref(), warn);
        let tls = TlsContext::builder().with_trust_store(store).build();
        let mut connector =
            aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
        if let Ok(tls) = tls {
            connector = connector.tls_context(tls);
        }
        let config = config(settings).http_client(connector.build_https());
        Self::from_config(settings, config)
    }

    fn from_config(settings: &SecretConfig, config: config::Builder) -> Self {
        Self {
            client: Client::from_conf(config.build()),
            parameter: settings.parameter.clone(),
            call: format!("GetParameter {} in {}", settings.parameter, settings.region),
        }
    }

    fn failed(&self, reason: &str) -> SecretError {
        SecretError::Fetch(format!("{}: {reason}", self.call))
    }

    async fn get(&self) -> Result<Zeroizing<String>, SecretError> {
        let output = self.client.get_parameter().name(&self.parameter).with_decryption(true).send().await;
        let parameter = output.map_err(|error| self.failed(&kind(&error)))?.parameter;
        let parameter = parameter.ok_or_else(|| self.failed("the answer has no parameter"))?;
        if parameter.r#type != Some(ParameterType::SecureString) {
            return Err(self.failed("the parameter is not a SecureString"));
        }
        Ok(Zeroizing::new(parameter.value.unwrap_or_default()))
    }
}

/// The client's configuration, but for what carries its requests.
fn config(settings: &SecretConfig) -> config::Builder {
    let credentials = Credentials::new(
        &settings.access_key_id,
        settings.secret_access_key.as_str(),
        settings.session_token.as_ref().map(|token| token.to_string()),
        None,
        "environment",
    );
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_LIMIT)
        .operation_attempt_timeout(ATTEMPT_LIMIT)
        .operation_timeout(WHOLE_LIMIT)
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_BACKOFF)
        .with_max_backoff(LONGEST_BACKOFF);
    let mut config = aws_sdk_ssm::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(credentials)
        .sleep_impl(TokioSleep::new())
        .timeout_config(timeouts)
        .retry_config(retries);
    if let Some(endpoint) = &settings.endpoint {
        config = config.endpoint_url(endpoint);
    }
    config
}

impl SecretSource for SsmSecret {
    fn fetch(&self) -> SecretFuture<'_> {
        Box::pin(self.get())
    }
}

/// The kind of failure in a word: the service's error code where it gave one. The whole error may hold
/// what was sent.
fn kind<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ConstructionFailure(_) => "the request could not be made".into(),
        SdkError::TimeoutError(_) => "SSM did not answer in time".into(),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            "SSM could not be reached in time".into()
        }
        SdkError::DispatchFailure(_) => "SSM could not be reached".into(),
        SdkError::ResponseError(_) => "the answer could not be read".into(),
        SdkError::ServiceError(service) => {
            service.err().code().unwrap_or("an error without a code").to_owned()
        }
        _ => "an unknown failure".into(),
    }
}

/// One bundle if there is one, and the system's roots otherwise: a wrong path would mean no roots at all.
fn trust_store(bundle: Option<&str>, warn: impl FnOnce(&str)) -> TrustStore {
    let Some(path) = bundle else { return TrustStore::default() };
    match std::fs::read_to_string(path) {
        Ok(pem) if is_whole(&pem) => TrustStore::empty().with_pem_certificate(pem),
        _ => {
            warn(&format!(
                "SSL_CERT_FILE={path} holds no whole certificates; the system's roots serve instead"
            ));
            TrustStore::default()
        }
    }
}

/// Whether each certificate that begins also ends: a file that was cut would end the process.
fn is_whole(pem: &str) -> bool {
    let begun = pem.matches("-----BEGIN CERTIFICATE-----").count();
    begun > 0 && begun == pem.matches("-----END CERTIFICATE-----").count()
}

#[cfg(test)]
mod tests;
