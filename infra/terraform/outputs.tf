output "form_url" {
  description = "The URL of the form, for the Action's setting FORM_URL"
  value       = "${aws_apigatewayv2_api.form.api_endpoint}/forms/${var.form_name}"
}

output "form_function_name" {
  description = "The function that shows the form"
  value       = aws_lambda_function.function["form"].function_name
}

output "submit_function_name" {
  description = "The function that accepts the answers"
  value       = aws_lambda_function.function["submit"].function_name
}
