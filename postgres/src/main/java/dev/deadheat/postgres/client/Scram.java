package dev.deadheat.postgres.client;

import dev.deadheat.postgres.server.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Our side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677; manual, 55.3): proves
/// that we know the password without sending it. One exchange each.
final class Scram {
  static final String MECHANISM = "SCRAM-SHA-256";

  private static final String NO_BINDING = "n,,";
  private static final int NONCE_BYTES = 18;

  private final Credentials credentials;
  private final String first;

  Scram(Credentials credentials) {
    this.credentials = credentials;
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    // PostgreSQL takes the user from the start-up packet.
    this.first = "n=,r=" + Base64.getEncoder().encodeToString(nonce);
  }

  /// The client-first message.
  String begin() {
    return NO_BINDING + first;
  }

  /// The client-final message, in answer to the server's first.
  String proveTo(String serverFirst) throws ClientException {
    Map<Character, String> attributes = new HashMap<>();
    for (String attribute : serverFirst.split(",", -1)) {
      if (attribute.length() >= 2 && attribute.charAt(1) == '=') {
        attributes.put(attribute.charAt(0), attribute.substring(2));
      }
    }
    String nonce = attributes.getOrDefault('r', "");
    String salt = attributes.getOrDefault('s', "");
    String rounds = attributes.getOrDefault('i', "");
    if (!nonce.startsWith(first.substring("n=,r=".length())) || !rounds.matches("[0-9]{1,9}")) {
      throw new ClientException("the server's SCRAM answer is not for us: " + serverFirst);
    }
    String withoutProof =
        "c="
            + Base64.getEncoder().encodeToString(NO_BINDING.getBytes(StandardCharsets.UTF_8))
            + ",r="
            + nonce;
    try {
      byte[] salted = salted(Base64.getDecoder().decode(salt), Integer.parseInt(rounds));
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] stored = MessageDigest.getInstance("SHA-256").digest(clientKey);
      byte[] signature = hmac(stored, first + "," + serverFirst + "," + withoutProof);
      byte[] proof = new byte[clientKey.length];
      for (int i = 0; i < proof.length; i++) {
        proof[i] = (byte) (clientKey[i] ^ signature[i]);
      }
      return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    } catch (GeneralSecurityException | IllegalArgumentException failed) {
      throw new ClientException("cannot answer the server's SCRAM challenge: " + failed, failed);
    }
  }

  private byte[] salted(byte[] salt, int rounds) throws GeneralSecurityException {
    var spec = new PBEKeySpec(credentials.password().toCharArray(), salt, rounds, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
