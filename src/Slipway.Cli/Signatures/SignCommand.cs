using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Images;
using Slipway.Oci.Content;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Signatures;

/// <summary>Signs an image or an artifact where it is.</summary>
internal sealed class SignCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registry = new();
    private readonly Argument<string> _reference = new("REF")
    {
        Description = "What to sign: an image's reference, or oci:FOLDER[:TAG].",
    };
    private readonly Option<string> _key = new("--key")
    {
        Description = "The private key: a file of cosign's, of 'slipway keygen', or PKCS #8 in PEM.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<bool> _recursive = new("--recursive")
    {
        Description = "Sign each image of an index too, for those who verify them alone.",
    };
    private readonly Option<string?> _identity = new("--identity")
    {
        Description = "The name that is signed with the digest. Default: the repository, with its registry.",
        HelpName = "NAME",
    };

    public SignCommand(CliEnvironment environment)
        : base("sign", "Sign an image, in the form that cosign verifies.")
    {
        _environment = environment;
        Add(_reference);
        Add(_key);
        Add(_recursive);
        Add(_identity);
        _registry.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway sign registry.example/team/iris:1 --key release.key", "An image in a registry"),
        new("slipway sign oci:images:1 --key release.key --identity registry.example/team/iris", "One in a folder"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var text = result.GetRequiredValue(_reference);
        using var client = _registry.Connect(result);
        var place = SignedPlace.Parse(text, client);
        var identity =
            result.GetValue(_identity)
            ?? place.Identity
            ?? throw CliException.Usage(
                "An image in a folder has no name that others know; say under which it will be used: --identity NAME."
            );
        using var key = KeyFiles.ReadPrivate(result.GetRequiredValue(_key), new Passphrase(_environment));
        var signer = new ImageSigner(key, identity);
        var manifest = await place.Source.ResolveAsync(place.Reference, cancellationToken);
        List<Digest> digests = [manifest.Descriptor.Digest];
        if (result.GetValue(_recursive) && manifest.IsIndex)
            digests.AddRange(manifest.Children().Select(image => image.Digest));
        foreach (var digest in digests)
        {
            var isNew = await signer.SignAsync(place.Source, place.Target, digest, cancellationToken);
            await _environment.Console.Output.WriteLineAsync(
                isNew ? $"{identity}@{digest} signed" : $"{identity}@{digest} was signed with this key already"
            );
        }

        return ExitCodes.Ok;
    }
}
