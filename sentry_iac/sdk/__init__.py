"""Where the shipped program changes what Pulumi's SDK does, each time with a way back if the SDK is another one."""
