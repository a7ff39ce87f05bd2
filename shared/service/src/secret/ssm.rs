//! The secret as a `SecureString` of AWS Systems Manager's parameter store.

mod connector;
mod roots;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_ssm::config::interceptors::FinalizerInterceptorContextRef;
use aws_sdk_ssm::config::retry::{RetryConfig, RetryPartition, TokenBucket};
use aws_sdk_ssm::config::timeout::TimeoutConfig;
use aws_sdk_ssm::config::{BehaviorVersion, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_ssm::error::{BoxError, ProvideErrorMetadata, SdkError};
use aws_sdk_ssm::operation::get_parameter::GetParameterError;
use aws_sdk_ssm::types::ParameterType;
use aws_sdk_ssm::{Client, config};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::http::{SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::result::ConnectorError;
use zeroize::Zeroizing;

use self::connector::{CONNECT_LIMIT, TlsConnector, is_unknown_issuer};
use self::roots::Roots;
use super::fetch_error::{AttemptFailure, ErrorCode, FetchError, FetchFailure, ParameterName, Region};
use super::source::{SecretError, SecretFuture, SecretSource};
use crate::config::SecretConfig;

/// Reads one parameter, decrypted.
#[derive(Debug)]
pub struct SsmSecret {
    client: Client,
    parameter: ParameterName,
    region: Region,
    last_failure: LastFailure,
}

// A user waits for the response, and the function ends after ten seconds. There are enough attempts to use the whole time
// if SSM throttles, as it does in a burst of cold starts. The pauses between them are jittered and exponential, so that
// the calls of a burst are not repeated at the same time.
const ATTEMPT_LIMIT: Duration = Duration::from_millis(1_500);
const WHOLE_LIMIT: Duration = Duration::from_secs(4);
const ATTEMPTS: u32 = 20;
const FIRST_BACKOFF: Duration = Duration::from_millis(250);
const LONGEST_BACKOFF: Duration = Duration::from_secs(1);

impl SsmSecret {
    /// Returns a client for one parameter, without a call. Errors in the root certificates are reported to `warn`, and other
    /// roots are used instead.
    pub fn new(settings: &SecretConfig, warn: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let roots = Roots::of(settings, &warn);
        // Once: the default client of the SDK creates it twice, and reads the roots each time.
        let connector = SharedHttpConnector::new(TlsConnector::new(roots, warn));
        let config = config(settings).http_client(http_client_fn(move |_, _| connector.clone()));
        Self::from_config(settings, config)
    }

    fn from_config(settings: &SecretConfig, config: config::Builder) -> Self {
        let last_failure = LastFailure::default();
        Self {
            client: Client::from_conf(config.interceptor(last_failure.clone()).build()),
            parameter: ParameterName::from_setting(&settings.parameter),
            region: Region::from_setting(&settings.region),
            last_failure,
        }
    }

    fn error(&self, failure: FetchFailure) -> SecretError {
        FetchError { parameter: self.parameter.clone(), region: self.region.clone(), failure }.into()
    }

    async fn get(&self) -> Result<Zeroizing<String>, SecretError> {
        let output =
            self.client.get_parameter().name(self.parameter.as_str()).with_decryption(true).send().await;
        let last = self.last_failure.take();
        let parameter = output.map_err(|error| self.error(failure(&error, last)))?.parameter;
        let parameter = parameter.ok_or_else(|| self.error(FetchFailure::NoParameter))?;
        if parameter.r#type != Some(ParameterType::SecureString) {
            return Err(self.error(FetchFailure::NotSecureString));
        }
        Ok(Zeroizing::new(parameter.value.unwrap_or_default()))
    }
}

/// The configuration of the client, without its HTTP client.
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
        .region(config::Region::new(settings.region.clone()))
        .credentials_provider(credentials)
        .sleep_impl(TokioSleep::new())
        .timeout_config(timeouts)
        .retry_config(retries)
        .retry_partition(retry_quota());
    if let Some(endpoint) = &settings.endpoint {
        config = config.endpoint_url(endpoint);
    }
    config
}

/// The quota of retries, which is full again after a minute. The SDK's default quota refills so slowly that after an outage
/// a function would hardly retry again.
fn retry_quota() -> RetryPartition {
    let quota = TokenBucket::builder().capacity(500).refill_rate(10.0).build();
    RetryPartition::custom("session-secret").token_bucket(quota).build()
}

impl SecretSource for SsmSecret {
    fn fetch(&self) -> SecretFuture<'_> {
        Box::pin(self.get())
    }
}

/// The failure of the last attempt: the only cause that is known of a service that throttles until the time is over.
#[derive(Debug, Clone, Default)]
struct LastFailure(Arc<Mutex<Option<AttemptFailure>>>);

impl LastFailure {
    fn slot(&self) -> MutexGuard<'_, Option<AttemptFailure>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<AttemptFailure> {
        self.slot().take()
    }
}

impl Intercept for LastFailure {
    fn name(&self) -> &'static str {
        "LastFailure"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let error = context.output_or_error().and_then(Result::err);
        let service = error.and_then(|error| error.as_operation_error()?.downcast_ref::<GetParameterError>());
        let failure = match error {
            _ if service.is_some() => service.map(service_failure),
            Some(error) if error.is_connector_error() => Some(connection_failure(error.as_connector_error())),
            Some(error) if error.is_response_error() => Some(AttemptFailure::Unreadable),
            // An attempt that the time limit interrupted has no failure of its own.
            Some(_) => return Ok(()),
            None => None,
        };
        *self.slot() = failure;
        Ok(())
    }
}

/// The failure of an attempt without a connection.
fn connection_failure(error: Option<&ConnectorError>) -> AttemptFailure {
    let is_unknown_issuer = error.is_some_and(|error| is_unknown_issuer(error));
    if is_unknown_issuer { AttemptFailure::UnknownIssuer } else { AttemptFailure::Unreachable }
}

/// The failure that SSM reports. Only the code is read, because the message may contain request data.
fn service_failure(error: &GetParameterError) -> AttemptFailure {
    AttemptFailure::Service { code: error.code().and_then(ErrorCode::parse) }
}

/// The failure of a call. `last` is the failure of the last completed attempt.
fn failure<R>(error: &SdkError<GetParameterError, R>, last: Option<AttemptFailure>) -> FetchFailure {
    match error {
        SdkError::ConstructionFailure(_) => FetchFailure::RequestNotMade,
        SdkError::TimeoutError(_) => FetchFailure::TimedOut { before: last },
        SdkError::DispatchFailure(failure) if failure.is_timeout() => FetchFailure::ConnectionTimedOut,
        SdkError::DispatchFailure(failure) => {
            FetchFailure::Attempt(connection_failure(failure.as_connector_error()))
        }
        SdkError::ResponseError(_) => FetchFailure::Attempt(AttemptFailure::Unreadable),
        SdkError::ServiceError(service) => FetchFailure::Attempt(service_failure(service.err())),
        _ => FetchFailure::Unknown,
    }
}

#[cfg(test)]
mod tests;
