using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Slipway.Cli.Signatures;

/// <summary>
/// The form in which cosign keeps private keys: PKCS #8 in NaCl's <em>secretbox</em> (XSalsa20 and Poly1305) under a key that
/// scrypt makes of a passphrase, as JSON in PEM. So one file serves both tools.
/// </summary>
internal static class SigstoreKey
{
    public const string Label = "ENCRYPTED SIGSTORE PRIVATE KEY";

    /// <summary>What cosign wrote before its second version.</summary>
    public const string OldLabel = "ENCRYPTED COSIGN PRIVATE KEY";

    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private const int NonceBytes = 24;
    private const int BlockSize = 8;

    // The costs that cosign's library knows: others could be made to take memory without end.
    private static readonly int[] Costs = [32_768, 65_536, 131_072];

    /// <returns>PKCS #8, in DER; null where the passphrase is wrong or the content was changed.</returns>
    /// <exception cref="CliException">It is not of this form.</exception>
    public static byte[]? Open(byte[] content, string passphrase, string file)
    {
        var box = Parse(content, file);
        if (
            box is not { Kdf: { Name: "scrypt", Params: { R: BlockSize, P: 1 } }, Cipher.Name: "nacl/secretbox" }
            || !Costs.Contains(box.Kdf.Params.N)
            || box.Cipher.Nonce.Length != NonceBytes
            || box.Ciphertext.Length < TagBytes
        )
        {
            throw CliException.Usage(
                $"'{file}' is protected in a way that is not known here; cosign writes scrypt and secretbox."
            );
        }

        var key = Derive(passphrase, box.Kdf.Salt, box.Kdf.Params.N);
        var (macKey, stream) = Start(key, box.Cipher.Nonce);
        var encrypted = box.Ciphertext.AsSpan(TagBytes);
        if (!CryptographicOperations.FixedTimeEquals(Tag(macKey, encrypted), box.Ciphertext.AsSpan(0, TagBytes)))
            return null;

        var plain = new byte[encrypted.Length];
        stream.ProcessBytes(encrypted, plain);
        return plain;
    }

    /// <summary>The whole file, in PEM.</summary>
    public static string Close(byte[] pkcs8, string passphrase)
    {
        var (salt, nonce) = (RandomNumberGenerator.GetBytes(KeyBytes), RandomNumberGenerator.GetBytes(NonceBytes));
        var cost = Costs[1];
        var (macKey, stream) = Start(Derive(passphrase, salt, cost), nonce);
        var sealedBox = new byte[TagBytes + pkcs8.Length];
        stream.ProcessBytes(pkcs8, sealedBox.AsSpan(TagBytes));
        Tag(macKey, sealedBox.AsSpan(TagBytes)).CopyTo(sealedBox, 0);
        var document = new SigstoreKeyDocument(
            new("scrypt", new(cost, BlockSize, 1), salt),
            new("nacl/secretbox", nonce),
            sealedBox
        );
        var json = JsonSerializer.SerializeToUtf8Bytes(document, SigstoreKeyContracts.Default.SigstoreKeyDocument);
        return PemEncoding.WriteString(Label, json) + "\n";
    }

    private static SigstoreKeyDocument Parse(byte[] content, string file)
    {
        try
        {
            return JsonSerializer.Deserialize(content, SigstoreKeyContracts.Default.SigstoreKeyDocument)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw CliException.Usage($"'{file}' is no key as cosign writes them: {e.Message}", e);
        }
    }

    private static byte[] Derive(string passphrase, byte[] salt, int cost) =>
        SCrypt.Generate(Encoding.UTF8.GetBytes(passphrase), salt, cost, BlockSize, 1, KeyBytes);

    // The first block of the stream is the key of the tag.
    private static (byte[] MacKey, XSalsa20Engine Stream) Start(byte[] key, byte[] nonce)
    {
        var stream = new XSalsa20Engine();
        stream.Init(forEncryption: true, new ParametersWithIV(new KeyParameter(key), nonce));
        var macKey = new byte[KeyBytes];
        stream.ProcessBytes(new byte[KeyBytes], macKey);
        return (macKey, stream);
    }

    private static byte[] Tag(byte[] macKey, ReadOnlySpan<byte> encrypted)
    {
        var mac = new Poly1305();
        mac.Init(new KeyParameter(macKey));
        mac.BlockUpdate(encrypted);
        var tag = new byte[TagBytes];
        mac.DoFinal(tag);
        return tag;
    }
}

internal sealed record SigstoreKeyDocument(SigstoreKdf Kdf, SigstoreCipher Cipher, byte[] Ciphertext);

internal sealed record SigstoreKdf(string Name, SigstoreCosts Params, byte[] Salt);

internal sealed record SigstoreCosts(
    [property: JsonPropertyName("N")] int N,
    [property: JsonPropertyName("r")] int R,
    [property: JsonPropertyName("p")] int P
);

internal sealed record SigstoreCipher(string Name, byte[] Nonce);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(SigstoreKeyDocument))]
internal sealed partial class SigstoreKeyContracts : JsonSerializerContext;
