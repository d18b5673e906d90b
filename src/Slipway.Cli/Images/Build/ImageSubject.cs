using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>What an image is of: the same for all platforms.</summary>
internal abstract record ImageSubject(string Name)
{
    /// <summary>One word, for documents about the image.</summary>
    public abstract string Kind { get; }

    /// <summary>Null where it has none.</summary>
    public abstract string? VersionText { get; }

    /// <summary>The program that serves in it, and its version.</summary>
    public required SbomComponent Program { get; init; }
}

internal sealed record ModelSubject(string Name, long Version) : ImageSubject(Name)
{
    public override string Kind => "model";

    public override string VersionText => Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record ProgramSubject(string Name, string? Version) : ImageSubject(Name)
{
    public override string Kind => "program";

    public override string? VersionText => Version;
}
