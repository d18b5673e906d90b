using System.CommandLine;
using Slipway.Errors;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Signatures;

/// <summary>What must be signed: an option of every command that takes something from a registry.</summary>
/// <param name="what">What that is, as <c>the base image</c>.</param>
internal sealed class SignatureArguments(string what)
{
    public const string Name = "--require-signature";

    private readonly Option<string[]> _keys = new(Name)
    {
        Description =
            $"Refuse {what} unless one of these public keys signed it ('slipway sign', cosign). May be given several times.",
        HelpName = "KEY.pub",
    };

    public Option Option => _keys;

    /// <summary>The files that were named.</summary>
    public IReadOnlyList<string> Files(ParseResult result) => result.GetValue(_keys) ?? [];

    public void AddTo(Command command) => command.Add(_keys);

    /// <summary>Null where nothing need be signed.</summary>
    /// <exception cref="CliException">A key cannot be read.</exception>
    public SignaturePolicy? Policy(ParseResult result)
    {
        try
        {
            return SignaturePolicy.Read(Files(result));
        }
        catch (ServingException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }
}
