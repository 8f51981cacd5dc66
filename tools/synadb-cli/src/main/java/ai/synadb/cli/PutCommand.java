/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;
import ai.synadb.DbConfig;
import ai.synadb.Positions;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Appends a value to a key. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    header = {
      "Appends a value to a key's history. Writes, and creates the database if it is absent.",
      "",
      "Examples:",
      "  syna put my_data.db temperature 23.5",
      "  syna put my_data.db photo --file photo.jpg",
      "  echo 'a text' | syna put my_data.db note - --type text",
      ""
    })
final class PutCommand extends SynaCommand {
  /** Types of values, and what the original's program calls them. */
  enum Type {
    AUTO,
    TEXT,
    FLOAT,
    INT,
    BYTES,
    HEX,
    VECTOR,
    NULL;

    static Type of(String name) {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "t":
        case "string":
        case "str":
          return TEXT;
        case "f":
        case "f64":
          return FLOAT;
        case "i":
        case "i64":
          return INT;
        case "b":
          return HEX;
        default:
          break;
      }
      for (Type t : values()) {
        if (t.name().equalsIgnoreCase(name)) {
          return t;
        }
      }
      throw new IllegalArgumentException(
          "A type is auto, text, float, int, bytes, hex, vector or null, not '" + name + "'");
    }
  }

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  String key = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "VALUE",
      description = "The value; - takes it from standard input.")
  @Nullable String value;

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      defaultValue = "auto",
      description = {
        "auto, text, float, int, bytes, hex, vector or null.",
        "auto takes an argument as int, float or text, and a file or standard input as bytes.",
        "bytes of an argument are its UTF-8; a vector is 1,2.5,3 or [1, 2.5, 3]."
      })
  String typeName = "auto";

  @Option(names = "--file", paramLabel = "FILE", description = "Takes the value from a file.")
  @Nullable Path file;

  @Option(names = "--no-create", description = "Fails if the database is absent.")
  boolean isNotToCreate;

  @Override
  int run() throws IOException {
    Type type = Type.of(typeName);
    int sources = (value == null ? 0 : 1) + (file == null ? 0 : 1);
    if (sources != 1 && type != Type.NULL) {
      throw new CommandException(
          ExitCodes.USAGE,
          sources == 0 ? "A value is missing" : "There is a value and a file",
          "syna put DB KEY VALUE, with - as the value for standard input, or --file FILE");
    }
    boolean isStream = file != null || "-".equals(value);
    boolean isStreamOfBytes = isStream && (type == Type.AUTO || type == Type.BYTES);
    Atom atom = isStreamOfBytes ? null : atom(type, isStream ? read() : String.valueOf(value));
    if (isNotToCreate) {
      requireThere();
    }
    new WriteBatch().delete(key); // refuses a key that is none, before a database is made for it
    if (atom != null) {
      put(Hints.word(atom.type()), db -> db.append(key, atom));
      return ExitCodes.OK;
    }
    try (InputStream in = source()) {
      put("bytes", db -> db.putBytes(key, in));
    }
    return ExitCodes.OK;
  }

  /** Something that is put. */
  private interface Write {
    void into(SynaDB db) throws IOException;
  }

  private void put(String type, Write write) throws IOException {
    boolean isNew = !Files.exists(database);
    try (SynaDB db = open(DbConfig.defaults())) {
      write.into(db);
      db.sync();
      results().record(parts(db, type, isNew));
    }
  }

  private Map<String, @Nullable Object> parts(SynaDB db, String type, boolean isNew) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("key", key);
    parts.put("type", type);
    parts.put("time", db.ref(key).map(r -> Positions.toInstant(r.position())).orElse(null));
    parts.put("created", isNew);
    return parts;
  }

  private InputStream source() throws IOException {
    return file == null ? console().in() : Files.newInputStream(file);
  }

  /** Text from a file or standard input, as far as a value may be long. */
  private String read() throws IOException {
    try (InputStream in = source()) {
      byte[] bytes = readAtMost(in, DbConfig.MAX_VALUE_BYTES);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CommandException(
          ExitCodes.FAILED, "What was read is not text in UTF-8", "--type bytes");
    }
  }

  private static Atom atom(Type type, String text) {
    try {
      switch (type) {
        case AUTO:
          return guessed(text);
        case TEXT:
          return Atom.of(text);
        case FLOAT:
          return Atom.of(Double.parseDouble(text.strip()));
        case INT:
          return Atom.of(Long.parseLong(text.strip()));
        case BYTES:
          return Atom.of(text.getBytes(StandardCharsets.UTF_8));
        case HEX:
          return Atom.of(HexFormat.of().parseHex(text.strip()));
        case VECTOR:
          return Atom.of(Vectors.parse(text));
        case NULL:
          return Atom.ofNull();
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "This is no " + Hints.word(type) + ": '" + Printable.elided(text, Cells.WIDTH) + "'", e);
    }
    throw new AssertionError(type);
  }

  /** An int or a float if it is spelled like one, else text. */
  private static Atom guessed(String text) {
    if (text.matches("[+-]?[0-9]{1,19}")) {
      try {
        return Atom.of(Long.parseLong(text));
      } catch (NumberFormatException e) {
        return Atom.of(Double.parseDouble(text)); // more than 64 bits
      }
    }
    boolean isFloat = text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    return isFloat ? Atom.of(Double.parseDouble(text)) : Atom.of(text);
  }
}
