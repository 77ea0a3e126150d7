"""For containers: `python -m ops.healthcheck PORT` exits 0 when the service on that port is ready."""

import sys
import urllib.error
import urllib.request


def main() -> int:
    url = f"http://127.0.0.1:{int(sys.argv[1])}/health/ready"
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, TimeoutError) as error:
        print(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
