#!/bin/bash
# The walk of ticket_crash.sh, with the driver for Request Tracker.
driver=rt
. "$(dirname "$0")/ticket_crash.sh"
