using Slipway.Models;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Tests.Lifecycle;

/// <summary>Makes what the manager is told out of loaders; each loader is used for every attempt.</summary>
internal static class Aspired
{
    /// <summary>Under the policy that is the default.</summary>
    public static AspiredModel Model(params IServableLoader[] loaders) =>
        new(loaders[0].Package.Name, [.. loaders.Select(loader => new AspiredVersion(loader.Package, () => loader))]);

    /// <summary>Every one of them.</summary>
    public static AspiredModel All(params IServableLoader[] loaders) =>
        Model(loaders) with
        {
            Policy = new VersionsConfig { All = true },
        };

    public static AspiredModel OnDemand(params IServableLoader[] loaders) =>
        Model(loaders) with
        {
            Load = LoadMode.OnDemand,
        };

    public static AspiredModel None(string name) => new(name, []);
}
