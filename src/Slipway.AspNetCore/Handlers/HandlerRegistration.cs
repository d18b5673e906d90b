using Slipway.Models;

namespace Slipway.AspNetCore.Handlers;

/// <summary>One version of a model written in .NET, as the application adds it.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Options">How it is served.</param>
/// <param name="Load">Makes it; the result belongs to whoever called.</param>
internal sealed record HandlerRegistration(
    string Name,
    long Version,
    HandlerOptions Options,
    Func<IServiceProvider, ModelPackage, CancellationToken, Task<IServable>> Load
)
{
    /// <summary>Its files, where it has any, are in a folder of its own beside the program.</summary>
    public ModelPackage Package
    {
        get
        {
            var folder = Path.Combine(AppContext.BaseDirectory, "models", Name);
            return new ModelPackage(Name, Version, folder, folder, HandlerRuntime.RuntimeName, Options.Config);
        }
    }
}
