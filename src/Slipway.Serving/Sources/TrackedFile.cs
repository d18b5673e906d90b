using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>Follows a model that is one file; a configuration beside it counts where it means this file.</summary>
internal sealed class TrackedFile(string file, string? givenName, Tracking tracking)
{
    private readonly TrackedConfig _config = tracking.Config();
    private readonly TrackedVersion _version = tracking.Version();

    /// <exception cref="ServingException">The file is no model.</exception>
    public ModelSight Look(CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(file)!;
        tracking.Artifacts.RuntimeOf(file, null, ConfigFiles.Own);

        var config = _config.Look(folder, []);
        if (config.Seen is null && config.Error is not null)
            throw config.Error;
        if (!IsMeant(folder, config.Seen))
        {
            var none = new ModelConfig();
            config = config with { Config = none, Seen = none, Digest = "", NewestChange = default };
        }

        var name = ModelNames.Checked(givenName ?? config.Seen?.Name ?? ModelNames.OfFile(file));
        var place = new FilePlace(file, name, tracking.Packages);
        var remaining = _version.Look(place, config, cancellationToken);
        var model = new SourcedModel(
            name,
            folder,
            config.Config ?? config.Seen!,
            _version.Package is { } package ? [package] : []
        );
        List<BrokenModel> broken = [];
        if (config.Error is not null)
            broken.Add(new BrokenModel(name, file, config.Error));
        if (_version.Error is not null)
            broken.Add(new BrokenModel(name, file, _version.Error, 1));
        return new ModelSight(model, broken, ModelSight.Sooner(remaining, config.Remaining));
    }

    private bool IsMeant(string folder, ModelConfig? config)
    {
        if (config is null)
            return false;
        if (config.File is null)
            return tracking.Artifacts.In(folder) is [var only] && only == file;
        return Path.GetFullPath(Path.Combine(folder, config.File)) == file;
    }
}
