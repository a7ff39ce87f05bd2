terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.4"
    }
  }
}

# The region and the credentials are those of the AWS CLI.
provider "aws" {
  default_tags {
    tags = { application = "progressive-profiling" }
  }
}
