#!/bin/bash
# tests/flow/desk_silent.sh - whoever knocks and says nothing keeps no place.
. "$(dirname "$0")/lib.sh"
install_handover
start_daemon
works timeout 20 python3 - "$dir/run/desk.sock" <<-'P'
	import socket, sys, time
	doors = []
	began = time.time()
	for _ in range(16):
	    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
	    s.connect(sys.argv[1])
	    doors.append(s)
	for s in doors:
	    assert s.recv(10) == b""
	took = time.time() - began
	assert 9 < took < 14, took
P
works ho status
finish
