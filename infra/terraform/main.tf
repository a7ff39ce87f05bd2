# The two functions behind an HTTP API. The reasons for each value are in template.yaml.

locals {
  functions = {
    form   = { description = "Shows the form during a login", invoked_by = "*" }
    submit = { description = "Validates and signs the answers of a form", invoked_by = "POST/forms/*" }
  }

  # For all other methods and paths, users get the 404 and 405 pages of the function.
  routes = {
    "GET /forms/{form}"  = "form"
    "POST /forms/{form}" = "submit"
    "$default"           = "form"
  }

  # No query string, because it contains the state and the session token. No IP address and no browser, because they are
  # personal data.
  access_log = {
    request_id             = "$context.requestId"
    invocation_id          = "$context.integration.requestId"
    time                   = "$context.requestTime"
    route                  = "$context.routeKey"
    method                 = "$context.httpMethod"
    status                 = "$context.status"
    response_bytes         = "$context.responseLength"
    latency_ms             = "$context.responseLatency"
    integration_latency_ms = "$context.integrationLatency"
    integration_status     = "$context.integrationStatus"
    integration_error      = "$context.integrationErrorMessage"
    error                  = "$context.error.responseType"
  }

  parameter_arn = "arn:${data.aws_partition.current.partition}:ssm:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:parameter${var.session_secret_parameter}"
}

data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_caller_identity" "current" {}

### The forms

data "archive_file" "forms" {
  type             = "zip"
  source_dir       = "${path.module}/../forms"
  output_path      = "${path.module}/.terraform/forms.zip"
  output_file_mode = "0644"
}

# Lambda extracts the layer to /opt.
resource "aws_lambda_layer_version" "forms" {
  layer_name          = "${var.name}-forms"
  filename            = data.archive_file.forms.output_path
  source_code_hash    = data.archive_file.forms.output_base64sha256
  compatible_runtimes = ["provided.al2023"]

  lifecycle {
    create_before_destroy = true
  }
}

### The functions

resource "aws_lambda_function" "function" {
  for_each = local.functions

  function_name    = "${var.name}-${each.key}"
  description      = each.value.description
  filename         = "${path.module}/../../functions/${each.key}-${var.architecture}.zip"
  source_code_hash = filebase64sha256("${path.module}/../../functions/${each.key}-${var.architecture}.zip")
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  architectures    = [var.architecture]
  memory_size      = 256
  timeout          = 10
  layers           = [aws_lambda_layer_version.forms.arn]
  role             = aws_iam_role.function[each.key].arn
  publish          = true

  environment {
    variables = {
      AUTH0_DOMAINS            = var.auth0_domains
      SESSION_SECRET_PARAMETER = var.session_secret_parameter
      SECRET_MAX_AGE_SECONDS   = var.secret_max_age_seconds
      RESPONSE_TTL_SECONDS     = var.response_ttl_seconds
      CONTINUE_METHOD          = var.continue_method
      REQUIRE_SAME_IP          = var.require_same_ip
      AWS_ENDPOINT_URL_SSM     = var.ssm_endpoint_url
      FORMS_DIR                = "/opt"
      MALLOC_MMAP_THRESHOLD_   = "65536"
      MALLOC_TRIM_THRESHOLD_   = "65536"
    }
  }

  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "INFO"
    log_group             = aws_cloudwatch_log_group.function[each.key].name
  }

  depends_on = [aws_iam_role_policy.function]
}

# The API invokes this alias. Lambda keeps the earlier versions, so that the alias can be moved back to one of them.
resource "aws_lambda_alias" "live" {
  for_each = local.functions

  name             = "live"
  function_name    = aws_lambda_function.function[each.key].function_name
  function_version = aws_lambda_function.function[each.key].version
}

resource "aws_lambda_permission" "api" {
  for_each = local.functions

  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.function[each.key].function_name
  qualifier     = aws_lambda_alias.live[each.key].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.form.execution_arn}/*/${each.value.invoked_by}"
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = local.functions

  name              = "/aws/lambda/${var.name}-${each.key}"
  retention_in_days = 30
}

### The permissions of each function

resource "aws_iam_role" "function" {
  for_each = local.functions

  # Role names are unique in an account, so they contain the region: a deployment in another region can use the same
  # var.name.
  name               = "${var.name}-${each.key}-${data.aws_region.current.region}"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions

  role   = aws_iam_role.function[each.key].name
  policy = data.aws_iam_policy_document.function[each.key].json
}

# The AWS managed policy AWSLambdaBasicExecutionRole allows a function to write to every log group of the account.
data "aws_iam_policy_document" "function" {
  for_each = local.functions

  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function[each.key].arn}:*"]
  }

  statement {
    actions   = ["ssm:GetParameter"]
    resources = [local.parameter_arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == "" ? [] : [var.kms_key_arn]

    content {
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:PARAMETER_ARN"
        values   = [local.parameter_arn]
      }
    }
  }
}

### The API

resource "aws_apigatewayv2_api" "form" {
  name          = var.name
  description   = "The form that Auth0 redirects a login to"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "function" {
  for_each = local.functions

  api_id                 = aws_apigatewayv2_api.form.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = aws_lambda_alias.live[each.key].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "form" {
  for_each = local.routes

  api_id    = aws_apigatewayv2_api.form.id
  route_key = each.key
  target    = "integrations/${aws_apigatewayv2_integration.function[each.value].id}"
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.form.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit  = 100
    throttling_burst_limit = 200
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode(local.access_log)
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/${var.name}-access"
  retention_in_days = 30
}
