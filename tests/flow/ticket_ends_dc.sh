#!/bin/bash
# The ends of ticket_ends.sh, with the driver for Jira Data Center.
driver=jira-dc
. "$(dirname "$0")/ticket_ends.sh"
