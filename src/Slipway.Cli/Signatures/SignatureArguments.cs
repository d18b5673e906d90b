using System.CommandLine;
using Slipway.Errors;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Signatures;

/// <summary>What must be signed: an option of every command that takes something from a registry.</summary>
/// <param name="what">What that is, as <c>the base image</c>.</param>
internal sealed class SignatureArguments(string what)
{
    private readonly Option<string[]> _keys = new("--require-signature")
    {
        Description =
            $"Refuse {what} unless one of these public keys signed it ('slipway sign', cosign). May be given several times.",
        HelpName = "KEY.pub",
    };

    public void AddTo(Command command) => command.Add(_keys);

    /// <summary>Null where nothing need be signed.</summary>
    /// <exception cref="CliException">A key cannot be read.</exception>
    public SignaturePolicy? Policy(ParseResult result)
    {
        try
        {
            return SignaturePolicy.Read(result.GetValue(_keys) ?? []);
        }
        catch (ServingException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }
}
