using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Slipway.Errors;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Images;

/// <summary>How registries are spoken to: options of every command that does.</summary>
internal sealed class RegistryArguments
{
    private const long LeastChunk = 64 << 10;

    private readonly Option<bool> _plainHttp = new("--plain-http")
    {
        Description = "Speak unencrypted HTTP to the registry; on loopback that needs no option.",
    };
    private readonly Option<string?> _authority = new("--ca-file")
    {
        Description = "The certificates, in PEM, of the authority that signed the registry's, instead of the system's.",
        HelpName = "FILE",
    };
    private readonly Option<long?> _chunk = new("--chunk-size")
    {
        Description = "The most that one request carries of a layer, in bytes, for proxies that take no larger ones.",
        HelpName = "BYTES",
    };

    public RegistryArguments()
    {
        _chunk.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && long.TryParse(text, out var bytes) && bytes < LeastChunk)
                result.AddError($"--chunk-size must be {LeastChunk} or more.");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_plainHttp);
        command.Add(_authority);
        command.Add(_chunk);
    }

    /// <exception cref="CliException">The file of certificates cannot be read.</exception>
    public RegistryClient Connect(ParseResult result) =>
        new(
            new RegistryOptions
            {
                PlainHttp = result.GetValue(_plainHttp),
                CertificateAuthority = result.GetValue(_authority) is { } file ? ReadCertificates(file) : null,
                ChunkBytes = result.GetValue(_chunk),
            }
        );

    /// <summary>Whether the registry of <paramref name="reference"/> is spoken to without TLS.</summary>
    public bool IsPlain(ParseResult result, ImageReference reference) =>
        result.GetValue(_plainHttp)
        || (result.GetValue(_authority) is null && new Uri($"https://{reference.Registry}/").IsLoopback);

    private static X509Certificate2Collection ReadCertificates(string file)
    {
        try
        {
            return AuthorityFile.Read(file);
        }
        catch (ServingException e)
        {
            throw CliException.Usage($"--ca-file: {e.Message}", e);
        }
    }
}
