"""BitTorrent for scripts/bench swarm: a torrent file, a tracker, and libtorrent as a peer.

  torrent.py make FILE TORRENT ANNOUNCE_URL
  torrent.py track PORT
  torrent.py peer TORRENT DIRECTORY    adds the torrent when it reads a line, says "done" once whole
"""

import http.server
import os
import socket
import struct
import sys
import time
import urllib.parse

import libtorrent


def make(file, torrent, url):
    storage = libtorrent.file_storage()
    libtorrent.add_files(storage, file)
    create = libtorrent.create_torrent(storage, 256 * 1024, libtorrent.create_torrent.v1_only)
    create.add_tracker(url)
    libtorrent.set_piece_hashes(create, os.path.dirname(file))
    with open(torrent, "wb") as out:
        out.write(libtorrent.bencode(create.generate()))


class Tracker(http.server.BaseHTTPRequestHandler):
    swarms = {}

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query, encoding="latin-1")
        peers = self.swarms.setdefault(query["info_hash"][0], set())
        peers.add(socket.inet_aton(self.client_address[0]) + struct.pack(">H", int(query["port"][0])))
        body = libtorrent.bencode({"interval": 5, "min interval": 2, "peers": b"".join(sorted(peers))})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def peer(torrent, directory):
    session = libtorrent.session({"listen_interfaces": "0.0.0.0:6881", "enable_dht": False})
    print("ready", flush=True)
    sys.stdin.readline()
    handle = session.add_torrent({"ti": libtorrent.torrent_info(torrent), "save_path": directory})
    while not handle.status().is_seeding:
        time.sleep(0.02)
    print("done", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    elif sys.argv[1] == "track":
        http.server.ThreadingHTTPServer(("", int(sys.argv[2])), Tracker).serve_forever()
    else:
        peer(*sys.argv[2:])
