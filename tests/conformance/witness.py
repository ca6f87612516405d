"""Makes the calls of a file with Intercom's client for Python: `python witness.py CALLS BASE_URL`.

Replies say nothing, so what a call raises afterwards is of no interest: what was sent has been recorded.
"""

import functools
import json
import sys

import intercom

calls, base_url = sys.argv[1:]
client = intercom.Intercom(token="fake-token", base_url=base_url)

with open(calls, encoding="utf-8") as file:
    rows = json.load(file)
for index, row in enumerate(rows):
    method = functools.reduce(getattr, row["python"]["call"].split("."), client)
    options = {"max_retries": 0, "additional_headers": {"x-trial": str(index)}}
    try:
        reply = method(**row["python"]["arguments"], request_options=options)
        if hasattr(reply, "__next__"):
            next(reply, None)
    except Exception as error:
        print(f"{row['python']['call']}: {error!r}"[:300], file=sys.stderr)
