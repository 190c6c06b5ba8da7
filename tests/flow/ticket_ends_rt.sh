#!/bin/bash
# The ends of ticket_ends.sh, with the driver for Request Tracker.
driver=rt
. "$(dirname "$0")/ticket_ends.sh"
