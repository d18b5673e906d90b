using System.Security.Cryptography;
using Slipway.Errors;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Signatures;

/// <summary>Reads keys as OpenSSL and cosign write them, and writes pairs that cosign reads.</summary>
internal static class KeyFiles
{
    private const int LargestFile = 64 << 10;
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="CliException">It cannot be read, or the passphrase is wrong.</exception>
    public static SigningKey ReadPrivate(string file, Passphrase passphrase)
    {
        var text = ReadText(file);
        try
        {
            if (!PemEncoding.TryFind(text, out var fields))
                throw CliException.Usage($"'{file}' is no key in PEM. 'slipway keygen NAME' makes a pair.");

            var label = text[fields.Label];
            if (label is not (SigstoreKey.Label or SigstoreKey.OldLabel))
                return SigningKey.Parse(text, file, () => passphrase.Of(file));

            var content = Convert.FromBase64String(text[fields.Base64Data]);
            var pkcs8 =
                SigstoreKey.Open(content, passphrase.Of(file), file)
                ?? throw CliException.Usage($"The passphrase of '{file}' is wrong, or the file was changed.");
            try
            {
                return SigningKey.ReadPkcs8(pkcs8, file);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(pkcs8);
            }
        }
        catch (ServingException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }

    /// <exception cref="CliException">One cannot be read, or is no public key.</exception>
    public static IReadOnlyList<VerificationKey> ReadPublic(IEnumerable<string> files)
    {
        try
        {
            return [.. files.Select(VerificationKey.ReadFile)];
        }
        catch (ServingException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }

    /// <summary>Writes a new pair, <c>PREFIX.key</c> for its owner alone and <c>PREFIX.pub</c>; never over others.</summary>
    /// <returns>What is public of it.</returns>
    /// <exception cref="CliException">A file is there already, or cannot be written.</exception>
    public static VerificationKey WritePair(string prefix, Passphrase passphrase)
    {
        var (secret, known) = ($"{prefix}.key", $"{prefix}.pub");
        foreach (var file in new[] { secret, known })
        {
            if (Path.Exists(file))
                throw CliException.Usage(
                    $"'{file}' is there already, and a key is never overwritten. Choose another name."
                );
        }

        using var key = SigningKey.Create();
        var pkcs8 = key.ToPkcs8();
        try
        {
            WriteNew(secret, SigstoreKey.Close(pkcs8, passphrase.ForNew(secret)), OwnersAlone);
            WritePublic(known, key.Public, secret);
            return key.Public;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    // A key without its other half is of no use, and would be in the way.
    private static void WritePublic(string file, VerificationKey key, string secret)
    {
        try
        {
            WriteNew(file, key.ToPem(), OwnersAlone | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        catch
        {
            File.Delete(secret);
            throw;
        }
    }

    private static string ReadText(string file)
    {
        try
        {
            return new FileInfo(file).Length <= LargestFile
                ? File.ReadAllText(file)
                : throw CliException.Usage($"'{file}' is too large for a key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"'{file}' cannot be read: {e.Message}", e);
        }
    }

    private static void WriteNew(string file, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        try
        {
            using var writer = new StreamWriter(file, options);
            writer.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"'{file}' cannot be written: {e.Message}", e);
        }
    }
}
