using Slipway.Models;

namespace Slipway.Serving.Control;

/// <summary>A configuration given with an order to load.</summary>
/// <param name="Config">Stands in the place of the model's own.</param>
/// <param name="Order">Counts the orders: each makes another content of the same version, which replaces the one before.</param>
internal sealed record ConfigOverride(ModelConfig Config, int Order)
{
    public ModelPackage ApplyTo(ModelPackage package) =>
        package with
        {
            Config = Config,
            Fingerprint = $"{package.Fingerprint}+{Order}",
        };
}
