using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Images;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Signatures;

/// <summary>Says whether an image is signed by a key, and ends with a code of its own where it is not.</summary>
internal sealed class VerifyCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registry = new();
    private readonly Argument<string> _reference = new("REF")
    {
        Description = "What to verify: an image's reference, or oci:FOLDER[:TAG].",
    };
    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "A public key: what cosign.pub is. May be given several times; one of them must have signed.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string?> _identity = new("--identity")
    {
        Description = "The name that must be signed with the digest. Default: any, as with cosign.",
        HelpName = "NAME",
    };

    public VerifyCommand(CliEnvironment environment)
        : base("verify", "Verify that an image is signed, by 'slipway sign' or by cosign.")
    {
        _environment = environment;
        Add(_reference);
        Add(_keys);
        Add(_identity);
        _registry.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway verify registry.example/team/iris:1 --key release.pub", "Prints what was verified, by its digest")];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var text = result.GetRequiredValue(_reference);
        using var client = _registry.Connect(result);
        var place = SignedPlace.Parse(text, client);
        var verifier = new SignatureVerifier(
            KeyFiles.ReadPublic(result.GetRequiredValue(_keys)),
            result.GetValue(_identity)
        );
        var manifest = await place.Source.ResolveAsync(place.Reference, cancellationToken);
        var digest = manifest.Descriptor.Digest;
        var signatures = await verifier.VerifyAsync(place.Source, digest, text, cancellationToken);
        foreach (var signature in signatures)
        {
            await _environment.Console.Output.WriteLineAsync(
                $"{Printable(signature.Reference)}@{digest} signed by key {signature.Key.Fingerprint}"
            );
        }

        return ExitCodes.Ok;
    }

    // Whoever signed chose it, and it is shown in a terminal.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
