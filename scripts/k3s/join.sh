#!/bin/sh
# Makes this device a node of the mesh by its join token, the first time alone: the keys are made
# here and stay here. What broke off goes on with the same keys.
set -eu
home="${LINNET_HOME:-/data/node}"
token="${LINNET_TOKENS:-/tokens}/$NODE_NAME"
if [ -e "$home/node.yaml" ]; then
  echo "already a node of the mesh: $home"
elif [ -r "$token" ]; then
  linnet node join - "$home" --name "$NODE_NAME" --mesh-address "$HOST_IP:7700" < "$token"
else
  echo "no join token for $NODE_NAME: put one of that name into the Secret linnet-tokens" >&2
  exit 1
fi
