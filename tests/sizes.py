"""How large the tests are: small for every change, large in `make test-long`."""

import os

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
