using System.CommandLine;
using Slipway.Cli.Commands;

namespace Slipway.Cli.Signatures;

/// <summary>Makes a pair of keys to sign images with.</summary>
internal sealed class KeygenCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly Argument<string> _prefix = new("NAME")
    {
        Description = "The files are NAME.key, which is to be kept secret, and NAME.pub.",
    };

    public KeygenCommand(CliEnvironment environment)
        : base("keygen", "Make a pair of keys to sign images with, which cosign takes too.")
    {
        _environment = environment;
        Add(_prefix);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway keygen release", "Asks for a passphrase, and writes release.key and release.pub"),
        new("SLIPWAY_KEY_PASSWORD= slipway keygen test", "Without a passphrase"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var prefix = result.GetRequiredValue(_prefix);
        var key = KeyFiles.WritePair(prefix, new Passphrase(_environment));
        await _environment.Console.Output.WriteLineAsync(
            $"{prefix}.key and {prefix}.pub written; the key is {key.Fingerprint}"
        );
        return ExitCodes.Ok;
    }
}
