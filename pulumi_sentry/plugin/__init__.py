"""The provider process: gRPC in, one resource at a time out."""
