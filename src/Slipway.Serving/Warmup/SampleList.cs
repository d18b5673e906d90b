using System.Globalization;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Packages;

namespace Slipway.Serving.Warmup;

/// <summary>
/// Gathers the samples of a version: those of its configuration in their order, then the files
/// <c>warmup/*.json</c> beside the artifact and in the model's folder that were not named there.
/// </summary>
internal static class SampleList
{
    public const int MaxCount = 10_000;
    public const int MaxSamples = 1_000;

    private static readonly Dictionary<string, WarmupInputConfig> None = [];

    /// <exception cref="ServingException">A sample is declared wrongly, or its file is not there.</exception>
    public static List<Sample> Of(ModelPackage package)
    {
        var folders = new PackageFiles(package);
        var samples = package.Config.Warmup.Select((config, index) => Declared(config, index, folders)).ToList();
        var named = samples.Select(sample => sample.File).ToHashSet();
        foreach (var file in folders.In("warmup", ".json").Where(file => !named.Contains(file)))
        {
            samples.Add(new Sample(Path.GetFileName(file), 1, file, None));
        }

        return samples.Count <= MaxSamples
            ? samples
            : throw ServingException.InvalidArgument(
                $"there are {samples.Count} samples; {MaxSamples} are enough for any model."
            );
    }

    private static Sample Declared(WarmupConfig config, int index, PackageFiles files)
    {
        var name = config.Name ?? config.Request ?? (index + 1).ToString(CultureInfo.InvariantCulture);
        if (config.Count is < 1 or > MaxCount)
            throw Wrong(name, $"its count is {config.Count}; use 1 to {MaxCount}.");
        if (config.Request is null == (config.Inputs.Count == 0))
            throw Wrong(name, "it needs either 'request' or 'inputs', and not both.");
        try
        {
            var file = config.Request is { } request ? files.Find(request) : null;
            return new Sample(name, config.Count, file, config.Inputs);
        }
        catch (ServingException e)
        {
            throw Wrong(name, e.Message);
        }
    }

    private static ServingException Wrong(string name, string problem) =>
        ServingException.InvalidArgument($"sample '{name}': {problem}");
}
