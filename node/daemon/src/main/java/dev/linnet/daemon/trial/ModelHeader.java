package dev.linnet.daemon.trial;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import dev.linnet.proto.onnx.ModelProto;
import dev.linnet.proto.onnx.OperatorSetIdProto;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The versions that an ONNX file names: of the format (IR) and of ONNX's own operators, 1 if it
 * uses other domains alone. Skips the graph, which holds all the weights.
 */
record ModelHeader(long irVersion, long opset) {
  static ModelHeader read(Path file) throws IOException {
    long irVersion = 0;
    long opset = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case ModelProto.IR_VERSION_FIELD_NUMBER:
            irVersion = coded.readInt64();
            break;
          case ModelProto.OPSET_IMPORT_FIELD_NUMBER:
            OperatorSetIdProto set =
                coded.readMessage(
                    OperatorSetIdProto.parser(), ExtensionRegistryLite.getEmptyRegistry());
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
              opset = set.getVersion();
            } else if (opset == 0) {
              opset = 1;
            }
            break;
          default:
            coded.skipField(tag);
        }
      }
    }
    return new ModelHeader(irVersion, opset);
  }
}
