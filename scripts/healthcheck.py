"""Exit 0 if the web server of this container is well; standard library only, so it is quick."""

import http.client
import os
import sys


def main() -> None:
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    port = int(os.environ.get("GRANIAN_PORT", "8000"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    connection.request("GET", "/healthz", headers={"Host": "localhost" if host == "*" else host})
    answer = connection.getresponse()
    sys.stdout.write(answer.read().decode())
    sys.exit(0 if answer.status == http.HTTPStatus.OK else 1)


if __name__ == "__main__":
    main()
