package dev.linnet.daemon.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A datatype of the Open Inference Protocol, between its JSON form and its raw form (row-major,
 * little-endian; BYTES is a 32-bit length and then the bytes, element by element).
 */
enum TensorType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  BYTES(0);

  private final int sizeBytes;

  TensorType(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  static TensorType parse(String word) {
    for (TensorType type : values()) {
      if (type.name().equals(word)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is no datatype; expected such as FP32, INT64, BOOL or BYTES");
  }

  /** The raw form of one element. */
  byte[] encode(JsonElement element) {
    if (!(element instanceof JsonPrimitive value)) {
      throw new IllegalArgumentException("expected a " + name() + ", got " + element);
    }
    if (this == BYTES) {
      byte[] text = value.getAsString().getBytes(StandardCharsets.UTF_8);
      return little(4 + text.length).putInt(text.length).put(text).array();
    }
    if (this == BOOL) {
      if (!value.isBoolean()) {
        throw new IllegalArgumentException("expected true or false, got " + element);
      }
      return new byte[] {(byte) (value.getAsBoolean() ? 1 : 0)};
    }
    if (!value.isNumber()) {
      throw new IllegalArgumentException("expected a number, got " + element);
    }
    ByteBuffer raw = little(sizeBytes);
    switch (this) {
      case FP64 -> raw.putDouble(value.getAsDouble());
      case FP32 -> raw.putFloat(value.getAsFloat());
      case FP16 -> raw.putShort(HalfFloat.encode(value.getAsFloat()));
      case BF16 -> raw.putShort((short) (Float.floatToRawIntBits(value.getAsFloat()) >>> 16));
      default -> putWhole(raw, whole(value));
    }
    return raw.array();
  }

  /**
   * Reads one element from where {@code raw} stands.
   *
   * @param raw in little-endian order
   * @throws IllegalArgumentException if it ends too early
   */
  JsonPrimitive decode(ByteBuffer raw) {
    try {
      return switch (this) {
        case BOOL -> new JsonPrimitive(raw.get() != 0);
        case UINT8 -> new JsonPrimitive(raw.get() & 0xff);
        case UINT16 -> new JsonPrimitive(raw.getShort() & 0xffff);
        case UINT32 -> new JsonPrimitive(raw.getInt() & 0xffff_ffffL);
        case UINT64 -> new JsonPrimitive(new BigInteger(Long.toUnsignedString(raw.getLong())));
        case INT8 -> new JsonPrimitive(raw.get());
        case INT16 -> new JsonPrimitive(raw.getShort());
        case INT32 -> new JsonPrimitive(raw.getInt());
        case INT64 -> new JsonPrimitive(raw.getLong());
        case FP16 -> real(HalfFloat.decode(raw.getShort()));
        case BF16 -> real(Float.intBitsToFloat(raw.getShort() << 16));
        case FP32 -> real(raw.getFloat());
        case FP64 -> real(raw.getDouble());
        case BYTES -> {
          int length = raw.getInt();
          if (length < 0 || length > raw.remaining()) {
            throw new BufferUnderflowException();
          }
          byte[] text = new byte[length];
          raw.get(text);
          yield new JsonPrimitive(new String(text, StandardCharsets.UTF_8));
        }
      };
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("fewer bytes than its shape asks for", e);
    }
  }

  /** JSON has no NaN and no infinities; they become texts. */
  private static JsonPrimitive real(Number value) {
    return Double.isFinite(value.doubleValue())
        ? new JsonPrimitive(value)
        : new JsonPrimitive(value.toString());
  }

  private void putWhole(ByteBuffer raw, BigInteger value) {
    boolean unsigned = this == UINT8 || this == UINT16 || this == UINT32 || this == UINT64;
    int bits = sizeBytes * 8;
    BigInteger min = unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
    BigInteger max = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(value + " does not fit " + name());
    }
    for (int i = 0; i < sizeBytes; i++) {
      raw.put(value.shiftRight(8 * i).byteValue());
    }
  }

  private BigInteger whole(JsonPrimitive value) {
    try {
      BigDecimal decimal = value.getAsBigDecimal();
      if (decimal.scale() > -100) {
        return decimal.toBigIntegerExact();
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(value + " is no whole number, as " + name() + " is", e);
    }
    throw new IllegalArgumentException(value + " does not fit " + name());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
