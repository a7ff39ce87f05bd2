//! The parameter in AWS Systems Manager. Credentials come from a profile, a single sign-on, an external process or the
//! environment, as in the AWS CLI.

use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_ssm::Client;
use aws_sdk_ssm::config::{ProvideCredentials as _, RuntimeComponents, SharedHttpClient};
use aws_sdk_ssm::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ssm::operation::put_parameter::builders::PutParameterFluentBuilder;
use aws_sdk_ssm::types::{ParameterHistory, ParameterType};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, Connector};
use profiling_ssm::{Parameter, StoreError};

use crate::profiles;

// A user is waiting at the terminal.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const ATTEMPT_LIMIT: Duration = Duration::from_secs(10);
const WHOLE_LIMIT: Duration = Duration::from_secs(30);

/// A parameter in a region.
pub(crate) struct Ssm {
    client: Client,
    parameter: String,
    region: String,
}

impl Ssm {
    /// Loads credentials and determines the region. Sends no request for the parameter yet.
    pub(crate) async fn connect(
        parameter: &str,
        region: Option<&str>,
        profile: Option<&str>,
    ) -> Result<Self, StoreError> {
        if let Some(name) = profiles::missing(profile) {
            return Err(StoreError::NoProfile(name));
        }
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_LIMIT)
            .operation_attempt_timeout(ATTEMPT_LIMIT)
            .operation_timeout(WHOLE_LIMIT)
            .build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http_client())
            .timeout_config(timeouts);
        if let Some(profile) = profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = region {
            loader = loader.region(Region::new(region.to_owned()));
        }
        let config = loader.load().await;
        let region = config.region().ok_or(StoreError::NoRegion)?.to_string();
        // Loaded here, because an error in a request would not show that credentials are the cause.
        let credentials = config.credentials_provider().ok_or(StoreError::NoCredentials)?;
        credentials.provide_credentials().await.map_err(|error| credentials_error(&error))?;
        Ok(Self { client: Client::from_conf(ssm_config(&config)), parameter: parameter.to_owned(), region })
    }

    /// Returns the region of the parameter.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// Converts an error of the service.
    fn store_error<E: ProvideErrorMetadata, R>(
        &self,
        operation: &'static str,
        error: &SdkError<E, R>,
    ) -> StoreError {
        let service = match error {
            SdkError::ServiceError(service) => service.err(),
            SdkError::TimeoutError(_) => return StoreError::TimedOut,
            SdkError::DispatchFailure(failure) if failure.is_timeout() => return StoreError::TimedOut,
            SdkError::DispatchFailure(_) => return StoreError::Unreachable,
            _ => {
                let code = "an unreadable response".to_owned();
                return StoreError::Other { operation: operation.to_owned(), code };
            }
        };
        let code = service.code().unwrap_or("an error without a code").to_owned();
        match code.as_str() {
            "AccessDeniedException" => self.denied(operation, service.message().unwrap_or_default()),
            "ParameterNotFound" => StoreError::NotFound,
            "ParameterAlreadyExists" => StoreError::Exists,
            "ThrottlingException" | "TooManyUpdates" | "RequestLimitExceeded" => StoreError::Throttled(code),
            "ExpiredTokenException"
            | "ExpiredToken"
            | "RequestExpired"
            | "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "IncompleteSignature" => StoreError::CredentialsRefused(code),
            "InvalidKeyId" => StoreError::Key(code),
            _ => StoreError::Other { operation: operation.to_owned(), code },
        }
    }

    /// Names the missing permission. A customer managed key has its own permissions, which SSM's message contains.
    fn denied(&self, operation: &str, message: &str) -> StoreError {
        let key_permissions = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"];
        if let Some(permission) = key_permissions.into_iter().find(|permission| message.contains(permission))
        {
            let resource = "the key of the parameter".to_owned();
            return StoreError::Denied { permission: permission.to_owned(), resource };
        }
        let name = self.parameter.trim_start_matches('/');
        let resource = format!("arn:aws:ssm:{}:*:parameter/{name}", self.region);
        StoreError::Denied { permission: format!("ssm:{operation}"), resource }
    }

    /// Returns the attributes of the parameter, which `GetParameter` does not return. A write must repeat them, or it
    /// would change the key to the AWS managed key.
    async fn attributes(&self) -> Result<ParameterHistory, StoreError> {
        let mut pages = self.client.get_parameter_history().name(&self.parameter).into_paginator().send();
        let mut newest: Option<ParameterHistory> = None;
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.store_error("GetParameterHistory", &error))?;
            newest =
                newest.into_iter().chain(page.parameters.unwrap_or_default()).max_by_key(|past| past.version);
        }
        newest.ok_or(StoreError::NotFound)
    }
}

