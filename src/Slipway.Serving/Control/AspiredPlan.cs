using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Sources;

namespace Slipway.Serving.Control;

/// <summary>What should be there of every model, from what the sources have and what was ordered. Pure.</summary>
internal sealed class AspiredPlan
{
    private readonly Dictionary<string, AspiredModel> _models = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, ConfigOverride> _overrides;
    private readonly Func<ModelPackage, IServableLoader> _createLoader;

    private AspiredPlan(
        IReadOnlyDictionary<string, ConfigOverride> overrides,
        Func<ModelPackage, IServableLoader> createLoader
    )
    {
        _overrides = overrides;
        _createLoader = createLoader;
    }

    /// <summary>
    /// Lays the listings over each other. Of two models of one name the first is served; the other stands as one of its
    /// own that failed, so that readiness tells.
    /// </summary>
    /// <param name="listings">What each source has, in the order of their declaration.</param>
    /// <param name="overrides">Configurations given with an order to load, by model.</param>
    /// <param name="createLoader">Makes a loader.</param>
    public static IReadOnlyDictionary<string, AspiredModel> Build(
        IEnumerable<(DeclaredModel Declared, SourceListing Listing)> listings,
        IReadOnlyDictionary<string, ConfigOverride> overrides,
        Func<ModelPackage, IServableLoader> createLoader
    )
    {
        var plan = new AspiredPlan(overrides, createLoader);
        foreach (var (declared, listing) in listings)
        {
            plan.Add(declared, listing);
        }

        return plan._models;
    }

    private void Add(DeclaredModel declared, SourceListing listing)
    {
        var unplaced = listing.Broken.ToList();
        foreach (var model in listing.Models)
        {
            var own = unplaced.FindAll(fault => IsOf(model, fault));
            unplaced.RemoveAll(own.Contains);
            if (_models.ContainsKey(model.Name))
                AddBroken(NameTaken(model));
            else
                _models[model.Name] = Aspire(declared, model, own);
        }

        foreach (var faults in unplaced.GroupBy(fault => (fault.Name, Home: fault.Version == 0 ? fault.Directory : "")))
        {
            if (_models.ContainsKey(faults.Key.Name))
                AddBroken(faults.First());
            else
                _models[faults.Key.Name] = new AspiredModel(faults.Key.Name, [.. faults.Select(Broken)]);
        }
    }

    // Another folder may hold a broken model of the same name.
    private static bool IsOf(SourcedModel model, BrokenModel fault) =>
        fault.Name == model.Name
        && (
            fault.Directory == model.Directory
            || fault.Directory.StartsWith(model.Directory + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        );

    private AspiredModel Aspire(DeclaredModel declared, SourcedModel model, List<BrokenModel> broken)
    {
        var ordered = _overrides.GetValueOrDefault(model.Name);
        var config = ordered?.Config ?? model.Config;
        return new AspiredModel(
            model.Name,
            [
                .. model.Versions.Select(version => Version(ordered is null ? version : ordered.ApplyTo(version))),
                // What is wrong with the model as a whole is shown beside its newest version.
                .. broken.Select(fault =>
                    Broken(fault.Version == 0 ? fault with { Version = NewestOf(model) } : fault)
                ),
            ]
        )
        {
            Policy = (ordered is null ? declared.Versions : null) ?? config.Versions,
            Labels = declared.Labels ?? config.Labels,
            Load = config.Load,
            Transition = config.Transition,
        };
    }

    private AspiredVersion Version(ModelPackage package) => new(package, () => _createLoader(package));

    private void AddBroken(BrokenModel model)
    {
        var name = model.Name;
        for (var n = 2; _models.ContainsKey(name); n++)
        {
            name = $"{model.Name} ({n})";
        }

        _models[name] = new AspiredModel(name, [Broken(model with { Name = name })]);
    }

    private static AspiredVersion Broken(BrokenModel model)
    {
        var loader = new BrokenModelLoader(model);
        // Another fault is another content: it is told at once.
        return new AspiredVersion(loader.Package with { Fingerprint = $"broken: {model.Error.Message}" }, () => loader);
    }

    private static long NewestOf(SourcedModel model) => model.Versions.Count > 0 ? model.Versions[0].Version : 1;

    private static BrokenModel NameTaken(SourcedModel model) =>
        new(
            model.Name,
            model.Directory,
            new ServingException(
                ServingErrorCode.AlreadyExists,
                $"Another model served here is named '{model.Name}' already. Give this one, in the folder "
                    + $"'{Path.GetFileName(model.Directory)}', another name with 'name:' in its model.yaml."
            )
        );
}
