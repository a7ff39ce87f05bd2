# Each variable except name corresponds to a parameter of template.yaml, and has its default and validation rule. Only
# auth0_domains has no default. docs/settings.md explains the parameters.

variable "name" {
  type        = string
  default     = "progressive-profiling"
  description = "The prefix of all names. Use a different one for each stage in an account."

  validation {
    condition     = can(regex("^[a-z0-9-]{1,40}$", var.name))
    error_message = "Must consist of at most 40 lower-case letters, digits and -."
  }
}

variable "auth0_domains" {
  type        = string
  description = "The host names that your users log in on, separated by commas. Include every custom domain."

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+(,[a-z0-9-]+(\\.[a-z0-9-]+)+)*$", var.auth0_domains))
    error_message = "Must be lower-case host names, separated by commas: example.eu.auth0.com,login.example.com"
  }
}

variable "session_secret_parameter" {
  type        = string
  default     = "/progressive-profiling/session-secret"
  description = "The name of the SecureString in SSM Parameter Store that contains the session secret."

  validation {
    condition     = can(regex("^(/[a-zA-Z0-9_.-]+)+$", var.session_secret_parameter))
    error_message = "Must be the name of an SSM parameter, and start with a slash."
  }
}

variable "kms_key_arn" {
  type        = string
  default     = ""
  description = "The ARN of your own KMS key, if it encrypts the secret. Empty for the AWS managed key aws/ssm."

  validation {
    condition     = can(regex("^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+$", var.kms_key_arn))
    error_message = "Must be empty or the ARN of a key, not of an alias."
  }
}

variable "secret_max_age_seconds" {
  type        = number
  default     = 14400
  description = "How long a function may use its copy of the secret while SSM is not available, in seconds."

  validation {
    condition     = var.secret_max_age_seconds >= 300 && var.secret_max_age_seconds <= 86400
    error_message = "Must be a number from 300 to 86400."
  }
}

variable "response_ttl_seconds" {
  type        = number
  default     = 30
  description = "The lifetime of the signed answers in seconds."

  validation {
    condition     = var.response_ttl_seconds >= 15 && var.response_ttl_seconds <= 300
    error_message = "Must be a number from 15 to 300."
  }
}

variable "continue_method" {
  type        = string
  default     = "get"
  description = "How the browser sends the signed answers to Auth0."

  validation {
    condition     = contains(["get", "post"], var.continue_method)
    error_message = "Must be get or post."
  }
}

variable "require_same_ip" {
  type        = bool
  default     = false
  description = "true accepts a request only from the IP address that started the login."
}

variable "form_name" {
  type        = string
  default     = "profile"
  description = "The form in the output form_url."

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]*$", var.form_name))
    error_message = "Must consist of lower-case letters, digits, _ and -."
  }
}

variable "architecture" {
  type        = string
  default     = "arm64"
  description = "The processor architecture of the functions in the zip files."

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Must be arm64 or x86_64."
  }
}

variable "ssm_endpoint_url" {
  type        = string
  default     = ""
  description = "Another SSM endpoint, for example a VPC endpoint without private DNS. Usually empty."

  validation {
    condition     = can(regex("^$|^https?://[A-Za-z0-9.:-]+$", var.ssm_endpoint_url))
    error_message = "Must be empty or a URL without a path."
  }
}
