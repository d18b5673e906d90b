namespace Slipway.Cli.Signatures;

/// <summary>What protects a file of a private key: from a variable, ours or cosign's, or asked for.</summary>
internal sealed class Passphrase(CliEnvironment environment)
{
    private const string Variable = "SLIPWAY_KEY_PASSWORD";
    private const string CosignVariable = "COSIGN_PASSWORD";

    /// <summary>Of a file that there is.</summary>
    /// <exception cref="CliException">There is none, and nobody to ask.</exception>
    public string Of(string file) => Known() ?? environment.AskSecret($"Passphrase of {file}") ?? throw Nobody(file);

    /// <summary>For a file that is made: typed twice. Empty for none.</summary>
    /// <exception cref="CliException">There is none, and nobody to ask; or it was typed differently.</exception>
    public string ForNew(string file)
    {
        if (Known() is { } known)
            return known;

        var typed = environment.AskSecret($"Passphrase for {file}, empty for none") ?? throw Nobody(file);
        return environment.AskSecret("Again") == typed
            ? typed
            : throw CliException.Usage("The two passphrases differ. Nothing was written.");
    }

    private string? Known() => environment.Variables(Variable) ?? environment.Variables(CosignVariable);

    private static CliException Nobody(string file) =>
        CliException.Usage(
            $"The passphrase of {file} is not known, and there is no terminal to ask at. Set {Variable}, or {CosignVariable}; "
                + "empty for none."
        );
}
