#!/bin/bash
# The walk of ticket_crash.sh, with the driver for Jira Data Center.
driver=jira-dc
. "$(dirname "$0")/ticket_crash.sh"
