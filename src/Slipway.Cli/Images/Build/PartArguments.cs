using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Signatures;
using Slipway.Oci.Content;

namespace Slipway.Cli.Images.Build;

/// <summary>The arguments and options that say what an image is put together from.</summary>
internal sealed class PartArguments
{
    private readonly Argument<string> _path = new("PATH")
    {
        Description = "A model file, a package folder, or one of its version folders.",
    };
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
    private readonly Option<string?> _name = new("--name")
    {
        Description = "The name to serve the model under.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _server = new("--server")
    {
        Description =
            "The folder of a published server to put into the image; one for each platform. Default: that of this tool.",
        HelpName = "FOLDER",
    };
    private readonly Option<string?> _wheels = new("--wheels")
    {
        Description =
            $"The folder with the wheels that a Python model needs. Default: {PythonPackages.Folder} in the model's folder.",
        HelpName = "FOLDER",
    };
    private readonly Option<string[]> _label = new("--label")
    {
        Description = "A label for the image, NAME=VALUE; may be given several times.",
        HelpName = "LABEL",
    };
    private readonly Option<string?> _lockFile = new("--lock-file")
    {
        Description = "Where digests and versions of the base are kept. Default: beside the model, PATH.slipway.lock.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _updateLock = new("--update-lock")
    {
        Description = "Take the base as it is now, and write that into the lock file.",
    };

    private readonly SignatureArguments _signatures = new("the base image");

    public void AddTo(Command command)
    {
        command.Add(_path);
        foreach (var option in (Option[])[_base, _platform, _name, _server, _wheels, _label, _lockFile, _updateLock])
            command.Add(option);
        _signatures.AddTo(command);
    }

    /// <exception cref="CliException">Something of it is no such thing.</exception>
    public PartOptions Read(ParseResult result)
    {
        var model = ModelSource.At(result.GetRequiredValue(_path));
        var signed = _signatures.Policy(result);
        if (signed is not null && result.GetRequiredValue(_base) == BaseChoice.Nano)
            throw CliException.Usage(
                $"{SignatureArguments.Name} is about an image, and {BaseChoice.Nano} is made of this machine's packages."
            );
        return new PartOptions
        {
            Model = model,
            Platforms = Platforms(result.GetValue(_platform) ?? []),
            Base = result.GetRequiredValue(_base),
            Name = result.GetValue(_name),
            Signed = signed,
            LockFile = Path.GetFullPath(result.GetValue(_lockFile) ?? model.LockFile),
            UpdateLock = result.GetValue(_updateLock),
            Servers = result.GetValue(_server) ?? [],
            Wheels = result.GetValue(_wheels),
            Labels = Labels(result.GetValue(_label) ?? []),
            Created = BuildTime(),
        };
    }

    private static List<Platform> Platforms(string[] texts)
    {
        var platforms = texts
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))
            .Select(Platform.Parse)
            .Distinct()
            .ToList();
        return platforms.Count > 0 ? platforms : [ImageServers.Own ?? Platform.LinuxAmd64];
    }

    private static Dictionary<string, string> Labels(string[] texts)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
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