impl Ssm {
    /// Writes the parameter in a single attempt. With a retry, the version would not show whether someone else wrote.
    async fn put(&self, request: PutParameterFluentBuilder) -> Result<i64, StoreError> {
        let once = aws_sdk_ssm::config::Builder::new().retry_config(RetryConfig::disabled());
        let output = request.customize().config_override(once).send().await;
        Ok(output.map_err(|error| self.store_error("PutParameter", &error))?.version)
    }
}

impl Ssm {
    /// Reads the parameter.
    pub(crate) async fn read(&self) -> Result<Parameter, StoreError> {
        let output = self.client.get_parameter().name(&self.parameter).with_decryption(true).send().await;
        let parameter = output.map_err(|error| self.store_error("GetParameter", &error))?.parameter;
        let parameter = parameter.ok_or(StoreError::NotFound)?;
        if parameter.r#type != Some(ParameterType::SecureString) {
            return Err(StoreError::NotSecure);
        }
        let modified = parameter.last_modified_date.and_then(|time| SystemTime::try_from(time).ok());
        let age = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let milliseconds = age.and_then(|age| u64::try_from(age.as_millis()).ok());
        let modified_milliseconds = milliseconds.ok_or_else(|| StoreError::Other {
            operation: "GetParameter".to_owned(),
            code: "a parameter without a date".to_owned(),
        })?;
        let text = parameter.value.unwrap_or_default();
        Ok(Parameter { text, version: parameter.version, modified_milliseconds })
    }

    /// Creates the parameter and returns its version.
    pub(crate) async fn create(&self, text: &str, kms_key: Option<String>) -> Result<i64, StoreError> {
        let request = self
            .client
            .put_parameter()
            .name(&self.parameter)
            .r#type(ParameterType::SecureString)
            .description("The session secrets of the progressive profiling forms, one per line.")
            .set_key_id(kms_key)
            .overwrite(false)
            .value(text);
        self.put(request).await
    }

    /// Replaces the text of the parameter, keeps its other attributes, and returns the new version.
    pub(crate) async fn replace(&self, text: &str) -> Result<i64, StoreError> {
        let current = self.attributes().await?;
        let request = self
            .client
            .put_parameter()
            .name(&self.parameter)
            .r#type(ParameterType::SecureString)
            .set_description(current.description)
            .set_key_id(current.key_id)
            .set_allowed_pattern(current.allowed_pattern)
            .set_tier(current.tier)
            .overwrite(true)
            .value(text);
        self.put(request).await
    }
}

/// Returns an HTTP client with TLS by ring and the proxy of the environment.
fn http_client() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder().proxy_config(ProxyConfig::from_env());
        if let Some(settings) = settings {
            connector = connector.connector_settings(settings.clone());
        }
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).build()
    })
}

/// Returns the configuration of the SSM client. An empty endpoint in the environment counts as not set, as in the
/// functions; the SDK would use it as an address, and panic.
#[expect(clippy::disallowed_methods, reason = "the SDK does not expose the endpoint that it would use")]
fn ssm_config(config: &SdkConfig) -> aws_sdk_ssm::Config {
    let mut builder = aws_sdk_ssm::config::Builder::from(config);
    let names = ["AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL"];
    let set: Vec<String> = names.into_iter().filter_map(|name| std::env::var(name).ok()).collect();
    if set.iter().any(String::is_empty) {
        let address = set.into_iter().find(|address| !address.is_empty());
        builder.set_endpoint_url(address.or_else(|| config.endpoint_url().map(ToOwned::to_owned)));
    }
    builder.build()
}

/// Converts an error of a credentials provider. The innermost error in the chain is the most specific.
fn credentials_error(error: &CredentialsError) -> StoreError {
    if matches!(error, CredentialsError::CredentialsNotLoaded(_)) {
        return StoreError::NoCredentials;
    }
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let message = innermost.to_string();
    // The metadata service of EC2, which is the last that is asked.
    if message.contains("IMDS") { StoreError::NoCredentials } else { StoreError::Credentials(message) }
}
