using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Signatures;
using Slipway.Oci.Content;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Images.Build;

/// <summary>The options that every image has, whatever it is of: what it stands on, for which platforms, what is written on it.</summary>
internal sealed class FoundationArguments
{
    private readonly Option<string> _base = new("--base")
    {
        Description =
            "What the image stands on: an image's reference, oci:FOLDER, oci-archive:FILE, or nano, which is made of this machine's "
            + $"Debian packages. Default: {BaseChoice.Default}.",
        HelpName = "BASE",
        DefaultValueFactory = _ => BaseChoice.Default,
    };
    private readonly Option<string[]> _platform = new("--platform")
    {
        Description = "linux/amd64, linux/arm64, or both with a comma between. Default: that of this machine.",
        HelpName = "PLATFORM",
    };
    private readonly Option<string[]> _label = new("--label")
    {
        Description = "A label for the image, NAME=VALUE; may be given several times.",
        HelpName = "LABEL",
    };
    private readonly Option<string?> _lockFile;
    private readonly Option<bool> _updateLock = new("--update-lock")
    {
        Description = "Take the base as it is now, and write that into the lock file.",
    };

    private readonly SignatureArguments _signatures = new("the base image");

    /// <param name="lockFile">Where the lock file is by default, in words.</param>
    public FoundationArguments(string lockFile) =>
        _lockFile = new Option<string?>("--lock-file")
        {
            Description = $"Where digests and versions of the base are kept. Default: {lockFile}.",
            HelpName = "FILE",
        };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_base, _platform, _label, _lockFile, _updateLock])
            command.Add(option);
        _signatures.AddTo(command);
    }

    public string Base(ParseResult result) => result.GetRequiredValue(_base);

    /// <summary>Null where the user names none.</summary>
    public string? LockFile(ParseResult result) =>
        result.GetValue(_lockFile) is { } file ? Path.GetFullPath(file) : null;

    public bool UpdateLock(ParseResult result) => result.GetValue(_updateLock);

    /// <summary>Null where nothing need be signed.</summary>
    /// <exception cref="CliException">There is nothing that could be signed, or a key cannot be read.</exception>
    public SignaturePolicy? Signed(ParseResult result)
    {
        var signed = _signatures.Policy(result);
        return signed is not null && Base(result) == BaseChoice.Nano
            ? throw CliException.Usage(
                $"{SignatureArguments.Name} is about an image, and {BaseChoice.Nano} is made of this machine's packages."
            )
            : signed;
    }

    /// <summary>At least one.</summary>
    public IReadOnlyList<Platform> Platforms(ParseResult result)
    {
        var platforms = (result.GetValue(_platform) ?? [])
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))
            .Select(Platform.Parse)
            .Distinct()
            .ToList();
        return platforms.Count > 0 ? platforms : [ImageServers.Own ?? Platform.LinuxAmd64];
    }

    /// <exception cref="CliException">One of them is none.</exception>
    public IReadOnlyDictionary<string, string> Labels(ParseResult result)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in result.GetValue(_label) ?? [])
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
                throw CliException.Usage($"--label '{text}' is no label: write NAME=VALUE.");
            labels[text[..equals]] = text[(equals + 1)..];
        }

        return labels;
    }

    // https://reproducible-builds.org/specs/source-date-epoch
    internal static DateTimeOffset BuildTime() =>
        Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") switch
        {
            null or "" => DateTimeOffset.UnixEpoch,
            // What the header of a tar entry can hold.
            var text
                when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds < 1L << 33 => DateTimeOffset.FromUnixTimeSeconds(seconds),
            var text => throw CliException.Usage(
                $"SOURCE_DATE_EPOCH must be a number of seconds since 1970, not '{text}'."
            ),
        };
}
